"""Asking a person what a held document asks, and giving the answer to the books."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tuiledger.text.dates import DateError, parse_date
from tuiledger.text.translation import _
from tuiledger.tui.words import sentence

if TYPE_CHECKING:
    from tuiledger.domain.documents import ClientDocument, Hold
    from tuiledger.tui.screens.place import Place


def ask_answer(place: Place, document_id: int, hold: Hold) -> None:
    """Offer the answers that ``hold`` takes; an answer with a value asks for it."""
    from tuiledger.domain.posting import ANSWERS
    from tuiledger.tui.dialogs.choose import Choose

    def chosen(key: str | None) -> None:
        if key is not None:
            _value_for(place, document_id, key)

    answers = [(key, _(ANSWERS.get(key, key))) for key in hold.answers or ("file-it",)]
    about = sentence(hold)
    place.app.push_screen(Choose(_("What is to be done with this document?"), answers, about=about), chosen)


def _value_for(place: Place, document_id: int, key: str) -> None:
    if not key.endswith(":"):
        _give(place, document_id, key)
        return
    from tuiledger.tui.dialogs.ask import Ask

    question = {
        "rate:": _("Exchange rate: units of the document’s currency for one of ours"),
        "account:": _("Account, by its code"),
        "date:": _("Registration date"),
    }.get(key, key)

    def take(value: str | None) -> None:
        if value is not None:
            _give(place, document_id, key + _written(key, value))

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


def _give(place: Place, document_id: int, said: str) -> None:
    from tuiledger.tui.glyphs import STATES

    def tell(document: ClientDocument) -> None:
        why = ": " + sentence(document.hold) if document.hold else ""
        place.bench.say(f"{document.document.number}  {STATES[document.state].text}{why}", STATES[document.state].tone)

    place.write(_("The answer"), lambda bench: bench.answer(document_id, said), tell)
