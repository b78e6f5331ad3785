"""The faults that any cloud can have: on the wire, in the content of its answers, and in its pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import orjson

from tuiledger.sandbox.clouds import conduct, spoil
from tuiledger.sandbox.clouds.exchange import Conduct, Reply, Request
from tuiledger.sandbox.clouds.faults import Fault, Shot, everywhere, on_lists, on_rows

#: A host that is nobody's (RFC 2606).
ELSEWHERE: Final = "https://api.elsewhere.invalid"
_NONE: Final[Mapping[str, Any]] = {}
_ROWS: Final = {"rows": 1}


def _replied(status: int, body: bytes, kind: str, *headers: tuple[str, str]) -> Fault:
    """A fault's answer in place of the cloud's own, as its table entry without name and sentence."""

    async def before(shot: Shot) -> Reply:
        return Reply(status, (("Content-Type", kind), *headers), body)

    return Fault("", "", before=before)


def _on_wire(
    name: str, sentence: str, way: Callable[[Mapping[str, Any]], Conduct], options: Mapping[str, Any] = _NONE
) -> Fault:
    """The cloud does what it was asked to; the answer comes to grief."""
    return Fault(name, sentence, after=lambda shot, reply: reply._replace(conduct=way(shot.options)), options=options)


def _unheard(name: str, sentence: str, way: Conduct) -> Fault:
    """The cloud does nothing, and no answer comes."""

    async def before(shot: Shot) -> Reply:
        return Reply(200, conduct=way)

    return Fault(name, sentence, before=before)


def _in_content(
    name: str,
    sentence: str,
    spoiler: spoil.Spoiler,
    options: Mapping[str, Any] = _ROWS,
    only: Callable[[Request], bool] = on_rows,
) -> Fault:
    """The content of a good answer is spoiled."""

    def after(shot: Shot, reply: Reply) -> Reply:
        good = reply.status == 200 and reply.body and reply.header("Content-Type") == "application/json"
        return reply._replace(body=spoiler(reply.body, shot.options)) if good else reply

    return Fault(name, sentence, after=after, only=only, options=options)


def _same_page_asked(shot: Shot) -> Request:
    return shot.request._replace(query={**shot.request.query, "page": "1"})


def _same_page_told(shot: Shot, reply: Reply) -> Reply:
    if reply.status != 200:
        return reply
    page = orjson.loads(reply.body)
    page["current_page"] = int(shot.request.query.get("page") or 1)
    return reply._replace(body=orjson.dumps(page))


async def _redirect(shot: Shot) -> Reply:
    query = "&".join(f"{name}={value}" for name, value in shot.request.query.items())
    place = f"{shot.options['to']}{shot.request.path}?{query}"
    return Reply(int(shot.options["status"]), (("Location", place),))


async def _redirect_itself(shot: Shot) -> Reply:
    return Reply(302, (("Location", shot.request.path),))


def _wrong_clock(shot: Shot, reply: Reply) -> Reply:
    if reply.status != 200 or not on_rows(shot.request):
        return reply.with_headers(("Date", "Thu, 01 Jan 1970 00:00:00 GMT"))
    moved = spoil.moved_stamps(reply.body, shot.options)
    return reply._replace(body=moved).with_headers(("Date", "Thu, 01 Jan 1970 00:00:00 GMT"))


_HTML: Final = b"<!DOCTYPE html><html><head><title>Accesso</title></head><body><h1>Manutenzione</h1></body></html>"


def _wrong_content_type(shot: Shot, reply: Reply) -> Reply:
    return Reply(200, (("Content-Type", "text/html; charset=utf-8"),), _HTML)


#: On the wire.
WIRE: Final = (
    _on_wire("unanswered", "Done as asked, and no answer comes", lambda o: conduct.silence(o["seconds"]),
             {"seconds": None}),
    _unheard("unheard", "Nothing is done, and no answer comes", conduct.silence()),
    _on_wire("slow_headers", "The head of the answer comes a byte at a time",
             lambda o: conduct.slow_head(o["every"]), {"every": 0.3}),
    _on_wire("slow_body", "The body of the answer comes a byte at a time",
             lambda o: conduct.slow_body(o["every"]), {"every": 0.3}),
    _on_wire("cut_with_length", "Half of the body comes, of an announced length",
             lambda o: conduct.cut(announced=True)),
    _on_wire("cut_without_length", "Half of the body comes, and the connection ends as if that were all",
             lambda o: conduct.cut(announced=False)),
    _on_wire("gzip_bomb", "A small compressed body is very large",
             lambda o: conduct.gzip_bomb(o["megabytes"]), {"megabytes": 500}),
    _unheard("reset_before", "The connection is reset, and nothing is done", conduct.reset),
    _on_wire("reset_after", "Done as asked, and the connection is reset", lambda o: conduct.reset),
    _unheard("not_http", "What answers does not speak HTTP", conduct.not_http),
    _unheard("endless_body", "The body never ends", conduct.endless_body),
    _unheard("endless_headers", "The head never ends", conduct.endless_head),
)  # fmt: skip

#: In answers that are not what was asked for.
ANSWERS: Final = (
    _replied(502, b"<html><body><center><h1>502 Bad Gateway</h1></center></body></html>", "text/html")._replace(
        name="bad_gateway", sentence="502, with a page for a browser"),
    _replied(503, b"", "text/plain", ("Retry-After", "2"))._replace(
        name="unavailable", sentence="503, with Retry-After and no body"),
    _replied(504, b"upstream timed out", "text/plain")._replace(
        name="gateway_timeout", sentence="504, in plain text"),
    _replied(200, b"", "application/json")._replace(name="empty_body", sentence="200 without a body"),
    Fault("wrong_content_type", "200, with a page for a browser", after=_wrong_content_type),
    Fault("redirect_elsewhere", "A redirect to another host", before=_redirect,
          options={"to": ELSEWHERE, "status": 302}),
    Fault("redirect_itself", "A redirect to the very address", before=_redirect_itself),
)  # fmt: skip

#: In the content of good answers. ``rows`` says how many rows are spoiled; 0 is all.
CONTENT: Final = (
    _in_content("wrong_types", "Numbers come as texts, texts as numbers, lists as objects", spoil.wrong_types),
    _in_content("nulls", "Every field of a row is null", spoil.nulls),
    _in_content("missing_fields", "A row has nothing but its id", spoil.missing_fields),
    _in_content("not_a_number", "Amounts are NaN", spoil.not_a_number),
    _in_content("infinite", "Amounts are -Infinity", spoil.infinite),
    _in_content("huge_exponent", "Amounts are ten to the millionth", spoil.huge_exponent),
    _in_content("huge_integer", "Amounts have five thousand figures", spoil.huge_integer),
    _in_content("duplicate_keys", "An amount comes twice in one object, with two values", spoil.duplicate_keys),
    _in_content("deep", "Lists inside lists inside lists", spoil.deep, {**_ROWS, "depth": 10_000}),
    _in_content("invalid_utf8", "Names are not UTF-8", spoil.invalid_utf8),
    _in_content("lone_surrogate", "Names hold half of a character", spoil.lone_surrogate),
    _in_content("hostile_text", "Words meant to do harm in every text", spoil.hostile_text, {"all": False},
                lambda request: everywhere(request) and request.method == "GET"),
    _in_content("zoned_stamps", "Stamps come with a time zone", spoil.zoned_stamps, _NONE),
    _in_content("garbled_stamps", "Stamps are no moment at all", spoil.garbled_stamps, _NONE),
    Fault("wrong_clock", "The cloud's clock is wrong by years", after=_wrong_clock, options={"days": -3650}),
)  # fmt: skip

#: In the pages of a list.
PAGES: Final = (
    Fault("same_page", "The first page comes again in place of another", ask=_same_page_asked, after=_same_page_told,
          only=on_lists),
    _in_content("next_elsewhere", "The next page is said to be on another host", spoil.next_elsewhere,
                {"to": ELSEWHERE}, on_lists),
    _in_content("wrong_total", "The total is not the number of rows", spoil.wrong_total, {"more": 7}, on_lists),
    _in_content("endless_pages", "There is always one more page", spoil.endless_pages, _NONE, on_lists),
)  # fmt: skip
