"""Asking a person what a held document asks, and giving the answer to the books."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tuiledger.domain.documents import Hold, State
from tuiledger.text.amounts import count_text
from tuiledger.text.dates import parse_date
from tuiledger.text.translation import N_, _, ngettext, translate
from tuiledger.tui.deciding import DecisionBack
from tuiledger.tui.jobs import Job
from tuiledger.tui.lists.marking import subject
from tuiledger.tui.outcomes import Outcomes, one_by_one
from tuiledger.tui.sheets.layout import BLANK, field, heading, paragraph
from tuiledger.tui.widgets.sheet import Line
from tuiledger.tui.words import sentence

if TYPE_CHECKING:
    from tuiledger.domain.documents import ClientDocument
    from tuiledger.services.review import Given
    from tuiledger.tui.screens.place import Place
    from tuiledger.tui.undoing import Back
    from tuiledger.tui.workbench import Workbench

#: Lines for the reasons why documents wait.
_REASONS = 3
#: Lines for them on the page of the last look.
_ALL_REASONS = 30
#: What is told of a document that nothing holds.
_READY: Final = Hold("ready", N_("Nothing holds it: P posts it"))

Then = Callable[[Set[int]], None]


class Asked(NamedTuple):
    """A document that waits: its id, what it is called, and what holds it; None where it is ready."""

    id: int
    name: str
    hold: Hold | None


@dataclass(frozen=True, slots=True)
class AnswerBack:
    """Takes an answer back."""

    given: Given

    def __call__(self, workbench: Workbench) -> ClientDocument:
        return workbench.take_back(self.given)


def ask_answer(
    place: Place,
    asked: Sequence[Asked],
    *,
    unseen: int = 0,
    idle: int = 0,
    then: Then | None = None,
) -> None:
    """Offer the answers that every hold takes; an answer with a value asks for it. All documents get the same.

    Several of them get it after a last look.

    Args:
        place: the screen that asks.
        asked: the documents, one or more.
        unseen: how many of them are marked and not shown.
        idle: how many other documents are marked and ask nothing.
        then: takes the ids of the documents that were answered.
    """
    from tuiledger.domain.posting import ANSWERS
    from tuiledger.tui.dialogs.choose import Choose

    def chosen(key: str | None) -> None:
        if key is not None:
            _value_for(place, key, partial(_last_look, place, asked, unseen, then))

    question = _("What is to be done with {}?").format(_subject(asked, unseen))
    answers = [(key, _(ANSWERS.get(key, key))) for key in common_answers([each.hold for each in asked])]
    about = reasons([each.hold for each in asked], _REASONS - bool(idle))
    if idle:
        text = ngettext("{} marked document asks nothing", "{} marked documents ask nothing", idle)
        about.append(text.format(count_text(idle)))
    place.app.push_screen(Choose(question, answers, about="\n".join(about)), chosen)


def asks(state: State, hold: Hold | None) -> bool:
    """Whether a document takes an answer: one that is ready can be set aside, a posted one may take one as well."""
    return state is State.READY or (hold is not None and (state is State.HELD or bool(hold.answers)))


def common_answers(holds: Sequence[Hold | None]) -> list[str]:
    """The keys of the answers that all ``holds`` take; what is ready or held can be kept without being posted."""
    offered = [(hold and hold.answers) or ("file-it",) for hold in holds]
    common = [key for key in offered[0] if all(key in answers for answers in offered)]
    return common if len(set(offered)) == 1 or "file-it" in common else [*common, "file-it"]


def reasons(holds: Sequence[Hold | None], most: int) -> list[str]:
    """Why documents wait: each kind of reason with its number, the commonest first, in ``most`` lines at most."""
    told = [hold or _READY for hold in holds]
    if len(told) == 1:
        return [sentence(told[0])]
    kinds: dict[tuple[str, str], list[Hold]] = {}
    for hold in told:
        kinds.setdefault((hold.code, hold.message), []).append(hold)
    alike = sorted(kinds.values(), key=len, reverse=True)
    shown = alike if len(alike) <= most else alike[: most - 1]
    lines = [f"{count_text(len(group))} × {_reason(group)}" for group in shown]
    if more := sum(map(len, alike[len(shown) :])):
        lines.append(ngettext("… and {} more", "… and {} more", more).format(count_text(more)))
    return lines


def _reason(alike: Sequence[Hold]) -> str:
    """What holds of one kind say; values that are not those of all are left out."""
    first = alike[0]
    if all(hold.values == first.values for hold in alike):
        return sentence(first)
    return translate(first.message, *("…" for _value in first.values))


def _subject(asked: Sequence[Asked], unseen: int) -> str:
    many = ngettext("{} document", "{} documents", len(asked)).format(count_text(len(asked)))
    return subject([each.name for each in asked], unseen, many)


def _value_for(place: Place, key: str, give: Callable[[str, str], None]) -> None:
    """Ask for the value of an answer that has one; ``give`` takes the answer, as the books do and in words."""
    from tuiledger.domain.posting import ANSWERS

    words = _(ANSWERS.get(key, key))
    if not key.endswith(":"):
        give(key, words)
        return
    from tuiledger.tui.dialogs.ask import Ask, check_day

    question = {
        "rate:": _("Exchange rate: units of the document’s currency for one of ours"),
        "account:": _("Account, by its code"),
        "date:": _("Registration date"),
    }.get(key, key)

    def take(value: str | None) -> None:
        if value is not None:
            give(key + _written(key, value), f"{words}: {value}")

    place.app.push_screen(Ask(question, check=check_day if key == "date:" else None), take)


def _written(key: str, value: str) -> str:
    """``value`` as the books take it, whatever the language writes."""
    if key == "date:":
        return parse_date(value).isoformat()
    return value.replace(",", ".") if key == "rate:" else value


def _last_look(place: Place, asked: Sequence[Asked], unseen: int, then: Then | None, said: str, words: str) -> None:
    """Give the answer; to several documents only when another key has agreed to their number and reasons."""
    from tuiledger.tui.dialogs.confirm import Confirm

    if len(asked) == 1:
        give(place, asked, said, then)
        return

    def answered(yes: bool | None) -> None:
        if yes:
            give(place, asked, said, then)

    question = _("Give this answer to {}?").format(_subject(asked, unseen))
    page = partial(answer_page, words, [each.hold for each in asked])
    place.app.push_screen(Confirm(question, page, after=_("z takes it back in this session.")), answered)


def answer_page(words: str, holds: Sequence[Hold | None], width: int) -> list[Line]:
    """What is answered in ``words``, and to which reasons."""
    lines = [*field(_("Answer"), words, width, "strong"), BLANK, heading(_("Why they wait"), width)]
    for reason in reasons(holds, _ALL_REASONS):
        lines += paragraph(reason, width)
    return lines


def give(place: Place, asked: Sequence[Asked], said: str, then: Then | None) -> None:
    """Give one answer to every document, each by itself; those that took it are taken back by one act."""
    names = {each.id: each.name for each in asked}

    def steps(workbench: Workbench) -> Iterator[object]:
        return one_by_one(asked, lambda each: workbench.answer(each.id, said))

    def tell(items: list[Any]) -> None:
        outcomes = Outcomes.of(items, len(asked))
        given: Sequence[Given] = outcomes.done
        count = len(given)
        if count:
            name = names[given[0].document.id]
            many = ngettext("{} answer", "{} answers", count).format(count_text(count))
            title = _("the answer on {}").format(name) if count == 1 else many
            place.bench.undoable(title, *map(_back, given))
            if then:
                then({each.document.id for each in given})
        if len(asked) == 1 and count:
            _tell_one(place, names[asked[0].id], given[0].document)
        elif items:
            text = ngettext("{} document answered", "{} documents answered", count).format(count_text(count))
            place.bench.say(outcomes.told(text), outcomes.tone)

    place.run_job(Job(_("The answer"), steps, tell, piecewise=True))


def _back(given: Given) -> Back:
    return DecisionBack(given.pair) if given.pair else AnswerBack(given)


def _tell_one(place: Place, name: str, document: ClientDocument) -> None:
    from tuiledger.tui.glyphs import STATES

    why = ": " + sentence(document.hold) if document.hold else ""
    sign = STATES[document.state]
    place.bench.say(f"{name}  {sign.text}{why}", sign.tone)
