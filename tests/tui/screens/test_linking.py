"""Which company of a cloud is which client: suggested, chosen, registered, ignored, and all of it taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.builders import FixedClock
from tests.clouds import practice
from tests.tui.cloud_studio import books_app, open_linked_studio, practice_app
from tests.tui.conftest import Press
from tests.tui.reading import lines, text

from tuiledger.domain.connections import LinkState
from tuiledger.ports import Store
from tuiledger.services.link import ignore, link_company
from tuiledger.tui.dialogs.choose import Choose
from tuiledger.tui.dialogs.confirm import Confirm
from tuiledger.tui.dialogs.page import Page
from tuiledger.tui.dialogs.report import Report
from tuiledger.tui.dialogs.step import Step
from tuiledger.tui.screens.linking import Linking

#: From home to the companies of the proved connection, whatever stands above it.
THERE = ("0", "t", "paste:Rivalta", "enter", "enter")
SIZE = (120, 40)


@pytest.fixture
def clouds(tmp_path: Path, tmp_home: Path) -> Iterator[Store]:
    opened = open_linked_studio(tmp_path)
    yield opened
    opened.close()


def links(store: Store) -> dict[str, str]:
    """The client of every decided company by its id there; empty where it is ignored."""
    with store.reading() as reader:
        codes = {company.id: company.code for company in reader.companies()}
        return {link.remote_id: codes.get(link.company_id or 0, "") for link in reader.links()}


async def test_the_surest_come_first_with_their_reasons_beside_them(
    clouds: Store, tmp_path: Path, press: Press
) -> None:
    app = books_app(clouds, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *THERE)
        assert isinstance(app.screen, Linking)
        shown = lines(app)
        order = [
            next(i for i, line in enumerate(shown) if name in line[:34]) for name in ("Il Ponte", "Olmo", "Sconosc")
        ]
        assert order == sorted(order)
        assert "2 sure" in shown[0]
        assert "1  ● sure  PONTE" in text(app) and "VAT number" in text(app)
        await press(pilot, "t", "paste:Neri", "enter")
        assert "◐ likely" in text(app) and "1  ◐ likely  NERI  Elena Neri" in text(app)
        await press(pilot, "t", "paste:Bottega", "enter")
        shown_now = text(app)
        assert "▲ unclear" in shown_now and "but another VAT number" in shown_now
        assert "≠" in shown_now and "99900070105" in shown_now
        await press(pilot, "t", "paste:Sconosciuta", "enter")
        assert "No client of ours is like it." in text(app)


async def test_enter_links_the_first_suggestion_and_goes_on_to_the_next_company(
    clouds: Store, tmp_path: Path, press: Press
) -> None:
    app = books_app(clouds, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *THERE, "enter")
        assert links(clouds) == {"200": "PONTE"}
        assert "Il Ponte Soc. Coop. is linked; S reads it, z takes it back" in text(app)
        assert "1 of 5" in lines(app)[0]
        await press(pilot, "enter")
        assert links(clouds) == {"200": "PONTE", "100": "OLMO"}
        await press(pilot, "z", "z")
        assert links(clouds) == {}


async def test_a_figure_chooses_another_suggestion_and_leads_nowhere_else(
    clouds: Store, tmp_path: Path, press: Press
) -> None:
    app = books_app(clouds, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *THERE, "t", "paste:Bottega", "enter")
        assert "2  " in text(app) and "VERDE" in text(app)
        await press(pilot, "2", "y")
        assert isinstance(app.screen, Linking)
        chosen = links(clouds)["400"]
        assert chosen in ("BOTTEGA", "VERDE")
        await press(pilot, "z", "t", "paste:Bottega", "enter", "1", "y")
        assert {chosen, links(clouds)["400"]} == {"BOTTEGA", "VERDE"}
        await press(pilot, "t", "paste:Sconosciuta", "enter", "3")
        assert "There is no such suggestion" in text(app) and isinstance(app.screen, Linking)
        assert "500" not in links(clouds)


async def test_a_new_client_is_registered_after_a_last_look_and_z_takes_the_link_back(
    clouds: Store, tmp_path: Path, press: Press
) -> None:
    app = books_app(clouds, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *THERE, "t", "paste:Sconosciuta", "enter", "n")
        assert isinstance(app.screen, Confirm) and "IT09876543217" in text(app)
        await press(pilot, "n")
        assert links(clouds) == {}
        await press(pilot, "N", "y")
        assert links(clouds) == {"500": "SCONOSCIUTA"}
        await press(pilot, "z")
        assert links(clouds) == {}
    with clouds.reading() as reader:
        assert reader.company("SCONOSCIUTA") is not None


async def test_what_was_decided_since_the_list_was_read_is_not_registered_again(
    clouds: Store, tmp_path: Path, press: Press
) -> None:
    app = books_app(clouds, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *THERE, "t", "paste:Sconosciuta", "enter")
        ignore(clouds, FixedClock(), "bea", "Fatture in Cloud", "500")
        await press(pilot, "n")
        assert isinstance(app.screen, Linking) and "Sconosciuta S.p.A. is decided already" in text(app)
        assert links(clouds) == {"500": ""}


async def test_a_company_without_any_number_is_not_registered(clouds: Store, tmp_path: Path, press: Press) -> None:
    app = books_app(clouds, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *THERE, "t", "paste:Bianchi", "enter", "n")
        assert isinstance(app.screen, Report) and "needs a VAT number or a fiscal code" in text(app)


async def test_an_ignored_company_is_remembered_and_not_offered(clouds: Store, tmp_path: Path, press: Press) -> None:
    app = books_app(clouds, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *THERE, "t", "paste:Sconosciuta", "enter", "0")
        assert isinstance(app.screen, Linking) and "Sconosciuta S.p.A. is ignored from now on" in text(app)
        await press(pilot, "f5")
        assert "09876543217" not in text(app)
        await press(pilot, "x", "t", "paste:Sconosciuta", "enter")
        assert "· ignored" in text(app) and "WITH DECIDED" in text(app)
        await press(pilot, "u")
        assert "forgotten" in text(app) and links(clouds) == {}
        await press(pilot, "z")
        assert links(clouds) == {"500": ""}


async def test_all_sure_ones_are_linked_after_a_last_look_by_another_key(
    clouds: Store, tmp_path: Path, press: Press
) -> None:
    app = books_app(clouds, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *THERE, "A")
        assert isinstance(app.screen, Confirm)
        assert "Link 2 companies whose clients are sure?" in text(app) and "PONTE" in text(app)
        await press(pilot, "A", "enter")
        assert links(clouds) == {}
        await press(pilot, "y")
        assert links(clouds) == {"100": "OLMO", "200": "PONTE"}
        assert "2 companies linked; S reads them, z takes them back" in text(app)
        await press(pilot, "A")
        assert "No client is sure" in text(app)
        await press(pilot, "z")
        assert links(clouds) == {}


async def test_all_that_resemble_no_client_become_clients_after_a_last_look_by_another_key(
    clouds: Store, tmp_path: Path, press: Press
) -> None:
    app = books_app(clouds, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *THERE, "B")
        assert isinstance(app.screen, Confirm) and "Register 1 company as a new client?" in text(app)
        assert "Sconosciuta S.p.A." in text(app) and "Bianchi Carla" not in text(app), (
            "nobody can be a client without a number"
        )
        await press(pilot, "B", "n")
        assert links(clouds) == {}
        await press(pilot, "B", "y")
        assert links(clouds) == {"500": "SCONOSCIUTA"}
        assert "1 new client, linked" in text(app)
        await press(pilot, "z")
        assert links(clouds) == {}
        with clouds.reading() as reader:
            assert "SCONOSCIUTA" in {company.code for company in reader.companies()}
        # It resembles a client now: itself.
        await press(pilot, "B")
        assert not isinstance(app.screen, Confirm) and "Every company resembles a client" in text(app)


async def test_what_became_unsure_behind_the_last_look_is_not_linked(
    clouds: Store, tmp_path: Path, press: Press
) -> None:
    app = books_app(clouds, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *THERE, "A")
        ignore(clouds, FixedClock(), "bea", "Fatture in Cloud", "100")
        await press(pilot, "y")
        assert links(clouds) == {"100": "", "200": "PONTE"}
        assert "1 is not sure any more" in text(app)


async def test_a_client_is_named_by_a_part_of_its_name(clouds: Store, tmp_path: Path, press: Press) -> None:
    app = books_app(clouds, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *THERE, "t", "paste:Bianchi", "enter", "m", "paste:nobody at all", "enter")
        assert "No client is called so" in text(app)
        await press(pilot, "m", "paste:elena", "enter")
        assert isinstance(app.screen, Choose) and "Elena Neri" in text(app)
        await press(pilot, "enter")
        assert links(clouds) == {"600": "NERI"}


async def test_a_client_that_is_linked_already_is_linked_twice_only_when_that_is_said(
    clouds: Store, tmp_path: Path, press: Press
) -> None:
    link_company(clouds, FixedClock(), "bea", "Fatture in Cloud", "500", "OLMO", anyway=True)
    app = books_app(clouds, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *THERE, "t", "paste:Olmo S.r.l.", "enter")
        assert "linked to Sconosciuta S.p.A. already" in text(app)
        await press(pilot, "1", "1", "enter")
        assert isinstance(app.screen, Confirm) and "Officine Olmo S.r.l. is linked to Sconosciuta" in text(app)
        await press(pilot, "escape")
        assert links(clouds) == {"500": "OLMO"}
        await press(pilot, "1", "y")
        assert links(clouds) == {"500": "OLMO", "100": "OLMO"}


@pytest.mark.parametrize("way", [("enter",), ("1",), ("i", "1"), ("m", "paste:BOTTEGA", "enter", "1")])
async def test_a_company_with_another_vat_number_is_linked_only_after_a_question_that_names_both(
    clouds: Store, tmp_path: Path, press: Press, way: tuple[str, ...]
) -> None:
    app = books_app(clouds, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *THERE, "t", "paste:Bottega", "enter", *way)
        assert isinstance(app.screen, Confirm)
        assert "Another VAT number: 99900070105 there, " in text(app)
        # The key that led here is no answer, however often it is pressed.
        await press(pilot, way[-1], "enter")
        assert isinstance(app.screen, Confirm) and links(clouds) == {}
        await press(pilot, "n")
        assert isinstance(app.screen, Linking) and links(clouds) == {}
        await press(pilot, "enter", "y")
        assert "400" in links(clouds)
        await press(pilot, "z")
        assert links(clouds) == {}


async def test_a_decision_that_a_colleague_made_anew_is_not_taken_back(
    clouds: Store, tmp_path: Path, press: Press
) -> None:
    app = books_app(clouds, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *THERE, "enter")
        ignore(clouds, FixedClock(), "bea", "Fatture in Cloud", "200")
        await press(pilot, "z")
        assert links(clouds) == {"200": ""}
        assert "can no longer be taken back" in text(app)


async def test_the_list_is_filtered_by_what_the_columns_say(clouds: Store, tmp_path: Path, press: Press) -> None:
    app = books_app(clouds, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *THERE, "slash", "paste:state:nobody", "enter")
        assert "1 of 2" in lines(app)[0] and "FILTER" in lines(app)[0]


async def test_below_a_hundred_columns_the_strip_says_it_and_a_box_lets_choose(
    clouds: Store, tmp_path: Path, press: Press
) -> None:
    app = books_app(clouds, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, *THERE, "t", "paste:Bottega", "enter")
        assert "Enter links it; i shows all suggestions." in text(app)
        await press(pilot, "i")
        assert isinstance(app.screen, Step) and "new client from this company" in text(app)
        assert "BOTTEGA" in text(app) and "VERDE" in text(app)
        await press(pilot, "2", "y")
        assert isinstance(app.screen, Linking) and "400" in links(clouds)
        await pilot.resize_terminal(120, 40)
        await press(pilot)
        assert "Our clients for" in text(app)


async def test_a_licence_that_is_over_is_told_by_sign_and_day(clouds: Store, tmp_path: Path, press: Press) -> None:
    app = books_app(clouds, tmp_path)
    async with app.run_test(size=(200, 40)) as pilot:
        await press(pilot, *THERE)
        assert "▲ 2026-01-31" in text(app) and "2026-12-31" in text(app)


async def test_nothing_is_linked_in_books_open_for_reading(clouds: Store, tmp_path: Path, press: Press) -> None:
    app = books_app(clouds, tmp_path, read_only=True)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *THERE)
        for key in ("enter", "2", "n", "0", "A", "m"):
            await press(pilot, key)
            assert isinstance(app.screen, Linking) and "reading only" in text(app)
    assert links(clouds) == {}


async def test_what_is_decided_is_not_decided_again_without_forgetting_it(
    clouds: Store, tmp_path: Path, press: Press
) -> None:
    app = books_app(clouds, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *THERE, "enter", "x", "t", "paste:Il Ponte", "enter", "enter")
        assert "it is decided already" in text(app)
        assert "It is our client PONTE: Cooperativa Il Ponte" in text(app) and "anna" in text(app)
    with clouds.reading() as reader:
        assert [link.state for link in reader.links()] == [LinkState.LINKED]


async def test_r02_what_a_client_lets_its_accountant_see_is_asked_of_the_cloud(tmp_path: Path, press: Press) -> None:
    with practice(tmp_path, companies=8) as firm:
        await firm.connect()
        app = practice_app(firm)
        async with app.run_test(size=(100, 60)) as pilot:
            await press(pilot, "0", "enter", "s")
            assert isinstance(app.screen, Page)
            shown = text(app)
            assert "received documents" in shown and "may read and write" in shown
            assert "Plan" in shown and "Licence until" in shown and "Calls this hour" in shown
            # The client in the world that shows its accountant no received documents.
            shy = firm.cloud.world.clients[5].name
            await press(pilot, "q", "t", f"paste:{shy}", "enter", "s")
            assert "✖ nothing" in text(app)


async def test_a_client_that_took_the_right_away_is_told_with_what_to_do(tmp_path: Path, press: Press) -> None:
    with practice(tmp_path, companies=8) as firm:
        await firm.connect()
        lost = firm.cloud.world.clients[7].name
        app = practice_app(firm)
        async with app.run_test(size=(100, 40)) as pilot:
            await press(pilot, "0", "enter", "t", f"paste:{lost}", "enter", "s")
            assert isinstance(app.screen, Report)
            assert "The client must give its accountant the right to see it." in text(app)
