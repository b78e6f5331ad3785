"""Where a line came from and what became of it; attachments saved and opened; the payload in a pager."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.builders import FixedClock
from tests.deliveries import OLMO, archive, body, file, put, signed, tampered
from tests.tui.conftest import Press
from tests.tui.reading import text
from tests.tui.studio import HOSTILE, workbench_app
from textual.widgets import Input

from tuiledger.bootstrap import open_books
from tuiledger.ports import Store
from tuiledger.services.companies import CompanyForm, register_company
from tuiledger.services.intake import import_paths
from tuiledger.services.post import post_ready
from tuiledger.services.review import answer
from tuiledger.tui import outside
from tuiledger.tui.app import WorkbenchApp
from tuiledger.tui.dialogs.choose import Choose
from tuiledger.tui.jobs import Job
from tuiledger.tui.preferences import Preferences
from tuiledger.tui.screens.document import DocumentView
from tuiledger.tui.screens.inspector import Inspector
from tuiledger.tui.widgets.sheet import Sheet
from tuiledger.tui.workbench import Workbench

CLOCK = FixedClock()
IBAN = "IT60X0542811101000000123456"
PDF = b"%PDF-1.4 consegna"


def attachment(name: str, data: bytes) -> str:
    content = base64.b64encode(data).decode()
    return f"<Allegati><NomeAttachment>{name}</NomeAttachment><Attachment>{content}</Attachment></Allegati>"


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Store]:
    """Olmo's books: a posted document from an envelope in an archive, one altered after it was signed, one held."""
    store = open_books(str(tmp_path / "books.db"), create=True, clock=CLOCK)
    register_company(store, CLOCK, "anna", CompanyForm(OLMO.name, vat_number=OLMO.vat), "OLMO")
    pay = f"<DatiPagamento><DettaglioPagamento><IBAN>{IBAN}</IBAN></DettaglioPagamento></DatiPagamento>"
    first = file(body("A1", rest=pay + attachment("../consegna.pdf", PDF) + attachment("run.sh", b"#!/bin/sh")))
    put(tmp_path / "in", "lot.zip", archive(("a/one.xml.p7m", signed(first))))
    put(tmp_path / "in", "two.xml.p7m", tampered(file(body("A2")), b"<Numero>A2", b"<Numero>A9"))
    put(tmp_path / "in", "nota.txt", b"no invoice")
    list(import_paths(store, [str(tmp_path / "in")], CLOCK, "anna"))
    answer(store, CLOCK, "bea", 1, "date:2026-03-20")
    list(post_ready(store, CLOCK, "carlo", 1))
    yield store
    store.close()


def workbench(store: Store, folder: Path) -> WorkbenchApp:
    """The application, whose exports go to ``folder``."""
    folder.mkdir(exist_ok=True)
    preferences = Preferences(export_folder=folder, state_folder=folder)
    return WorkbenchApp(lambda: Workbench(store, CLOCK, "anna"), preferences=preferences)


def shown(app: WorkbenchApp) -> str:
    """Everything the sheet holds, also what is out of sight."""
    return app.screen.query_one(Sheet).text


async def test_a_document_tells_its_whole_way(books: Store, press: Press, tmp_path: Path) -> None:
    app = workbench(books, tmp_path / "out")
    async with app.run_test(size=(110, 40)) as pilot:
        await press(pilot)
        app.push_screen(DocumentView(1))
        await press(pilot, "i")
        assert isinstance(app.screen, Inspector)
        page = shown(app)
    assert "lot.zip" in page and "a/one.xml.p7m" in page and "cms" in page
    assert "Ada Prova" in page and "the content is what was signed" in page
    assert "anna" in page and "brought in" in page
    assert "bea" in page and "date:2026-03-20" in page
    assert "carlo" in page and "balanced" in page
    assert "<Numero>A1</Numero>" in page and "IT60…3456" in page and IBAN not in page
    assert "passwords, IBANs and personal codes are cut down" in page


async def test_a_broken_signature_is_said(books: Store, press: Press, tmp_path: Path) -> None:
    app = workbench(books, tmp_path / "out")
    async with app.run_test(size=(110, 40)) as pilot:
        await press(pilot)
        app.push_screen(DocumentView(2))
        await press(pilot, "i")
        assert "the content is not what was signed" in shown(app)


async def test_every_list_tells_where_a_row_came_from(books: Store, press: Press, tmp_path: Path) -> None:
    app = workbench(books, tmp_path / "out")
    expected = {
        "1": "Rules in force",
        "2": "Where it came from",
        "5": "Where it came from",
        "7": "Enter opens its ledger",
        "8": "nota.txt",
        "9": "Chart of accounts",
        "L": "Who",
    }
    async with app.run_test(size=(110, 40)) as pilot:
        for key, said in expected.items():
            await press(pilot, key, "i")
            assert isinstance(app.screen, Inspector), key
            assert said in shown(app), key
            await press(pilot, "q")
        await press(pilot, "8", "enter", "i")
        assert "The file is not an e-invoice" in shown(app)


async def test_an_entry_tells_of_its_document_too(books: Store, press: Press, tmp_path: Path) -> None:
    app = workbench(books, tmp_path / "out")
    async with app.run_test(size=(110, 40)) as pilot:
        await press(pilot, "5", "enter", "i")
        page = shown(app)
    assert "Posted once by key" in page and "Where it came from" in page and "<Numero>" in page


async def test_an_attachment_is_saved_and_never_over_another(books: Store, press: Press, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    app = workbench(books, folder)
    async with app.run_test(size=(110, 40)) as pilot:
        await press(pilot)
        app.push_screen(DocumentView(1))
        await press(pilot, "a")
        assert isinstance(app.screen, Choose) and "run.sh" in text(app)
        await press(pilot, "1", "1")
        assert "Saved as" in text(app)
        await press(pilot, "a", "1", "1")
    assert (folder / "consegna.pdf").read_bytes() == (folder / "consegna-2.pdf").read_bytes() == PDF
    assert sorted(path.name for path in folder.iterdir()) == ["consegna-2.pdf", "consegna.pdf"]


async def test_another_folder_must_be_there(books: Store, press: Press, tmp_path: Path) -> None:
    app = workbench(books, tmp_path / "out")
    other = tmp_path / "other"
    other.mkdir()
    async with app.run_test(size=(110, 40)) as pilot:
        await press(pilot)
        app.push_screen(DocumentView(1))
        await press(pilot, "a", "2", "2")
        app.screen.query_one(Input).value = str(tmp_path / "missing")
        await press(pilot, "enter")
        assert "There is no" in text(app)
        app.screen.query_one(Input).value = str(other)
        await press(pilot, "enter")
    assert (other / "run.sh").read_bytes() == b"#!/bin/sh"


async def test_only_what_is_looked_at_is_opened_and_only_on_a_desktop(
    books: Store, press: Press, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = tmp_path / "bin"
    opened = tmp_path / "opened"
    _program(programs / "xdg-open", f'printf "%s" "$1" > "{opened}.part" && mv "{opened}.part" "{opened}"')
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    folder = tmp_path / "out"
    app = workbench(books, folder)
    async with app.run_test(size=(110, 40)) as pilot:
        await press(pilot)
        app.push_screen(DocumentView(1))
        monkeypatch.delenv("DISPLAY", raising=False)
        await press(pilot, "a", "1")
        assert "open it" not in text(app)
        monkeypatch.setenv("DISPLAY", ":0")
        await press(pilot, "escape", "a", "2")
        assert "open it" not in text(app), "a script is never opened"
        await press(pilot, "escape", "a", "1")
        assert "open it" in text(app)
        await press(pilot, "3")
        while not opened.exists():  # the other program takes its own time
            await press(pilot)
    assert opened.read_text() == str(folder / "consegna.pdf")


async def test_a_document_without_attachments_says_so(books: Store, press: Press, tmp_path: Path) -> None:
    app = workbench(books, tmp_path / "out")
    async with app.run_test(size=(110, 40)) as pilot:
        await press(pilot)
        app.push_screen(DocumentView(2))
        await press(pilot, "a")
        assert "nothing is attached" in text(app)


async def test_a_pager_gets_the_terminal_only_when_nothing_is_under_way(
    books: Store, press: Press, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAGER", "cat")
    app = workbench(books, tmp_path / "out")
    async with app.run_test(size=(110, 40)) as pilot:
        await press(pilot)
        app.push_screen(DocumentView(1))
        # A terminal that is drawn into memory cannot be lent.
        await press(pilot, "V")
        assert "cannot be lent" in text(app)
        app.jobs.running = Job("x", lambda _bench: iter(()), lambda _items: None)
        await pilot.press("V")
        await pilot.pause()
        assert "a job is under way" in text(app)
        app.jobs.running = None
        monkeypatch.setenv("PATH", str(tmp_path))
        await press(pilot, "V")
        assert "there is no pager" in text(app)


async def test_hostile_texts_stay_texts_in_the_inspector(hostile_store: Store, press: Press) -> None:
    app = workbench_app(hostile_store)
    async with app.run_test(size=(110, 400)) as pilot:
        for key in "1", "2", "8", "9", "L":
            await press(pilot, key, "i")
            page = text(app)
            assert "\x1b" not in page and "\u202e" not in page and "\x07" not in page
        await press(pilot, "2", "enter", "a")
        await press(pilot, "escape", "i")
        assert HOSTILE[:6] in text(app)
    assert app.return_code in (0, None)


def test_the_pager_is_the_one_wanted_or_one_that_is_there(tmp_path: Path) -> None:
    _program(tmp_path / "less", "true")
    _program(tmp_path / "mine", "true")
    path = {"PATH": str(tmp_path)}
    assert outside.pager(path) == [str(tmp_path / "less")]
    assert outside.pager({**path, "PAGER": "mine -R 'a b'"}) == [str(tmp_path / "mine"), "-R", "a b"]
    assert outside.pager({**path, "PAGER": "unbalanced '"}) == [str(tmp_path / "less")]
    assert outside.pager({**path, "PAGER": "nowhere"}) == [str(tmp_path / "less")]
    assert outside.pager({"PATH": str(tmp_path / "none")}) is None


def test_there_is_an_opener_only_where_there_is_a_desktop(tmp_path: Path) -> None:
    _program(tmp_path / "xdg-open", "true")
    assert outside.opener({"PATH": str(tmp_path)}, "linux") is None
    assert outside.opener({"PATH": str(tmp_path), "DISPLAY": ":0"}, "linux") == str(tmp_path / "xdg-open")
    assert outside.opener({"PATH": str(tmp_path / "none"), "DISPLAY": ":0"}, "linux") is None
    assert outside.may_open(Path("a.PDF")) and not outside.may_open(Path("a.desktop"))


def _program(path: Path, script: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
