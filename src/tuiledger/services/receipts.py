"""Messages of the exchange system (SdI): kept, attached to the documents they speak of, and acted on.

A rejection (NS) or a public office's refusal (NE with EC02) voids the document; a delivery (RC, MT) tells when a
received document arrived. A message may come before its invoice: it waits.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from tuiledger.domain.documents import Hold, State
from tuiledger.domain.identifiers import file_stem
from tuiledger.domain.runs import FileOutcome, Outcome
from tuiledger.formats.fatturapa.messages import SdiMessage
from tuiledger.ports import Message, Writer
from tuiledger.services.recognise import Recognised

ITALY = ZoneInfo("Europe/Rome")

REJECTED = Hold("rejected", "The exchange system rejected it: {}", ("",))
REJECTED_AFTER_POSTING = Hold(
    "rejected-after-posting", "The exchange system rejected this document after it was posted: reverse its entry"
)


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
            item.item.path, item.item.member, outcome, (), "sdi-message", "message {} of the exchange system", (kind,)
        )
    work.add_payloads([(item.payload_sha256, item.payload) for item in found.values()])
    work.add_messages(list(new.values()))
    return outcomes


def attach_messages(work: Writer, arrived: Sequence[Recognised]) -> None:
    """Attach every message that waits and whose documents are there now, and do what it says."""
    waiting = work.unattached_messages()
    if not waiting:
        return
    for message in waiting:
        names = [file_stem(message.file_name)] if message.file_name else []
        hashes = [message.file_sha256] if message.file_sha256 else []
        places = work.documents_of_file(names, hashes)
        ids = [document_id for document_id, position in places if message.position in (None, position)]
        if ids and message.id is not None:
            work.attach_message(message.id, ids)
            _act_on(work, message, ids)


def _act_on(work: Writer, message: Message, ids: Sequence[int]) -> None:
    if message.kind == "NS" or (message.kind == "NE" and message.outcome == "EC02"):
        changes: list[tuple[int, State, Hold | None]] = []
        for document_id in ids:
            document = work.document(document_id)
            if document is None:
                continue
            if document.state is State.POSTED:
                changes.append((document_id, State.POSTED, REJECTED_AFTER_POSTING))
            else:
                changes.append((document_id, State.VOID, REJECTED._replace(values=(message.text,))))
        work.set_state(changes)
    elif message.kind in ("RC", "MT") and message.received_at is not None:
        work.set_received_on(ids, message.received_at.astimezone(ITALY).date())


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
