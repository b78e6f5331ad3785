"""Deciding whether two documents are one, and opening the question again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tuiledger.domain.duplicates import Pair, PairState
from tuiledger.text.amounts import count_text
from tuiledger.text.translation import N_, _, ngettext
from tuiledger.tui.glyphs import Sign
from tuiledger.tui.jobs import Job
from tuiledger.tui.lists.marking import subject
from tuiledger.tui.outcomes import Outcomes, one_by_one

if TYPE_CHECKING:
    from tuiledger.tui.screens.place import Place
    from tuiledger.tui.undoing import Back
    from tuiledger.tui.workbench import Workbench

SIGNS: Final = {
    PairState.OPEN: Sign("warn", "warn", N_("to decide")),
    PairState.SAME: Sign("ok", "ok", N_("the same")),
    PairState.DIFFERENT: Sign("none", "dim", N_("different")),
    PairState.LAPSED: Sign("none", "dim", N_("nothing to decide")),
}


class Doubt(NamedTuple):
    """A pair that the books hold, and what its later document is called."""

    id: int
    name: str
    pair: Pair


@dataclass(frozen=True, slots=True)
class DecisionBack:
    """Takes a decision back: the pair is open again."""

    pair: Pair

    def __call__(self, workbench: Workbench) -> Pair:
        return workbench.undo_pair(self.pair.id or 0, self.pair)


@dataclass(frozen=True, slots=True)
class ReopeningBack:
    """Takes it back that a pair was opened again: it is decided as it was, for the reason it had."""

    pair: Pair

    def __call__(self, workbench: Workbench) -> Pair:
        pair = self.pair
        return workbench.decide_pair(pair.id or 0, pair.state is PairState.SAME, pair.reason or "")


def ask_decision(
    place: Place, doubts: Sequence[Doubt], *, same: bool, unseen: int, then: Callable[[Set[int]], None]
) -> None:
    """Ask why the documents of each pair are one, or two, and decide so; every pair by itself.

    Args:
        place: the screen that asks.
        doubts: the open pairs, one or more.
        same: whether they are one.
        unseen: how many of them are marked and not shown.
        then: takes the ids of the pairs that were decided.
    """
    from tuiledger.tui.dialogs.ask import Ask

    template = _("The same document: {}. Why?") if same else _("Two documents: {}. Why?")
    question = template.format(_subject(doubts, unseen))

    def take(reason: str | None) -> None:
        if reason is not None:
            _decide(place, doubts, same, reason, then)

    place.app.push_screen(Ask(question, hint=_("the answer may be empty"), optional=True), take)


def _subject(doubts: Sequence[Doubt], unseen: int) -> str:
    return subject([doubt.name for doubt in doubts], unseen, _pairs(len(doubts)))


def _pairs(count: int) -> str:
    return ngettext("{} pair", "{} pairs", count).format(count_text(count))


def _decide(place: Place, doubts: Sequence[Doubt], same: bool, reason: str, then: Callable[[Set[int]], None]) -> None:
    def steps(workbench: Workbench) -> Iterator[object]:
        return one_by_one(doubts, lambda doubt: workbench.decide_pair(doubt.id, same, reason))

    def tell(items: list[Any]) -> None:
        outcomes = Outcomes.of(items, len(doubts))
        _tell(place, doubts, outcomes, _("the decision on {}"), [DecisionBack(pair) for pair in outcomes.done])
        then({pair.id for pair in outcomes.done})

    place.run_job(Job(_("The decision"), steps, tell, piecewise=True))


def reopen(place: Place, doubts: Sequence[Doubt], *, unseen: int, then: Callable[[Set[int]], None]) -> None:
    """Open decided pairs again; more than one, or one that is not shown, only after a question."""
    from tuiledger.tui.dialogs.choose import Choose

    def answered(key: str | None) -> None:
        if key:
            _reopen(place, doubts, then)

    if len(doubts) == 1 and not unseen:
        _reopen(place, doubts, then)
    else:
        question = _("Open again: {}?").format(_subject(doubts, unseen))
        place.app.push_screen(Choose(question, [("open", _("Take the decision back and ask anew"))]), answered)


def _reopen(place: Place, doubts: Sequence[Doubt], then: Callable[[Set[int]], None]) -> None:
    before = {doubt.id: doubt.pair for doubt in doubts}

    def steps(workbench: Workbench) -> Iterator[object]:
        return one_by_one(doubts, lambda doubt: workbench.undo_pair(doubt.id, doubt.pair))

    def tell(items: list[Any]) -> None:
        outcomes = Outcomes.of(items, len(doubts))
        ids = {pair.id for pair in outcomes.done}
        place.bench.undoing.forget(lambda back: isinstance(back, DecisionBack) and back.pair.id in ids)
        backs = [ReopeningBack(before[pair.id]) for pair in outcomes.done]
        _tell(place, doubts, outcomes, _("opening {} again"), backs)
        then(ids)

    place.run_job(Job(_("The decision"), steps, tell, piecewise=True))


def _tell(place: Place, doubts: Sequence[Doubt], outcomes: Outcomes, title: str, backs: Sequence[Back]) -> None:
    """Say what became of the pairs, and let one act take back what was done; ``title`` names it."""
    pairs = outcomes.done
    if pairs:
        names = {doubt.id: doubt.name for doubt in doubts}
        what = names[pairs[0].id] if len(pairs) == 1 else _pairs(len(pairs))
        place.bench.undoable(title.format(what), *backs)
        sign = SIGNS[pairs[0].state]
        tone = sign.tone if outcomes.tone == "ok" else outcomes.tone
        place.bench.say(outcomes.told(f"{what}: {sign.text}"), tone)
    elif outcomes.refused:
        place.bench.say(outcomes.told(_("Nothing was decided")), "warn")
