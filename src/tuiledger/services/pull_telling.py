"""What a reading tells a person of single documents: those whose entry is in doubt, and two that count as one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from tuiledger.domain.documents import ClientDocument, State
from tuiledger.domain.pulls import RemoteDocument, RemoteState
from tuiledger.domain.rules import CHANGED_AFTER_POSTING, GONE_AFTER_POSTING
from tuiledger.ports import DocumentFilter, Reader
from tuiledger.text.translation import N_

#: Posted documents of which the cloud says another thing since, by the code of what they say.
_AFTER_POSTING: Final[Mapping[str, str]] = {
    CHANGED_AFTER_POSTING.code: N_(
        "Document {} ({} of {}) was changed in the cloud after it was posted: reverse its entry and read the cloud"
        " again"
    ),
    GONE_AFTER_POSTING.code: N_(
        "Document {} ({} of {}) was deleted in the cloud after it was posted: reverse its entry, or answer keep-entry"
        " if it counts"
    ),
}
_TWO_AS_ONE: Final = N_(
    "{} and {} of the cloud bear the same number and date and say the same: both are document {}, which counts once"
)


class Told(NamedTuple):
    """A sentence of a reading about documents of a client: its code, a template and what fills it."""

    code: str
    message: str
    values: tuple[str, ...]
    company_id: int


def after_posting(reader: Reader, document_ids: Iterable[int]) -> Iterator[Told]:
    """What is to be told of those of the documents that are posted and that the cloud tells otherwise since."""
    for document_id in sorted(document_ids):
        document = reader.document(document_id)
        if document is None or document.state is not State.POSTED or document.hold is None:
            continue
        if document.hold.code in _AFTER_POSTING:
            yield _of_posted(document, document.hold.code)


def all_after_posting(reader: Reader, company_id: int | None = None) -> Iterator[tuple[ClientDocument, Told]]:
    """Every posted document that its cloud tells otherwise since, of one client or of all."""
    for code in _AFTER_POSTING:
        for document_id in reader.document_ids(DocumentFilter(company_id, State.POSTED, hold_code=code)):
            document = reader.document(document_id)
            if document is not None:
                yield document, _of_posted(document, code)


def two_as_one(reader: Reader, remote: RemoteDocument, company_id: int) -> Iterator[Told]:
    """What is to be told of a row that became a document which other rows of its list are too."""
    for other in reader.remotes_of(remote.document_id or 0):
        alive = other.document_id == remote.document_id and other.state is not RemoteState.GONE
        if alive and other[:3] == remote[:3] and other.remote_id != remote.remote_id:
            values = (other.remote_id, remote.remote_id, str(remote.document_id))
            yield Told("two-as-one", _TWO_AS_ONE, values, company_id)


def _of_posted(document: ClientDocument, code: str) -> Told:
    values = (str(document.id), document.document.number, document.document.date.isoformat())
    return Told(code, _AFTER_POSTING[code], values, document.company_id)
