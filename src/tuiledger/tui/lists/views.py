"""Views a person keeps: a filter, an order and columns under a name; and the choice of columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuiledger.text.clean import clean_line
from tuiledger.text.translation import _
from tuiledger.tui.lists.asking import read_asked
from tuiledger.tui.lists.state import ListState, SavedView

if TYPE_CHECKING:
    from tuiledger.tui.screens.listing import Listing

_KEEP: Final = "+"
_FORGET: Final = "-"
_PLAIN: Final = "="
#: Cells of a name that are kept.
_NAME: Final = 40


def choose_columns(listing: Listing) -> None:
    """Ask which columns are shown."""
    from tuiledger.tui.dialogs.pick import Pick

    named = [column for column in listing.columns_declared if column.name]
    items = [(column.name, column.title, column.name not in listing.arrangement.hidden) for column in named]

    def take(shown: frozenset[str] | None) -> None:
        if shown is not None:
            hidden = frozenset(column.name for column in named if column.name not in shown)
            listing.rearrange(listing.arrangement._replace(hidden=hidden))

    listing.app.push_screen(Pick(_("Which columns?"), items), take)


def choose_view(listing: Listing) -> None:
    """Offer the views kept for this list, keeping the present one, and forgetting one."""
    from tuiledger.tui.dialogs.choose import Choose

    kept = [view for view in listing.bench.memory.views if view.view == listing.VIEW]
    answers = [(f"view {place}", _describe(view)) for place, view in enumerate(kept)]
    answers += [
        (_KEEP, _("keep this filter, order and columns under a name")),
        (_PLAIN, _("show the list as it was made")),
    ]
    if kept:
        answers.append((_FORGET, _("forget a view")))

    def take(answer: str | None) -> None:
        match answer:
            case None:
                return
            case "+":
                _keep(listing)
            case "-":
                _forget(listing, kept)
            case "=":
                apply(listing, ListState())
            case _:
                apply(listing, kept[int(answer.removeprefix("view "))].state)

    listing.app.push_screen(Choose(_("Views of this list"), answers), take)


def apply(listing: Listing, state: ListState) -> None:
    """Show the list as ``state`` has it; what its filter no longer says is left out."""
    asked = read_asked(state.query, listing.source().fields)
    if asked is None:
        listing.bench.say(_("This view asks for something this list does not know: {}").format(state.query), "warn")
        return
    listing.rearrange(state.arrangement)
    listing.ask(asked._replace(order=state.order))


def _describe(view: SavedView) -> str:
    state = view.state
    order = f"{'↓' if state.order[1] else '↑'} {state.order[0]}" if state.order else ""
    return "   ".join(part for part in (view.name, state.query, order) if part)


def _keep(listing: Listing) -> None:
    from tuiledger.tui.dialogs.ask import Ask

    def take(name: str | None) -> None:
        if name:
            memory = listing.bench.memory
            name = clean_line(name, _NAME)
            others = [view for view in memory.views if (view.view, view.name) != (listing.VIEW, name)]
            memory.views = [*others, SavedView(name, listing.VIEW, listing.state._replace(place=0))]
            listing.bench.say(_("Kept as {}; f brings it back.").format(name), "ok")

    listing.app.push_screen(Ask(_("Under which name?"), listing.asked.text), take)


def _forget(listing: Listing, kept: list[SavedView]) -> None:
    from tuiledger.tui.dialogs.choose import Choose

    def take(answer: str | None) -> None:
        if answer is not None:
            gone = kept[int(answer)]
            listing.bench.memory.views = [view for view in listing.bench.memory.views if view != gone]
            listing.bench.say(_("{} is forgotten").format(gone.name))

    answers = [(str(place), _describe(view)) for place, view in enumerate(kept)]
    listing.app.push_screen(Choose(_("Forget which view?"), answers), take)
