"""Documents that do not stand where all that is known of them puts them: told by a check, never repaired."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tuiledger.domain.cases import Case, refused
from tuiledger.domain.documents import State
from tuiledger.domain.posting import PostingRules
from tuiledger.domain.standing import joined, look
from tuiledger.domain.transmissions import is_tampered
from tuiledger.domain.wording import N_
from tuiledger.ports import Violation
from tuiledger.store.company_reading import CompanyReading
from tuiledger.store.session import Session
from tuiledger.store.standing_reading import StandingReading

#: Documents looked at in one go.
_STEP: Final = 500

#: Posted documents of which a rejection speaks, and those that came in a file changed after it was signed.
_DOUBTED: Final = (
    "SELECT d.id FROM document d WHERE d.state = 'posted' AND d.id IN ("
    "SELECT s.document_id FROM source s JOIN message m ON m.stem = s.stem WHERE m.kind IN ('NS', 'NE')"
    " UNION SELECT s.document_id FROM source s JOIN message m ON m.file_sha256 = s.file_sha256"
    " WHERE m.kind IN ('NS', 'NE') UNION SELECT document_id FROM source WHERE signature = 'broken') ORDER BY d.id"
)


def posted_in_doubt(session: Session) -> Iterator[Violation]:
    """Documents in the books that the exchange system rejected, or that came in no intact file and nobody accepted."""
    ids = [row[0] for row in session.rows(_DOUBTED)]
    for start in range(0, len(ids), _STEP):
        page = ids[start : start + _STEP]
        for group in StandingReading(session).groups(page):
            for case in joined(group).cases:
                if case.id in page:
                    yield from _doubts(case)


def _doubts(case: Case) -> Iterator[Violation]:
    against = refused(case)
    if against.why is not None and against.asks is None:
        yield Violation(
            "rejected-document",
            N_("Document {} was rejected by the exchange system and is still posted: reverse its entry"),
            (str(case.id),),
        )
    if is_tampered(case.copies) and "accept-signature" not in case.document.decisions:
        yield Violation(
            "broken-posted",
            N_("Document {} is posted, but every file it came in was changed after it was signed"),
            (str(case.id),),
        )


def misplaced(session: Session) -> Iterator[Violation]:
    """Documents whose state or hold is not what follows from everything that is known of them."""
    reading, companies = StandingReading(session), CompanyReading(session)
    rules: dict[int, PostingRules] = {}
    last = 0
    while True:
        page = [row[0] for row in session.rows("SELECT id FROM document WHERE id > ? ORDER BY id LIMIT ?",
                                               (last, _STEP))]  # fmt: skip
        if not page:
            return
        last = page[-1]
        wanted = set(page)
        for group in reading.groups(page):
            if group.company_id not in rules:
                rules[group.company_id] = companies.rules(group.company_id)
            standings = look(group, rules[group.company_id]).standings
            for document in (case.document for case in group.cases if case.id in wanted):
                there = _shown(document.state, document.hold.code if document.hold else None)
                state, hold, _ = standings[document.id]
                due = _shown(state, hold.code if hold else None)
                if there != due:
                    yield Violation(
                        "standing",
                        N_("Document {} is {}, but what is known of it says {}"),
                        (str(document.id), there, due),
                    )


def _shown(state: State, code: str | None) -> str:
    return f"{state.value} ({code})" if code else state.value
