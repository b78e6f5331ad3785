"""The signatures of a CMS envelope, checked for integrity (RFC 5652, 5.4 and 5.6)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, NamedTuple

from tuiledger.text.clean import clean_line

#: Digests that a signature of an e-invoice may use; older ones are named but not calculated with.
_DIGESTS: Final = frozenset({"sha1", "sha224", "sha256", "sha384", "sha512"})


class Signature(NamedTuple):
    """One signature: whose it says it is, and whether the content is what was signed.

    ``digest_ok`` and ``signature_ok`` are None where they cannot be checked: an algorithm unknown here, no certificate.
    """

    signer: str
    signed_at: datetime | None
    digest_ok: bool | None
    signature_ok: bool | None
    algorithm: str


def check_signatures(signed: Any, content: bytes) -> list[Signature]:
    """The signatures of an ``asn1crypto`` SignedData over ``content``; it never raises."""
    signers = _attempt([], list, signed["signer_infos"])
    return [_check_signature(signed, info, content) for info in signers]


def _attempt(otherwise: Any, step: Callable[..., Any], *arguments: Any) -> Any:
    """What ``step`` gives, or ``otherwise`` where the envelope is too odd for it: an oddity is not a verdict."""
    try:
        return step(*arguments)
    except Exception:  # the ASN.1 reader meets odd bytes with errors of many kinds, none of them documented
        return otherwise


def _check_signature(signed: Any, info: Any, content: bytes) -> Signature:
    certificate = _attempt(None, _certificate, signed, info)
    attributes = _attempt({}, _attributes, info)
    digest = _attempt("", _digest, info)
    digest_ok, signature_ok = _checked(info, certificate, attributes, digest, content)
    signed_at = attributes.get("signing_time")
    return Signature(
        signer=_attempt("", _signer, certificate),
        signed_at=signed_at if isinstance(signed_at, datetime) else None,
        digest_ok=digest_ok,
        signature_ok=signature_ok,
        algorithm=_attempt(digest, _algorithm, info, digest),
    )


def _digest(info: Any) -> str:
    return str(info["digest_algorithm"]["algorithm"].native)[:40]


def _certificate(signed: Any, info: Any) -> Any:
    """The certificate that the signer's identifier names; None when the envelope does not hold it."""
    name, wanted = info["sid"].name, info["sid"].chosen
    for choice in signed["certificates"]:
        if choice.name != "certificate":
            continue
        certificate = choice.chosen
        if name == "subject_key_identifier":
            if certificate.key_identifier == wanted.native:
                return certificate
        elif certificate.serial_number == wanted["serial_number"].native and certificate.issuer == wanted["issuer"]:
            return certificate
    return None


def _attributes(info: Any) -> dict[str, Any]:
    """The signed attributes, each with its first value."""
    return {one["type"].native: one["values"][0].native for one in info["signed_attrs"]}


def _signer(certificate: Any) -> str:
    if certificate is None:
        return ""
    names = certificate.subject.native
    name = names.get("common_name") or names.get("organization_name") or ""
    return clean_line(str(name), 120)


def _algorithm(info: Any, digest: str) -> str:
    return f"{info['signature_algorithm'].signature_algo} {digest}"[:60]


def _checked(
    info: Any, certificate: Any, attributes: dict[str, Any], digest: str, content: bytes
) -> tuple[bool | None, bool | None]:
    """Whether the content has the digest that was signed, and whether the signature is the key's."""
    if digest not in _DIGESTS:
        return None, None
    digest_ok: bool | None = None
    signed_bytes = [content]
    if attributes:
        expected = attributes.get("message_digest")
        digest_ok = hashlib.new(digest, content, usedforsecurity=False).digest() == expected
        signed_bytes = _attempt([], _signed_attributes, info)
    if certificate is None or not signed_bytes:
        return digest_ok, None
    verdicts = [_attempt(None, _verified, info, certificate, digest, data) for data in signed_bytes]
    signature_ok = True if True in verdicts else (None if None in verdicts else False)
    # Without attributes the signature is over the content itself and speaks for both.
    return (digest_ok if attributes else signature_ok), signature_ok


def _signed_attributes(info: Any) -> list[bytes]:
    """The bytes under the signature: the attributes as a SET, as they stand and, should that differ, in DER."""
    plain = info["signed_attrs"].untag()
    written = plain.dump()
    strict = plain.copy().dump(force=True)
    return [written] if strict == written else [written, strict]


def _verified(info: Any, certificate: Any, digest: str, data: bytes) -> bool | None:
    """Whether the certificate's key made the signature over ``data``; None for a kind of key that is not known here."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    key = load_der_public_key(certificate["tbs_certificate"]["subject_public_key_info"].dump())
    signature = info["signature"].native
    kind = info["signature_algorithm"].signature_algo
    try:
        if isinstance(key, rsa.RSAPublicKey) and kind == "rsassa_pss":
            options = info["signature_algorithm"]["parameters"]
            mask = _hash(options["mask_gen_algorithm"]["parameters"]["algorithm"].native)
            pss = padding.PSS(padding.MGF1(mask), int(options["salt_length"].native))
            key.verify(signature, data, pss, _hash(options["hash_algorithm"]["algorithm"].native))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, data, padding.PKCS1v15(), _hash(_signature_hash(info, digest)))
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, data, ec.ECDSA(_hash(_signature_hash(info, digest))))
        elif isinstance(key, ed25519.Ed25519PublicKey | ed448.Ed448PublicKey):
            key.verify(signature, data)
        else:
            return None
    except InvalidSignature:
        return False
    return True


def _signature_hash(info: Any, digest: str) -> str:
    """The hash that the signature algorithm names, or the digest where it names none (plain rsaEncryption)."""
    return str(_attempt(digest, getattr, info["signature_algorithm"], "hash_algo"))


def _hash(name: str) -> Any:
    from cryptography.hazmat.primitives import hashes

    known: dict[str, type[hashes.SHA1 | hashes.SHA224 | hashes.SHA256 | hashes.SHA384 | hashes.SHA512]] = {
        "sha1": hashes.SHA1,
        "sha224": hashes.SHA224,
        "sha256": hashes.SHA256,
        "sha384": hashes.SHA384,
        "sha512": hashes.SHA512,
    }
    return known[name]()
