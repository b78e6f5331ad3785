"""Subscriptions to what happens in a company, and the signed notifications that come of it (CloudEvents 1.0).

Notifications are kept to be looked at; nothing is sent to anybody.
"""

from __future__ import annotations

import base64
import secrets
from collections import deque
from typing import Any, Final

import orjson
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from tuiledger.sandbox.clouds.clock import ROME, CloudClock
from tuiledger.sandbox.clouds.fattureincloud.company import Company
from tuiledger.sandbox.clouds.fattureincloud.values import Data

PREFIX: Final = "it.fattureincloud.webhooks."
ISSUER: Final = "https://api-v2.fattureincloud.it"
_SIGNED_SECONDS: Final = 3 * 3600
_PAPERS: Final = (
    "invoices", "quotes", "proformas", "receipts", "delivery_notes", "credit_notes", "orders", "work_reports",
    "supplier_orders", "self_supplier_invoices", "self_own_invoices",
)  # fmt: skip
_THINGS: Final = ("received_documents", "receipts", "taxes", "archive_documents", "cashbook", "products",
                  "entities.clients", "entities.suppliers")  # fmt: skip
_ACTS: Final = ("create", "update", "delete")
#: Events that can be subscribed to, by the word that stands for several of them.
GROUPS: Final = {
    **{f"issued_documents.all.{act}": tuple(f"issued_documents.{paper}.{act}" for paper in _PAPERS)
       for act in (*_ACTS, "email_sent")},
    **{f"entities.all.{act}": tuple(f"entities.{side}.{act}" for side in ("clients", "suppliers")) for act in _ACTS},
}  # fmt: skip
EVENTS: Final = frozenset(
    [f"{thing}.{act}" for thing in _THINGS for act in _ACTS]
    + [event for events in GROUPS.values() for event in events]
    + ["products.stock_update", "issued_documents.e_invoices.status_update", "received_documents.e_invoices.receive"]
)


class Webhooks:
    """Signs and keeps the notifications of the simulated cloud."""

    def __init__(self, clock: CloudClock, application: str) -> None:
        self._clock = clock
        self._application = application
        self._key: ec.EllipticCurvePrivateKey | None = None
        self.sent: deque[Data] = deque(maxlen=1000)

    @property
    def public_key(self) -> str:
        """The key that signatures are checked with, as the service publishes it: PEM in base64."""
        pem = self._signing_key().public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )  # fmt: skip
        return base64.b64encode(pem).decode()

    def happened(self, company: Company, event: str, ids: list[int]) -> None:
        """Notify those who subscribed to ``event``, a name without the prefix."""
        for subscription in company.subscriptions.values():
            if subscription["verified"] and PREFIX + event in subscription["types"]:
                self.sent.append(self._notification(company, subscription, PREFIX + event, ids))

    def _notification(self, company: Company, subscription: Data, event: str, ids: list[int]) -> Data:
        number, subject = secrets.token_hex(12), f"company:{company.id}"
        now = self._clock.now()
        head = {
            "specversion": "1.0", "id": number, "type": event, "source": ISSUER, "subject": subject,
            "time": now.astimezone(ROME).isoformat(timespec="seconds"),
        }  # fmt: skip
        issued = int(now.timestamp())
        claims = {
            "jti": number, "iss": ISSUER, "sub": subject, "aud": [subscription["sink"]], "iat": issued,
            "exp": issued + _SIGNED_SECONDS, "aid": self._application,
        }  # fmt: skip
        headers = {"User-Agent": "FattureInCloud/API-WEBHOOK", "Authorization": f"Bearer {self._signed(claims)}"}
        body: dict[str, Any] = {"data": {"ids": ids}}
        if subscription["config"]["mapping"] == "structured":
            headers["Content-Type"] = "application/cloudevents+json"
            body = head | body
        else:
            headers |= {"Content-Type": "application/json"} | {f"ce-{name}": value for name, value in head.items()}
        return {"sink": subscription["sink"], "headers": headers, "body": body}

    def _signed(self, claims: Data) -> str:
        """A JSON Web Token with ES256 (RFC 7518, 3.4): the two halves of the signature, 32 bytes each."""
        text = b".".join(_base64(orjson.dumps(part)) for part in ({"typ": "JWT", "alg": "ES256"}, claims))
        left, right = decode_dss_signature(self._signing_key().sign(text, ec.ECDSA(hashes.SHA256())))
        return b".".join((text, _base64(left.to_bytes(32) + right.to_bytes(32)))).decode()

    def _signing_key(self) -> ec.EllipticCurvePrivateKey:
        if self._key is None:
            self._key = ec.generate_private_key(ec.SECP256R1())
        return self._key


def _base64(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")
