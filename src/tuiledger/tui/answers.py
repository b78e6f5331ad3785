"""Asking a person what a held document asks, and giving the answer to the books."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from tuiledger.text.amounts import count_text
from tuiledger.text.dates import DateError, parse_date
from tuiledger.text.translation import _, ngettext
from tuiledger.tui.jobs import Job
from tuiledger.tui.words import sentence

if TYPE_CHECKING:
    from tuiledger.domain.documents import ClientDocument, Hold
    from tuiledger.tui.screens.place import Place
    from tuiledger.tui.workbench import Workbench


def ask_answer(place: Place, asked: Mapping[int, Hold]) -> None:
    """Offer the answers that every hold takes; an answer with a value asks for it. All documents get the same.

    Args:
        place: the screen that asks.
        asked: the documents by their id, each with what holds it.
    """
    from tuiledger.domain.posting import ANSWERS
    from tuiledger.tui.dialogs.choose import Choose

    holds = list(asked.values())
    common = [key for key in _answers(holds[0]) if all(key in _answers(hold) for hold in holds)]
    if not common:
        place.bench.say(_("These documents wait for different reasons: no answer fits them all"), "warn")
        return

    def chosen(key: str | None) -> None:
        if key is not None:
            _value_for(place, list(asked), key)

    reasons = Counter(map(sentence, holds))
    about = "\n".join(
        f"{count_text(times)} × {reason}" if len(holds) > 1 else reason for reason, times in reasons.items()
    )
    question = ngettext(
        "What is to be done with this document?", "What is to be done with these {} documents?", len(holds)
    ).format(count_text(len(holds)))
    answers = [(key, _(ANSWERS.get(key, key))) for key in common]
    place.app.push_screen(Choose(question, answers, about=about), chosen)


def _answers(hold: Hold) -> Sequence[str]:
    return hold.answers or ("file-it",)


def _value_for(place: Place, document_ids: Sequence[int], key: str) -> None:
    if not key.endswith(":"):
        _give(place, document_ids, key)
        return
    from tuiledger.tui.dialogs.ask import Ask

    question = {
        "rate:": _("Exchange rate: units of the document’s currency for one of ours"),
        "account:": _("Account, by its code"),
        "date:": _("Registration date"),
    }.get(key, key)

    def take(value: str | None) -> None:
        if value is not None:
            _give(place, document_ids, key + _written(key, value))

    place.app.push_screen(Ask(question, check=_check_day if key == "date:" else None), take)


def _written(key: str, value: str) -> str:
    """``value`` as the books take it, whatever the language writes."""
    if key == "date:":
        return parse_date(value).isoformat()
    return value.replace(",", ".") if key == "rate:" else value


def _check_day(value: str) -> str | None:
    try:
        parse_date(value)
    except DateError:
        return _("{} is not a date").format(value)
    return None


def _give(place: Place, document_ids: Sequence[int], said: str) -> None:
    """Give one answer to every document, each by itself: what is refused for one changes nothing for the others."""
    from tuiledger.domain.runs import Progress, Refusal

    def steps(workbench: Workbench) -> Iterator[object]:
        for done, document_id in enumerate(document_ids, 1):
            try:
                yield workbench.answer(document_id, said)
            except Refusal as refusal:
                if len(document_ids) == 1:
                    raise
                yield refusal
            yield Progress(done, len(document_ids))

    def tell(items: list[ClientDocument | Refusal]) -> None:
        given = [item for item in items if not isinstance(item, Refusal)]
        for document in given:
            title = _("the answer on {}").format(document.document.number)
            place.bench.undoable(title, partial(_withdrawn, document_id=document.id, said=said))
        if len(items) == 1 and given:
            _tell_one(place, given[0])
        else:
            refused = len(items) - len(given)
            text = ngettext("{} document answered", "{} documents answered", len(given)).format(len(given))
            more = ngettext("{} refused the answer", "{} refused the answer", refused).format(refused)
            place.bench.say(f"{text}, {more}" if refused else text, "warn" if refused else "ok")

    place.run_job(Job(_("The answer"), steps, tell))


def _withdrawn(bench: Workbench, document_id: int, said: str) -> ClientDocument:
    return bench.withdraw(document_id, said)


def _tell_one(place: Place, document: ClientDocument) -> None:
    from tuiledger.tui.glyphs import STATES

    why = ": " + sentence(document.hold) if document.hold else ""
    sign = STATES[document.state]
    place.bench.say(f"{document.document.number}  {sign.text}{why}", sign.tone)
