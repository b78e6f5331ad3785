"""Readings of the clouds and their problems, as people look through them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.builders import NOW
from tests.clouds import Practice, practice
from tests.tui.cloud_studio import practice_app
from tests.tui.conftest import Press
from tests.tui.reading import lines, text
from tests.tui.studio import workbench_app

from tuiledger.domain.connections import Condition, Connection, Grant, Link, LinkState
from tuiledger.domain.pulls import Counts, Event, Pull, PullState, Trouble
from tuiledger.ports import Store
from tuiledger.ports.clouds import Exchange
from tuiledger.services.link import register_and_link

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
        assert "GET issued_documents invoice page 1" in shown and "200" in shown
        assert "\x1b" not in shown and "13:00" in shown
        await press(pilot, "enter")
        assert "content-type" in text(app) and '{"data": [1]}' in text(app)


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
        assert "invoice 77" in shown and "The field date of the cloud’s document cannot be read" in shown
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
        assert "No cloud is connected and linked yet." in lines(app)[-2]


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
