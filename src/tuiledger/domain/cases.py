"""A document with what is known of it, and what the exchange system has against it where nobody said otherwise."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from tuiledger.domain.documents import ClientDocument, Hold, State
from tuiledger.domain.rules import TAKEN_BEFORE, UNCLEAR_COPY, UNCLEAR_HASH, UNCLEAR_NAME
from tuiledger.domain.transmissions import (
    Copy,
    Doubt,
    Told,
    is_tampered,
    may_be_another,
    rejections,
    taken_by_word,
    unclear_file,
    was_taken_before,
)

#: What speaks against a rejection that may be about another file.
_ACCEPTED: Final = ("accepted",)
#: What a person may say to messages.
_WORDS: Final = frozenset({"accepted", "rejected"})
#: What is asked about a file that may be rejected.
_DOUBTS: Final = {Doubt.NAME: UNCLEAR_NAME, Doubt.HASH: UNCLEAR_HASH, Doubt.ANOTHER: UNCLEAR_COPY}


class There(NamedTuple):
    """What the cloud that a document was read from says of it since; ``in_place`` is the one that replaces it."""

    in_place: int | None = None
    changed: bool = False
    gone: bool = False


class Case(NamedTuple):
    """A document and what is known of it: the hold that ``file-it`` answered, the day of its live entry, and more."""

    document: ClientDocument
    canonical_sha256: str
    copies: tuple[Copy, ...]
    filed_for: str | None = None
    posted_on: datetime.date | None = None
    there: There = There()

    @property
    def id(self) -> int:
        """The document's."""
        return self.document.id

    @property
    def trusted(self) -> bool:
        """It is in the books, came in an intact file, or a person accepted it although none is."""
        return (
            self.document.state is State.POSTED
            or "accept-signature" in self.document.decisions
            or not is_tampered(self.copies)
        )

    @property
    def said(self) -> str | None:
        """What a person said of it where messages leave it open: ``accepted`` or ``rejected``."""
        return next((said for said in ("accepted", "rejected") if said in self.document.decisions), None)


class Refused(NamedTuple):
    """What the exchange system has against a document, in so far as nobody said otherwise.

    ``why`` is what its rejections say when it lives nowhere; ``asks`` is the question that they leave open; ``replies``
    are the answers that speak against it, and ``taken`` is the document that was said to be taken in its stead.
    """

    why: str | None = None
    asks: Hold | None = None
    replies: tuple[str, ...] = ()
    taken: int | None = None


def refused(case: Case) -> Refused:
    """What the messages of the exchange system, and what a person said to them, leave of a document."""
    rejected = rejections(case.copies)
    if rejected:
        return _refused_for(rejected, case)
    unclear = unclear_file(case.copies)
    if unclear is None or case.said == "accepted":
        return Refused()
    if case.said == "rejected":
        shares = [copy.share for copy in case.copies if copy.share is not None]
        told = [one for copy in case.copies for one in copy.told]
        return Refused(_texts([*told, *(one for share in shares for one in share.name.rejections)]), None, _ACCEPTED)
    return Refused(None, _DOUBTS[unclear.doubt]._replace(values=(unclear.stem,)))


def is_heard(case: Case) -> bool:
    """Whether what a person said to the messages about a document changes what they leave of it."""
    silent = case.document._replace(decisions=case.document.decisions - _WORDS)
    return refused(case) != refused(case._replace(document=silent))


def _refused_for(rejected: Sequence[Told], case: Case) -> Refused:
    """What is left of a document that lives nowhere as far as messages say."""
    why = _texts(rejected)
    if was_taken_before(rejected):
        if case.said == "accepted":
            return Refused()
        asks = None if case.said == "rejected" else TAKEN_BEFORE._replace(values=(why,))
        return Refused(why, asks, _ACCEPTED)
    replies = _ACCEPTED if may_be_another(case.copies) else ()
    taken = taken_by_word(case.copies)
    if taken is not None:
        return Refused(why, None, replies, taken)
    return Refused() if replies and case.said == "accepted" else Refused(why, None, replies)


def _texts(story: Iterable[Told]) -> str:
    return "; ".join(dict.fromkeys(told.text for told in story if told.rejects))
