"""Messages of the exchange system (SdI): kept, attached to the documents they speak of, and acted on.

A rejection (NS) or a public office's refusal (NE with EC02) voids the document; a delivery (RC, MT) tells when a
received document arrived. A message may come before its invoice: it waits.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tuiledger.domain.documents import Direction, Hold, State
from tuiledger.domain.identifiers import file_stem
from tuiledger.domain.rules import RECEIVED_LATER
from tuiledger.domain.runs import FileOutcome, Outcome
from tuiledger.formats.fatturapa.messages import SdiMessage
from tuiledger.ports import Message, Writer
from tuiledger.services.recognise import Recognised
from tuiledger.services.standing import document_of, rejects, unanswered_rejections, void_rejected

ITALY = ZoneInfo("Europe/Rome")


class Attached(NamedTuple):
    """The documents a message speaks of, and what a person must do about them now."""

    documents: tuple[int, ...]
    asks: Hold | None


def keep_messages(work: Writer, recognised: Mapping[int, Recognised], now: datetime.datetime) -> dict[int, FileOutcome]:
    """Keep the messages of a page and answer for each; the same message again is already known."""
    found = {place: item for place, item in recognised.items() if item.message is not None}
    if not found:
        return {}
    known = work.known_messages([item.payload_sha256 for item in found.values()])
    outcomes: dict[int, FileOutcome] = {}
    new: dict[str, Message] = {}
    for place, item in found.items():
        outcome = Outcome.ALREADY_KNOWN
        if item.payload_sha256 not in known and item.payload_sha256 not in new:
            new[item.payload_sha256] = _message(item)
            outcome = Outcome.CREATED
        kind = item.message.kind if item.message else ""
        outcomes[place] = FileOutcome(
            item.item.path, item.item.member, outcome, (), "sdi-message", "Message {} of the exchange system", (kind,)
        )
    work.add_payloads([(item.payload_sha256, item.payload) for item in found.values()])
    work.add_messages(list(new.values()))
    return outcomes


def attach_messages(work: Writer, actor: str, at: datetime.datetime) -> dict[str, Attached]:
    """Attach every message that waits and whose documents are there now, and do what it says.

    Returns, by the message's payload, the documents and what a person must do about them.
    """
    attached = {}
    for message in work.unattached_messages():
        names = [file_stem(message.file_name)] if message.file_name else []
        hashes = [message.file_sha256] if message.file_sha256 else []
        places = work.documents_of_file(names, hashes)
        ids = [document_id for document_id, position in places if message.position in (None, position)]
        if ids and message.id is not None:
            work.attach_message(message.id, ids)
            attached[message.payload_sha256] = Attached(tuple(ids), _act_on(work, message, ids, actor, at))
    return attached


def _act_on(work: Writer, message: Message, ids: Sequence[int], actor: str, at: datetime.datetime) -> Hold | None:
    """Do what a message says; gives what a person must do about a document that is posted already."""
    asks: Hold | None = None
    if rejects(message):
        for document_id in ids:
            if unanswered_rejections(work, document_id):
                void_rejected(work, document_id, actor, at)
                document = document_of(work, document_id)
                asks = document.hold if document.state is State.POSTED else asks
    elif message.kind in ("RC", "MT") and message.received_at is not None:
        day = message.received_at.astimezone(ITALY).date()
        work.set_received_on(ids, day)
        for document_id in ids:
            asks = _received_later(work, document_id, day) or asks
    return asks


def _received_later(work: Writer, document_id: int, day: datetime.date) -> Hold | None:
    """What a posted purchase comes to say when its delivery lies in a later month than its entry (DPR 100/98)."""
    document = document_of(work, document_id)
    if document.state is not State.POSTED or document.direction is not Direction.RECEIVED or document.hold:
        return None
    entry = next((entry for entry in work.document_entries(document_id) if entry.id == document.entry_id), None)
    if entry is None or (day.year, day.month) <= (entry.date.year, entry.date.month):
        return None
    hold = RECEIVED_LATER._replace(values=(day.isoformat(),))
    work.set_state([(document_id, State.POSTED, hold)])
    return hold


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
