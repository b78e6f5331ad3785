"""Reading what is known of documents: everything that decides where they stand, for many at once."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from tuiledger.domain.cases import Case, There
from tuiledger.domain.duplicates import Pair
from tuiledger.domain.hearing import Word, heard
from tuiledger.domain.pulls import RemoteState
from tuiledger.domain.standing import Group
from tuiledger.domain.transmissions import Content, Copy, Share, SharedName, Told
from tuiledger.store.document_reading import FROM_WHOLE, WHOLE, client_document
from tuiledger.store.history_reading import PAIRS, SPOKEN, read_pair
from tuiledger.store.moments import moment
from tuiledger.store.session import Session

_ITALY: Final = ZoneInfo("Europe/Rome")

_OF_DOCUMENTS: Final = SPOKEN.format("s.document_id {among}")
_OF_MESSAGES: Final = SPOKEN.format("m.id {among}")
_OF_SOURCES: Final = SPOKEN.format("s.id {among}")

# What may make a document stand elsewhere than its own content puts it. The sum keeps SQLite from looking through all
# documents of the company where it should look up one number.
_QUESTIONED: Final = (
    "SELECT d.id FROM document d WHERE d.id {among} AND (EXISTS (SELECT 1 FROM document o"
    " WHERE o.business_key = d.business_key AND o.id <> d.id AND o.company_id + 0 = d.company_id"
    " AND o.direction = d.direction) OR EXISTS (SELECT 1 FROM source s WHERE s.document_id = d.id AND"
    " (s.signature = 'broken' OR EXISTS (SELECT 1 FROM message m WHERE m.stem = s.stem{0})"
    " OR EXISTS (SELECT 1 FROM message m WHERE m.file_sha256 = s.file_sha256{0})))"
    " OR EXISTS (SELECT 1 FROM remote_version v JOIN connection c ON c.id > 0 JOIN remote_document r"
    " ON r.connection_id = c.id AND r.remote_company = v.remote_company AND r.kind = v.kind"
    " AND r.remote_id = v.remote_id WHERE v.document_id = d.id AND (r.document_id <> d.id OR r.state <> 'current')))"
)
_BY_ANY: Final = _QUESTIONED.replace("{0}", "")
_BY_REJECTIONS: Final = _QUESTIONED.replace("{0}", " AND (m.kind = 'NS' OR m.kind = 'NE')")
_GROUPED: Final = (
    "SELECT DISTINCT o.id FROM document d JOIN document o ON o.business_key = d.business_key"
    " AND o.company_id + 0 = d.company_id AND o.direction = d.direction WHERE d.id {among}"
)
_KEYS: Final = (
    "SELECT d.id, d.company_id, d.direction, d.business_key, d.canonical_sha256, e.date FROM document d"
    " LEFT JOIN entry e ON e.id = d.entry_id WHERE d.id {among} ORDER BY d.id"
)
_COPIES: Final = (
    "SELECT id, document_id, stem, transmission, payload_sha256, signature, file_sha256 FROM source"
    " WHERE document_id {among} ORDER BY id"
)
# Names of which the exchange system would take one file alone, and rejected one.
_REJECTED_NAMES: Final = (
    "EXISTS (SELECT 1 FROM message m WHERE m.stem = s.stem AND m.named = 1 AND (m.kind = 'NS' OR m.kind = 'NE'))"
)
# Documents of such a name, and those that a message speaks of by its name while its hash is of none that is here.
_NAMESAKES: Final = " ".join(
    (
        "SELECT o.document_id FROM source o WHERE o.stem IN",
        "(SELECT s.stem FROM source s WHERE s.document_id {among} AND", _REJECTED_NAMES, ")",
        "UNION SELECT o.document_id FROM source o WHERE o.stem IN",
        "(SELECT m.stem FROM source s JOIN message m ON m.file_sha256 = s.file_sha256 WHERE s.document_id {among})",
    )
)  # fmt: skip
_CONTENTS: Final = " ".join(
    (
        "SELECT o.id, o.document_id, o.stem, o.payload_sha256, o.transmission FROM source o",
        "WHERE coalesce(o.signature, '') <> 'broken' AND o.stem IN",
        "(SELECT s.stem FROM source s WHERE s.document_id {among} AND", _REJECTED_NAMES, ") ORDER BY o.id",
    )
)  # fmt: skip
_SAID: Final = (
    "SELECT document_id, decision FROM decision WHERE document_id {among}"
    " AND (decision = 'accepted' OR decision = 'rejected')"
)
# What was read from a cloud is asked after; what came in a file stands by itself, whatever a cloud says of it. A cloud
# document is one and the same through every connection that reaches it.
_THERE: Final = (
    "SELECT b.document_id, b.provider, b.base_url, b.remote_company, b.kind, b.remote_id, r.document_id, r.state,"
    " r.updated_at, r.seen_run, CASE WHEN c.condition <> 'paused' AND EXISTS (SELECT 1 FROM link l"
    " WHERE l.connection_id = c.id AND l.remote_id = r.remote_company AND l.state = 'linked') THEN 1 ELSE 0 END"
    " FROM (SELECT v.document_id, w.provider, coalesce(w.base_url, '') AS base_url, v.remote_company, v.kind,"
    " v.remote_id FROM remote_version v JOIN connection w ON w.id = v.connection_id WHERE v.document_id {among}"
    " UNION SELECT o.document_id, w.provider, coalesce(w.base_url, ''), o.remote_company, o.kind, o.remote_id"
    " FROM remote_document o JOIN connection w ON w.id = o.connection_id WHERE o.document_id {among}"
    " AND EXISTS (SELECT 1 FROM remote_version v WHERE v.document_id = o.document_id)) b"
    " JOIN connection c ON c.provider = b.provider AND coalesce(c.base_url, '') = b.base_url"
    " JOIN remote_document r ON r.connection_id = c.id AND r.remote_company = b.remote_company AND r.kind = b.kind"
    " AND r.remote_id = b.remote_id"
)
_TOLD: Final = (
    "SELECT m.id, m.kind, m.outcome, m.codes, m.received_at, m.text, m.sdi_id, CASE WHEN m.file_sha256 IS NOT NULL THEN"
    " CASE WHEN EXISTS (SELECT 1 FROM source h WHERE h.file_sha256 = m.file_sha256) THEN 1 ELSE 0 END END,"
    " m.file_sha256 FROM message m WHERE m.id {among}"
)


class StandingReading:
    """What can be asked of where documents stand."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def questioned(self, document_ids: Sequence[int], *, deliveries: bool = False) -> frozenset[int]:
        """Those of which more is known than their own content says: rejections, broken signatures, others alike.

        With ``deliveries``, those too that any message speaks of.
        """
        asked = _BY_ANY if deliveries else _BY_REJECTIONS
        return frozenset(row[0] for row in self._session.rows(asked, (self._session.listed(document_ids),)))

    def groups(self, document_ids: Sequence[int]) -> tuple[Group, ...]:
        """The documents with all that bear the same legal identity, and everything that is known of them."""
        if not document_ids:
            return ()
        ids = [row[0] for row in self._session.rows(_GROUPED, (self._session.listed(document_ids),))]
        listed = self._session.listed(ids)
        decisions: dict[int, dict[str, str | None]] = {}
        for document_id, said, hold_code in self._session.rows(
            "SELECT document_id, decision, hold_code FROM decision WHERE document_id {among}", (listed,)
        ):
            decisions.setdefault(document_id, {})[said] = hold_code
        whole = self._session.rows(" ".join((WHOLE + ", x.detail", FROM_WHOLE, "WHERE d.id {among}")), (listed,))
        documents = {row[0]: client_document(row, decisions.get(row[0], ())) for row in whole}
        copies, there = self._copies(ids), self._there(listed)
        cases: dict[tuple[int, str, str], list[Case]] = {}
        for document_id, *place, canonical_sha256, posted_on in self._session.rows(_KEYS, (listed,)):
            if document_id not in documents:
                # Its content is gone, which a check tells.
                continue
            cases.setdefault((place[0], place[1], place[2]), []).append(
                Case(
                    documents[document_id],
                    canonical_sha256,
                    tuple(copies.get(document_id, ())),
                    decisions.get(document_id, {}).get("file-it"),
                    date.fromisoformat(posted_on) if posted_on else None,
                    there.get(document_id, There()),
                )
            )
        pairs: dict[int, list[Pair]] = {}
        for row in self._session.rows(PAIRS + " WHERE right_id {among} ORDER BY id", (listed,)):
            pair = read_pair(row)
            pairs.setdefault(pair.right, []).append(pair)
        return tuple(
            Group(place[0], tuple(members), tuple(pair for one in members for pair in pairs.get(one.id, ())))
            for place, members in cases.items()
        )

    def spoken_of(self, message_ids: Sequence[int]) -> tuple[tuple[int, int], ...]:
        """(message id, document id) for each document that one of these messages speaks of."""
        rows = self._session.rows(_OF_MESSAGES, (self._session.listed(message_ids),) * 2)
        return tuple(sorted({(message_id, document_id) for message_id, _, document_id in rows}))

    def namesakes(self, document_ids: Sequence[int]) -> frozenset[int]:
        """Documents that came in a file of the same name, where it hangs on these what messages say of that name."""
        rows = self._session.rows(_NAMESAKES, (self._session.listed(document_ids),) * 2)
        return frozenset(row[0] for row in rows)

    def _there(self, listed: Any) -> dict[int, There]:
        """What the clouds that documents were read from say of them since."""
        words: dict[int, list[Word]] = {}
        for document_id, *of, current, state, updated_at, run_id, heeded in self._session.rows(
            _THERE, (listed, listed)
        ):
            word = Word(tuple(of), current, RemoteState(state), updated_at, run_id, bool(heeded))
            words.setdefault(document_id, []).append(word)
        return {document_id: heard(document_id, said) for document_id, said in words.items()}

    def _copies(self, document_ids: Sequence[int]) -> dict[int, list[Copy]]:
        listed = self._session.listed(document_ids)
        heard = self._heard(_OF_DOCUMENTS, document_ids)
        shares = self._shares(document_ids)
        found: dict[int, list[Copy]] = {}
        for source_id, document_id, stem, transmission, payload, signature, file_sha256 in self._session.rows(
            _COPIES, (listed,)
        ):
            intact = signature != "broken"
            share = shares.get((stem, payload)) if intact else None
            copy = Copy(stem, transmission, payload, intact, heard.get(source_id, ()), share, file_sha256)
            found.setdefault(document_id, []).append(copy)
        return found

    def _heard(self, statement: str, ids: Iterable[int]) -> dict[int, tuple[Told, ...]]:
        """What messages say of sources, by the source, in the order they came."""
        listed = self._session.listed(ids)
        spoken = self._session.rows(statement, (listed, listed))
        told = {
            message_id: Told(
                kind,
                outcome,
                tuple(codes.split()),
                _day(received_at),
                text,
                sdi_id,
                None if fits is None else bool(fits),
                file_sha256,
            )
            for message_id, kind, outcome, codes, received_at, text, sdi_id, fits, file_sha256 in self._session.rows(
                _TOLD, (self._session.listed({row[0] for row in spoken}),)
            )
        }
        messages: dict[int, list[int]] = {}
        for message_id, source_id, _ in spoken:
            messages.setdefault(source_id, []).append(message_id)
        return {source_id: tuple(told[one] for one in sorted(of_it)) for source_id, of_it in messages.items()}

    def _shares(self, document_ids: Sequence[int]) -> dict[tuple[str, str], Share]:
        """The part of each content in a rejected name that several bear, by the name and the payload."""
        rows = self._session.rows(_CONTENTS, (self._session.listed(document_ids),))
        by_name: dict[str, list[_Member]] = {}
        for source_id, document_id, stem, payload, transmission in rows:
            by_name.setdefault(stem, []).append(_Member(source_id, document_id, payload, transmission))
        contested = {stem: contents for stem, members in by_name.items() if len(contents := _contents(members)) > 1}
        if not contested:
            return {}
        members = [member for contents in contested.values() for content in contents for member in content]
        heard = self._heard(_OF_SOURCES, [member.source_id for member in members])
        said: dict[int, set[str]] = {}
        asked = self._session.listed({member.document_id for member in members})
        for document_id, decision in self._session.rows(_SAID, (asked,)):
            said.setdefault(document_id, set()).add(decision)
        found: dict[tuple[str, str], Share] = {}
        for stem, contents in contested.items():
            name = SharedName.of([_content(members, heard, said) for members in contents])
            for place, members in enumerate(contents):
                found |= {(stem, member.payload): Share(name, place) for member in members}
        return found


class _Member(NamedTuple):
    """A source of a name: its own id, the document's, the hash of the payload, and who sent it under which number."""

    source_id: int
    document_id: int
    payload: str
    transmission: str


def _contents(members: Sequence[_Member]) -> list[list[_Member]]:
    """The sources of a name, those of one content together: of one payload, or of one document."""
    first: dict[int | str, list[_Member]] = {}
    for member in members:
        of_document, of_payload = first.setdefault(member.document_id, []), first.setdefault(member.payload, [])
        if of_document is not of_payload:
            of_document += of_payload
            for joined in of_payload:
                first[joined.document_id] = first[joined.payload] = of_document
            first[member.payload] = of_document
        of_document.append(member)
    return list({id(content): content for content in first.values()}.values())


def _content(
    members: Sequence[_Member], heard: Mapping[int, tuple[Told, ...]], said: Mapping[int, set[str]]
) -> Content:
    told = dict.fromkeys(one for member in members for one in heard.get(member.source_id, ()))
    documents = sorted({member.document_id for member in members})
    words = set[str]().union(*(said.get(document_id, ()) for document_id in documents))
    said_so = sorted(documents, key=lambda document_id: "accepted" not in said.get(document_id, ()))
    word = next((word for word in ("accepted", "rejected") if word in words), None)
    return Content(tuple(told), word, tuple(said_so), len({member.transmission for member in members}))


def _day(received_at: str | None) -> datetime.date | None:
    at = moment(received_at)
    return at.astimezone(_ITALY).date() if at else None
