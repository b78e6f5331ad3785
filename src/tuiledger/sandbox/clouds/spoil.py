"""Ways for the content of an answer to go wrong: each takes the body of a good one and gives back a bad one."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import orjson

Options = Mapping[str, Any]
Spoiler = Callable[[bytes, Options], bytes]

#: What nobody should be able to do to a screen, a file or a spreadsheet with a customer's name.
HOSTILE: Final = (
    "[bold red]Rossi[/] [@click=app.quit]qui[/]", "\x1b[2J\x1b[31mRossi\x1b]0;titolo\x07", "Rossi\u202e\u2066cod.exe",
    "=cmd|' /C calc'!A0", "'; DROP TABLE documents; --", "Rossi\x00S.r.l.\r\nX-Header: 1", "{0} {} %s %(name)s ${HOME}",
    "\u200b\u200d\ufeff Rossi\u00a0", "Z\u0351\u036b\u0343a\u0323\u0345l\u0321go",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467",
    "../../etc/passwd", "<script>alert(1)</script>", "\u0085\u2028Rossi\u2029", "L" * 10_000,
)  # fmt: skip

#: Texts with a form of their own, which hostile words leave alone unless they are asked to spare nothing.
_FORMED: Final = frozenset(
    {
        "type", "date", "due_date", "paid_date", "next_due_date", "status", "created_at", "updated_at", "country_iso",
        "vat_number", "tax_code", "show_totals", "ei_status", "ei_type", "vat_kind", "fic_plan", "fic_license_expire",
        "exchange_rate", "url", "dn_url", "ai_url", "attachment_url", "attachment_preview_url", "access_token", "code",
        "document_type", "bank_iban", "iban", "payment_method", "default_payment_terms_type", "ei_reception_date",
        "od_date", "invoice_date", "original_document_type", "privacy",
    }
)  # fmt: skip
_AMOUNTS: Final = ("amount_net", "amount_vat", "amount_gross", "net_price")
_STAMPS: Final = ("created_at", "updated_at")


def wrong_types(body: bytes, options: Options) -> bytes:
    """Numbers as texts, texts as numbers, lists as objects and objects as lists."""
    return _in_rows(body, options, lambda row: {name: _other_type(value) for name, value in row.items()})


def nulls(body: bytes, options: Options) -> bytes:
    """Null in every field but the id."""
    return _in_rows(body, options, lambda row: {name: value if name == "id" else None for name, value in row.items()})


def missing_fields(body: bytes, options: Options) -> bytes:
    """No field but the id."""
    return _in_rows(body, options, lambda row: {name: value for name, value in row.items() if name == "id"})


def not_a_number(body: bytes, options: Options) -> bytes:
    """NaN in place of the amounts."""
    return _raw_amounts(body, options, b"NaN")


def infinite(body: bytes, options: Options) -> bytes:
    """Infinity in place of the amounts."""
    return _raw_amounts(body, options, b"-Infinity")


def huge_exponent(body: bytes, options: Options) -> bytes:
    """Ten to the millionth in place of the amounts."""
    return _raw_amounts(body, options, b"1E1000000")


def huge_integer(body: bytes, options: Options) -> bytes:
    """Numbers of five thousand figures in place of the amounts."""
    return _raw_amounts(body, options, b"9" * 5000)


def duplicate_keys(body: bytes, options: Options) -> bytes:
    """Amounts that come twice in one object, with two values."""
    twice = rb'"amount_gross":\1,"amount_gross":0.01'
    return re.sub(rb'"amount_gross":(-?[0-9.]+)', twice, body, count=_count(options))


def deep(body: bytes, options: Options) -> bytes:
    """Lists inside lists."""
    depth = int(options["depth"])
    return _raw(body, options, ("notes", "description", "name"), b"[" * depth + b"]" * depth)


def invalid_utf8(body: bytes, options: Options) -> bytes:
    """Names in bytes that are not UTF-8."""
    return _raw(body, options, ("name",), b'"Caff\xe8 \xff\xfe \xc3"')


def lone_surrogate(body: bytes, options: Options) -> bytes:
    """Names with half of a character."""
    return _raw(body, options, ("name",), rb'"Rossi \ud800"')


def hostile_text(body: bytes, options: Options) -> bytes:
    """Words meant to do harm, in every free text, or with ``all`` in every text."""
    words = _hostile_words()
    spare = frozenset() if options["all"] else _FORMED

    def poison(value: Any, name: str) -> Any:
        if isinstance(value, dict):
            return {key: poison(inner, key) for key, inner in value.items()}
        if isinstance(value, list):
            return [poison(inner, name) for inner in value]
        return next(words) if isinstance(value, str) and name not in spare else value

    data = orjson.loads(body)
    if isinstance(data, dict) and "data" in data:
        data["data"] = poison(data["data"], "data")
    return orjson.dumps(data)


def moved_stamps(body: bytes, options: Options) -> bytes:
    """Stamps of a clock that is ``days`` wrong."""
    days = datetime.timedelta(days=int(options["days"]))

    def moved(stamp: str) -> str:
        return str(datetime.datetime.fromisoformat(stamp) + days)

    return _in_stamps(body, moved)


def zoned_stamps(body: bytes, options: Options) -> bytes:
    """Stamps in ISO 8601 with a time zone, where the cloud has none."""
    return _in_stamps(body, lambda stamp: stamp.replace(" ", "T") + "+02:00")


def garbled_stamps(body: bytes, options: Options) -> bytes:
    """Stamps that are no moment at all."""
    return _in_stamps(body, lambda stamp: "0000-00-00 00:00:00")


def next_elsewhere(body: bytes, options: Options) -> bytes:
    """Addresses of further pages on another host."""
    return _in_pages(body, lambda page: {**page, "next_page_url": f"{options['to']}/c/1/issued_documents?page=2"})


def wrong_total(body: bytes, options: Options) -> bytes:
    """A total that is not the number of rows."""
    return _in_pages(body, lambda page: {**page, "total": page["total"] + int(options["more"])})


def endless_pages(body: bytes, options: Options) -> bytes:
    """One more page, whichever is asked for."""
    return _in_pages(
        body,
        lambda page: {
            **page,
            "last_page": page["current_page"] + 1,
            "next_page_url": f"{page['path']}?page={page['current_page'] + 1}",
        },
    )


def _rows(data: Any) -> list[dict[str, Any]]:
    """The rows of an answer: of a list, or the one it holds."""
    inner = data.get("data") if isinstance(data, dict) else None
    if isinstance(inner, dict):
        return [inner]
    return [row for row in inner if isinstance(row, dict)] if isinstance(inner, list) else []


def _count(options: Options) -> int:
    """How many rows are spoiled; 0 stands for all."""
    return int(options["rows"])


def _in_rows(body: bytes, options: Options, change: Callable[[dict[str, Any]], dict[str, Any]]) -> bytes:
    data = orjson.loads(body)
    for row in _rows(data)[: _count(options) or None]:
        changed = change(row)
        row.clear()
        row.update(changed)
    return orjson.dumps(data)


def _in_stamps(body: bytes, change: Callable[[str], str]) -> bytes:
    data = orjson.loads(body)
    for row in _rows(data):
        row.update({name: change(row[name]) for name in _STAMPS if isinstance(row.get(name), str)})
    return orjson.dumps(data)


def _in_pages(body: bytes, change: Callable[[dict[str, Any]], dict[str, Any]]) -> bytes:
    data = orjson.loads(body)
    if not isinstance(data, dict) or "current_page" not in data:
        return body
    return orjson.dumps(change(data))


def _raw_amounts(body: bytes, options: Options, text: bytes) -> bytes:
    return _raw(body, options, _AMOUNTS, text)


def _raw(body: bytes, options: Options, names: tuple[str, ...], text: bytes) -> bytes:
    """``text`` as it stands, in place of the values of ``names`` in the rows and one level below."""
    mark = "\ue000"

    def change(row: dict[str, Any]) -> dict[str, Any]:
        for name, value in row.items():
            if name in names:
                row[name] = mark
            elif isinstance(value, dict):
                row[name] = {key: mark if key in names else inner for key, inner in value.items()}
        return dict(row)

    return _in_rows(body, options, change).replace(orjson.dumps(mark), text)


def _other_type(value: Any) -> Any:
    match value:
        case bool():
            return "sì" if value else "no"
        case int() | float():
            return f"{value:,}"
        case str():
            return len(value)
        case list():
            return {"0": value[0]} if value else {}
        case dict():
            return list(value.values())
        case _:
            return 0


def _hostile_words() -> Iterator[str]:
    while True:
        yield from HOSTILE
