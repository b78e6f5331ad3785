"""Messages of the exchange system (SdI): kept, and answered for with the documents they speak of.

A message speaks of a file by its name or hash, whichever of the two came first, and of every document that came in it.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from tuiledger.domain.documents import State
from tuiledger.domain.identifiers import file_stem
from tuiledger.domain.rules import FILING_LAPSED, REJECTED, TAKEN_BEFORE, UNCLEAR_NAME
from tuiledger.domain.runs import FileOutcome, Outcome
from tuiledger.domain.standing import Standing
from tuiledger.domain.transmissions import Told, is_sdi_name
from tuiledger.formats.fatturapa.messages import SdiMessage
from tuiledger.ports import Message, Writer
from tuiledger.services.recognise import Recognised
from tuiledger.text.translation import N_

ITALY = ZoneInfo("Europe/Rome")

#: Codes of the answers to messages: as it should be; its file is not there; another message says the contrary.
SDI_MESSAGE: Final = "sdi-message"
SDI_UNMATCHED: Final = "sdi-unmatched"
SDI_CONTRADICTED: Final = "sdi-contradicted"

#: What a message leaves open, told with it.
_QUESTIONS: Final = frozenset({FILING_LAPSED.code, TAKEN_BEFORE.code, UNCLEAR_NAME.code})

_MESSAGE = N_("Message {} of the exchange system")
_UNMATCHED = N_("Message {} of the exchange system waits for the file {}, which is not here")
_CONTRADICTED = N_("Message {} is contradicted by another about the same file: the delivery counts")
_SEVERAL_FILES = N_("Several files are called {}: give the one it speaks of the name it was sent under")


class Kept(NamedTuple):
    """The messages of a page as they are kept, and a first answer for each, both by their place in the page."""

    outcomes: dict[int, FileOutcome]
    messages: dict[int, Message]


def keep_messages(work: Writer, recognised: Mapping[int, Recognised], now: datetime.datetime) -> Kept:
    """Keep the messages of a page and answer for each; the same message again is already known."""
    found = {place: item for place, item in recognised.items() if item.message is not None}
    if not found:
        return Kept({}, {})
    known = work.known_messages([item.payload_sha256 for item in found.values()])
    outcomes: dict[int, FileOutcome] = {}
    messages: dict[str, Message] = {}
    for place, item in found.items():
        new = item.payload_sha256 not in known and item.payload_sha256 not in messages
        messages[item.payload_sha256] = _message(item)
        outcomes[place] = FileOutcome(
            item.item.path,
            item.item.member,
            Outcome.CREATED if new else Outcome.ALREADY_KNOWN,
            (),
            SDI_MESSAGE,
            _MESSAGE,
            (messages[item.payload_sha256].kind,),
        )
    work.add_payloads([(item.payload_sha256, item.payload) for item in found.values()])
    ids = dict(zip(messages, work.add_messages(list(messages.values())), strict=True))
    return Kept(outcomes, {place: messages[item.payload_sha256]._replace(id=ids[item.payload_sha256])
                           for place, item in found.items()})  # fmt: skip


def named_by(work: Writer, kept: Kept, stems: Iterable[str]) -> set[int]:
    """Documents that the messages of a page may speak of, or that older ones speak of no more.

    ``stems`` are the names of the invoice files that came with them.
    """
    names = [message.file_name for message in kept.messages.values() if message.file_name]
    hashes = [message.file_sha256 for message in kept.messages.values() if message.file_sha256]
    named = work.documents_of_file(names, hashes) if names or hashes else ()
    loose = [stem for stem in stems if not is_sdi_name(stem)]
    return {document_id for document_id, _ in named} | set(work.documents_of_loose_messages(loose) if loose else ())


def answer_for(work: Writer, kept: Kept, standings: Mapping[int, Standing]) -> dict[int, FileOutcome]:
    """The answers of the page's messages: the documents each speaks of, and what a person must do about them now."""
    spoken: dict[int | None, list[int]] = {}
    ids = sorted({message.id for message in kept.messages.values() if message.id is not None})
    for message_id, document_id in work.spoken_of(ids) if ids else ():
        spoken.setdefault(message_id, []).append(document_id)
    refused = work.questioned(sorted({one for documents in spoken.values() for one in documents})) if spoken else ()
    return {
        place: _answer(work, kept.outcomes[place], message, spoken.get(message.id, []), standings, refused)
        for place, message in kept.messages.items()
    }


def _answer(
    work: Writer,
    outcome: FileOutcome,
    message: Message,
    documents: Sequence[int],
    standings: Mapping[int, Standing],
    refused: Collection[int],
) -> FileOutcome:
    """``refused`` are the documents that some rejection may speak of."""
    outcome = outcome._replace(documents=tuple(documents))
    stem = file_stem(message.file_name or "")
    if not documents:
        if stem and not is_sdi_name(stem) and work.documents_of_file([stem], []):
            return outcome._replace(code="file-unclear", message=_SEVERAL_FILES, values=(stem[:60],))
        values = message.kind, (message.file_name or message.file_sha256 or "?")[:60]
        return outcome._replace(code=SDI_UNMATCHED, message=_UNMATCHED, values=values)
    for standing in (standings[document_id] for document_id in documents if document_id in standings):
        if standing.hold is not None and _is_told(standing, message):
            return outcome._replace(code=standing.hold.code, message=standing.hold.message, values=standing.hold.values)
    if any(document_id in refused and _is_contradicted(work, message, document_id) for document_id in documents):
        return outcome._replace(code=SDI_CONTRADICTED, message=_CONTRADICTED, values=(message.kind,))
    return outcome


def _is_told(standing: Standing, message: Message) -> bool:
    """Whether what a document says of itself is told with a message that speaks of it."""
    code = standing.hold.code if standing.hold else None
    if standing.state is State.VOID:
        return code == REJECTED.code and _told(message).rejects
    return standing.state is State.POSTED or code in _QUESTIONS


def _is_contradicted(work: Writer, message: Message, document_id: int) -> bool:
    """Whether one message rejects and another delivers what was sent under one name."""
    mine = _told(message)
    if mine.refuses:
        return False
    stem = file_stem(message.file_name or "")
    return any(
        (mine.delivers and said.kind == "NS") or (mine.kind == "NS" and _told(said).delivers)
        for said in work.messages(document_id)
        if file_stem(said.file_name or "") == stem
    )


def _told(message: Message) -> Told:
    return Told(message.kind, message.outcome)


def _message(found: Recognised) -> Message:
    message = found.message
    if message is None:
        raise ValueError("not a message")
    return Message(
        kind=message.kind,
        sdi_id=message.sdi_id,
        file_name=message.file_name or _invoice_name(found),
        file_sha256=message.file_sha256,
        position=message.position,
        outcome=message.outcome,
        received_at=_moment(message.delivered_at or message.received_at),
        text=_said(message),
        payload_sha256=found.payload_sha256,
        ref=found.item.member or found.item.path,
        codes=tuple(code for code, _ in message.errors if code.isalnum()),
    )


def _invoice_name(found: Recognised) -> str:
    """The invoice a message's own name speaks of: ``IT01234567890_1_NS_001.xml`` is about ``IT01234567890_1``."""
    stem = file_stem(found.item.member or found.item.path)
    parts = stem.split("_")
    return "_".join(parts[:-2]) if len(parts) >= 4 else stem


def _moment(written: datetime.datetime | None) -> datetime.datetime | None:
    """A message's time; the exchange system writes Italian time where it names no zone."""
    return written if written is None or written.tzinfo else written.replace(tzinfo=ITALY)


def _said(message: SdiMessage) -> str:
    return "; ".join(f"{code} {text}".strip() for code, text in message.errors) or message.outcome or message.kind
