"""Reading what happened: imports and their outcomes, messages of the exchange system, pairs that may be one."""

from __future__ import annotations

from typing import Any, Final

import orjson

from tuiledger.domain.duplicates import Band, Pair, PairState
from tuiledger.domain.runs import FileOutcome, Outcome
from tuiledger.ports import Act, Message, RunSummary
from tuiledger.store.moments import moment, moment_of
from tuiledger.store.session import Session, Values

PAIRS: Final = (
    "SELECT left_id, right_id, company_id, band, reasons, state, decided_by, decided_at, reason, id FROM pair"
)
_MESSAGES: Final = (
    "SELECT m.kind, m.sdi_id, m.file_name, m.file_sha256, m.position, m.outcome, m.received_at, m.text,"
    " m.payload_sha256, m.ref, m.id, m.codes FROM message m"
)
# A name that the exchange system would not have given may be borne by several files: then it names none of them.
_NAMES: Final = (
    "s.stem = m.stem AND (m.named = 1 OR NOT EXISTS (SELECT 1 FROM source o"
    " WHERE o.stem = s.stem AND o.payload_sha256 <> s.payload_sha256))"
    # A message that tells the hash of a known file speaks of that content, not of another file of the same name.
    " AND (m.file_sha256 IS NULL OR NOT EXISTS (SELECT 1 FROM source h WHERE h.file_sha256 = m.file_sha256)"
    " OR EXISTS (SELECT 1 FROM source h WHERE h.file_sha256 = m.file_sha256 AND h.payload_sha256 = s.payload_sha256))"
)
_PLACED: Final = "AND (m.position IS NULL OR m.position = s.position)"

#: Which message speaks of which source, by the name or by the hash of the file.
SPOKEN: Final = " ".join(
    (
        "SELECT m.id AS message_id, s.id AS source_id, s.document_id AS document_id FROM message m JOIN source s ON",
        _NAMES, _PLACED, "WHERE {0}",
        "UNION SELECT m.id, s.id, s.document_id FROM message m JOIN source s ON s.file_sha256 = m.file_sha256",
        _PLACED, "WHERE {0}",
    )
)  # fmt: skip
_OF_DOCUMENT: Final = SPOKEN.format("s.document_id = ?")

_RUN: Final = "SELECT id, started_at, finished_at, what, files, created, already_known, refused FROM run"
_ACTS: Final = "SELECT id, at, actor, verb, subject, detail FROM act"
#: Everything that has a person's name on it; what stands elsewhere than in the log of acts has no id of its own.
_LOG: Final = " UNION ALL ".join(
    (
        _ACTS,
        # What was decided of a pair stands there; the document only remembers it.
        "SELECT 0, at, actor, 'answer', 'document:' || document_id, decision FROM decision"
        " WHERE decision <> 'different'",
        # What tried a connection stands in the log as that.
        "SELECT 0, started_at, actor, 'import', 'run:' || id, what FROM run WHERE NOT EXISTS"
        " (SELECT 1 FROM pull p WHERE p.run_id = run.id AND p.started_by = 'proof')",
        "SELECT 0, decided_at, decided_by, 'pair-' || state, 'pair:' || id, coalesce(reason, '') FROM pair"
        " WHERE decided_by IS NOT NULL AND decided_at IS NOT NULL",
        "SELECT 0, b.at, b.actor, b.what, 'batch:' || b.id, c.code || ': '"
        " || CAST((SELECT count(*) FROM entry e WHERE e.batch_id = b.id) AS TEXT)"
        " FROM batch b JOIN company c ON c.id = b.company_id",
        "SELECT 0, posted_at, actor, CASE WHEN reverses_id IS NULL THEN 'post' ELSE 'reverse' END, 'entry:' || id,"
        " description FROM entry WHERE batch_id IS NULL",
    )
)
#: The same of one document: each part keeps it where it belongs.
_DOCUMENT_ACTS: Final = (
    "SELECT id, at, actor, verb, subject, detail FROM act WHERE subject = 'document:' || CAST(? AS TEXT)"
    " UNION ALL SELECT 0, at, actor, 'answer', 'document:' || document_id, decision FROM decision WHERE document_id = ?"
    " UNION ALL SELECT 0, s.received_at, r.actor, 'import', 'run:' || r.id, s.ref"
    " FROM source s JOIN run r ON r.id = s.run_id WHERE s.document_id = ?"
    " UNION ALL SELECT 0, decided_at, decided_by, 'pair-' || state, 'pair:' || id, coalesce(reason, '') FROM pair"
    " WHERE (left_id = ? OR right_id = ?) AND decided_by IS NOT NULL AND decided_at IS NOT NULL"
    " UNION ALL SELECT 0, posted_at, actor, CASE WHEN reverses_id IS NULL THEN 'post' ELSE 'reverse' END,"
    " 'entry:' || id, description FROM entry WHERE document_id = ?"
    " ORDER BY 2 DESC, 1 DESC, 4"
)


class HistoryReading:
    """What can be asked of runs, messages and pairs."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def pairs(self, company_id: int | None, state: PairState | None = None) -> tuple[Pair, ...]:
        """Pairs of documents that may be one, newest first."""
        conditions, values = ["1 = 1"], list[object]()
        if company_id is not None:
            conditions.append("company_id = ?")
            values.append(company_id)
        if state is not None:
            conditions.append("state = ?")
            values.append(state.value)
        statement = " ".join((PAIRS, "WHERE", " AND ".join(conditions), "ORDER BY id DESC"))
        return tuple(read_pair(row) for row in self._session.rows(statement, tuple(values)))

    def pair(self, pair_id: int) -> Pair | None:
        """The pair with this id, or None."""
        row = self._session.row(PAIRS + " WHERE id = ?", (pair_id,))
        return read_pair(row) if row else None

    def messages(self, document_id: int) -> tuple[Message, ...]:
        """The messages that speak of a file the document came in, in the order they came."""
        spoken = " ".join((_MESSAGES, "WHERE m.id IN (SELECT f.message_id FROM (", _OF_DOCUMENT, ") f) ORDER BY m.id"))
        return tuple(_message(row) for row in self._session.rows(spoken, (document_id, document_id)))

    def runs(self, limit: int = 50) -> tuple[RunSummary, ...]:
        """The newest imports."""
        return tuple(_run(row) for row in self._session.rows(_RUN + " ORDER BY id DESC LIMIT ?", (limit,)))

    def run(self, run_id: int) -> RunSummary | None:
        """The import with this id, or None."""
        row = self._session.row(_RUN + " WHERE id = ?", (run_id,))
        return _run(row) if row else None

    def run_outcomes(self, run_id: int) -> tuple[FileOutcome, ...]:
        """What became of every file of an import, in the order they were met."""
        rows = self._session.rows(
            "SELECT path, member, outcome, documents, code, message, fields FROM outcome WHERE run_id = ?"
            " ORDER BY position",
            (run_id,),
        )
        return tuple(
            FileOutcome(path, member, Outcome(outcome), _values(documents), code, message, _values(fields))
            for path, member, outcome, documents, code, message, fields in rows
        )

    def acts(self, offset: int, limit: int) -> list[Act]:
        """Everything that people did, newest first, from ``offset`` on; entries posted together are one act."""
        newest = " ORDER BY 2 DESC, 1 DESC, 5 DESC LIMIT ? OFFSET ?"
        return [_act(row) for row in self._session.rows(_LOG + newest, (limit, offset))]

    def acts_on(self, subject: str, limit: int = 200) -> list[Act]:
        """What was done to a subject, such as a company's code, newest first."""
        rows = self._session.rows(_ACTS + " WHERE subject = ? ORDER BY id DESC LIMIT ?", (subject, limit))
        return [_act(row) for row in rows]

    def document_acts(self, document_id: int) -> list[Act]:
        """Everything people did with a document, newest first; only what stands in the log of acts has an id."""
        return [_act(row) for row in self._session.rows(_DOCUMENT_ACTS, (document_id,) * 6)]

    def count_acts(self) -> int:
        """How many acts there are."""
        return int(self._session.value(" ".join(("SELECT count(*) FROM (", _LOG, ") l"))))


def _values(text: str) -> tuple[Any, ...]:
    return tuple(orjson.loads(text))


def _run(row: Values) -> RunSummary:
    run_id, started, finished, *rest = row
    return RunSummary(run_id, moment_of(started), moment(finished), *rest)


def _act(row: Values) -> Act:
    act_id, at, *rest = row
    return Act(act_id, moment_of(at), *rest)


def read_pair(row: Values) -> Pair:
    """The pair of the columns of ``PAIRS``."""
    left, right, company_id, band, reasons, state, decided_by, decided_at, reason, pair_id = row
    return Pair(
        left,
        right,
        company_id,
        Band(band),
        tuple(reasons.split()),
        PairState(state),
        decided_by,
        moment(decided_at),
        reason,
        pair_id,
    )


def _message(row: Values) -> Message:
    (
        kind, sdi_id, file_name, file_sha256, position, outcome, received_at, text, payload_sha256, ref, message_id,
        codes,
    ) = row  # fmt: skip
    return Message(
        kind,
        sdi_id,
        file_name,
        file_sha256,
        position,
        outcome,
        moment(received_at),
        text,
        payload_sha256,
        ref,
        message_id,
        tuple(codes.split()),
    )
