"""Who may come in: users, tokens and the families they are refreshed in."""

from __future__ import annotations

import datetime
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from tuiledger.sandbox.clouds.clock import CloudClock

#: Seconds that an access token lives, and days that a refresh token does after its last use.
ACCESS_SECONDS: Final = 86_400
REFRESH_DAYS: Final = 365
SCOPE_NAMES: Final = (
    "entity.clients", "entity.suppliers", "products", "stock", "issued_documents.invoices",
    "issued_documents.credit_notes", "issued_documents.receipts", "issued_documents.orders", "issued_documents.quotes",
    "issued_documents.proformas", "issued_documents.delivery_notes", "issued_documents.work_reports",
    "issued_documents.supplier_orders", "issued_documents.self_invoices", "received_documents", "receipts", "calendar",
    "taxes", "archive", "cashbook", "settings", "emails", "situation",
)  # fmt: skip
#: Every scope with the right to write, but for the two that only exist for reading.
ALL_SCOPES: Final = frozenset(f"{name}:{'r' if name in ('emails', 'situation') else 'a'}" for name in SCOPE_NAMES)
LIMITED_SCOPES: Final = frozenset({"issued_documents.invoices:r", "entity.clients:r"})


@dataclass
class Family:
    """One authorization: the refresh token in force, those spent, and the access tokens it gave."""

    user: str
    scopes: frozenset[str]
    companies: frozenset[int] | None
    device: bool
    refresh: str
    expires_at: datetime.datetime
    spent: set[str] = field(default_factory=set)
    revoked: bool = False


@dataclass
class Grant:
    """One access token: whose it is and what it opens. Personal ones have no family and never expire."""

    token: str
    user: str
    scopes: frozenset[str]
    companies: frozenset[int] | None = None
    expires_at: datetime.datetime | None = None
    family: Family | None = None
    revoked: bool = False

    def may(self, scope: str, access: str) -> bool:
        """Whether it opens ``scope`` for reading (``r``) or for writing (``a``, which includes reading)."""
        return f"{scope}:a" in self.scopes or (access == "r" and f"{scope}:r" in self.scopes)


class Grants:
    """All tokens of the simulated cloud."""

    def __init__(self, clock: CloudClock, seed: int) -> None:
        self._clock = clock
        self._by_token: dict[str, Grant] = {}
        self._by_refresh: dict[str, Family] = {}
        self.personal = {
            name: f"a/{sha256(f'{seed} {name}'.encode()).hexdigest()}"
            for name in ("accountant", "company", "limited_scope", "revoked")
        }
        for name, token in self.personal.items():
            scopes = LIMITED_SCOPES if name == "limited_scope" else ALL_SCOPES
            user = "company" if name == "company" else "accountant"
            self._by_token[token] = Grant(token, user, scopes, revoked=name == "revoked")

    def find(self, token: str) -> Grant | None:
        """The grant of an access token in force."""
        grant = self._by_token.get(token)
        if grant is None or grant.revoked or (grant.family and grant.family.revoked):
            return None
        return grant if grant.expires_at is None or grant.expires_at > self._clock.now() else None

    def open_family(
        self, user: str, scopes: frozenset[str], companies: frozenset[int] | None, *, device: bool
    ) -> tuple[Grant, Family]:
        """A new authorization with its first pair of tokens."""
        family = Family(user, scopes, companies, device, "", self._clock.now())
        return self.turn(family), family

    def turn(self, family: Family) -> Grant:
        """The next pair of a family; the refresh token in force until now is spent."""
        if family.refresh:
            family.spent.add(family.refresh)
        family.refresh = f"r/{secrets.token_hex(32)}"
        family.expires_at = self._clock.now() + datetime.timedelta(days=REFRESH_DAYS)
        self._by_refresh[family.refresh] = family
        expires = self._clock.now() + datetime.timedelta(seconds=ACCESS_SECONDS)
        grant = Grant(f"a/{secrets.token_hex(32)}", family.user, family.scopes, family.companies, expires, family)
        self._by_token[grant.token] = grant
        return grant

    def family_of(self, refresh: str) -> Family | None:
        """The family that a refresh token belongs or belonged to."""
        return self._by_refresh.get(refresh)

    def named(self, name: str) -> list[Grant]:
        """The grants meant by a personal token's name, by a token itself, or by ``all``: those that were signed in."""
        if name == "all":
            return [grant for grant in self._by_token.values() if grant.family]
        grant = self._by_token.get(self.personal.get(name, name))
        return [grant] if grant else []
