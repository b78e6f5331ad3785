"""The studio's clients: registered, changed, locked, and all of it taken back."""

from __future__ import annotations

import datetime

import pytest
from tests.builders import FixedClock
from tests.tui.conftest import Press
from tests.tui.reading import lines, text
from tests.tui.studio import workbench_app

from tuiledger.domain.documents import State
from tuiledger.domain.parties import Company
from tuiledger.ports import DocumentFilter, Store
from tuiledger.services.companies import CompanyForm, change_company
from tuiledger.tui.dialogs.ask import Ask
from tuiledger.tui.dialogs.confirm import Confirm
from tuiledger.tui.dialogs.report import Report
from tuiledger.tui.screens.companies import Companies
from tuiledger.tui.screens.documents import Documents


def company(store: Store, code: str) -> Company:
    with store.reading() as reader:
        found = reader.company(code)
    assert found is not None
    return found


async def test_enter_makes_a_client_the_one_in_view(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=(120, 30)) as pilot:
        await press(pilot, "9")
        assert "Officine Rossi" in text(app) and "IT01234567897" in text(app)
        await press(pilot, "G", "enter")
        assert isinstance(app.screen, Documents)
        assert "Studio Verdi" in lines(app)[0]
        await press(pilot, "9")
        assert isinstance(app.screen, Companies) and app.screen._company == app.company


async def test_a_client_is_registered_step_by_step(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=(120, 30)) as pilot:
        await press(pilot, "9", "N", "paste:IT 99900010010", "enter", "paste:Olmo S.r.l.", "enter", "enter")
        assert isinstance(app.screen, Confirm) and "OLMO" in text(app)
        await press(pilot, "y")
        made = company(store, "OLMO")
        assert (made.name, made.country, made.vat_number) == ("Olmo S.r.l.", "IT", "99900010010")
        assert app.company == made and "registered as OLMO" in text(app)


async def test_leaving_any_question_registers_nobody(store: Store, press: Press) -> None:
    app = workbench_app(store)
    answers = ("paste:99900010010", "enter", "paste:Olmo", "enter", "enter")
    async with app.run_test(size=(120, 30)) as pilot:
        for given in (0, 2, 4, 5):
            await press(pilot, "9", "N", *answers[:given])
            await press(pilot, "escape")
            assert isinstance(app.screen, Companies)
    with store.reading() as reader:
        assert len(reader.companies()) == 2


async def test_a_wrong_check_digit_is_told_and_taken(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=(120, 30)) as pilot:
        await press(pilot, "9", "N", "paste:99900010011", "enter", "paste:Olmo", "enter", "enter")
        assert "check digit" in text(app)
        await press(pilot, "y")
    assert company(store, "OLMO").vat_number == "99900010011"


async def test_a_foreign_company_is_known_by_its_two_letters(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=(120, 30)) as pilot:
        await press(pilot, "9", "N", "paste:de 123456789", "enter", "paste:Ulme GmbH", "enter", "enter", "y")
    made = company(store, "ULME")
    assert (made.country, made.vat_number) == ("DE", "123456789")


@pytest.mark.parametrize("typed", ["IT", "---", "[bold]1", "\u0661\u0662\u0663", "9" * 60, "'; DROP TABLE company"])
async def test_what_is_no_number_is_asked_again(store: Store, press: Press, typed: str) -> None:
    app = workbench_app(store)
    async with app.run_test(size=(120, 30)) as pilot:
        await press(pilot, "9", "N", f"paste:{typed}", "enter")
        assert isinstance(app.screen, Ask) and "is not a VAT number" in text(app)


async def test_a_company_needs_a_number_of_some_kind(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=(120, 30)) as pilot:
        await press(pilot, "9", "N", "enter", "paste:Nessuno", "enter", "enter")
        assert isinstance(app.screen, Ask) and "Something must stand here" in text(app)
        await press(pilot, "paste:RSSMRA80A01H501U", "enter", "y")
    assert company(store, "NESSUNO").fiscal_code == "RSSMRA80A01H501U"


async def test_a_twin_is_refused_with_the_reason(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=(120, 30)) as pilot:
        await press(pilot, "9", "N", "paste:01234567897", "enter", "paste:Altra", "enter", "enter")
        assert isinstance(app.screen, Report) and "ROSSI has these identifiers" in text(app)
        await press(pilot, "q")
        assert isinstance(app.screen, Companies)


async def test_a_change_is_written_and_taken_back(store: Store, press: Press) -> None:
    app = workbench_app(store)
    before = company(store, "ROSSI")
    async with app.run_test(size=(120, 30)) as pilot:
        await press(pilot, "9", "e", "1", *["backspace"] * len(before.name), "paste:Rossi S.p.A.", "enter")
        assert company(store, "ROSSI").name == "Rossi S.p.A."
        assert app.company is not None and app.company.name == "Rossi S.p.A."
        await press(pilot, "z")
        assert company(store, "ROSSI") == before


async def test_the_same_value_changes_nothing(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=(120, 30)) as pilot:
        await press(pilot, "9", "e", "4", "enter")
        assert "Nothing changes" in text(app)
        assert app.undoing.last is None
        await press(pilot, "e", "4", "paste:99999", "enter")
        assert isinstance(app.screen, Ask) and "An amount from 0 to" in text(app)


async def test_a_lock_is_confirmed_by_another_key_and_taken_back(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=(120, 30)) as pilot:
        await press(pilot, "9", "K", "paste:2026-02-28", "enter")
        assert isinstance(app.screen, Confirm)
        assert "Officine Rossi" in text(app) and "z takes it back" in text(app)
        await press(pilot, "K", "enter")
        assert company(store, "ROSSI").locked_until is None
        await press(pilot, "y")
        assert company(store, "ROSSI").locked_until == datetime.date(2026, 2, 28)
        assert "2026-02-28" in text(app)
        await press(pilot, "z")
        assert company(store, "ROSSI").locked_until is None


async def test_an_earlier_lock_says_what_it_opens_and_an_empty_one_takes_it_away(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=(120, 30)) as pilot:
        await press(pilot, "9", "K", "paste:2026-02-28", "enter", "y")
        clear = ["backspace"] * 10
        await press(pilot, "K", *clear, "paste:2026-01-31", "enter")
        assert "are open again" in text(app)
        await press(pilot, "n", "K", *clear, "enter", "y")
        assert company(store, "ROSSI").locked_until is None


async def test_a_lock_says_how_many_ready_documents_it_holds(store: Store, press: Press) -> None:
    app = workbench_app(store)
    until = datetime.date(2026, 3, 10)
    with store.reading() as reader:
        expected = reader.count_documents(DocumentFilter(company_id=1, state=State.READY, until=until))
        before = reader.count_documents(DocumentFilter(company_id=1, state=State.HELD))
    async with app.run_test(size=(120, 30)) as pilot:
        await press(pilot, "9", "K", "paste:2026-02-28", "enter")
        assert "No document that is ready now is touched" in text(app)
        await press(pilot, "n", "K", "paste:2026-03-10", "enter")
        assert f"{expected} ready documents will be held by it." in text(app)
        await press(pilot, "y")
        assert app.undoing.last is not None
        assert app.undoing.last.title == "the lock of Officine Rossi S.r.l. up to 2026-03-10"
    with store.reading() as reader:
        assert reader.count_documents(DocumentFilter(company_id=1, state=State.HELD)) == before + expected > before


async def test_taking_a_lock_away_says_how_many_held_documents_are_ready_then(store: Store, press: Press) -> None:
    app = workbench_app(store)

    def ready() -> int:
        with store.reading() as reader:
            return reader.count_documents(DocumentFilter(company_id=1, state=State.READY))

    before = ready()
    async with app.run_test(size=(120, 30)) as pilot:
        await press(pilot, "9", "K", "paste:2026-03-20", "enter", "y")
        locked = before - ready()
        assert locked > 10
        clear = ["backspace"] * 10
        await press(pilot, "K", *clear, "paste:2026-02-28", "enter")
        assert f"{locked} held documents will be ready by it." in text(app)
        await press(pilot, "n", "K", *clear, "enter")
        assert f"{locked} held documents will be ready by it." in text(app)
        await press(pilot, "y")
        assert ready() == before
        await press(pilot, "K", "paste:2026-02-28", "enter", "y", "K", *clear, "enter")
        assert "No document that is held now is made ready by it." in text(app)


@pytest.mark.parametrize(
    ("key", "typed", "field", "old", "new", "meaning"),
    [
        ("2", "IT99900010010", "vat_number", "IT01234567897", "IT99900010010", "are recognised by the new one"),
        ("3", "99900010010", "fiscal_code", "01234567897", "99900010010", "are recognised by the new one"),
        ("4", "0.20", "tolerance", "0.05", "0.20", "are looked at again"),
    ],
)
async def test_what_documents_depend_on_is_changed_after_a_last_look(
    store: Store, press: Press, key: str, typed: str, field: str, old: str, new: str, meaning: str
) -> None:
    app = workbench_app(store)
    before = company(store, "ROSSI")
    typing = ("9", "e", key, *["backspace"] * 16, f"paste:{typed}", "enter")
    async with app.run_test(size=(120, 30)) as pilot:
        await press(pilot, *typing)
        assert isinstance(app.screen, Confirm)
        assert old in text(app) and new in text(app) and meaning in " ".join(text(app).split())
        await press(pilot, "enter", "n")
        assert company(store, "ROSSI") == before
        await press(pilot, *typing, "y")
        assert getattr(company(store, "ROSSI"), field) != getattr(before, field)
        await press(pilot, "z")
    assert company(store, "ROSSI") == before


async def test_taking_a_change_back_keeps_what_a_colleague_changed(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=(120, 30)) as pilot:
        await press(pilot, "9")
        change_company(store, FixedClock(), "bea", "ROSSI", CompanyForm(tolerance=20))
        await press(pilot, "K", "paste:2026-02-28", "enter", "y")
        change_company(store, FixedClock(), "bea", "ROSSI", CompanyForm(name="Rossi S.p.A."))
        await press(pilot, "z")
    after = company(store, "ROSSI")
    assert (after.name, after.tolerance, after.locked_until) == ("Rossi S.p.A.", 20, None)


async def test_a_change_that_was_overtaken_while_the_question_was_open_is_not_made(store: Store, press: Press) -> None:
    app = workbench_app(store)
    until = datetime.date(2026, 1, 31)
    async with app.run_test(size=(120, 30)) as pilot:
        await press(pilot, "9", "K", "paste:2026-02-28", "enter")
        change_company(store, FixedClock(), "bea", "ROSSI", CompanyForm(locked_until=until))
        await press(pilot, "y")
        assert "changed meanwhile" in text(app)
    assert company(store, "ROSSI").locked_until == until


async def test_what_is_no_day_locks_nothing(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=(120, 30)) as pilot:
        for typed in ("2026-02-30", "tomorrow", "[bold]2026"):
            await press(pilot, "9", "K", f"paste:{typed}", "enter")
            assert isinstance(app.screen, Ask) and "is not a date" in text(app)
            await press(pilot, "escape")


async def test_nothing_is_changed_in_books_open_for_reading(store: Store, press: Press) -> None:
    app = workbench_app(store, read_only=True)
    async with app.run_test(size=(120, 30)) as pilot:
        for key in ("N", "e", "K"):
            await press(pilot, "9", key)
            assert isinstance(app.screen, Companies) and "reading only" in text(app)


async def test_the_inspector_shows_chart_rules_and_who_changed_it(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=(120, 200)) as pilot:
        await press(pilot, "9", "K", "paste:2026-02-28", "enter", "y", "i")
        shown = text(app)
    assert "Rules in force" in shown and "no entry may touch 2026-02-28" in shown
    assert "Chart of accounts" in shown and "2110" in shown
    assert "anna" in shown and "changed the company" in shown


async def test_hostile_names_of_clients_stay_names(hostile_store: Store, press: Press) -> None:
    app = workbench_app(hostile_store)
    async with app.run_test(size=(200, 60)) as pilot:
        await press(pilot, "9", "i", "i", "K", "paste:2026-02-28", "enter", "escape", "e", "escape")
        shown = text(app)
    assert "[/red]" in shown and "\x1b" not in shown and "\u202e" not in shown
    assert app.return_code in (0, None)
