"""What a person decides: answers to holds, and whether two documents are one."""

from __future__ import annotations

import datetime

from tuiledger.domain.documents import ClientDocument, State
from tuiledger.domain.duplicates import Pair, PairState
from tuiledger.domain.exchange import LARGEST_RATE, SMALLEST_RATE, rate_from_text
from tuiledger.domain.fitness import NATURES
from tuiledger.domain.money import AmountError
from tuiledger.domain.rules import ANSWERS, REJECTED, may_carry
from tuiledger.domain.runs import Refusal
from tuiledger.ports import Clock, Store, Writer
from tuiledger.services.standing import document_of, reassess

#: Answers that may be given to any document that is not posted, not only to one that asks for them.
ALWAYS = ("account:", "date:", "file-it")


def answer(store: Store, clock: Clock, actor: str, document_id: int, said: str) -> ClientDocument:
    """Give ``said`` as the answer to what holds a document, such as ``accept-summary`` or ``rate:1.0825``.

    Raises:
        Refusal: no such document, posted or void already, or not an answer it takes.
    """
    with store.writing("answer") as work:
        document = _undecided(work, document_id)
        said = _checked(work, document, said.strip(), clock.today())
        if said in ("same", "different"):
            pair = _open_pair(work, document_id)
            _decide(work, clock, actor, pair, PairState(said), "")
        else:
            now = clock.now()
            # Given again, it answers what holds the document now.
            for earlier in (*_replaced_by(document, said), *document.decisions & {said}):
                work.remove_decision(document_id, earlier, actor, now)
            work.add_decision(document_id, said, actor, now, document.hold.code if document.hold else None)
            reassess(work, [document_id])
        return document_of(work, document_id)


def withdraw(store: Store, clock: Clock, actor: str, document_id: int, said: str) -> ClientDocument:
    """Take an answer back; the document is assessed anew.

    Raises:
        Refusal: no such document, posted already, or the answer was not given.
    """
    with store.writing("withdraw answer") as work:
        document = _undecided(work, document_id)
        if said in ("same", "different"):
            raise Refusal("use-undo", "Take back the decision on the pair of documents instead")
        if said not in document.decisions:
            raise Refusal("not-answered", "The answer {} was not given", (said,))
        work.remove_decision(document_id, said, actor, clock.now())
        reassess(work, [document_id])
        return document_of(work, document_id)


def decide_pair(store: Store, clock: Clock, actor: str, pair_id: int, *, same: bool, reason: str = "") -> Pair:
    """Say whether the two documents of a pair are one. ``same`` sets the later one aside; it is never posted.

    Raises:
        Refusal: no such pair, decided already, nothing to decide while one of the two does not count, or both are
            posted.
    """
    with store.writing("decide duplicate") as work:
        pair = _pair(work, pair_id)
        if pair.state is PairState.LAPSED:
            raise Refusal("nothing-to-decide", "One of the two documents does not count: there is nothing to decide")
        if pair.state is not PairState.OPEN:
            raise Refusal("already-decided", "The pair is decided already: undo it first")
        _decide(work, clock, actor, pair, PairState.SAME if same else PairState.DIFFERENT, reason)
        return _pair(work, pair_id)


def undo_pair(store: Store, clock: Clock, actor: str, pair_id: int) -> Pair:
    """Open a decided pair again; the later document is held until it is decided anew.

    Raises:
        Refusal: no such pair, not decided, both documents are posted, or one of them is void for another reason.
    """
    with store.writing("undo decision") as work:
        pair = _pair(work, pair_id)
        if pair.state in (PairState.OPEN, PairState.LAPSED):
            raise Refusal("not-decided", "The pair is not decided")
        both = (document_of(work, pair.left), document_of(work, pair.right))
        if all(document.state is State.POSTED for document in both):
            raise Refusal("already-posted", "The document is posted: reverse its entry first")
        if any(_is_void(document, pair) for document in both):
            raise Refusal("void", "The document is void and is not posted")
        work.decide_pair(pair_id, PairState.OPEN, actor, clock.now(), "")
        reassess(work, [pair.right])
        return _pair(work, pair_id)


def _is_void(document: ClientDocument, pair: Pair) -> bool:
    """Whether a document is void, and not because ``pair`` says so."""
    if document.state is not State.VOID:
        return False
    rejected = document.hold is not None and document.hold.code == REJECTED.code
    return rejected or pair.state is not PairState.SAME


def _decide(work: Writer, clock: Clock, actor: str, pair: Pair, state: PairState, reason: str) -> None:
    if pair.id is None:
        raise Refusal("pair-unknown", "There is no such pair")
    both = (document_of(work, pair.left), document_of(work, pair.right))
    if state is PairState.SAME and all(document.state is State.POSTED for document in both):
        raise Refusal("already-posted", "The document is posted: reverse its entry first")
    work.decide_pair(pair.id, state, actor, clock.now(), reason)
    reassess(work, [pair.right])


def _checked(work: Writer, document: ClientDocument, said: str, today: datetime.date) -> str:
    """``said`` as it is kept: one of the answers the document takes, with a value that can be used.

    An answer that was given may be given again with another value.
    """
    given = tuple({f"{decision.partition(':')[0]}:" for decision in document.decisions if ":" in decision})
    allowed = tuple(dict.fromkeys((*(document.hold.answers if document.hold else ()), *given, *ALWAYS)))
    key = next((key for key in allowed if said == key or (key.endswith(":") and said.startswith(key))), None)
    if key is None or key not in ANSWERS:
        raise Refusal("not-an-answer", "{} is not an answer here; it can be: {}", (said[:40], ", ".join(allowed)))
    if not key.endswith(":"):
        return said
    value = said[len(key) :].strip()
    try:
        _check_value(work, document, key, value, today)
    except (AmountError, ValueError) as error:
        raise Refusal("not-an-answer", "{} is not a value for {}", (value[:40], key)) from error
    return key + value


def _check_value(work: Writer, document: ClientDocument, key: str, value: str, today: datetime.date) -> None:
    if key == "rate:":
        if not SMALLEST_RATE <= rate_from_text(value) <= LARGEST_RATE:
            raise ValueError(value)
    elif key == "nature:":
        if value not in NATURES:
            raise ValueError(value)
    elif key == "date:":
        day = datetime.date.fromisoformat(value)
        locked_until = work.rules(document.company_id).locked_until
        first = max(document.document.date, next_day(locked_until))
        last = max(today, first).replace(month=12, day=31)
        if not first <= day <= last:
            raise Refusal(
                "date-impossible",
                "It can be registered from {} to {}",
                (first.isoformat(), last.isoformat()),
            )
    elif not may_carry(work.chart(document.company_id), value):
        raise Refusal("account-unknown", "Account {} cannot carry it", (value[:20],))


def next_day(locked_until: datetime.date | None) -> datetime.date:
    """The first day that is open under a lock."""
    if locked_until is None:
        return datetime.date.min
    return datetime.date.max if locked_until == datetime.date.max else locked_until + datetime.timedelta(days=1)


def _replaced_by(document: ClientDocument, said: str) -> list[str]:
    """Earlier answers of which there can be only one: the same ``key:`` with another value."""
    key, colon, value = said.partition(":")
    # Each bare nature has an answer of its own.
    prefix = f"{key}:{value[:2]}" if key == "nature" else key + colon
    return [earlier for earlier in document.decisions if colon and earlier.startswith(prefix) and earlier != said]


def _undecided(work: Writer, document_id: int) -> ClientDocument:
    document = document_of(work, document_id)
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
    document = document_of(work, document_id)
    pairs = [pair for pair in work.pairs(document.company_id, PairState.OPEN) if document_id in (pair.left, pair.right)]
    # It waits for the one that was there before it; where it came first itself, the other one is posted.
    pairs.sort(key=lambda pair: pair.right != document_id)
    if pairs:
        return pairs[0]
    raise Refusal("pair-unknown", "No open pair of documents waits for this answer")
