"""Numbers without gaps: journals and VAT registers, each year from 1, taken inside the transaction that uses them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tuiledger.domain.journal import Journal, Protocol, genesis
from tuiledger.domain.vat import Register
from tuiledger.store.session import Session

_KEEP: Final = (
    "INSERT INTO sequence (company_id, scope, year, last, head) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (company_id, scope, year) DO UPDATE SET last = excluded.last, head = excluded.head"
)


@dataclass(slots=True)
class Chain:
    """The last number given in a scope; in journals, the hash of the entry that took it."""

    last: int
    head: str


def register_scope(register: str, series: str) -> str:
    """The scope of a register's numbers: ``register:sales`` or ``register:sales:RC``."""
    return f"register:{register}:{series}" if series else f"register:{register}"


class Numbering:
    """The next numbers of some companies; nothing is kept until :meth:`keep`."""

    def __init__(self, session: Session, company_ids: Iterable[int]) -> None:
        self._session = session
        self._chains: dict[tuple[int, str, int], Chain] = {}
        # By value, so that the walk over many entries asks one small dictionary and no texts are built.
        self._journals: dict[tuple[int, Journal, int], Chain] = {}
        self._registers: dict[tuple[int, Register, str, int], Chain] = {}
        for company_id, scope, year, last, head in session.rows(
            "SELECT company_id, scope, year, last, head FROM sequence WHERE company_id {among}"
            " ORDER BY company_id, scope, year {locked}",
            (session.listed(sorted(company_ids)),),
        ):
            self._chains[company_id, scope, year] = Chain(last, head or "")

    def journal(self, company_id: int, journal: Journal, year: int) -> Chain:
        """The chain of a journal and year: the caller moves it on."""
        place = (company_id, journal, year)
        chain = self._journals.get(place)
        if chain is None:
            chain = self._chain(company_id, f"journal:{journal.value}", year, genesis(company_id, journal, year))
            self._journals[place] = chain
        return chain

    def protocol(self, company_id: int, register: Register, series: str, year: int) -> Protocol:
        """Take the next number of a register, series and year."""
        place = (company_id, register, series, year)
        chain = self._registers.get(place)
        if chain is None:
            chain = self._chain(company_id, register_scope(register.value, series), year, "")
            self._registers[place] = chain
        chain.last += 1
        return Protocol(register, series, year, chain.last)

    def keep(self) -> None:
        """Write the numbers taken."""
        self._session.many(
            _KEEP, [(*place, chain.last, chain.head or None) for place, chain in sorted(self._chains.items())]
        )

    def _chain(self, company_id: int, scope: str, year: int, start: str) -> Chain:
        return self._chains.setdefault((company_id, scope, year), Chain(0, start))
