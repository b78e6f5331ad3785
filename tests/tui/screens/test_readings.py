"""Readings of the clouds and their problems, as people look through them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from tests.builders import NOW
from tests.clouds import Practice, nobody, practice
from tests.tui.cloud_studio import practice_app
from tests.tui.conftest import Press
from tests.tui.reading import lines, text
from tests.tui.studio import workbench_app

from tuiledger.domain.connections import Condition, Connection, Grant, Link, LinkState
from tuiledger.domain.pulls import Counts, Event, Pull, PullState, Trouble
from tuiledger.ports import Store
from tuiledger.ports.clouds import Exchange
from tuiledger.services.link import register_and_link
from tuiledger.tui.screens.problems import Problems
from tuiledger.tui.screens.readings import Readings

HOSTILE = "\x1b]52;c;aGk=\x07[@click=app.quit]x[/]"


def read_once(store: Store, state: PullState = PullState.PAUSED) -> int:
    """A connection, linked, and one reading of it that waits for the quota, with a problem."""
    with store.writing("a reading") as work:
        company = work.companies()[0]
        made = work.add_connection(
            Connection(
                0, "fattureincloud", "Studio", Grant.PERSONAL_TOKEN, Condition.PROVED, secret_name="connection/a"
            )
        )
        work.set_link(Link(made.id, "100003", f"Alfa {HOSTILE}", LinkState.LINKED, company.id, "anna", NOW))
        pull = Pull(0, made.id, PullState.RUNNING, NOW, None, "anna", "person", Counts())
        run_id = work.start_pull(pull, "fattureincloud: Studio")
        work.set_pull(
            pull._replace(
                run_id=run_id, state=state, finished_at=NOW, counts=Counts(120, 100, 3, 15, 2, 0, 7),
                resumes_at=NOW + datetime.timedelta(hours=1), code="quota-used-up",
                message="This hour’s calls are used up: the provider takes more at {} UTC", values=("13:00",),
            )
        )  # fmt: skip
        work.add_events(run_id, [Event(NOW, "warn", "quota-used-up", f"{HOSTILE} {{}}", ("13:00",), company.id)])
        exchange = Exchange(
            NOW, "GET", "http://127.0.0.1:1/c/100003/issued_documents?type=invoice&page=1", 200, 41, 1,
            (("accept", "application/json"),), "", (("content-type", "application/json"),), '{"data": [1]}',
        )  # fmt: skip
        work.add_exchanges(run_id, [exchange, exchange._replace(status=None, error="timeout")])
        work.put_troubles([
            Trouble(made.id, "100003", "invoice", "77", "field-unreadable",
                    "The field {} of the cloud’s document cannot be read: {}", ("date", HOSTILE), NOW, NOW, 1, run_id)
        ])  # fmt: skip
    return run_id


async def test_a_reading_says_what_it_met_and_when_it_goes_on(store: Store, press: Press) -> None:
    read_once(store)
    app = workbench_app(store)
    async with app.run_test(size=(120, 30)) as pilot:
        await press(pilot, "W")
        shown = text(app)
        assert "Studio" in shown and "paused" in shown and "100" in shown
        assert "120 documents looked at in 7 calls." in shown
        assert "It goes on after" in shown


async def test_every_step_of_a_reading_can_be_looked_into(store: Store, press: Press) -> None:
    read_once(store)
    app = workbench_app(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "W", "enter")
        shown = text(app)
        assert "GET issued invoice page 1" in shown and "200" in shown
        assert "\x1b" not in shown and "13:00" in shown
        await press(pilot, "enter")
        assert "content-type" in text(app) and '{"data": [1]}' in text(app)


async def test_steps_and_what_happened_name_the_client_and_count_no_zeros(store: Store, press: Press) -> None:
    run_id = read_once(store)
    with store.writing("more") as work:
        company = work.companies()[0]
        read = "{} new, {} changed, {} gone, {} unchanged, {} refused"
        work.add_events(run_id, [Event(NOW, "ok", "client-read", read, ("57", "0", "0", "3", "0"), company.id)])
    app = workbench_app(store)
    async with app.run_test(size=(160, 45)) as pilot:
        await press(pilot, "W")
        shown = " ".join(text(app).split())
        assert f"{company.name}: 57 new, 3 unchanged" in shown
        await press(pilot, "enter", "i")
        (row,) = [line for line in lines(app) if "57 new, 3 unchanged" in line]
        assert company.name[:12] in row
        (call, *_others) = [line for line in lines(app) if "GET issued invoice page 1" in line]
        assert "Alfa" in call


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("updated_at >= '2026-03-01 10:00:00'", "since 2026-03-01 10:00:00"),
        ("updated_at >= '9998-12-31 00:00:00'", "does it tell what changed?"),
    ],
)
async def test_what_a_call_asks_for_is_told_in_words(store: Store, press: Press, query: str, told: str) -> None:
    run_id = read_once(store)
    asked = f"http://127.0.0.1:1/c/100003/received_documents?type=expense&q={quote(query)}"
    with store.writing("more") as work:
        work.add_exchanges(run_id, [Exchange(NOW, "GET", asked, 200, 4, 1, (), "", (), "")])
    app = workbench_app(store)
    async with app.run_test(size=(120, 45)) as pilot:
        await press(pilot, "W", "enter")
        assert f"GET purchase {told}" in text(app) and "9998" not in "".join(lines(app)[:-4])


@pytest.mark.parametrize(
    ("code", "helps"),
    [
        ("missing-scope", "Give the connection a token with this permission: 0, then r."),
        ("closed-area", "The client must open this area to its accountant"),
        ("licence-expired", "The client must renew its licence."),
        ("many-missing", "tuiledger sync --missing-is-gone"),
    ],
)
@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_a_problem_names_its_company_and_what_helps(
    store: Store, press: Press, code: str, helps: str, size: tuple[int, int]
) -> None:
    read_once(store)
    with store.writing("more") as work:
        work.set_link(work.links()[0]._replace(remote_name="Cooperativa Il Ponte"))
        work.put_troubles([Trouble(1, "100003", "expense", "", code, "The reason is here", (), NOW, NOW)])
    app = workbench_app(store)
    async with app.run_test(size=size) as pilot:
        await press(pilot, "T", "t", "paste:reason is", "enter")
        (row,) = [line for line in lines(app)[2:-6] if "The reason is here" in line[: size[0]] and "purchase" in line]
        assert "Cooperativa Il" in row
        assert helps in " ".join(text(app).split()) or helps in text(app)


@pytest.mark.parametrize("start", [("T",), ("0",), ("0", "t", "paste:Studio", "enter", "enter"), ("W",)])
async def test_readings_problems_and_reading_are_one_key_away_on_every_screen_of_the_clouds(
    store: Store, press: Press, start: tuple[str, ...]
) -> None:
    read_once(store)
    with store.writing("change") as work:
        work.set_connection(work.connections()[0]._replace(condition=Condition.PAUSED))
    app = workbench_app(store)
    async with app.run_test(size=(120, 30)) as pilot:
        await press(pilot, *start, "S")
        assert "Studio is paused: 0, then p, uses it again." in lines(app)[-2]
        await press(pilot, "W")
        assert isinstance(app.screen, Readings)
        await press(pilot, "T")
        assert isinstance(app.screen, Problems) and "Studio is paused" not in lines(app)[-2]


async def test_what_was_said_on_a_screen_is_not_left_on_another(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=(120, 30)) as pilot:
        for away in (("q",), ("escape",), ("1",), ("f5",)):
            await press(pilot, "W", "S")
            assert "No cloud is connected yet" in lines(app)[-2]
            await press(pilot, *away)
            assert "No cloud is connected yet" not in text(app)
            await press(pilot, "1")


async def test_a_call_without_an_answer_says_why(store: Store, press: Press) -> None:
    read_once(store)
    app = workbench_app(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "W", "enter", "j")
        assert "failed: timeout" in text(app)


async def test_a_problem_tells_its_reason_and_where_it_is_read_again(store: Store, press: Press) -> None:
    read_once(store)
    app = workbench_app(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "T")
        shown = text(app)
        assert "issued invoice 77" in shown and "The field date of the cloud’s document cannot be read" in shown
        assert "x reads this client again" in shown and "\x1b" not in shown
        await press(pilot, "enter")
        assert "it is not a document here yet" in lines(app)[-2]


@pytest.mark.parametrize("key", ["W", "T"])
async def test_where_nothing_was_read_the_next_key_is_named(store: Store, press: Press, key: str) -> None:
    app = workbench_app(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, key)
        assert ("S reads what is connected" if key == "W" else "Nothing is wrong with the clouds") in text(app)


async def test_without_a_connection_reading_says_what_is_missing(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "S", "enter")
        assert "No cloud is connected yet: 0, then a, connects one." in lines(app)[-2]


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        (Condition.PAUSED, "Studio is paused: 0, then p, uses it again."),
        (Condition.NEEDS_RECONNECT, "Studio needs another token: 0, then r, gives it one."),
        (Condition.UNPROVED, "Studio is not proved: 0, then v, tries it."),
    ],
)
async def test_a_connection_that_cannot_be_read_is_named_with_the_key_that_helps(
    store: Store, press: Press, condition: Condition, told: str
) -> None:
    read_once(store)
    with store.writing("change") as work:
        work.set_connection(work.connections()[0]._replace(condition=condition))
    app = workbench_app(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "W", "S")
        assert told in lines(app)[-2]


async def test_a_client_that_is_not_linked_is_not_offered_alone(store: Store, press: Press) -> None:
    read_once(store)
    app = workbench_app(store)
    async with app.run_test(size=(100, 30)) as pilot:
        with store.reading() as reader:
            linked, *others = sorted(reader.companies(), key=lambda one: one.id)
        await press(pilot, "t", f"paste:{linked.code}", "enter", "S")
        assert f"of {linked.name} alone" in text(app)
        await press(pilot, "escape", "t", f"paste:{others[0].code}", "enter", "S")
        assert " alone" not in text(app) and "is linked to no company of a cloud" in text(app)


async def test_where_no_company_is_linked_that_is_what_is_told(store: Store, press: Press) -> None:
    read_once(store)
    with store.writing("unlink") as work:
        work.remove_link(1, "100003")
    app = workbench_app(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "S", "enter")
        assert "No company of the clouds is linked yet: 0, then enter, links them." in lines(app)[-2]


@pytest.mark.parametrize("language", ["en", "it", "fr"])
async def test_how_a_reading_ended_is_shown_however_narrow_the_list_is(
    store: Store, press: Press, language: str
) -> None:
    read_once(store, PullState.FAILED)
    app = workbench_app(store, language=language)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "W")
        (row,) = [line for line in lines(app) if "2026-" in line or "/2026" in line]
        assert "✖ " in row and "100" in row and "2" in row.split()[-1]


async def test_a_reading_that_read_nothing_never_says_that_nothing_is_new(
    tmp_path: Path, tmp_home: Path, press: Press
) -> None:
    with practice(tmp_path) as firm:
        await firm.connect()
        register_and_link(firm.store, firm.clock, "anna", "Fatture in Cloud", str(firm.cloud.world.clients[0].id))
        with firm.store.writing("move") as work:
            work.set_connection(work.connections()[0]._replace(base_url=nobody()))
        app = practice_app(firm)
        async with app.run_test(size=(160, 30)) as pilot:
            await press(pilot, "W", "S")
            assert "Nothing could be read. The provider cannot be reached" in lines(app)[-2]
            await press(pilot, "q", "S", "3")
            assert "Nothing could be read. The provider cannot be reached" in lines(app)[-2]
            await press(pilot, "N")
            assert "Nothing new" not in text(app)


@pytest.fixture
def firm(tmp_path: Path, tmp_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Practice]:
    """A studio with a client in its simulated cloud."""
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    with practice(tmp_path, companies=3, documents=60) as made:
        yield made


async def test_trials_stand_among_the_readings_and_files_are_fetched_when_asked_for(
    firm: Practice, press: Press
) -> None:
    await firm.connect()
    remote = next(one for one in firm.cloud.world.clients if len(one.shelf("pending")))
    register_and_link(firm.store, firm.clock, "anna", "Fatture in Cloud", str(remote.id), "UNO")
    row = next(iter(remote.shelf("pending")))
    app = practice_app(firm)
    async with app.run_test(size=(120, 30)) as pilot:
        await press(pilot, "W")
        assert "trial: Fatture" in text(app)
        assert "The connection was tried in" in text(app)
        await press(pilot, "F")
        with firm.store.reading() as reader:
            newest = reader.pulls(1)[0]
            asked = [kept.exchange.url for kept in reader.exchanges(newest.run_id)]
        assert not newest.is_trial and any(f"/pending/{row.data['id']}" in url for url in asked)
        await press(pilot, "g", "enter", "t", "paste:e-invoice files", "enter")
        assert "e-invoice files taken" in text(app)


async def test_a_file_that_is_missing_is_asked_for_again_from_the_problems(firm: Practice, press: Press) -> None:
    await firm.connect()
    remote = next(one for one in firm.cloud.world.clients if len(one.shelf("pending")))
    register_and_link(firm.store, firm.clock, "anna", "Fatture in Cloud", str(remote.id), "UNO")
    row = next(iter(remote.shelf("pending")))
    source, row.source = row.source, None
    app = practice_app(firm)
    async with app.run_test(size=(120, 30)) as pilot:
        await press(pilot, "W", "F", "T")
        assert "The cloud has no e-invoice file of this document" in " ".join(text(app).split())
        row.source = source
        await press(pilot, "x")
        with firm.store.reading() as reader:
            assert reader.troubles() == ()
