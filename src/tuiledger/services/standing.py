"""Where a document that is not posted stands: worked out from what is known of it, never from where it stood before.

What the exchange system said comes first, then what a person decided of a pair, the signature, an open question, and
last the document's own content.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from tuiledger.domain.documents import ClientDocument, Hold, State
from tuiledger.domain.duplicates import Band, Known, Pair, PairState, judge
from tuiledger.domain.identifiers import file_stem
from tuiledger.domain.posting import BROKEN_SIGNATURE, DUPLICATE, assess
from tuiledger.domain.rules import REJECTED, REJECTED_AFTER_POSTING, SAME_DOCUMENT
from tuiledger.domain.runs import Refusal
from tuiledger.ports import Message, Writer


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
    """Put a document that is not posted where everything known of it puts it; a posted one stays."""
    document = document_of(work, document_id)
    if document.state is not State.POSTED:
        work.set_state([(document_id, *_stand(work, document))])


def _stand(work: Writer, document: ClientDocument) -> tuple[State, Hold | None]:
    rejections = unanswered_rejections(work, document.id)
    if rejections:
        return State.VOID, REJECTED._replace(values=("; ".join(message.text for message in rejections),))
    pairs = [pair for pair in work.pairs(document.company_id) if document.id in (pair.left, pair.right)]
    later = [pair for pair in pairs if pair.right == document.id]
    same = next((pair for pair in later if pair.state is PairState.SAME), None)
    if same is not None:
        return State.VOID, SAME_DOCUMENT._replace(values=(str(same.left),))
    if "file-it" in document.decisions:
        return State.FILED, None
    if "accept-signature" not in document.decisions and is_tampered(work, document.id):
        return State.HELD, BROKEN_SIGNATURE
    if any(pair.state is PairState.OPEN for pair in later):
        return State.HELD, DUPLICATE
    found = _compared(work, document, pairs)
    return found or assess(document._replace(hold=None), work.rules(document.company_id))


def _compared(work: Writer, document: ClientDocument, pairs: list[Pair]) -> tuple[State, Hold | None] | None:
    """What the document is against those that bear its number and were not decided to be others."""
    decided = {pair.left if pair.right == document.id else pair.right for pair in pairs}
    keys = work.keys_of(document.id)
    others = [
        known
        for known in _alike(work, document)
        if known.id not in decided and known.id != document.id and _counts(known, document.id)
    ]
    verdict = judge(document.document, keys.canonical_sha256, keys.payload_sha256, keys.business_key, others)
    if verdict.same_as is not None:
        return State.VOID, SAME_DOCUMENT._replace(values=(str(verdict.same_as),))
    if verdict.alarm is not None:
        work.add_pairs([Pair(verdict.alarm, document.id, document.company_id, Band.LIKELY, verdict.reasons)])
        return State.HELD, DUPLICATE
    return None


def _counts(known: Known, document_id: int) -> bool:
    """Whether ``known`` bears its number before the document does: it came first, or it is on its way or in the books.

    What is void, or waits itself, leaves the number to the other.
    """
    if known.state is State.VOID or known.hold_code in (BROKEN_SIGNATURE.code, DUPLICATE.code):
        return False
    return known.id < document_id or known.state in (State.READY, State.POSTED)


def is_tampered(work: Writer, document_id: int) -> bool:
    """Whether every file the document came in was changed after it was signed."""
    sources = work.sources(document_id)
    return bool(sources) and all(source.signature == "broken" for source in sources)


def rejects(message: Message) -> bool:
    """Whether a message says that the exchange system or a public office refuses the document."""
    return message.kind == "NS" or (message.kind == "NE" and message.outcome == "EC02")


def unanswered_rejections(work: Writer, document_id: int) -> list[Message]:
    """The rejections of a document that was not sent again: it came in no other file than those rejected.

    A copy of a rejected file under another name is rejected with it: the payload tells.
    """
    rejections = [message for message in work.messages(document_id) if rejects(message)]
    if not rejections:
        return []
    names = {file_stem(message.file_name) for message in rejections if message.file_name}
    hashes = {message.file_sha256 for message in rejections if message.file_sha256}
    sources = work.sources(document_id)
    rejected = {
        source.payload_sha256
        for source in sources
        if file_stem(source.member or source.ref) in names or source.file_sha256 in hashes
    }
    return [] if any(source.payload_sha256 not in rejected for source in sources) else rejections


def lift(work: Writer, document_id: int) -> None:
    """Look again at a document that came in once more: its broken copy may be replaced, its rejection answered."""
    document = document_of(work, document_id)
    if document.state is not State.POSTED:
        reassess(work, document_id)
        return
    rejected = document.hold is not None and document.hold.code == REJECTED_AFTER_POSTING.code
    if rejected and not unanswered_rejections(work, document_id):
        work.set_state([(document_id, State.POSTED, None)])


def set_aside(work: Writer, document_id: int, same_as: int) -> None:
    """Void a document because another one is the same."""
    work.set_state([(document_id, State.VOID, SAME_DOCUMENT._replace(values=(str(same_as),)))])


def void_rejected(work: Writer, document_id: int, actor: str, at: datetime.datetime) -> None:
    """Void a document that the exchange system rejected; a posted one comes to say so instead.

    Documents that waited because of it, or were set aside for it, are let go: a rejected document does not count.
    """
    document = document_of(work, document_id)
    if document.state is State.POSTED:
        work.set_state([(document_id, State.POSTED, REJECTED_AFTER_POSTING)])
        return
    reassess(work, document_id)
    freed = []
    for pair in work.pairs(document.company_id):
        if pair.id is None or document_id not in (pair.left, pair.right) or pair.state is PairState.DIFFERENT:
            continue
        work.decide_pair(pair.id, PairState.DIFFERENT, actor, at, REJECTED.code)
        if pair.left == document_id:
            freed.append(pair.right)
    for other in sorted({*freed, *_set_aside_for(work, document)}):
        reassess(work, other)


def _set_aside_for(work: Writer, document: ClientDocument) -> list[int]:
    """Documents of the same identity that are void because they are the same as another, with or without a pair."""
    return [known.id for known in _alike(work, document) if known.hold_code == SAME_DOCUMENT.code]


def _alike(work: Writer, document: ClientDocument) -> Sequence[Known]:
    """The stored documents of the same company and side that share its content or its number, itself among them."""
    keys = work.keys_of(document.id)
    return work.known_documents([(document.company_id, document.direction, keys.canonical_sha256, keys.business_key)])
