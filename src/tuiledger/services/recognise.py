"""What one file or archive member is: e-invoices, a message of the exchange system, or nothing the books can take."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from tuiledger.domain.documents import Document
from tuiledger.domain.runs import Refusal
from tuiledger.formats.fatturapa.classify import Content, classify
from tuiledger.formats.fatturapa.envelopes import Unwrapped, unwrap
from tuiledger.formats.fatturapa.messages import SdiMessage, read_message
from tuiledger.formats.fatturapa.read import read
from tuiledger.services.gather import Item


@dataclass(frozen=True, slots=True)
class Recognised:
    """One item and what was recognised in it: documents with their canonical hashes, a message, or a refusal."""

    item: Item
    file_sha256: str
    payload: bytes = b""
    payload_sha256: str = ""
    documents: tuple[Document, ...] = ()
    canonical: tuple[str, ...] = ()
    transmission: str = ""
    message: SdiMessage | None = None
    envelope: Unwrapped | None = None
    refusal: Refusal | None = None
    of_cloud: bool = False

    @property
    def tampered(self) -> bool:
        """A digest or signature of the envelope is proven wrong."""
        return self.envelope is not None and self.envelope.tampered

    @property
    def signature(self) -> str | None:
        """``ok``, ``broken`` or ``unchecked``; None where there is no signature."""
        if self.envelope is None or not self.envelope.signatures:
            return None
        if self.envelope.tampered:
            return "broken"
        checked = all(signature.digest_ok and signature.signature_ok for signature in self.envelope.signatures)
        return "ok" if checked else "unchecked"

    @property
    def signer(self) -> str | None:
        """Name on the outermost signature."""
        return self.envelope.signatures[0].signer if self.envelope and self.envelope.signatures else None

    @property
    def kind(self) -> str:
        """How it came: file, p7m, archive or cloud."""
        if self.of_cloud:
            return "cloud"
        if self.item.member is not None:
            return "archive"
        return "p7m" if self.envelope is not None else "file"


def recognise(item: Item, file_sha256: str) -> Recognised:
    """Read ``item``; whatever is wrong with it becomes its refusal."""
    if item.refusal is not None:
        return Recognised(item, file_sha256, refusal=item.refusal)
    try:
        return _recognise(item, file_sha256)
    except Refusal as refusal:
        return Recognised(item, file_sha256, refusal=refusal)


def _recognise(item: Item, file_sha256: str) -> Recognised:
    content = classify(item.data)
    envelope: Unwrapped | None = None
    payload, payload_sha256 = item.data, file_sha256
    if content is Content.ENVELOPE:
        envelope = unwrap(item.data)
        payload = envelope.payload
        payload_sha256 = sha256(payload).hexdigest()
        content = classify(payload)
    if content is Content.MESSAGE:
        message = read_message(payload)
        return Recognised(item, file_sha256, payload, payload_sha256, message=message, envelope=envelope)
    if content is Content.EMPTY:
        raise Refusal("empty", "The file is empty")
    if content is Content.PDF:
        raise Refusal("pdf", "A PDF is a picture of an invoice: the XML beside it is what can be posted")
    if content is not Content.INVOICE:
        raise Refusal("not-an-invoice", "The file is not an e-invoice")
    reading = read(payload)
    return Recognised(
        item,
        file_sha256,
        payload,
        payload_sha256,
        documents=reading.documents,
        canonical=reading.canonical,
        transmission=reading.transmission,
        envelope=envelope,
    )
