"""Lists in pages: found by type and filter, sorted, cut, and written in one of the fieldsets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple

import orjson

from tuiledger.sandbox.clouds.exchange import JSON, Reply
from tuiledger.sandbox.clouds.fattureincloud import filters
from tuiledger.sandbox.clouds.fattureincloud.call import Call
from tuiledger.sandbox.clouds.fattureincloud.errors import ApiError, invalid
from tuiledger.sandbox.clouds.fattureincloud.peculiar import peculiar
from tuiledger.sandbox.clouds.fattureincloud.rows import Row
from tuiledger.sandbox.clouds.fattureincloud.values import Data

_MOST: Final = 100
_FIELDSETS: Final = ("basic", "detailed", "fic_view")
_BRACKET: Final = re.compile(r"filter\[([0-9]+)\]\[(field|op|value)\]")


class Listing(NamedTuple):
    """How rows of one kind are listed: by which fields they can be filtered and sorted, and what ``basic`` leaves out.

    ``emptied`` are fields that are null in ``basic``; ``view`` are those that only ``fic_view`` tells.
    """

    filterable: frozenset[str]
    sortable: frozenset[str]
    left_out: frozenset[str] = frozenset()
    emptied: tuple[str, ...] = ()
    view: frozenset[str] = frozenset()
    newest_by: tuple[str, ...] = ("id",)

    def cut(self, fieldset: str) -> tuple[frozenset[str], tuple[str, ...]]:
        """What a fieldset leaves out, and what is null in it."""
        if fieldset == "basic":
            return self.left_out, self.emptied
        return (self.view if fieldset == "detailed" else frozenset()), ()


def listed(call: Call, shelf: str, listing: Listing, kind: str | None = None) -> Reply:
    """A page of a shelf, of one type where there are several."""
    return page(call, _found(call, shelf, listing, kind), listing)


def page(call: Call, rows: Sequence[Row], listing: Listing, **more: Any) -> Reply:
    """The page that was asked for, in Laravel's frame; ``more`` stands beside it."""
    number, per_page = _numbers(call)
    last = max(1, -(-len(rows) // per_page))
    if number > last and call.switches.past_last_page == "refused":
        raise invalid(page="The page field is out of range.")
    first = (number - 1) * per_page
    shown = rows[first : first + per_page]
    write = writer(call, listing)
    path = f"{call.around.base_url}{call.request.path}"
    frame = {
        "first_page_url": f"{path}?page=1", "from": first + 1 if shown else None, "last_page": last,
        "last_page_url": f"{path}?page={last}", "next_page_url": f"{path}?page={number + 1}" if number < last else None,
        "path": path, "per_page": per_page, "prev_page_url": f"{path}?page={number - 1}" if number > 1 else None,
        "to": first + len(shown) if shown else None, "total": len(rows), **more,
    }  # fmt: skip
    head = b'{"current_page":%d,"data":[' % number
    return Reply(200, JSON, head + b",".join(map(write, shown)) + b"]," + orjson.dumps(frame)[1:])


def single(call: Call, row: Row, listing: Listing) -> Reply:
    """One row, detailed unless something else is asked for."""
    return Reply(200, JSON, b'{"data":' + writer(call, listing, "detailed")(row) + b"}")


def writer(call: Call, listing: Listing, fieldset: str = "basic") -> Callable[[Row], bytes]:
    """What writes rows in the fields or the fieldset that the call asks for.

    Raises:
        ApiError: there is no such fieldset.
    """
    query, switches = call.request.query, call.switches
    fieldset = query.get("fieldset") or fieldset
    if fieldset not in _FIELDSETS:
        raise invalid(fieldset="The selected fieldset is invalid.")
    wanted = [name.split(".") for name in query.get("fields", "").split(",") if name]
    left_out, emptied = listing.cut(fieldset)
    if not wanted and switches.plain and not switches.ei_status_in_basic:
        return lambda row: row.written(fieldset, left_out, emptied)
    if switches.ei_status_in_basic:
        left_out -= {"ei_status"}

    def write(row: Row) -> bytes:
        data = peculiar(call.company, row, switches)
        if wanted:
            return orjson.dumps(_projected(data, [["id"], *wanted]))
        return orjson.dumps(
            {name: value for name, value in data.items() if name not in left_out} | dict.fromkeys(emptied)
        )

    return write


def _found(call: Call, shelf: str, listing: Listing, kind: str | None) -> Sequence[Row]:
    """The rows of a shelf that were asked for, in the order that was asked for."""
    query = call.request.query
    rows = call.shelf(shelf)
    order = query.get("sort") or _default_order(call, listing)
    expression = _bracketed(query) or query.get("q", "")
    switched = (call.switches.updated_at_filterable, call.switches.sorts_by_updated_at)
    key = (shelf, kind, str(expression), order, switched)
    version, found = call.company.found.get(key, (-1, []))
    if version != rows.version:
        chosen: Iterable[Row] = rows if kind is None else (row for row in rows if row.data["type"] == kind)
        found = _sorted(call, _filtered(call, chosen, expression, listing), order, listing)
        if len(call.company.found) > 256:
            call.company.found.clear()
        call.company.found[key] = (rows.version, found)
    return found


def _default_order(call: Call, listing: Listing) -> str:
    sign = "-" if call.switches.newest_first else ""
    return ",".join(f"{sign}{name}" for name in listing.newest_by)


def _filtered(call: Call, rows: Iterable[Row], expression: str | filters.Expression, listing: Listing) -> Iterable[Row]:
    if not expression:
        return rows
    known = set(listing.filterable)
    if not call.switches.updated_at_filterable:
        known.discard("updated_at")
    try:
        parsed = filters.parse(expression) if isinstance(expression, str) else expression
        test = filters.compiled(parsed, known, {"any_subject": ("subject", "visible_subject")})
    except filters.FilterError:
        raise ApiError(422, "Il filtro non è valido.", fields={"q": ["The q format is invalid."]}) from None
    except filters.UnknownField as unknown:
        message = f"Il campo {unknown} non può essere usato come filtro."
        fields = {"q": [message]} if call.switches.unfilterable_status == 422 else None
        raise ApiError(call.switches.unfilterable_status, message, fields=fields) from None
    return (row for row in rows if test(row.data))


def _bracketed(query: Any) -> filters.Expression | None:
    """The other form of a filter: ``filter_type=or&filter[0][field]=code&filter[0][op]==&filter[0][value]=X``.

    Raises:
        ApiError: 422.
    """
    parts: dict[int, dict[str, str]] = {}
    for name, value in query.items():
        if match := _BRACKET.fullmatch(name):
            parts.setdefault(int(match[1][:6]), {})[match[2]] = value
    expression: filters.Expression | None = None
    word = "or" if query.get("filter_type") == "or" else "and"
    for _, part in sorted(parts.items())[:100]:
        operator = part.get("op", "=").lower().replace("!=", "<>")
        if operator not in filters.OPERATORS:
            raise invalid(filter="The filter format is invalid.")
        condition = filters.Condition(part.get("field", ""), operator, part.get("value", ""))
        expression = condition if expression is None else filters.Joined(expression, word, condition)
    return expression


def _sorted(call: Call, rows: Iterable[Row], order: str, listing: Listing) -> list[Row]:
    """Sorted by every field of ``order``, the last one first, so that the first one decides."""
    allowed = listing.sortable | set(listing.newest_by)
    if call.switches.sorts_by_updated_at:
        allowed |= {"updated_at"}
    found = list(rows)
    for name in reversed([name for name in order.split(",") if name]):
        field = name.removeprefix("-").strip()
        if field not in allowed:
            raise invalid(sort=f"The field {field} cannot be used for sorting.")
        path = field.split(".")
        found.sort(key=lambda row: _rank(row.data, path), reverse=name.startswith("-"))
    return found


def _rank(data: Any, path: list[str]) -> tuple[bool, Any]:
    for name in path:
        data = data.get(name) if isinstance(data, dict) else None
    return (data is not None, data.casefold() if isinstance(data, str) else data or 0)


def _numbers(call: Call) -> tuple[int, int]:
    """The page's number and size.

    Raises:
        ApiError: 422.
    """
    query, switches = call.request.query, call.switches
    texts = {"page": query.get("page") or "1", "per_page": query.get("per_page") or str(switches.default_per_page)}
    for name, text in texts.items():
        if not (text.isascii() and text.isdigit() and len(text) < 9):
            raise invalid(**{name: f"The {name} must be an integer."})
    number, per_page = int(texts["page"]), int(texts["per_page"])
    if number < 1:
        raise invalid(page="The page must be at least 1.")
    if not switches.least_per_page <= per_page <= _MOST:
        raise invalid(per_page=f"The per_page must be between {switches.least_per_page} and {_MOST}.")
    return number, per_page


def _projected(data: Data, paths: list[list[str]]) -> Data:
    shown: Data = {}
    for name, *rest in paths:
        if name not in data:
            continue
        value = data[name]
        if rest and isinstance(value, dict):
            inner = shown.get(name)
            shown[name] = (inner if isinstance(inner, dict) else {}) | _projected(value, [rest])
        elif rest and isinstance(value, list):
            shown[name] = [_projected(each, [rest]) for each in value]
        else:
            shown[name] = value
    return shown
