"""Where a document stands after something was said of it: assessed anew, set aside, voided, or let go by another."""

from __future__ import annotations

import datetime

from tuiledger.domain.documents import ClientDocument, State
from tuiledger.domain.duplicates import Band, Pair, PairState, judge
from tuiledger.domain.posting import DUPLICATE, assess
from tuiledger.domain.rules import REJECTED, REJECTED_AFTER_POSTING, SAME_DOCUMENT
from tuiledger.domain.runs import Refusal
from tuiledger.ports import Writer


def document_of(work: Writer, document_id: int) -> ClientDocument:
    """The document ``document_id``.

    Raises:
        Refusal: there is none.
    """
    document = work.document(document_id)
    if document is None:
        raise Refusal("document-unknown", "There is no document {}", (str(document_id),))
    return document


def reassess(work: Writer, document_id: int) -> None:
    """Put a document that is not posted where its own content and the answers given put it."""
    document = document_of(work, document_id)
    work.set_state([(document_id, *assess(document, work.rules(document.company_id)))])


def set_aside(work: Writer, document_id: int, same_as: int) -> None:
    """Void a document because another one is the same."""
    work.set_state([(document_id, State.VOID, SAME_DOCUMENT._replace(values=(str(same_as),)))])


def void_rejected(work: Writer, document_id: int, said: str, actor: str, at: datetime.datetime) -> None:
    """Void a document that the exchange system rejected; a posted one comes to say so instead.

    Documents that waited because of it, or were set aside for it, are let go: a rejected document does not count.
    """
    document = document_of(work, document_id)
    if document.state is State.POSTED:
        work.set_state([(document_id, State.POSTED, REJECTED_AFTER_POSTING)])
        return
    work.set_state([(document_id, State.VOID, REJECTED._replace(values=(said,)))])
    for pair in work.pairs(document.company_id):
        if pair.id is None or document_id not in (pair.left, pair.right) or pair.state is PairState.DIFFERENT:
            continue
        work.decide_pair(pair.id, PairState.DIFFERENT, actor, at, REJECTED.code)
        if pair.left == document_id:
            _let_go(work, pair.right, actor, at)


def _let_go(work: Writer, document_id: int, actor: str, at: datetime.datetime) -> None:
    document = document_of(work, document_id)
    waits = document.state is State.HELD and document.hold is not None and document.hold.code == DUPLICATE.code
    aside = document.state is State.VOID and document.hold is not None and document.hold.code == SAME_DOCUMENT.code
    if waits or aside:
        work.add_decision(document_id, "different", actor, at)
        if aside:
            # Assessing looks at the hold in force, and a document that is set aside has none that an answer lifts.
            work.set_state([(document_id, State.HELD, DUPLICATE)])
        reassess(work, document_id)


def judge_again(work: Writer, document_id: int) -> None:
    """Compare a document whose number counts from now on with what is in the books by now.

    It is set aside where it is the same as another, and waits as a pair where it bears another's number.
    """
    document = document_of(work, document_id)
    keys = work.keys_of(document_id)
    key = (document.company_id, document.direction, keys.canonical_sha256, keys.business_key)
    others = [known for known in work.known_documents([key]) if known.id != document_id]
    verdict = judge(document.document, keys.canonical_sha256, keys.payload_sha256, keys.business_key, others)
    if verdict.same_as is not None:
        set_aside(work, document_id, verdict.same_as)
    elif verdict.alarm is not None:
        work.add_pairs([Pair(verdict.alarm, document_id, document.company_id, Band.LIKELY, verdict.reasons)])
        work.set_state([(document_id, State.HELD, DUPLICATE)])
    else:
        reassess(work, document_id)
