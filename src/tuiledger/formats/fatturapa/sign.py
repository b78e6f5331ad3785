"""Signed envelopes (.p7m) around a payload, made with a throw-away key: for demonstrations and tests.

They hold what a CAdES envelope holds (RFC 5652; signed attributes with type, digest and time) and no one's identity.
"""

from __future__ import annotations

import datetime
from base64 import b64encode, encodebytes
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

from asn1crypto import algos, cms, core, x509
from cryptography import x509 as certificates
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

#: The validity of the certificates and, where none is given, the time of signing: nothing depends on the clock.
_FROM: Final = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
_UNTIL: Final = datetime.datetime(2036, 1, 1, tzinfo=datetime.UTC)

#: Octets of one piece of a payload in the indefinite form.
_CHUNK: Final = 1000
_INDEFINITE_SEQUENCE: Final = b"\x30\x80"
_INDEFINITE_CONTENT: Final = b"\xa0\x80"
_INDEFINITE_OCTETS: Final = b"\x24\x80"
_END: Final = b"\x00\x00"


class Shape(StrEnum):
    """How an envelope is written down: what portals, mail and signing programs make of the same signature."""

    DER = "der"
    BER = "ber"
    PEM = "pem"
    BASE64 = "base64"
    BASE64_LINES = "base64-lines"


@dataclass(frozen=True, slots=True)
class Signer:
    """A name with a key of 2048 bits and the certificate it gave itself."""

    key: rsa.RSAPrivateKey
    certificate: bytes

    @classmethod
    def named(cls, name: str) -> Signer:
        """A signer called ``name`` with a key made now."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        subject = certificates.Name([certificates.NameAttribute(NameOID.COMMON_NAME, name)])
        certificate = (
            certificates.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject)
            .public_key(key.public_key())
            .serial_number(1)
            .not_valid_before(_FROM)
            .not_valid_after(_UNTIL)
            .sign(key, hashes.SHA256())
        )
        return cls(key, certificate.public_bytes(serialization.Encoding.DER))

    def sign(self, payload: bytes, shape: Shape = Shape.DER, signed_at: datetime.datetime = _FROM) -> bytes:
        """``payload`` in an envelope of ``shape``, signed at ``signed_at`` (aware)."""
        signed = self._signed_data(payload, signed_at)
        if shape is Shape.BER:
            return _indefinite(signed, payload)
        der: bytes = cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump()
        if shape is Shape.PEM:
            return b"-----BEGIN PKCS7-----\n" + encodebytes(der) + b"-----END PKCS7-----\n"
        if shape is Shape.BASE64:
            return b64encode(der)
        return encodebytes(der).replace(b"\n", b"\r\n") if shape is Shape.BASE64_LINES else der

    def _signed_data(self, payload: bytes, signed_at: datetime.datetime) -> Any:
        certificate = x509.Certificate.load(self.certificate)
        digest = algos.DigestAlgorithm({"algorithm": "sha256"})
        attributes = cms.CMSAttributes(
            [
                {"type": "content_type", "values": ["data"]},
                {"type": "signing_time", "values": [cms.Time({"utc_time": signed_at})]},
                {"type": "message_digest", "values": [sha256(payload).digest()]},
            ]
        )
        info = cms.SignerInfo(
            {
                "version": "v1",
                "sid": cms.SignerIdentifier(
                    {
                        "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                            {
                                "issuer": certificate.issuer,
                                "serial_number": certificate.serial_number,
                            }
                        ),
                    }
                ),
                "digest_algorithm": digest,
                "signed_attrs": attributes,
                "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "rsassa_pkcs1v15"}),
                "signature": self.key.sign(attributes.dump(), padding.PKCS1v15(), hashes.SHA256()),
            }
        )
        return cms.SignedData(
            {
                "version": "v1",
                "digest_algorithms": [digest],
                "encap_content_info": {"content_type": "data", "content": payload},
                "certificates": [cms.CertificateChoices({"certificate": certificate})],
                "signer_infos": [info],
            }
        )


def _indefinite(signed: Any, payload: bytes) -> bytes:
    """The same SignedData in BER with indefinite lengths and the content in pieces, as streaming programs write it."""
    pieces = b"".join(
        core.OctetString(payload[start : start + _CHUNK]).dump() for start in range(0, len(payload), _CHUNK)
    )
    content = (
        _INDEFINITE_SEQUENCE
        + cms.ContentType("data").dump()
        + (_INDEFINITE_CONTENT + _INDEFINITE_OCTETS + pieces + _END + _END)
        + _END
    )
    parts = [signed[name].dump() for name in ("version", "digest_algorithms", "certificates", "signer_infos")]
    inside = _INDEFINITE_SEQUENCE + parts[0] + parts[1] + content + parts[2] + parts[3] + _END
    head = _INDEFINITE_SEQUENCE + cms.ContentType("signed_data").dump()
    envelope: bytes = head + _INDEFINITE_CONTENT + inside + _END + _END
    return envelope
