"""The books against the reference ledger, through any sequence of what a studio does.

The numbers are those of the invariants of posting: 1 balance, 2 trial balance, 3 sums, 4 nothing changes, 5 reversals,
6 once, 7 replay, 8 protocols, 10 locks, 11 chain, 12 all or nothing, 13 VAT, 19 order, 21 lineage, 22 undo,
23 companies. 13, 15, 16 and 20 are proven of the domain alone too (tests/domain).
"""

from __future__ import annotations

import datetime
import itertools
import os
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import ClassVar

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from tests.properties.reference import TODAY, Books, Paper
from tests.properties.studio import FIRMS, Studio, failing_after, new_folder

from tuiledger.domain.journal import JournalEntry
from tuiledger.domain.runs import Refusal
from tuiledger.ports import StoreError

THOROUGH = bool(os.environ.get("TUILEDGER_THOROUGH"))
EXAMPLES, STEPS = (150, 40) if THOROUGH else (8, 20)

DAYS = st.dates(datetime.date(2026, 1, 1), TODAY)
ROWS = st.lists(
    st.tuples(st.integers(1, 99_999), st.sampled_from((2200, 1000, 400))),
    min_size=1,
    max_size=2,
    unique_by=lambda r: r[1],
).map(tuple)
PAPERS = st.builds(
    lambda company, side, number, day, rows, split: Paper(
        company, side[0], side[1], number, day, rows, split and side[1] != "TD16"
    ),
    st.sampled_from(sorted(FIRMS)),
    st.sampled_from([(True, "TD01"), (True, "TD04"), (False, "TD01"), (False, "TD04"), (False, "TD16")]),
    st.integers(1, 4),
    DAYS,
    ROWS,
    st.booleans(),
)
COMPANIES = st.sampled_from(sorted(FIRMS))


class StudioAtWork(RuleBasedStateMachine):
    """Whatever people do, in whatever order, the store holds what the reference holds."""

    #: A failure uses up no ids, so that the reference can count them; numbers and protocols never have gaps.
    ids_without_gaps: ClassVar[bool] = True

    def __init__(self) -> None:
        super().__init__()
        self._folder = new_folder()
        folder = Path(self._folder.name)
        self.studio = Studio(self.place_of(folder, "first"), folder / "in")
        self.books = Books()
        self.seen: dict[int, JournalEntry] = {}
        self.batches: list[int] = []

    def place_of(self, folder: Path, name: str) -> str:
        """Where fresh books go."""
        return str(folder / f"{name}.db")

    @rule(paper=PAPERS, envelope=st.booleans())
    def receive(self, paper: Paper, envelope: bool) -> None:
        assert self.studio.act("receive", paper, envelope) == self.books.receive(paper)

    @precondition(lambda self: self.books.documents)
    @rule(data=st.data(), envelope=st.booleans())
    def deliver_again(self, data: st.DataObject, envelope: bool) -> None:
        number = data.draw(st.sampled_from(sorted(self.books.documents)))
        assert self.studio.act("receive", self.books.documents[number].paper, envelope) == ("already_known", number)

    @rule(company=COMPANIES)
    def post(self, company: int) -> None:
        result = self.studio.act("post", company)
        batch = result.batch_id or 0
        assert [posted.document_id for posted in result.posted] == self.books.post(company, batch)
        assert [posted.created for posted in result.posted] == [True] * len(result.posted)
        self.batches += [batch] if batch else []
        # 6: what is posted is posted once.
        assert self.studio.act("post", company).posted == ()

    @precondition(lambda self: "posted" in self.studio.states().values())
    @rule(data=st.data())
    def post_again(self, data: st.DataObject) -> None:
        posted = [number for number, document in self.books.documents.items() if document.state == "posted"]
        number = data.draw(st.sampled_from(posted))
        document = self.books.documents[number]
        (again,) = self.studio.act("post", document.paper.company, number).posted
        assert (again.entry_id, again.created) == (document.entry, False)

    @precondition(lambda self: self.books.entries)
    @rule(data=st.data())
    def reverse(self, data: st.DataObject) -> None:
        left = sorted(set(self.books.entries) - self.books.reversed())
        entry = data.draw(st.sampled_from(left))
        if self.books.can_reverse(entry):
            self.studio.act("reverse", entry)
            self.books.reverse(entry)
        elif self.ids_without_gaps:
            with pytest.raises((StoreError, Refusal)):
                self.studio.reverse(entry)

    @precondition(lambda self: self.batches)
    @rule(data=st.data())
    def undo_a_batch(self, data: st.DataObject) -> None:
        batch = data.draw(st.sampled_from(self.batches))
        gone = self.books.reversed()
        entries = [n for n, entry in self.books.entries.items() if entry.batch == batch and n not in gone]
        if entries:
            assert self.studio.act("reverse_batch", batch) == len(entries)
            for entry in reversed(entries):
                self.books.reverse(entry)

    @rule(company=COMPANIES, day=st.sampled_from((None, *(datetime.date(2026, m, 1) for m in (1, 2, 3)), TODAY)))
    def lock(self, company: int, day: datetime.date | None) -> None:
        self.studio.act("lock", company, day)
        self.books.lock(company, day)

    @precondition(lambda self: self.books.pairs)
    @rule(data=st.data(), state=st.sampled_from(("same", "different")))
    def decide(self, data: st.DataObject, state: str) -> None:
        pair = data.draw(st.sampled_from(sorted(self.books.pairs)))
        left, right, before = self.books.pairs[pair]
        there = [self.books.documents[number] for number in (left, right)]
        if before == "lapsed" or (state == "same" and all(document.entry for document in there)):
            return
        if before != "open":
            if all(document.entry for document in there):
                return
            if before == "different" and any(document.state == "void" for document in there):
                return
            state = "open"
        self.studio.act("decide", pair, state)
        self.books.decide(pair, state)

    @precondition(lambda self: self.ids_without_gaps)
    @rule(company=COMPANIES, statements=st.integers(0, 12))
    def fail_in_the_middle_of_posting(self, company: int, statements: int) -> None:
        before = self.studio.states(), self.studio.balances(), self.studio.printed()
        with failing_after(statements):
            try:
                result = self.studio.post(company)
            except StoreError:
                result = None
        if result is None:
            # 12: all or nothing.
            assert (self.studio.states(), self.studio.balances(), self.studio.printed()) == before
        else:
            self.studio.done.append(("post", (company,)))
            self.batches += [result.batch_id] if result.batch_id else []
            assert [p.document_id for p in result.posted] == self.books.post(company, result.batch_id or 0)

    @invariant()
    def documents_stand_where_they_must(self) -> None:
        states = {number: document.state for number, document in self.books.documents.items()}
        assert self.studio.states() == states
        counted = self.studio.counted()
        for company in FIRMS:
            for state in ("ready", "held", "posted", "void"):
                there = [d for d in self.books.documents.values() if (d.paper.company, d.state) == (company, state)]
                assert counted[company, state] == len(there)

    @invariant()
    def balances_and_registers_are_the_references_1_2_3_5_8_10_13_22_23(self) -> None:
        assert self.studio.balances() == {place: amount for place, amount in self.books.balances.items() if amount}
        assert self.studio.printed() == self.books.printed
        for day in (datetime.date(2026, 2, 1), TODAY):
            at = self.studio.balances(day)
            assert sum(at.values()) == 0

    @invariant()
    def nothing_posted_ever_changes_4_21(self) -> None:
        entries = self.studio.entries()
        assert len(entries) == len(self.books.entries)
        for number, before in self.seen.items():
            now = entries[number]
            assert (now.plan, now.hash, now.number, now.protocols) == (
                before.plan, before.hash, before.number, before.protocols,
            )  # fmt: skip
        for number, expected in self.books.entries.items():
            entry = entries[number]
            assert sum(line.amount for line in entry.plan.lines) == 0
            assert (entry.plan.document_id, entry.plan.date, entry.plan.reverses_id) == (
                expected.document, expected.day, expected.reverses,
            )  # fmt: skip
        self.seen = entries

    def teardown(self) -> None:
        folder = Path(self._folder.name)
        assert self.studio.violations() == []
        # 7: the same acts in the same order give the same books, to the last hash.
        again = Studio(self.place_of(folder, "second"), folder / "again")
        for name, arguments in self.studio.done:
            again.act(name, *arguments)
        hashes = {number: entry.hash for number, entry in again.entries().items()}
        assert hashes == {number: entry.hash for number, entry in self.studio.entries().items()}
        again.store.close()
        self.studio.store.close()
        self._folder.cleanup()


SETTINGS = settings(max_examples=EXAMPLES, stateful_step_count=STEPS, suppress_health_check=list(HealthCheck))


class OnPostgresql(StudioAtWork):
    """The same on a server; every example has a schema of its own."""

    ids_without_gaps: ClassVar[bool] = False
    server: ClassVar[str] = ""
    schemas: ClassVar[Iterator[int]] = itertools.count(1)

    def place_of(self, folder: Path, name: str) -> str:
        schema = f"machine_{os.getpid()}_{next(self.schemas)}"
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {schema}".encode())
        return f"{self.server}{'&' if '?' in self.server else '?'}options=-csearch_path%3D{schema}"


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("database", ["sqlite", *(["postgresql"] if THOROUGH else [])])
def test_the_books_hold_what_the_reference_holds(database: str, request: pytest.FixtureRequest) -> None:
    if database == "sqlite":
        run_state_machine_as_test(StudioAtWork, settings=SETTINGS)
    else:
        OnPostgresql.server = request.getfixturevalue("server")
        run_state_machine_as_test(OnPostgresql, settings=settings(SETTINGS, max_examples=EXAMPLES // 5))


def _independent(papers: list[Paper]) -> list[Paper]:
    return [paper._replace(number=place) for place, paper in enumerate(papers, 1)]


@settings(max_examples=100 if THOROUGH else 8)
@given(st.lists(PAPERS, min_size=2, max_size=6).map(_independent), st.randoms(use_true_random=False))
def test_the_order_of_independent_documents_changes_no_balance_invariant_19(papers: list[Paper], rng: Random) -> None:
    found = []
    for order in (papers, rng.sample(papers, len(papers))):
        with new_folder() as folder:
            studio = Studio(str(Path(folder) / "books.db"), Path(folder) / "in")
            for paper in order:
                studio.receive(paper, False)
            for company in FIRMS:
                studio.post(company)
            totals = {
                place: (sum(t for t, _ in rows), sum(t for _, t in rows)) for place, rows in studio.printed().items()
            }
            found.append((studio.balances(), totals))
            studio.store.close()
    assert found[0] == found[1]
