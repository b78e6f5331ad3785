"""Work goes on whatever screen is shown, stops between two pages, and its errors never end the program."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from tests.tui.conftest import Press
from tests.tui.reading import lines, text
from tests.tui.studio import workbench_app

from tuiledger.domain.runs import Progress
from tuiledger.ports import Reader, Store, StoreError
from tuiledger.tui.app import WorkbenchApp
from tuiledger.tui.jobs import Job
from tuiledger.tui.screens.place import Place
from tuiledger.tui.workbench import Workbench


async def test_a_job_goes_on_when_its_screen_is_left_and_says_how_far_it_is(store: Store, press: Press) -> None:
    app = workbench_app(store)
    go, at_half = threading.Event(), threading.Event()
    ended: list[object] = []

    def steps(bench: Workbench) -> Iterator[object]:
        yield Progress(1, 2, "half")
        at_half.set()
        go.wait(30)
        yield "result"

    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "2")
        screen = app.screen
        assert isinstance(screen, Place)
        screen.run_job(Job("Counting", steps, ended.extend))
        while not at_half.is_set() or "1/2" not in lines(app)[-2]:
            await pilot.pause()
        await pilot.press("q")
        await pilot.pause()
        screen.run_job(Job("Another", steps, ended.extend))
        await pilot.pause()
        go.set()
        await press(pilot)
        assert ended == ["result"], "one job at a time, and the first one came to its end"
        assert "Counting: done" in lines(app)[-2]


async def test_a_job_is_stopped_between_two_pages_and_keeps_what_it_did(store: Store, press: Press) -> None:
    app = workbench_app(store)
    pages: list[int] = []
    first, stop = threading.Event(), threading.Event()
    closed: list[bool] = []

    def steps(bench: Workbench) -> Iterator[object]:
        try:
            for page in range(100):
                pages.append(page)
                first.set()
                stop.wait(30)
                yield Progress(page, 100)
        finally:
            closed.append(True)

    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot)
        screen = app.screen
        assert isinstance(screen, Place)
        screen.run_job(Job("Counting", steps, lambda items: None))
        while not first.is_set():
            await pilot.pause()
        await pilot.press("X")
        stop.set()
        await press(pilot)
        assert len(pages) < 100 and closed == [True]
        assert "Counting: stopped" in lines(app)[-2]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (StoreError("busy", "The books are in use at {}", ("[/red] here",)), "The books are in use at [/red] here"),
        (ValueError("[/red] [type=x, v={'a[0]'}]"), "[/red] [type=x, v={'a[0]'}]"),
        (ZeroDivisionError("IBAN IT60X0542811101000000123456"), "IT60…3456"),
    ],
)
async def test_an_error_of_a_job_is_told_with_its_next_step(
    store: Store, press: Press, error: Exception, said: str
) -> None:
    app = workbench_app(store)

    def steps(bench: Workbench) -> Iterator[object]:
        raise error
        yield

    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot)
        screen = app.screen
        assert isinstance(screen, Place)
        screen.run_job(Job("Counting", steps, lambda items: None))
        await press(pilot)
        assert "Evidence:" in text(app)
        assert "Counting" in text(app) and said in text(app)
        assert "ry again" in text(app)
        await press(pilot, "q")
        assert isinstance(app.screen, Place)


async def _leave_when_done(store: Store, press: Press, end: Exception | None) -> tuple[WorkbenchApp, str]:
    """Ask to leave once the work is done; the program afterwards, and what its screen shows."""
    app = workbench_app(store)
    begun, go = threading.Event(), threading.Event()

    def steps(bench: Workbench) -> Iterator[object]:
        begun.set()
        go.wait(30)
        if end:
            raise end
        yield "result"

    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot)
        screen = app.screen
        assert isinstance(screen, Place)
        screen.run_job(Job("Counting", steps, lambda items: None))
        while not begun.is_set():
            await pilot.pause()
        await pilot.press("ctrl+c")
        await pilot.pause()
        assert "Leave now?" in text(app)
        await pilot.press("down", "enter")
        go.set()
        while app.jobs.running:
            await pilot.pause()
        if end:
            await press(pilot)
        return app, text(app)


async def test_who_leaves_as_soon_as_the_work_is_done_is_let_go_when_it_ended_well(store: Store, press: Press) -> None:
    app, _shown = await _leave_when_done(store, press, None)
    assert app._exit and app.return_code == 0


async def test_who_leaves_as_soon_as_the_work_is_done_sees_first_that_it_failed(store: Store, press: Press) -> None:
    app, shown = await _leave_when_done(store, press, StoreError("disk-full", "The disk is full at {}", ("here",)))
    assert not app._exit and "The disk is full at here" in shown


async def test_an_error_of_a_read_is_told_and_the_screen_stays(store: Store, press: Press) -> None:
    app = workbench_app(store)

    def ask(reader: Reader) -> int:
        raise StoreError("damaged", "The books are damaged")

    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot)
        screen = app.screen
        assert isinstance(screen, Place)
        screen.read(ask, lambda value: None)
        await press(pilot)
        assert "The books are damaged" in text(app) and "restore the last backup" in text(app)


async def test_a_newer_read_of_the_same_kind_silences_the_older(store: Store, press: Press) -> None:
    app = workbench_app(store)
    go, started = threading.Event(), threading.Event()
    answers: list[str] = []

    def slow(reader: Reader) -> str:
        started.set()
        go.wait(30)
        return "old"

    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot)
        screen = app.screen
        assert isinstance(screen, Place)
        screen.read(slow, answers.append, group="same")
        while not started.is_set():
            await pilot.pause()
        screen.read(lambda reader: "new", answers.append, group="same")
        while not answers:
            await pilot.pause()
        go.set()
        await press(pilot)
        assert answers == ["new"]
