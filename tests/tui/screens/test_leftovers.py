"""What a link brought is set aside when the link turns out to be wrong, and a ready document at any time."""

from __future__ import annotations

from pathlib import Path

from tests.builders import FixedClock, a_document, hash_of, intake, payload_of
from tests.tui.cloud_studio import books_app, open_linked_studio
from tests.tui.conftest import Press
from tests.tui.reading import text
from tests.tui.studio import workbench_app

from tuiledger.domain.documents import State
from tuiledger.domain.pulls import RemoteDocument
from tuiledger.ports import DocumentFilter, Store
from tuiledger.services.link import link_company
from tuiledger.tui.dialogs.choose import Choose
from tuiledger.tui.dialogs.confirm import Confirm
from tuiledger.tui.screens.linking import Linking

SIZE = (120, 40)


def linked_and_read(folder: Path) -> Store:
    """A studio that linked a company to the wrong client and read two documents of it; one came as a file as well."""
    store = open_linked_studio(folder)
    link_company(store, FixedClock(), "anna", "Fatture in Cloud", "500", "OLMO", anyway=True)
    with store.writing("pull") as work:
        (olmo,) = [one for one in work.companies() if one.code == "OLMO"]
        for number in ("1", "2", "3"):
            document = a_document(number=number)
            kind = "file" if number == "3" else "cloud"
            (document_id,) = intake(work, olmo, [document], kind=kind)
            digest = hash_of(payload_of(document))
            remote = RemoteDocument(1, "500", "invoice", number, digest, document_id, digest)
            work.put_remotes([remote])
            work.add_versions([remote])
    return store


def states(store: Store) -> list[str]:
    """How the documents of the first client stand, in the order in which they came."""
    with store.reading() as reader:
        rows = reader.documents(DocumentFilter(company_id=1))
    return [row.state.value for row in sorted(rows, key=lambda row: row.id)]


async def test_forgetting_a_link_offers_to_set_aside_what_it_brought_and_nothing_else(
    tmp_path: Path, tmp_home: Path, press: Press
) -> None:
    store = linked_and_read(tmp_path)
    app = books_app(store, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "0", "t", "paste:Rivalta", "enter", "enter", "x", "t", "paste:Sconosc", "enter", "u")
        assert isinstance(app.screen, Confirm)
        shown = text(app)
        assert "Set aside 2 documents that it brought?" in shown and "OLMO" in shown
        await press(pilot, "u", "enter")
        assert states(store) == ["ready", "ready", "ready"]
        await press(pilot, "y")
        assert isinstance(app.screen, Linking) and states(store) == ["filed", "filed", "ready"]
        await press(pilot, "z")
        assert states(store) == ["ready", "ready", "ready"]
    store.close()


async def test_a_link_that_brought_nothing_is_forgotten_without_a_question(
    tmp_path: Path, tmp_home: Path, press: Press
) -> None:
    store = open_linked_studio(tmp_path)
    link_company(store, FixedClock(), "anna", "Fatture in Cloud", "100", "OLMO")
    app = books_app(store, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "0", "t", "paste:Rivalta", "enter", "enter", "x", "t", "paste:Olmo", "enter", "u")
        assert isinstance(app.screen, Linking) and "forgotten" in text(app)
    store.close()


async def test_ready_documents_are_set_aside_all_at_once_after_a_last_look(store: Store, press: Press) -> None:
    app = workbench_app(store)
    ready = states(store).count("ready")
    assert ready > 1
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "2", "s")
        assert "P posts it, r sets it aside" in text(app)
        await press(pilot, "A", "r")
        assert isinstance(app.screen, Choose) and "Keep the document and post nothing" in text(app)
        assert f"{ready} × Nothing holds it" in text(app)
        await press(pilot, "1")
        assert isinstance(app.screen, Confirm) and states(store).count("ready") == ready
        await press(pilot, "y")
        assert states(store).count("filed") == ready
        await press(pilot, "z")
        assert states(store).count("ready") == ready


async def test_one_ready_document_is_set_aside_from_its_own_page(store: Store, press: Press) -> None:
    app = workbench_app(store)
    filed = states(store).count(State.FILED)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "2", "s", "enter", "r", "1")
        assert states(store).count(State.FILED) == filed + 1
