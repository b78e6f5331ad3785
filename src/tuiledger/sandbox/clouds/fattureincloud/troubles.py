"""The faults of Fatture in Cloud itself: its refusals, its tokens, and pages that move while they are read."""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import Awaitable, Callable, Mapping
from email.utils import format_datetime
from typing import Any, Final

from tuiledger.sandbox.clouds import conduct
from tuiledger.sandbox.clouds.exchange import NotJson, Reply, Request, json_reply
from tuiledger.sandbox.clouds.fattureincloud import errors
from tuiledger.sandbox.clouds.fattureincloud.errors import ApiError, OAuthError
from tuiledger.sandbox.clouds.fattureincloud.quotas import refusal
from tuiledger.sandbox.clouds.fattureincloud.routes import place_of
from tuiledger.sandbox.clouds.faults import Fault, Shot, on_lists
from tuiledger.sandbox.clouds.troubles import ANSWERS, CONTENT, PAGES, WIRE

Before = Callable[[Shot], Awaitable[Reply | None]]
_NONE: Final[Mapping[str, Any]] = {}
_DEVICE_GRANT: Final = "urn:ietf:params:oauth:grant-type:device_code"


def _refused(name: str, sentence: str, error: Callable[[Shot], ApiError], options: Mapping[str, Any] = _NONE) -> Fault:
    """A refusal in the service's own form."""

    async def before(shot: Shot) -> Reply:
        return error(shot).reply(as_text=shot.cloud.around.switches.error_as_text)

    return Fault(name, sentence, before=before, options=options)


def _signing_in(name: str, sentence: str, error: OAuthError, only: Callable[[Request], bool]) -> Fault:
    """A refusal while signing in."""

    async def before(shot: Shot) -> Reply:
        return error.reply()

    return Fault(name, sentence, before=before, only=only)


def _grant_type(request: Request) -> object:
    try:
        return request.fields().get("grant_type") if request.path == "/oauth/token" else None
    except NotJson:
        return None


def refreshing(request: Request) -> bool:
    """A refresh of tokens."""
    return _grant_type(request) == "refresh_token"


def polling(request: Request) -> bool:
    """A question whether a device code was granted."""
    return _grant_type(request) == _DEVICE_GRANT


def later_pages(request: Request) -> bool:
    """A page of a list after the first."""
    return on_lists(request) and request.query.get("page", "1") != "1"


async def _revoke(shot: Shot) -> None:
    """The grant that is being used is gone, and so is its refresh token."""
    for grant in shot.cloud.around.grants.named(_bearer(shot.request)):
        grant.revoked = True
        if grant.family:
            grant.family.revoked = True


async def _expire(shot: Shot) -> None:
    """The access token that is being used is over; its refresh token is not."""
    for grant in shot.cloud.around.grants.named(_bearer(shot.request)):
        grant.expires_at = shot.cloud.clock.now()


async def _drift(shot: Shot) -> None:
    """Between two pages the newest document of the list is thrown away, or one comes in before it, or both."""
    company = shot.cloud.around.world.companies[int(place_of(shot.request.path).ids[0])]
    shelf = "received" if "received" in shot.request.path else "issued"
    kind = shot.request.query.get("type")
    rows = [row for row in company.shelf(shelf) if row.data["type"] == kind]
    if not rows:
        return
    newest = max(rows, key=lambda row: (row.data["date"], row.data["id"]))
    wish = {"company": company.id, "shelf": shelf, "id": newest.data["id"]}
    if shot.options["insert"]:
        shot.cloud.edit({"action": "copy", **wish})
    if shot.options["delete"]:
        shot.cloud.edit({"action": "delete", **wish})


async def _race(shot: Shot) -> None:
    """This refresh waits until another one comes in, ``seconds`` at most."""
    other: asyncio.Event = shot.cloud.next_refresh
    try:
        async with asyncio.timeout(shot.options["seconds"]):
            await other.wait()
    except TimeoutError:
        return


async def _half_answer(shot: Shot) -> Reply:
    return json_reply({"token_type": "bearer", "access_token": None, "expires_in": 86_400, "error": "temporary"})


def _bearer(request: Request) -> str:
    return request.headers.get("authorization", "").removeprefix("Bearer ")


def _date_ahead(shot: Shot) -> str:
    moment = shot.cloud.clock.now() + datetime.timedelta(seconds=shot.options["retry_after"])
    return format_datetime(moment.replace(microsecond=0), usegmt=True)


_WAIT: Final = {"retry_after": 2}
_DIFFERENCE: Final = {"totals": {"amount_net": 500, "amount_vat": 110, "amount_gross": 610, "amount_due": 610,
                                 "payments_sum": 579.5}}  # fmt: skip

#: Refusals.
REFUSALS: Final = (
    _refused("unauthorized", "401: the token is not accepted", lambda shot: errors.unauthorized()),
    _refused("forbidden", "403: a scope or a right is missing, and it is not said which",
             lambda shot: errors.forbidden()),
    _refused("licence_expired", "403: the company's licence has expired", lambda shot: errors.licence_expired()),
    _refused("quota_used_up", "403 with Retry-After: the hour or the month is used up",
             lambda shot: refusal(403, shot.options["retry_after"]), {"retry_after": 1800}),
    _refused("not_found", "404: there is no such thing", lambda shot: errors.not_found()),
    _refused("conflict", "409: the thing is in another state", lambda shot: errors.conflict()),
    _refused("invalid", "422: a field is wrong, by its dotted path",
             lambda shot: errors.invalid(data__entity__name="The data.entity.name field is required.")),
    _refused("payments_differ", "422: the payments are not what is due, with the totals",
             lambda shot: ApiError(422, "Il totale dei pagamenti non corrisponde al totale da pagare.",
                                   extra=_DIFFERENCE)),
    _refused("bad_request", "400: the request is malformed", lambda shot: ApiError(400, "Richiesta non valida.")),
    _refused("too_many", "429 with Retry-After in seconds",
             lambda shot: refusal(429, shot.options["retry_after"]), _WAIT),
    _refused("too_many_until", "429 with Retry-After as a date", lambda shot: refusal(429, _date_ahead(shot)), _WAIT),
    _refused("too_many_for_ever", "429 with a Retry-After of years", lambda shot: refusal(429, 10**9)),
    _refused("too_many_garbled", "429 with a Retry-After that says nothing", lambda shot: refusal(429, "presto")),
    _refused("server_error", "500, in JSON", lambda shot: ApiError(500, "Si è verificato un errore imprevisto.")),
    _refused("error_as_text", "403 whose error is a text", lambda shot: _Bare(403, "Accesso negato.")),
)  # fmt: skip


class _Bare(ApiError):
    """A refusal whose error is a text, whatever the switch says."""

    def reply(self, *, as_text: bool = False) -> Reply:
        return super().reply(as_text=True)


def _effect(act: Callable[[Shot], Awaitable[None]]) -> Before:
    """Something happens, and then the cloud answers as it does."""

    async def before(shot: Shot) -> None:
        await act(shot)

    return before


#: Tokens, and lists that do not stand still.
EFFECTS: Final = (
    Fault("token_revoked", "The token in use and its refresh token are revoked", before=_effect(_revoke)),
    Fault("token_expired", "The access token in use is over; refreshing helps", before=_effect(_expire)),
    Fault("page_drift", "Before a later page, a document comes in at the front and another goes",
          before=_effect(_drift), only=later_pages, options={"insert": True, "delete": True}),
    Fault("refresh_race", "A refresh waits until another one comes in", before=_effect(_race), only=refreshing,
          options={"seconds": 1.0}),
    Fault("refresh_lost", "Tokens are refreshed, and the answer is lost",
          after=lambda shot, reply: reply._replace(conduct=conduct.reset), only=refreshing),
    Fault("refresh_half", "200 to a refresh, without tokens and with an error inside", before=_half_answer,
          only=refreshing),
    _signing_in("refresh_refused", "The refresh token is not accepted",
                OAuthError("invalid_grant", "The refresh token is invalid."), refreshing),
    _signing_in("slow_down", "Asking for a device code's grant goes too fast",
                OAuthError("slow_down", "Too many requests."), polling),
    _signing_in("access_denied", "The person refused the device code",
                OAuthError("access_denied", "The resource owner denied the request."), polling),
    _signing_in("device_expired", "The device code is over", OAuthError("expired_token", "The device code is over."),
                polling),
)  # fmt: skip

#: Every fault there is, in the order in which they are told.
FAULTS: Final = (*REFUSALS, *ANSWERS, *WIRE, *CONTENT, *PAGES, *EFFECTS)
