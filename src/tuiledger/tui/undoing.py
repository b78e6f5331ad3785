"""Taking back what a person has decided in this session and nobody else has seen: the newest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tuiledger.text.amounts import count_text
from tuiledger.text.translation import _, ngettext
from tuiledger.tui.jobs import Job
from tuiledger.tui.outcomes import Outcomes, one_by_one
from tuiledger.tui.words import sentence

if TYPE_CHECKING:
    from tuiledger.domain.runs import Refusal
    from tuiledger.tui.screens.place import Place
    from tuiledger.tui.workbench import Workbench

#: How the books take one thing back.
Back = Callable[["Workbench"], Any]
#: Acts that can be taken back, whatever the number of things each was about.
_KEPT: Final = 100


class Undoable(NamedTuple):
    """An act that can be taken back: what it was, in the language in force, and how the books take each part back."""

    title: str
    backs: tuple[Back, ...]
    whole: bool = True

    def only(self, backs: tuple[Back, ...]) -> Undoable:
        """The act as far as ``backs`` go."""
        if backs == self.backs:
            return self
        return Undoable(_("the rest of {}").format(self.title) if self.whole else self.title, backs, False)


class Undoing:
    """The acts of this session that can be taken back."""

    def __init__(self) -> None:
        self._acts: list[Undoable] = []

    def done(self, act: Undoable) -> None:
        """Remember an act."""
        self._acts = [*self._acts[1 - _KEPT :], act]

    @property
    def last(self) -> Undoable | None:
        """The act that would be taken back now."""
        return self._acts[-1] if self._acts else None

    def leave(self, act: Undoable, backs: tuple[Back, ...]) -> None:
        """Keep of ``act`` only ``backs``; without any it is forgotten."""
        acts = [each.only(backs) if each is act else each for each in self._acts]
        self._acts = [each for each in acts if each.backs]

    def forget(self, wanted: Callable[[Back], bool]) -> None:
        """Forget every part of an act that is ``wanted``: it was taken back otherwise."""
        for act in self._acts:
            self.leave(act, tuple(back for back in act.backs if not wanted(back)))


def take_back(place: Place, act: Undoable) -> None:
    """Take back all of ``act``, the last part first; what can no longer be taken back is told and forgotten."""
    backs = act.backs[::-1]

    def steps(workbench: Workbench) -> Iterator[object]:
        return one_by_one(backs, lambda back: _attempt(workbench, back))

    def tell(items: list[Any]) -> None:
        if items:
            place.bench.undoing.leave(act, act.backs[: len(backs) - len(items)])
            outcomes = Outcomes.of(items, len(backs))
            place.bench.say(_told(act.title, outcomes), outcomes.tone)

    place.run_job(Job(_("Taking back"), steps, tell, piecewise=True))


def _attempt(workbench: Workbench, back: Back) -> object:
    """What came of ``back``, or why it was refused, also where it is the only one."""
    from tuiledger.domain.runs import Refusal

    try:
        return back(workbench)
    except Refusal as refusal:
        return refusal


def _told(title: str, outcomes: Outcomes) -> str:
    done, refused = len(outcomes.done), outcomes.refused
    if refused and not done and not outcomes.unreached:
        return _("This can no longer be taken back: {} ({})").format(title, sentence(refused[0]))
    if done == outcomes.wanted:
        return _("Taken back: {}").format(title)
    parts = [_("Taken back: {} of {}").format(count_text(done), title)]
    if refused:
        parts.append(_lost(refused))
    if outcomes.unreached:
        text = ngettext("{} is left: z goes on", "{} are left: z goes on", outcomes.unreached)
        parts.append(text.format(count_text(outcomes.unreached)))
    return "; ".join(parts)


def _lost(refused: Sequence[Refusal]) -> str:
    text = ngettext(
        "{} can no longer be taken back ({})", "{} can no longer be taken back, the first because: {}", len(refused)
    )
    return text.format(count_text(len(refused)), sentence(refused[0]))
