"""Signed envelopes (.p7m) opened layer by layer, whatever armour the way here put around them.

What is checked is integrity: that the content is what was signed, with the key in the envelope. Whether that key
belongs to whom it names is a matter of trust lists and not needed for bookkeeping; the signer is shown, never believed.
"""

from __future__ import annotations

import binascii
import codecs
import re
from email import message_from_bytes
from typing import Any, Final, NamedTuple

from tuiledger.domain.runs import Refusal
from tuiledger.formats.fatturapa.classify import is_envelope, is_sequence, narrow
from tuiledger.formats.fatturapa.signatures import Signature, check_signatures

#: Layers opened before giving up; base64 twice around two signatures makes four.
_DEEPEST: Final = 6

_ARMOUR: Final = re.compile(rb"-----BEGIN [A-Z0-9 ]{1,40}-----(.*?)-----END ", re.DOTALL)
_MAIL_HEADER: Final = re.compile(rb"[A-Za-z][A-Za-z-]{1,60}:[ \t]")
_SPACE: Final = b" \t\r\n\0"
_BLANKS: Final = b" \t\r\n\0\x0b\x0c"
_URL_SAFE: Final = bytes.maketrans(b"-_", b"+/")


class Unwrapped(NamedTuple):
    """What was inside, the layers from the outside in (``base64``, ``pem``, ``smime``, ``cms``), and who signed."""

    payload: bytes
    layers: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()

    @property
    def tampered(self) -> bool:
        """Whether a digest or a signature is proven wrong; one that cannot be checked proves nothing."""
        return any(one.digest_ok is False or one.signature_ok is False for one in self.signatures)


def unwrap(data: bytes) -> Unwrapped:
    """The content of an envelope; plain XML, however it is named, comes back as it is.

    Raises:
        Refusal: ``empty``, ``not-an-invoice`` (nothing of an envelope in it), ``envelope-damaged`` or
            ``envelope-detached`` (a signature without the content it signs).
    """
    layers: list[str] = []
    signatures: list[Signature] = []
    for _ in range(_DEEPEST):
        start = narrow(data[:4096])
        if not start:
            raise _damaged() if layers else Refusal("empty", "The file is empty")
        if start.startswith(b"<"):
            return Unwrapped(data, tuple(layers), tuple(signatures))
        if is_sequence(data):
            data, signed = _opened(data)
            layers.append("cms")
            signatures.extend(signed)
            continue
        layer, content = _without_armour(data.lstrip(codecs.BOM_UTF8 + _SPACE))
        if content is None:
            if "cms" in layers:
                return Unwrapped(data, tuple(layers), tuple(signatures))
            if layer or layers:
                raise _damaged()
            raise Refusal("not-an-invoice", "The file is neither an e-invoice nor a signed envelope")
        layers.append(layer)
        data = content
    raise Refusal("envelope-damaged", "The envelope holds more than {} layers", (str(_DEEPEST),))


def _without_armour(data: bytes) -> tuple[str, bytes | None]:
    """The name of the armour around ``data`` and what is in it: None where there is none or it is broken."""
    if data.startswith(b"-----BEGIN"):
        match = _ARMOUR.match(data)
        return "pem", _from_base64(match[1]) if match else None
    if _MAIL_HEADER.match(data) and b"pkcs7" in data[:65_536].lower():
        return "smime", _from_mail(data)
    if not is_envelope(data):
        return "", None
    content = _from_base64(data)
    # Any word is base64 of something: only what begins like a layer is one.
    if content is None or not (is_sequence(content) or narrow(content[:64]).startswith(b"<") or is_envelope(content)):
        return "", None
    return "base64", content


def _from_base64(data: bytes) -> bytes | None:
    """The bytes of a base64 text: any line ends, either alphabet, with or without its padding."""
    compact = data.translate(_URL_SAFE, _BLANKS).rstrip(b"=")
    try:
        return binascii.a2b_base64(compact + b"=" * (-len(compact) % 4), strict_mode=True) or None
    except binascii.Error:
        return None


def _from_mail(data: bytes) -> bytes | None:
    """The signed part of a mail."""
    for part in message_from_bytes(data).walk():
        if part.get_content_type() in ("application/pkcs7-mime", "application/x-pkcs7-mime"):
            content = part.get_payload(decode=True)
            return content if isinstance(content, bytes) and content else None
        if part.get_content_type() in ("application/pkcs7-signature", "application/x-pkcs7-signature"):
            raise _detached()
    return None


def _opened(data: bytes) -> tuple[bytes, list[Signature]]:
    """The content of a CMS SignedData (RFC 5652) and its signatures."""
    # Half of what is read is plain XML, and these modules take longer to load than many invoices to read.
    from asn1crypto import cms

    try:
        outer = cms.ContentInfo.load(data)
        kind = outer["content_type"].native
        if kind != "signed_data":
            raise Refusal("envelope-damaged", "The envelope is not a signed one, but {}", (str(kind)[:40],))
        signed: Any = outer["content"]
        content = signed["encap_content_info"]["content"].native
    except Refusal:
        raise
    except Exception:  # the ASN.1 reader meets hostile bytes with errors of many kinds, none of them documented
        raise _damaged() from None
    if content is None:
        raise _detached()
    if not isinstance(content, bytes) or not content:
        raise _damaged()
    return content, check_signatures(signed, content)


def _damaged() -> Refusal:
    return Refusal("envelope-damaged", "The signed envelope is damaged or cut short")


def _detached() -> Refusal:
    return Refusal("envelope-detached", "The file is a signature alone, without the invoice it signs")
