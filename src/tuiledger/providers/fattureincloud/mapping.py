"""From a row of a list to the terms of the books."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tuiledger.domain.documents import Direction, PartyDetails
from tuiledger.domain.runs import Refusal
from tuiledger.ports.clouds import RemoteRow, Understood
from tuiledger.providers.fattureincloud.issued import is_sent, read_issued
from tuiledger.providers.fattureincloud.received import read_pending, read_received
from tuiledger.providers.fattureincloud.wire import MISSING, Issued, Pending, Received, read
from tuiledger.providers.reading import read_json

#: The lists of one side, in the order they are read.
KINDS: Final[Mapping[Direction, tuple[str, ...]]] = {
    Direction.ISSUED: ("invoice", "credit_note"),
    Direction.RECEIVED: ("expense", "passive_credit_note", "pending"),
}
#: What changes although the document does not: addresses that end after some days and hold a key, who looked at it,
#: and the stamp of the last change, which stands beside the payload.
VOLATILE: Final = (
    "url", "dn_url", "ai_url", "attachment_url", "attachment_preview_url", "preview_url", "attachment_token",
    "permanent_token", "seen_date", "is_marked", "updated_at",
)  # fmt: skip


#: What the id of a row begins with that came without one.
NAMELESS: Final = "?"
_PICTURES: Final = (".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff")


def settle(row: dict[str, Any]) -> None:
    """Take from a row what changes although the document does not."""
    for name in VOLATILE:
        row.pop(name, None)
    others = row.get("other_attachments")
    if isinstance(others, list):
        row["other_attachments"] = [other.get("filename") for other in others if isinstance(other, dict)]


def has_e_invoice(row: RemoteRow) -> bool:
    """Whether the service has the e-invoice file of a document, as far as its row tells."""
    found = read_json(row.payload)
    if not isinstance(found, dict) or row.id.startswith(NAMELESS):
        return False
    if row.kind == "pending":
        # Somebody may have uploaded a picture.
        return not str(found.get("filename") or "").lower().endswith(_PICTURES)
    if row.kind in KINDS[Direction.ISSUED]:
        return bool(found.get("e_invoice")) and is_sent(found.get("ei_status"))
    return bool(found.get("e_invoice"))


def understand(company: PartyDetails, row: RemoteRow) -> Understood:
    """A row read into the terms of the books.

    Args:
        company: the client company whose list it is.

    Raises:
        Refusal: a field that is needed is missing or not what it should be; its dotted path is in the values.
    """
    if row.id.startswith(NAMELESS):
        raise Refusal("wire", MISSING, ("id",))
    if row.kind in KINDS[Direction.ISSUED]:
        return read_issued(read(Issued, row.payload), company)
    if row.kind == "pending":
        return read_pending(read(Pending, row.payload), company)
    return read_received(read(Received, row.payload), company)
