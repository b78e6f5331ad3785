"""What a person decides: answers to holds, and whether two documents are one."""

from __future__ import annotations

import datetime

from tuiledger.domain.documents import ClientDocument, Hold, State
from tuiledger.domain.duplicates import Pair, PairState
from tuiledger.domain.exchange import rate_from_text
from tuiledger.domain.money import AmountError
from tuiledger.domain.posting import ANSWERS, BROKEN_SIGNATURE, DUPLICATE, assess
from tuiledger.domain.runs import Refusal
from tuiledger.ports import Clock, Store, Writer

#: Answers that may be given to any document that is not posted, not only to one that asks for them.
ALWAYS = ("account:", "date:", "file-it")


def answer(store: Store, clock: Clock, actor: str, document_id: int, said: str) -> ClientDocument:
    """Give ``said`` as the answer to what holds a document, such as ``accept-summary`` or ``rate:1.0825``.

    Raises:
        Refusal: no such document, posted or void already, or not an answer it takes.
    """
    with store.writing("answer") as work:
        document = _undecided(work, document_id)
        said = _checked(work, document, said)
        if said in ("same", "different"):
            pair = _open_pair(work, document_id)
            _decide(work, clock, actor, pair, PairState(said), "")
        else:
            for earlier in _replaced_by(document, said):
                work.remove_decision(document_id, earlier, actor, clock.now())
            work.add_decision(document_id, said, actor, clock.now())
            _reassess(work, document_id)
        return _document(work, document_id)


def withdraw(store: Store, clock: Clock, actor: str, document_id: int, said: str) -> ClientDocument:
    """Take an answer back; the document is assessed anew.

    Raises:
        Refusal: no such document, posted already, or the answer was not given.
    """
    with store.writing("withdraw answer") as work:
        document = _document(work, document_id)
        if document.state is State.POSTED:
            raise Refusal("already-posted", "The document is posted: reverse its entry first")
        if said not in document.decisions:
            raise Refusal("not-answered", "The answer {} was not given", (said,))
        if said == "different":
            raise Refusal("use-undo", "Take back the decision on the pair of documents instead")
        work.remove_decision(document_id, said, actor, clock.now())
        if said == "accept-signature":
            work.set_state([(document_id, State.HELD, BROKEN_SIGNATURE)])
        else:
            _reassess(work, document_id)
        return _document(work, document_id)


def decide_pair(store: Store, clock: Clock, actor: str, pair_id: int, *, same: bool, reason: str = "") -> Pair:
    """Say whether the two documents of a pair are one. ``same`` sets the later one aside; it is never posted.

    Raises:
        Refusal: no such pair, decided already, or the later document is posted.
    """
    with store.writing("decide duplicate") as work:
        pair = _pair(work, pair_id)
        if pair.state is not PairState.OPEN:
            raise Refusal("already-decided", "The pair is decided already: undo it first")
        _decide(work, clock, actor, pair, PairState.SAME if same else PairState.DIFFERENT, reason)
        return _pair(work, pair_id)


def undo_pair(store: Store, clock: Clock, actor: str, pair_id: int) -> Pair:
    """Open a decided pair again; the later document is held until it is decided anew.

    Raises:
        Refusal: no such pair, not decided, or the later document is posted.
    """
    with store.writing("undo decision") as work:
        pair = _pair(work, pair_id)
        if pair.state is PairState.OPEN:
            raise Refusal("not-decided", "The pair is not decided")
        if _document(work, pair.right).state is State.POSTED:
            raise Refusal("already-posted", "The document is posted: reverse its entry first")
        now = clock.now()
        work.decide_pair(pair_id, PairState.OPEN, actor, now, "")
        work.remove_decision(pair.right, "different", actor, now)
        work.set_state([(pair.right, State.HELD, DUPLICATE)])
        return _pair(work, pair_id)


def _decide(work: Writer, clock: Clock, actor: str, pair: Pair, state: PairState, reason: str) -> None:
    if pair.id is None:
        raise Refusal("pair-unknown", "There is no such pair")
    right = _document(work, pair.right)
    if right.state is State.POSTED and state is PairState.SAME:
        raise Refusal("already-posted", "The document is posted: reverse its entry first")
    now = clock.now()
    work.decide_pair(pair.id, state, actor, now, reason)
    if state is PairState.SAME:
        aside = Hold("same-document", "Set aside: it is the same as document {}", (str(pair.left),))
        work.set_state([(pair.right, State.VOID, aside)])
    elif right.state is State.HELD:
        work.add_decision(pair.right, "different", actor, now)
        _reassess(work, pair.right)


def _reassess(work: Writer, document_id: int) -> None:
    document = _document(work, document_id)
    work.set_state([(document_id, *assess(document, work.rules(document.company_id)))])


def _checked(work: Writer, document: ClientDocument, said: str) -> str:
    allowed = (*(document.hold.answers if document.hold else ()), *ALWAYS)
    key = next((key for key in allowed if said == key or (key.endswith(":") and said.startswith(key))), None)
    if key is None or key not in ANSWERS:
        raise Refusal("not-an-answer", "{} is not an answer here; it can be: {}", (said[:40], ", ".join(allowed)))
    if key.endswith(":"):
        _check_value(work, document, key, said[len(key) :].strip())
    return said


def _check_value(work: Writer, document: ClientDocument, key: str, value: str) -> None:
    try:
        if key == "rate:":
            rate_from_text(value)
        elif key == "date:":
            datetime.date.fromisoformat(value)
        elif value not in work.chart(document.company_id):
            raise Refusal("account-unknown", "Account {} is not in the company's chart", (value[:20],))
    except (AmountError, ValueError) as error:
        raise Refusal("not-an-answer", "{} is not a value for {}", (value[:40], key)) from error


def _replaced_by(document: ClientDocument, said: str) -> list[str]:
    """Earlier answers of which there can be only one: the same ``key:`` with another value."""
    key, colon, _ = said.partition(":")
    return [earlier for earlier in document.decisions if colon and earlier.startswith(key + colon) and earlier != said]


def _document(work: Writer, document_id: int) -> ClientDocument:
    document = work.document(document_id)
    if document is None:
        raise Refusal("document-unknown", "There is no document {}", (str(document_id),))
    return document


def _undecided(work: Writer, document_id: int) -> ClientDocument:
    document = _document(work, document_id)
    if document.state is State.POSTED:
        raise Refusal("already-posted", "The document is posted: reverse its entry first")
    if document.state is State.VOID:
        raise Refusal("void", "The document is void and is not posted")
    return document


def _pair(work: Writer, pair_id: int) -> Pair:
    pair = work.pair(pair_id)
    if pair is None:
        raise Refusal("pair-unknown", "There is no pair {}", (str(pair_id),))
    return pair


def _open_pair(work: Writer, document_id: int) -> Pair:
    document = _document(work, document_id)
    for pair in work.pairs(document.company_id, PairState.OPEN):
        if pair.right == document_id:
            return pair
    raise Refusal("pair-unknown", "No open pair of documents waits for this answer")
