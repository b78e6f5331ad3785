"""The real books under the state machine: every act is a service on a real store, and can be done again elsewhere."""

from __future__ import annotations

import datetime
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.builders import FixedClock
from tests.deliveries import FORNACE, OLMO, PONTE, ROVERE, body, file, put, signed
from tests.properties.reference import Paper

from tuiledger.bootstrap import open_books
from tuiledger.domain.duplicates import PairState
from tuiledger.domain.journal import JournalEntry
from tuiledger.domain.vat import Register
from tuiledger.ports import DocumentFilter, StoreError
from tuiledger.services.companies import CompanyForm, change_company, register_company
from tuiledger.services.intake import ImportResult, import_paths
from tuiledger.services.post import PostResult, post_ready
from tuiledger.services.reverse import reverse_batch, reverse_entry
from tuiledger.services.review import decide_pair, undo_pair
from tuiledger.store.session import Session

FIRMS = {1: OLMO, 2: PONTE}
CODES = {1: "OLMO", 2: "PONTE"}
YEARS = datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)


def written(paper: Paper) -> bytes:
    """``paper`` as a file."""
    own = FIRMS[paper.company]
    seller, buyer = (own, ROVERE) if paper.issued else (FORNACE, own)
    rows = tuple((taxable, rate, None) for taxable, rate in paper.rows)
    exigibility = "S" if paper.split else "I"
    number = str(paper.number)
    return file(
        body(number, code=paper.code, date=paper.day.isoformat(), rows=rows, exigibility=exigibility),
        seller=seller,
        buyer=buyer,
    )


class Studio:
    """Books at ``place`` for Olmo (1) and Ponte (2), and what was done to them."""

    def __init__(self, place: str, folder: Path) -> None:
        self.clock = FixedClock()
        self.folder = folder
        self.done: list[tuple[str, tuple[Any, ...]]] = []
        self.store = open_books(place, create=True, clock=self.clock)
        self._deliveries = 0
        for number, firm in FIRMS.items():
            form = CompanyForm(name=firm.name, vat_number=firm.vat, fiscal_code=firm.fiscal_code)
            register_company(self.store, self.clock, "anna", form, CODES[number])

    def act(self, name: str, *arguments: Any) -> Any:
        """Do something and remember it."""
        result = getattr(self, name)(*arguments)
        self.done.append((name, arguments))
        return result

    def receive(self, paper: Paper, envelope: bool) -> tuple[str, int]:
        """A file arrives."""
        self._deliveries += 1
        data = written(paper)
        path = put(
            self.folder, f"{self._deliveries}.xml{'.p7m' if envelope else ''}", signed(data) if envelope else data
        )
        for step in import_paths(self.store, [path], self.clock, "anna"):
            if isinstance(step, ImportResult):
                (item,) = step.items
        return item.outcome.value, item.documents[0]

    def post(self, company: int, *documents: int) -> PostResult:
        """Post what is ready, or these."""
        for step in post_ready(self.store, self.clock, "anna", company, documents or None):
            if isinstance(step, PostResult):
                return step
        raise AssertionError("a posting ends with its result")

    def reverse(self, entry: int) -> None:
        """Undo one entry."""
        reverse_entry(self.store, self.clock, "anna", entry, "mistake")

    def reverse_batch(self, batch: int) -> int:
        """Undo a batch and say of how many entries."""
        return len(reverse_batch(self.store, self.clock, "anna", batch, "all wrong"))

    def lock(self, company: int, day: datetime.date | None) -> None:
        """Lock the books up to a day, or open them."""
        form = CompanyForm(locked_until=day, unlock=day is None)
        change_company(self.store, self.clock, "anna", CODES[company], form)

    def decide(self, pair: int, state: str) -> None:
        """Decide a pair of documents, or open it again."""
        if state == PairState.OPEN:
            undo_pair(self.store, self.clock, "anna", pair)
        else:
            decide_pair(self.store, self.clock, "anna", pair, same=state == PairState.SAME)

    # what there is

    def states(self) -> dict[int, str]:
        """State of every document."""
        with self.store.reading() as reader:
            return {row.id: row.state.value for row in reader.documents(DocumentFilter(), limit=10_000)}

    def counted(self) -> dict[tuple[int, str], int]:
        """The kept counters of the home matrix."""
        with self.store.reading() as reader:
            return {
                (status.company.id, state): getattr(status, state)
                for status in reader.home()
                for state in ("ready", "held", "posted", "void")
            }

    def balances(self, at: datetime.date | None = None) -> dict[tuple[int, str], int]:
        """Every balance that is not zero."""
        with self.store.reading() as reader:
            return {
                (company, row.account.code): row.balance
                for company in FIRMS
                for row in reader.trial_balance(company, at)
                if row.balance
            }

    def printed(self) -> dict[tuple[int, tuple[str, str]], list[tuple[int, int]]]:
        """Taxable and tax of each protocol of each register; a gap or a repeated number fails."""
        found: dict[tuple[int, tuple[str, str]], dict[int, Counter[str]]] = {}
        with self.store.reading() as reader:
            for company in FIRMS:
                for register in Register:
                    for line in reader.register_lines(company, register, *YEARS):
                        place = found.setdefault((company, (register.value, line.series)), {})
                        sums = place.setdefault(line.protocol, Counter())
                        sums.update(taxable=line.row.taxable, tax=line.row.tax)
        for protocols in found.values():
            assert list(protocols) == list(range(1, len(protocols) + 1))
        return {
            place: [(sums["taxable"], sums["tax"]) for sums in protocols.values()] for place, protocols in found.items()
        }

    def entries(self) -> dict[int, JournalEntry]:
        """Every entry, whole."""
        with self.store.reading() as reader:
            return {entry.id: entry for company in FIRMS for entry in reader.all_entries(company)}

    def violations(self) -> list[Any]:
        """What a deep check finds."""
        with self.store.reading() as reader:
            return list(reader.check(deep=True))


@contextmanager
def failing_after(statements: int) -> Iterator[None]:
    """The database refuses every statement of a unit of work after so many."""
    left = [statements]
    with pytest.MonkeyPatch.context() as patch:
        for name in ("run", "many"):
            original = getattr(Session, name)

            def refuse(*arguments: Any, original: Any = original) -> Any:
                left[0] -= 1
                if left[0] < 0:
                    raise StoreError("disk-full", "no room")
                return original(*arguments)

            patch.setattr(Session, name, refuse)
        yield


def new_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder that goes when its owner does, in memory where there is one."""
    memory = Path("/dev/shm")  # noqa: S108
    return tempfile.TemporaryDirectory(prefix="tuiledger-", dir=memory if memory.is_dir() else None)
