"""Signed envelopes made with throw-away keys."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256

from asn1crypto import algos, cms, core
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

SIGNED_AT = datetime(2026, 3, 31, 10, 0, tzinfo=UTC)

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


@cache
def key(kind: str) -> Key:
    """A key that lives as long as the test run: ``rsa``, ``pss``, ``ec`` or ``ed25519``."""
    if kind == "ec":
        return ec.generate_private_key(ec.SECP256R1())
    if kind == "ed25519":
        return ed25519.Ed25519PrivateKey.generate()
    return rsa.generate_private_key(65537, 2048)


@cache
def certificate(kind: str, name: str) -> bytes:
    """A self-signed certificate in DER."""
    private = key(kind)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(SIGNED_AT)
        .not_valid_after(SIGNED_AT + timedelta(days=365))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False)
    )
    algorithm = None if isinstance(private, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    return builder.sign(private, algorithm).public_bytes(Encoding.DER)


def signed(
    content: bytes,
    *kinds: str,
    attributes: bool = True,
    detached: bool = False,
    by_key_id: bool = False,
    with_certificates: bool = True,
) -> bytes:
    """``content`` in a CMS SignedData in DER, signed once per kind of key."""
    kinds = kinds or ("rsa",)
    digest = algos.DigestAlgorithm({"algorithm": "sha256"})
    certificates = [asn1_x509.Certificate.load(certificate(kind, f"Firma {kind.upper()}")) for kind in kinds]
    infos = [
        _signer_info(content, kind, one, attributes, by_key_id) for kind, one in zip(kinds, certificates, strict=True)
    ]
    inner = {"content_type": "data"} if detached else {"content_type": "data", "content": content}
    data = cms.SignedData(
        {
            "version": "v3" if by_key_id else "v1",
            "digest_algorithms": [digest],
            "encap_content_info": inner,
            "certificates": certificates if with_certificates else [],
            "signer_infos": infos,
        }
    )
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": data}).dump())


def _signer_info(
    content: bytes, kind: str, certificate: asn1_x509.Certificate, attributes: bool, by_key_id: bool
) -> cms.SignerInfo:
    signed_attributes = cms.CMSAttributes(
        [
            {"type": "content_type", "values": ["data"]},
            {"type": "message_digest", "values": [sha256(content).digest()]},
            {"type": "signing_time", "values": [cms.Time({"utc_time": SIGNED_AT})]},
        ]
    )
    identifier = (
        cms.SignerIdentifier("subject_key_identifier", certificate.key_identifier)
        if by_key_id
        else cms.SignerIdentifier(
            "issuer_and_serial_number",
            {"issuer": certificate.issuer, "serial_number": certificate.serial_number},
        )
    )
    signature = _signature(kind, signed_attributes.dump() if attributes else content)
    info = {
        "version": "v3" if by_key_id else "v1",
        "sid": identifier,
        "digest_algorithm": {"algorithm": "sha256"},
        "signature_algorithm": _algorithm(kind),
        "signature": signature,
    }
    if attributes:
        info["signed_attrs"] = signed_attributes
    return cms.SignerInfo(info)


def _algorithm(kind: str) -> dict[str, object]:
    if kind == "pss":
        return {
            "algorithm": "rsassa_pss",
            "parameters": {
                "hash_algorithm": {"algorithm": "sha256"},
                "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": "sha256"}},
                "salt_length": 32,
            },
        }
    return {"algorithm": {"ec": "sha256_ecdsa", "ed25519": "ed25519", "rsa": "rsassa_pkcs1v15"}[kind]}


def _signature(kind: str, data: bytes) -> bytes:
    private = key(kind)
    if isinstance(private, ec.EllipticCurvePrivateKey):
        return private.sign(data, ec.ECDSA(hashes.SHA256()))
    if isinstance(private, ed25519.Ed25519PrivateKey):
        return private.sign(data)
    if kind == "pss":
        return private.sign(data, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())
    return private.sign(data, padding.PKCS1v15(), hashes.SHA256())


def indefinite(data: bytes) -> bytes:
    """The same SignedData in BER: lengths left open, the content in pieces, as stream writers make it."""
    info = cms.ContentInfo.load(data)["content"]
    content = info["encap_content_info"]["content"].native
    pieces = b"".join(core.OctetString(content[at : at + 50]).dump() for at in range(0, len(content), 50))
    inner = _open(b"\x30", cms.ContentType("data").dump() + _open(b"\xa0", _open(b"\x24", pieces)))
    fields = [info["version"].dump(), info["digest_algorithms"].dump(), inner]
    fields += [info["certificates"].dump(), info["signer_infos"].dump()]
    outer = cms.ContentType("signed_data").dump() + _open(b"\xa0", _open(b"\x30", b"".join(fields)))
    return _open(b"\x30", outer)


def _open(tag: bytes, content: bytes) -> bytes:
    return tag + b"\x80" + content + b"\x00\x00"
