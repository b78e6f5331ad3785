"""Opening the workbench on books as a person wants it, and staying until it is left."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tuiledger.config.locations import simulated_cloud, state_folder
from tuiledger.config.remembered import ListView, Remembered, SavedView, read_remembered, write_remembered
from tuiledger.config.remembered import Order as KeptOrder
from tuiledger.config.startup import Startup, read_startup
from tuiledger.text.translation import _, language
from tuiledger.tui import memory
from tuiledger.tui.app import WorkbenchApp
from tuiledger.tui.lists.state import ListState
from tuiledger.tui.lists.state import SavedView as View
from tuiledger.tui.preferences import Preferences
from tuiledger.tui.themes import own_theme
from tuiledger.tui.widgets.columns import Arrangement

if TYPE_CHECKING:
    from tuiledger.ports import Clock
    from tuiledger.tui.workbench import Workbench


def books_at(
    place: str,
    *,
    create: bool = False,
    demo: bool = False,
    clock: Clock | None = None,
    as_intermediary: str | None = None,
) -> Callable[[], Workbench]:
    """What opens the books at ``place``; called in a thread, so that nothing of the store is imported before."""

    def books() -> Workbench:
        from tuiledger import bootstrap
        from tuiledger.tui.workbench import Workbench

        time = clock or bootstrap.system_clock()
        address = simulated_cloud()
        simulated = {"fattureincloud": address} if address else {}
        store = bootstrap.open_books(place, create=create, clock=time, as_intermediary=as_intermediary)
        return Workbench(store, time, bootstrap.actor(), demo, simulated=simulated, only=as_intermediary or "")

    return books


def open_workbench(
    place: str,
    *,
    read_only: bool = False,
    demo: bool = False,
    mouse: bool | None = None,
    as_intermediary: str | None = None,
) -> int:
    """Open the workbench on the books at ``place`` (a path or URL) and stay until it is left; gives the exit code.

    Books that are not there yet are made, unless they are opened for reading only. Without ``mouse`` the settings say
    whether the terminal keeps its own selecting and copying. For an intermediary they show its own clients alone.
    """
    startup = read_startup()
    session_file = _session_file(place, as_intermediary)
    remembered, problem = Remembered(), None
    if startup.restore and not demo:
        remembered, damaged = read_remembered(session_file)
        problem = damaged or problem
    app = WorkbenchApp(
        books_at(
            place,
            create=not read_only and as_intermediary is None,
            demo=demo,
            as_intermediary=as_intermediary,
        ),
        read_only=read_only,
        # The one the command line has settled, which prevails over the settings.
        language=language(),
        preferences=preferences_of(startup),
        memory=recalled(remembered),
    )
    if problem:
        app.said_first = problem.sentence()
    elif as_intermediary is not None:
        app.said_first = view_text(as_intermediary)
    try:
        app.run(mouse=startup.mouse if mouse is None else mouse)
    finally:
        if app.jobs.workbench:
            app.jobs.workbench.store.close()
        if startup.restore and not demo:
            _keep(app.memory, session_file)
    return app.return_code or 0


def preferences_of(startup: Startup) -> Preferences:
    """The settings that the first picture needs; the others are read when the books are open."""
    return Preferences(
        language=startup.language,
        theme=startup.theme,
        encoding={"unicode": "utf-8", "ascii": "ascii"}.get(startup.glyphs),
        inspector=startup.inspector != "closed",
        state_folder=state_folder(),
        wishes=startup.keys,
        themes=tuple(map(own_theme, startup.themes)),
        told=startup.told,
    )


def recalled(remembered: Remembered) -> memory.Memory:
    """What the last session left, as the workbench takes it."""
    return memory.Memory(
        place=remembered.place or "home",
        company=remembered.company,
        lists={name: _state(view, view.cursor) for name, view in remembered.views.items()},
        views=[View(name.partition(":")[2], view.view, _state(view)) for name, view in remembered.saved.items()],
        toured=remembered.tour_taken,
    )


def kept(left: memory.Memory) -> Remembered:
    """What this session leaves for the next."""
    return Remembered(
        place=left.place,
        company=left.company,
        views={
            name: ListView(
                state.query,
                _order(state),
                tuple(sorted(state.arrangement.hidden)),
                state.arrangement.order,
                str(state.place),
            )
            for name, state in left.lists.items()
        },
        saved={
            # Two lists may have a view of the same name.
            f"{view.view}:{view.name}": SavedView(
                view.view,
                view.state.query,
                _order(view.state),
                view.state.arrangement.order,
                tuple(sorted(view.state.arrangement.hidden)),
            )
            for view in left.views
        },
        tour_taken=left.toured,
    )


def view_text(intermediary: str) -> str:
    """What is said where the books are seen as an intermediary sees them."""
    text = _("The clients of {} alone. This is a view, not a right of access: whoever can open the books sees all.")
    return text.format(intermediary)


def _session_file(place: str, intermediary: str | None = None) -> Path:
    """Where the last session on these books is kept: what was asked of one studio's lists says nothing in another's,
    nor does it in those of an intermediary."""
    from hashlib import sha256

    seen = f"{place}\n{intermediary.casefold()}" if intermediary else place
    return state_folder() / f"session-{sha256(seen.encode()).hexdigest()[:12]}.json"


def _keep(left: memory.Memory, path: Path) -> None:
    """Write down what is left; a disk that takes nothing must not make the end of a session an error."""
    try:
        write_remembered(kept(left), path)
    except OSError:
        return


def _order(state: ListState) -> KeptOrder | None:
    return KeptOrder(*state.order) if state.order else None


def _state(view: ListView | SavedView, cursor: str = "") -> ListState:
    order = (view.order.field, view.order.descending) if view.order else None
    arrangement = Arrangement(frozenset(view.hidden), tuple(view.columns))
    return ListState(view.query, order, arrangement, int(cursor) if cursor.isdecimal() else 0)
