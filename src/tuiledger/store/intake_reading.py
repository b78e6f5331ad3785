"""What is known already of documents and messages on their way in: one probe for all the keys of a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tuiledger.domain.documents import Direction
from tuiledger.domain.duplicates import Known, content_key
from tuiledger.store.document_reading import DIRECTIONS, STATES
from tuiledger.store.encoding import read_document
from tuiledger.store.session import Session, Values

_KNOWN: Final = (
    "SELECT d.id, d.company_id, d.direction, d.canonical_sha256, d.payload_sha256, d.business_key, d.state,"
    " (CASE WHEN d.state = 'posted' OR EXISTS (SELECT 1 FROM decision a WHERE a.document_id = d.id"
    " AND a.decision = 'accept-signature') OR EXISTS (SELECT 1 FROM source s WHERE s.document_id = d.id"
    " AND (s.signature IS NULL OR s.signature <> 'broken')) THEN 1 ELSE 0 END),"
    " d.type_code, d.kind, d.number, d.date, d.currency, x.summary, x.detail FROM document d"
    " JOIN content x ON x.document_id = d.id WHERE "
)


class IntakeReading:
    """What can be asked while documents come in."""

    _session: Session

    def known_messages(self, payload_sha256s: Sequence[str]) -> frozenset[str]:
        """Which of these payloads are messages that are kept already."""
        rows = self._session.rows(
            "SELECT payload_sha256 FROM message WHERE payload_sha256 {among}", (self._session.listed(payload_sha256s),)
        )
        return frozenset(row[0] for row in rows)

    def known_documents(self, keys: Sequence[tuple[int, Direction, str, str]]) -> Sequence[Known]:
        """Documents of the same company and side that share a canonical hash or a business key with ``keys``."""
        sides = {(company_id, direction.value) for company_id, direction, _, _ in keys}
        found: dict[int, Known] = {}
        for condition, asked in (
            ("d.canonical_sha256 {among}", {canonical for _, _, canonical, _ in keys}),
            ("d.business_key {among}", {business for _, _, _, business in keys}),
        ):
            listed = self._session.listed(asked)
            for row in self._session.rows(_KNOWN + condition, (listed,)):
                if (row[1], row[2]) in sides and row[0] not in found:
                    found[row[0]] = _known(row)
        return [found[document_id] for document_id in sorted(found)]


def _known(row: Values) -> Known:
    document_id, company_id, direction, canonical_sha256, payload_sha256, business_key, state, trusted, *content = row
    document = read_document(*content)
    return Known(
        document_id,
        company_id,
        DIRECTIONS[direction],
        canonical_sha256,
        payload_sha256,
        business_key,
        document.date,
        content_key(document),
        STATES[state],
        bool(trusted),
        document.total_shown,
        document.of_cloud,
    )
