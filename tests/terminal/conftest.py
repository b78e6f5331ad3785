"""Books for real terminals: made once for all, and copied for each test."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final

import pytest
from tests.builders import FixedClock

from tuiledger.bootstrap import open_books
from tuiledger.domain.documents import State
from tuiledger.ports import DocumentFilter
from tuiledger.sandbox.many import write_many
from tuiledger.services.companies import CompanyForm, register_company
from tuiledger.services.intake import import_paths
from tuiledger.services.post import post_ready

#: How many documents the books hold, and how many of them are posted.
DOCUMENTS: Final = 240
_POSTED: Final = 120


@pytest.fixture(autouse=True)
def own_home(tmp_home: Path) -> Path:
    """A home of the test's own: what the program remembers of one test is not what it opens with in the next."""
    return tmp_home


@pytest.fixture(scope="session")
def thorough() -> bool:
    """Whether the long versions were asked for: ``TUILEDGER_THOROUGH=1``."""
    return bool(os.environ.get("TUILEDGER_THOROUGH"))


@pytest.fixture(scope="session")
def filled_books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Books of one client: half its documents posted, the others ready, one of them delivered twice."""
    folder = tmp_path_factory.mktemp("terminal")
    client = write_many(folder / "in", DOCUMENTS, lines=(1, 2))
    again = (folder / "in" / "IT99909990100_000239.xml").read_text(encoding="utf-8")
    # The same document with another total is a question for people.
    again = again.replace("<ImportoTotaleDocumento>", "<ImportoTotaleDocumento>1")
    (folder / "in" / "again.xml").write_text(again, encoding="utf-8")
    clock = FixedClock()
    store = open_books(str(folder / "books.db"), create=True, clock=clock)
    form = CompanyForm(name=client.name, vat_number=client.vat_number, fiscal_code=client.fiscal_code)
    company, _found = register_company(store, clock, "anna", form, client.code)
    list(import_paths(store, [folder / "in"], clock, "anna"))
    with store.reading() as reader:
        ready = reader.documents_at(DocumentFilter(company.id, State.READY), 0, _POSTED)
    list(post_ready(store, clock, "anna", company.id, [row.id for row in ready]))
    store.close()
    return folder / "books.db"


@pytest.fixture
def books(filled_books: Path, tmp_path: Path) -> Path:
    """A copy of those books, of the test's own."""
    place = tmp_path / "books.db"
    shutil.copy(filled_books, place)
    return place
