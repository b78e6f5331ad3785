"""A studio with two clients and books of its own, and the acts of its people."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.builders import FixedClock
from tests.deliveries import OLMO, PONTE, Firm

from tuiledger.bootstrap import open_books
from tuiledger.domain.documents import ClientDocument
from tuiledger.domain.runs import Outcome
from tuiledger.domain.vat import Register
from tuiledger.ports import DocumentFilter, Store
from tuiledger.services.attribute import Wanted
from tuiledger.services.companies import CompanyForm, register_company
from tuiledger.services.intake import ImportResult, import_paths
from tuiledger.services.post import PostResult, post_ready


@dataclass
class Studio:
    """Books in a file, a folder for deliveries, and short words for what people do with them."""

    store: Store
    clock: FixedClock
    folder: Path

    def company(self, firm: Firm, code: str) -> int:
        """Register ``firm`` as a client."""
        form = CompanyForm(name=firm.name, vat_number=firm.vat, fiscal_code=firm.fiscal_code)
        return register_company(self.store, self.clock, "anna", form, code)[0].id

    def take(self, *paths: Path, wanted: Wanted | None = None) -> ImportResult:
        """Import files."""
        for step in import_paths(self.store, paths, self.clock, "anna", wanted):
            if isinstance(step, ImportResult):
                return step
        raise AssertionError("an import ends with its result")

    def post(self, company_id: int = 1, *document_ids: int) -> PostResult:
        """Post what is ready, or these documents."""
        for step in post_ready(self.store, self.clock, "anna", company_id, document_ids or None):
            if isinstance(step, PostResult):
                return step
        raise AssertionError("a posting ends with its result")

    def document(self, document_id: int) -> ClientDocument:
        """One document as it stands."""
        with self.store.reading() as reader:
            found = reader.document(document_id)
        assert found is not None
        return found

    def states(self, company_id: int = 1) -> dict[str, str]:
        """State of every document of a company by its number."""
        with self.store.reading() as reader:
            return {row.number: row.state.value for row in reader.documents(DocumentFilter(company_id=company_id))}

    def balances(self, company_id: int = 1) -> dict[str, int]:
        """Balance of every account that has one."""
        with self.store.reading() as reader:
            return {b.account.code: b.balance for b in reader.trial_balance(company_id) if b.balance}

    def protocols(self, company_id: int = 1, register: Register = Register.PURCHASES) -> list[int]:
        """The protocol numbers of a register in the order it prints them."""
        year = datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)
        with self.store.reading() as reader:
            return list(dict.fromkeys(line.protocol for line in reader.register_lines(company_id, register, *year)))

    def sound(self) -> None:
        """Fail unless the books keep every promise."""
        with self.store.reading() as reader:
            assert list(reader.check(deep=True)) == []


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    """Olmo (1) and Ponte (2) are clients; the clock stands at 31 March 2026."""
    clock = FixedClock()
    store = open_books(str(tmp_path / "books.db"), create=True, clock=clock)
    folder = tmp_path / "in"
    folder.mkdir()
    made = Studio(store, clock, folder)
    assert (made.company(OLMO, "OLMO"), made.company(PONTE, "PONTE")) == (1, 2)
    yield made
    made.sound()
    store.close()


def outcomes(result: ImportResult) -> list[tuple[str, str | None]]:
    """Outcome and code of every item, in order."""
    return [(item.outcome.value, item.code) for item in result.items]


CREATED, KNOWN, REFUSED = Outcome.CREATED.value, Outcome.ALREADY_KNOWN.value, Outcome.REFUSED.value
