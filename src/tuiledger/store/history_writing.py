"""Writing down what happens: imports and their outcomes, messages, and what people did."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import orjson

from tuiledger.domain.identifiers import file_stem
from tuiledger.domain.runs import FileOutcome, Outcome
from tuiledger.domain.transmissions import is_sdi_name
from tuiledger.ports import Message
from tuiledger.store.moments import moment_text
from tuiledger.store.session import Session, Values

_ADD_OUTCOME: Final = (
    "INSERT INTO outcome (run_id, position, path, member, outcome, documents, code, message, fields)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_ADD_MESSAGE: Final = (
    "INSERT INTO message (id, kind, sdi_id, file_name, file_sha256, position, outcome, received_at, text,"
    " payload_sha256, ref, codes, stem, named) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


class HistoryWriting:
    """What can be added to the record of what happened."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def start_run(self, what: str, at: datetime, actor: str) -> int:
        """Begin an import and give its id."""
        (run_id,) = self._session.new_ids("run", 1)
        self._session.run(
            "INSERT INTO run (id, what, actor, started_at, files, created, already_known, refused)"
            " VALUES (?, ?, ?, ?, 0, 0, 0, 0)",
            (run_id, what, actor, moment_text(at)),
        )
        return run_id

    def add_outcomes(self, run_id: int, outcomes: Sequence[FileOutcome]) -> None:
        """Add what became of files, behind what the run has already."""
        first = self._session.value("SELECT files FROM run WHERE id = ?", (run_id,))
        self._session.many(
            _ADD_OUTCOME,
            [
                (run_id, position, path, member, outcome.value, _json(documents), code, message, _json(values))
                for position, (path, member, outcome, documents, code, message, values) in enumerate(outcomes, first)
            ],
        )
        counts = [sum(item.outcome is outcome for item in outcomes) for outcome in Outcome]
        self._session.run(
            "UPDATE run SET files = files + ?, created = created + ?, already_known = already_known + ?,"
            " refused = refused + ? WHERE id = ?",
            (len(outcomes), *counts, run_id),
        )

    def finish_run(self, run_id: int, at: datetime) -> None:
        """Note that an import has ended."""
        self._session.run("UPDATE run SET finished_at = ? WHERE id = ?", (moment_text(at), run_id))

    def add_messages(self, messages: Sequence[Message]) -> list[int]:
        """Keep messages and give their ids; one that is there already gives the id it has."""
        listed = self._session.listed({message.payload_sha256 for message in messages})
        ids: dict[str, int] = {
            sha256: message_id
            for message_id, sha256 in self._session.rows(
                "SELECT id, payload_sha256 FROM message WHERE payload_sha256 {among}", (listed,)
            )
        }
        new = {message.payload_sha256: message for message in messages if message.payload_sha256 not in ids}
        if new:
            fresh = self._session.new_ids("message", len(new))
            rows = [(given, *_columns(message)) for given, message in zip(fresh, new.values(), strict=True)]
            self._session.many(_ADD_MESSAGE, rows)
            ids.update(zip(new, fresh, strict=True))
        return [ids[message.payload_sha256] for message in messages]

    def record_act(self, at: datetime, actor: str, verb: str, subject: str, detail: str) -> None:
        """Write down who did what to what."""
        (act_id,) = self._session.new_ids("act", 1)
        self._session.run(
            "INSERT INTO act (id, at, actor, verb, subject, detail) VALUES (?, ?, ?, ?, ?, ?)",
            (act_id, moment_text(at), actor, verb, subject, detail),
        )


def _json(values: tuple[object, ...]) -> str:
    return orjson.dumps(values).decode()


def _columns(message: Message) -> Values:
    stem = file_stem(message.file_name) if message.file_name else None
    return (
        message.kind,
        message.sdi_id,
        message.file_name,
        message.file_sha256,
        message.position,
        message.outcome,
        moment_text(message.received_at) if message.received_at else None,
        message.text,
        message.payload_sha256,
        message.ref,
        " ".join(message.codes),
        stem,
        int(stem is not None and is_sdi_name(stem)),
    )
