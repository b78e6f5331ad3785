"""What the exchange system (SdI) says about a file: receipts, rejections, outcomes and metadata.

One shape for the messages on invoices to public bodies and for those on invoices to private parties, whose elements go
by the same names (technical specification 1.9, appendix on messages).
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final, NamedTuple, cast

from tuiledger.domain.runs import Refusal
from tuiledger.formats.fatturapa.classify import MESSAGES
from tuiledger.formats.fatturapa.parse import local_name, parse
from tuiledger.formats.fatturapa.records import Element, Record, each, first, record
from tuiledger.formats.fatturapa.values import quoted

_SHA256: Final = re.compile(r"[0-9a-f]{64}\Z")
#: An error list has at most 200 entries.
_MOST_ERRORS: Final = 200


class SdiMessage(NamedTuple):
    """A message of the exchange system.

    Attributes:
        kind: RC delivered, NS rejected, MC not delivered, MT metadata, NE outcome, DT terms elapsed, AT transmitted but
            not deliverable, EC the buyer's outcome, SE outcome rejected.
        sdi_id: the file's number in the exchange system (IdentificativoSdI).
        file_name: the invoice file it speaks of, display text.
        file_sha256: of that file as it was sent, hexadecimal, where the message tells it.
        position: of the document in its file, from 1, where the message speaks of one document.
        number: of that document, as the message writes it.
        outcome: EC01 accepted or EC02 refused; EN00 or EN01 for a rejected outcome.
        errors: codes and texts of a rejection.
        received_at, delivered_at: with a time zone where the message writes one, else as it writes them.
        note: what else the message says in words.
    """

    kind: str
    sdi_id: str
    file_name: str | None = None
    file_sha256: str | None = None
    message_id: str | None = None
    received_at: datetime | None = None
    delivered_at: datetime | None = None
    position: int | None = None
    number: str | None = None
    outcome: str | None = None
    errors: tuple[tuple[str, str], ...] = ()
    note: str | None = None


def read_message(payload: bytes) -> SdiMessage:
    """The message in an XML file.

    Raises:
        Refusal: as :func:`~tuiledger.formats.fatturapa.parse.parse`; ``not-an-invoice`` for another root,
            ``sdi-damaged`` for a message without its identifier or with a time that does not exist.
    """
    parsed = parse(payload)
    kind = MESSAGES.get(local_name(parsed.root))
    if kind is None:
        raise Refusal("not-an-invoice", "The file is XML but no message of the exchange system")
    message = record(cast(Element, parsed.root), plain=parsed.plain)
    answer = first(message, "EsitoCommittente") if "EsitoCommittente" in message else message
    sdi_id = message.get("IdentificativoSdI", "")
    if not sdi_id.isascii() or not sdi_id.isdecimal() or len(sdi_id) > 20:
        raise Refusal("sdi-damaged", "The message has no valid IdentificativoSdI: “{}”", (quoted(sdi_id),))
    reference = first(answer, "RiferimentoFattura")
    position = reference.get("PosizioneFattura", "")
    file_hash = (message.get("Hash") or message.get("HashFileOriginale") or "").lower()
    outcome = answer.get("Esito") or message.get("Scarto")
    return SdiMessage(
        kind=kind,
        sdi_id=sdi_id,
        file_name=message.get("NomeFile"),
        file_sha256=file_hash if _SHA256.match(file_hash) else None,
        message_id=message.get("MessageId") or answer.get("MessageIdCommittente"),
        received_at=_time(message, "DataOraRicezione"),
        delivered_at=_time(message, "DataOraConsegna") or _time(message, "DataMessaADisposizione"),
        position=int(position) if position.isascii() and position.isdecimal() and len(position) < 10 else None,
        number=reference.get("NumeroFattura"),
        outcome=outcome.upper() if outcome else None,
        errors=_errors(message),
        note=answer.get("Descrizione") or message.get("Note"),
    )


def _errors(message: Record) -> tuple[tuple[str, str], ...]:
    listed = each(first(message, "ListaErrori"), "Errore")[:_MOST_ERRORS]
    return tuple((error.get("Codice", ""), error.get("Descrizione", "")) for error in listed)


def _time(message: Record, name: str) -> datetime | None:
    value = message.get(name)
    if not value:
        return None
    try:
        return datetime.fromisoformat(value[:35])
    except ValueError:
        raise Refusal("sdi-damaged", "{}: “{}” is not a time that exists", (name, quoted(value))) from None
