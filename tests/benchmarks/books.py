"""Books of a size that is asked for, filled through the store."""

from __future__ import annotations

import datetime
from pathlib import Path

from tests.builders import ALFA, FixedClock, a_document, intake, new_company

from tuiledger.bootstrap import open_books
from tuiledger.domain.documents import PartyDetails, VatSummary
from tuiledger.ports import Store
from tuiledger.services.companies import CompanyForm, register_company
from tuiledger.services.intake import ImportResult, import_paths
from tuiledger.services.post import PostResult, post_ready

_PAGE = 1_000
CLOCK = FixedClock()


def filled(path: Path, documents: int) -> Path:
    """Books of one company, ALFA, with so many received invoices, all ready to be posted."""
    store = open_books(str(path), create=True, clock=CLOCK)
    company = new_company(store)
    sellers = [PartyDetails(f"Fornitore {n}", "IT", f"999{n:04d}0100") for n in range(500)]
    for first in range(0, documents, _PAGE):
        with store.writing("fill") as work:
            intake(
                work,
                company,
                [
                    a_document(
                        str(number),
                        seller=sellers[number % len(sellers)],
                        date=datetime.date(2026, 1, 1) + datetime.timedelta(days=number * 80 // documents),
                        rows=_rows(number),
                    )
                    for number in range(first, min(first + _PAGE, documents))
                ],
            )
    store.close()
    return path


def _rows(number: int) -> tuple[VatSummary, ...]:
    taxable = 1_000 + number % 9_973 * 7
    ordinary = VatSummary(2200, None, taxable, (taxable * 2200 + 5_000) // 10_000)
    if number % 3:
        return (ordinary,)
    return ordinary, VatSummary(1000, None, taxable, (taxable * 1000 + 5_000) // 10_000)


def opened(path: Path) -> Store:
    """Books that are there."""
    return open_books(str(path), clock=CLOCK)


def with_company(path: Path, form: CompanyForm, code: str) -> Store:
    """New books with one company."""
    path.unlink(missing_ok=True)
    store = open_books(str(path), create=True, clock=CLOCK)
    register_company(store, CLOCK, "anna", form, code)
    return store


def take(store: Store, folder: Path) -> ImportResult:
    """Import a folder."""
    for step in import_paths(store, [folder], CLOCK, "anna"):
        if isinstance(step, ImportResult):
            return step
    raise AssertionError("an import ends with its result")


def post_all(store: Store) -> PostResult:
    """Post what is ready."""
    for step in post_ready(store, CLOCK, "anna", 1):
        if isinstance(step, PostResult):
            return step
    raise AssertionError("a posting ends with its result")


__all__ = ["ALFA", "CLOCK", "filled", "opened", "post_all", "take", "with_company"]
