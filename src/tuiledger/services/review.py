"""What a person decides: answers to holds, and whether two documents are one."""

from __future__ import annotations

import datetime
from typing import Final, NamedTuple

from tuiledger.domain.cases import is_heard
from tuiledger.domain.documents import ClientDocument, State
from tuiledger.domain.duplicates import Pair, PairState
from tuiledger.domain.exchange import LARGEST_RATE, SMALLEST_RATE, rate_from_text
from tuiledger.domain.fitness import NATURES
from tuiledger.domain.money import AmountError
from tuiledger.domain.rules import ABOUT_MESSAGES, ANSWERS, DUPLICATE, REJECTED, may_carry
from tuiledger.domain.runs import Refusal
from tuiledger.domain.standing import joined
from tuiledger.ports import Clock, Store, Writer
from tuiledger.services.standing import document_of, reassess

#: Answers that may be given to any document that is not posted, not only to one that asks for them.
ALWAYS = ("account:", "date:", "file-it")

#: Answers of which one takes the place of the other.
_CONTRARY: Final = {"accepted": "rejected", "rejected": "accepted"}
#: Answers that bring back what was put away: putting it away again takes their place.
_BACK: Final = frozenset({"post-it", "accept-copy"})


class Given(NamedTuple):
    """An answer as the books took it, with what taking it back needs.

    ``document`` stands as the answer put it; ``former`` are the answers it took the place of, each with the code of the
    hold it was given for; ``pair`` is the pair of documents that it decided, where it did.
    """

    document: ClientDocument
    said: str
    former: tuple[tuple[str, str | None], ...] = ()
    pair: Pair | None = None


def answer(store: Store, clock: Clock, actor: str, document_id: int, said: str) -> ClientDocument:
    """Give ``said`` as the answer to what holds a document, such as ``accept-summary`` or ``rate:1.0825``.

    Raises:
        Refusal: no such document, posted or void already, not an answer it takes, or one that changes nothing.
    """
    return give(store, clock, actor, document_id, said).document


def give(store: Store, clock: Clock, actor: str, document_id: int, said: str) -> Given:
    """Answer as :func:`answer` does, and say what takes the answer back: :func:`take_back`, or :func:`undo_pair`.

    Raises:
        Refusal: no such document, posted or void already, not an answer it takes, or one that changes nothing.
    """
    with store.writing("answer") as work:
        document = _taking(work, document_id, said.strip())
        said = _checked(work, document, said.strip(), clock.today())
        if said in ("same", "different"):
            pair = _decide(work, clock, actor, _open_pair(work, document_id), PairState(said), "")
            return Given(document_of(work, document_id), said, (), pair)
        now = clock.now()
        # Given again, it answers what holds the document now.
        replaced = (*_replaced_by(document, said), *document.decisions & {said})
        former = tuple((earlier, _filed_for(work, document_id, earlier)) for earlier in replaced)
        for earlier in replaced:
            work.remove_decision(document_id, earlier, actor, now)
        # Said again while nothing holds the document, it still answers what it answered, unless that was revoked since.
        before = None if _BACK.intersection(replaced) else dict(former).get(said)
        answered = document.hold.code if document.hold else before
        work.add_decision(document_id, said, actor, now, answered)
        _refuse_unheard(work, document_id, said)
        reassess(work, [document_id])
        return Given(document_of(work, document_id), said, former)


def take_back(store: Store, clock: Clock, actor: str, given: Given) -> ClientDocument:
    """Take an answer back and give the answers again whose place it took; the document is assessed anew.

    Raises:
        Refusal: as :func:`withdraw`.
    """
    with store.writing("withdraw answer") as work:
        document_id = given.document.id
        _withdraw(work, clock, actor, document_id, given.said)
        for earlier, hold_code in given.former:
            work.add_decision(document_id, earlier, actor, clock.now(), hold_code)
        reassess(work, [document_id])
        return document_of(work, document_id)


def withdraw(store: Store, clock: Clock, actor: str, document_id: int, said: str) -> ClientDocument:
    """Take an answer back; the document is assessed anew.

    Raises:
        Refusal: no such document, posted already, or the answer was not given.
    """
    with store.writing("withdraw answer") as work:
        _withdraw(work, clock, actor, document_id, said)
        reassess(work, [document_id])
        return document_of(work, document_id)


def decide_pair(store: Store, clock: Clock, actor: str, pair_id: int, *, same: bool, reason: str = "") -> Pair:
    """Say whether the two documents of a pair are one. ``same`` sets the later one aside: it is never posted unasked.

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
        return _decide(work, clock, actor, pair, PairState.SAME if same else PairState.DIFFERENT, reason)


def undo_pair(store: Store, clock: Clock, actor: str, pair_id: int, decided: Pair | None = None) -> Pair:
    """Open a decided pair again; the later document is held until it is decided anew.

    Args:
        store: the books.
        clock: the moment of the act.
        actor: who acts.
        pair_id: which pair.
        decided: the pair as it was decided; a decision of another moment, or of another person, is left alone.

    Raises:
        Refusal: no such pair, not decided, decided anew since, both documents are posted, or one of them is void for
            another reason.
    """
    with store.writing("undo decision") as work:
        pair = _pair(work, pair_id)
        if pair.state in (PairState.OPEN, PairState.LAPSED):
            raise Refusal("not-decided", "The pair is not decided")
        if decided is not None and _decision(pair) != _decision(decided):
            raise Refusal("decided-anew", "The pair was decided anew since")
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


def _refuse_unheard(work: Writer, document_id: int, said: str) -> None:
    """Refuse an answer about messages that leaves everything as these put it, whatever was asked when it was given."""
    if said not in _CONTRARY:
        return
    cases = (case for group in work.groups([document_id]) for case in joined(group).cases)
    if not any(case.id == document_id and is_heard(case) for case in cases):
        raise Refusal("nothing-asked", "The messages leave nothing open here: the answer {} changes nothing", (said,))


def _decision(pair: Pair) -> tuple[object, ...]:
    """What was said of a pair, by whom and when."""
    return pair.state, pair.decided_by, pair.decided_at


def _withdraw(work: Writer, clock: Clock, actor: str, document_id: int, said: str) -> None:
    document = _taking(work, document_id, said)
    if said in ("same", "different"):
        raise Refusal("use-undo", "Take back the decision on the pair of documents instead")
    if said not in document.decisions:
        raise Refusal("not-answered", "The answer {} was not given", (said,))
    work.remove_decision(document_id, said, actor, clock.now())


def _filed_for(work: Writer, document_id: int, said: str) -> str | None:
    """The code of the hold that ``file-it`` answered; of other answers it does not matter."""
    if said != "file-it":
        return None
    cases = (case for group in work.groups([document_id]) for case in group.cases)
    return next((case.filed_for for case in cases if case.id == document_id), None)


def _decide(work: Writer, clock: Clock, actor: str, pair: Pair, state: PairState, reason: str) -> Pair:
    if pair.id is None:
        raise Refusal("pair-unknown", "There is no such pair")
    both = (document_of(work, pair.left), document_of(work, pair.right))
    if state is PairState.SAME and all(document.state is State.POSTED for document in both):
        raise Refusal("already-posted", "The document is posted: reverse its entry first")
    if state is PairState.SAME:
        kept, aside = reversed(both) if _is_left_aside(*both) else both
        work.place_pair(pair.id, kept.id, aside.id)
        if "post-it" in aside.decisions:
            work.remove_decision(aside.id, "post-it", actor, clock.now())
    work.decide_pair(pair.id, state, actor, clock.now(), reason)
    reassess(work, [pair.right])
    return _pair(work, pair.id)


def _is_left_aside(left: ClientDocument, right: ClientDocument) -> bool:
    """Whether the one that was there first waits for the other, which was posted or came intact meanwhile."""
    if right.state is State.POSTED:
        return True
    if State.POSTED is left.state or State.FILED is right.state or _is_duplicate(right):
        return False
    return left.state is State.FILED or _is_duplicate(left)


def _is_duplicate(document: ClientDocument) -> bool:
    return document.hold is not None and document.hold.code == DUPLICATE.code


def _checked(work: Writer, document: ClientDocument, said: str, today: datetime.date) -> str:
    """``said`` as it is kept: one of the answers the document takes, with a value that can be used.

    An answer that was given may be given again with another value; one about messages as it was, or the contrary.
    """
    allowed = _allowed(document)
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


def _allowed(document: ClientDocument) -> tuple[str, ...]:
    """The answers that a document takes as it stands."""
    given = (key for key in ANSWERS if key[-1] == ":" and any(said.startswith(key) for said in document.decisions))
    about_messages = (said for said in ANSWERS if said in ABOUT_MESSAGES and _was_said(document, said))
    asked = document.hold.answers if document.hold else ()
    if document.state in (State.POSTED, State.VOID):
        return tuple(dict.fromkeys((*asked, *about_messages)))
    return tuple(dict.fromkeys((*asked, *given, *about_messages, *ALWAYS)))


def _was_said(document: ClientDocument, said: str) -> bool:
    """Whether an answer about messages was given, or the contrary, whose place it would take."""
    return said in document.decisions or _CONTRARY.get(said) in document.decisions


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
    """Earlier answers of which there can be only one: the same ``key:`` with another value, or the contrary."""
    if said in _CONTRARY:
        return [earlier for earlier in document.decisions if earlier == _CONTRARY[said]]
    if said == "file-it":
        return sorted(document.decisions & _BACK)
    key, colon, value = said.partition(":")
    # Each bare nature has an answer of its own.
    prefix = f"{key}:{value[:2]}" if key == "nature" else key + colon
    return [earlier for earlier in document.decisions if colon and earlier.startswith(prefix) and earlier != said]


def _taking(work: Writer, document_id: int, said: str) -> ClientDocument:
    """The document, which may take an answer or give one back.

    What answers no more than what the exchange system said changes no entry: it is given where the hold asks for it,
    and changed for the contrary or taken back wherever the document stands.
    """
    document = document_of(work, document_id)
    asked = document.hold.answers if document.hold else ()
    if said in ABOUT_MESSAGES and (said in asked or _was_said(document, said)):
        return document
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
