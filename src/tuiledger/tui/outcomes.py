"""Acts on many things, each by itself: what is refused for one changes nothing for the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from tuiledger.text.amounts import count_text
from tuiledger.text.translation import ngettext
from tuiledger.tui.words import sentence

if TYPE_CHECKING:
    from tuiledger.domain.runs import Refusal

T = TypeVar("T")


def one_by_one(things: Sequence[T], act: Callable[[T], object]) -> Iterator[object]:
    """Act on each of ``things``: what came of it or its refusal, in their order, and the progress.

    Raises:
        Refusal: there is only one, and it was refused.
    """
    from tuiledger.domain.runs import Progress, Refusal

    for done, thing in enumerate(things, 1):
        try:
            yield act(thing)
        except Refusal as refusal:
            if len(things) == 1:
                raise
            yield refusal
        yield Progress(done, len(things))


class Outcomes(NamedTuple):
    """What came of acts on ``wanted`` things: what was done, what was refused; the others were not reached."""

    wanted: int
    done: Sequence[Any]
    refused: Sequence[Refusal]

    @classmethod
    def of(cls, items: Sequence[Any], wanted: int) -> Outcomes:
        """The outcomes that :func:`one_by_one` gave."""
        from tuiledger.domain.runs import Refusal

        refused = [item for item in items if isinstance(item, Refusal)]
        return cls(wanted, [item for item in items if not isinstance(item, Refusal)], refused)

    @property
    def unreached(self) -> int:
        """How many were left when it was stopped, or failed."""
        return self.wanted - len(self.done) - len(self.refused)

    @property
    def tone(self) -> str:
        """Whether all is well."""
        return "ok" if len(self.done) == self.wanted else "warn"

    def told(self, done: str) -> str:
        """``done``, which says what was done, and what was not."""
        parts = [done]
        if count := len(self.refused):
            text = ngettext("{} was refused: {}", "{} were refused, the first because: {}", count)
            parts.append(text.format(count_text(count), sentence(self.refused[0])))
        if self.unreached:
            text = ngettext("{} was not reached", "{} were not reached", self.unreached)
            parts.append(text.format(count_text(self.unreached)))
        return "; ".join(parts)
