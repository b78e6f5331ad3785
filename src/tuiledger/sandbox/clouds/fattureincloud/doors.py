"""Prints and attachments behind addresses that need no token and die after some days."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from typing import Final

from tuiledger.sandbox.clouds.clock import CloudClock
from tuiledger.sandbox.clouds.exchange import Reply, Request
from tuiledger.sandbox.clouds.fattureincloud.errors import ApiError, not_found
from tuiledger.sandbox.clouds.fattureincloud.papers import e_invoice
from tuiledger.sandbox.clouds.fattureincloud.rows import DOOR, Row
from tuiledger.sandbox.clouds.fattureincloud.seeding import World
from tuiledger.sandbox.clouds.fattureincloud.switches import Switches
from tuiledger.sandbox.paper import pdf

PREFIX: Final = "/doc/"
_PLACED: Final = f'"{DOOR}'.encode()
_PDF: Final = (("Content-Type", "application/pdf"),)
_XML: Final = (("Content-Type", "application/xml"),)
_SHELVES: Final = {"i": "issued", "r": "received", "p": "pending"}


class Doors:
    """Opens addresses that carry a ticket of its own making."""

    def __init__(self, world: World, clock: CloudClock, switches: Switches) -> None:
        self._world = world
        self._clock = clock
        self._switches = switches
        self._key = secrets.token_bytes(16)

    def placed(self, body: bytes, base_url: str) -> bytes:
        """An answer with fresh addresses where its rows have places for them."""
        if _PLACED not in body:
            return body
        expires = int(self._clock.now().timestamp()) + self._switches.url_days * 86_400
        ticket = f"{expires:x}-{secrets.token_hex(4)}"
        return body.replace(_PLACED, f'"{base_url}{PREFIX}{ticket}-{self._signed(ticket)}'.encode())

    def open(self, request: Request) -> Reply:
        """What is behind an address.

        Raises:
            ApiError: 403 when its ticket is not ours or dead, 404 when nothing is there.
        """
        ticket, _, rest = request.path.removeprefix(PREFIX).partition("/")
        stem, _, signature = ticket.rpartition("-")
        if not hmac.compare_digest(signature.encode(), self._signed(stem).encode()):
            raise ApiError(403, "Il link non è valido.")
        if int(stem.partition("-")[0], 16) < self._clock.now().timestamp():
            raise ApiError(403, "Il link è scaduto.")
        kind, company, name = (*rest.split("/"), "", "", "")[:3]
        row = self._row(kind, company, name.partition(".")[0])
        show = _SHOWN.get(name.rpartition(".")[2])
        if row is None or show is None:
            raise not_found()
        return show(row)

    def _row(self, kind: str, company: str, number: str) -> Row | None:
        if kind not in _SHELVES or not (company.isdigit() and number.isdigit()):
            return None
        found = self._world.companies.get(int(company))
        return found.shelf(_SHELVES[kind]).rows.get(int(number)) if found else None

    def _signed(self, ticket: str) -> str:
        return hmac.new(self._key, ticket.encode(), "sha256").hexdigest()[:24]


def _print(row: Row) -> Reply:
    return Reply(200, _PDF, pdf(f"{row.data['type']} {row.data.get('number', '')}"))


def _file(row: Row) -> Reply:
    return Reply(200, _XML, e_invoice(row))


_SHOWN: Final[dict[str, Callable[[Row], Reply]]] = {"pdf": _print, "xml": _file}
