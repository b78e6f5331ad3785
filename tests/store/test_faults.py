"""All or nothing: whatever fails, and whoever else is at work."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine
from tests.builders import NOW, TODAY, FixedClock, a_document, intake, new_company, posting_of

from tuiledger.domain.documents import State
from tuiledger.domain.journal import reversal
from tuiledger.ports import DocumentFilter, EntryFilter, Posting, StoreError, Writer
from tuiledger.store import SqlStore, open_store
from tuiledger.store.session import Session

TABLES = (
    "entry",
    "entry_line",
    "register_row",
    "vat_row",
    "sequence",
    "tally",
    "document",
    "activity",
    "source",
    "party",
)


class Fault(Exception):
    """What breaks in the middle of a unit of work."""


def everything(store: SqlStore) -> list[object]:
    """All rows of the tables that a batch touches."""
    with store.reading() as reader:
        return [
            sorted(map(repr, reader._session.rows(f"SELECT * FROM {table}")))  # noqa: S608
            for table in TABLES
        ]


def failing_at(step: int, work: Callable[[], None]) -> bool:
    """Do ``work`` and let its statement number ``step`` fail; says whether there was such a statement."""
    left = [step]

    def count(*_: Any) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise Fault

    do = Session._do

    def counted(session: Session, *asked: Any) -> Any:
        count()
        return do(session, *asked)

    event.listen(Engine, "before_cursor_execute", count)
    event.listen(Engine, "commit", count)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Session, "_do", counted)
            work()
    except Fault:
        return True
    finally:
        event.remove(Engine, "before_cursor_execute", count)
        event.remove(Engine, "commit", count)
    return False


def test_a_fault_at_any_statement_of_a_batch_leaves_the_books_as_they_were(store: SqlStore) -> None:
    company = new_company(store)
    with store.writing("fill") as work:
        numbers = intake(work, company, [a_document(str(n)) for n in range(6)])
        (posted,) = work.post([posting_of(work, company, numbers[0])], NOW, "anna")
        entry = work.entry(posted.entry_id)
        assert entry is not None
        undo = Posting(reversal(entry, TODAY, "wrong"), "reversal:1")
        batch = [undo, *(posting_of(work, company, number) for number in numbers[1:5])]

    def post() -> None:
        with store.writing("batch") as writer:
            intake(writer, company, [a_document("more")])
            writer.post(batch, NOW, "anna")
            writer.set_state([(numbers[5], State.VOID, None)])

    before = everything(store)
    step = 1
    while failing_at(step, post):
        assert everything(store) == before, f"statement {step}"
        step += 1
    assert step > 20
    assert everything(store) != before
    with store.reading() as reader:
        assert reader.count_entries(EntryFilter()) == 6
        # What the batch did to the last document, no service does.
        assert {violation.code for violation in reader.check(deep=True)} == {"standing"}


def _post_all(place: str, company_id: int, start: Any, answers: Any) -> None:
    """One of several programs that post the same documents, a few at a time."""
    store = open_store(place, create=False, clock=FixedClock(), patience=60)
    start.wait()
    made = 0
    with store.reading() as reader:
        company = reader.companies()[0]
        numbers = [one.id for one in reader.to_post(company_id, limit=1000)]
    for first in range(0, len(numbers), 20):
        with store.writing("post") as work:
            page = numbers[first : first + 20]
            ready = [one.id for one in work.to_post(company_id, page) if one.state is not State.POSTED]
            made += sum(one.created for one in work.post(_postings(work, company, ready), NOW, "anna"))
    answers.put(made)
    store.close()


def _postings(work: Writer, company: Any, numbers: list[int]) -> list[Posting]:
    return [posting_of(work, company, number) for number in numbers]


def test_programs_that_post_the_same_documents_post_each_once(store: SqlStore, place: str) -> None:
    company = new_company(store)
    with store.writing("fill") as work:
        intake(work, company, [a_document(str(n)) for n in range(200)])
    context = multiprocessing.get_context("spawn")
    start, answers = context.Barrier(4), context.Queue()
    programs = [context.Process(target=_post_all, args=(place, company.id, start, answers)) for _ in range(4)]
    for program in programs:
        program.start()
    made = [answers.get(timeout=90) for _ in programs]
    for program in programs:
        program.join()
    with store.reading() as reader:
        entries = reader.entries(EntryFilter(), limit=1000)
        assert sorted(entry.number for entry in entries) == list(range(1, 201))
        assert reader.count_documents(DocumentFilter(company.id, State.POSTED)) == 200
        assert list(reader.check(deep=True)) == []
    assert sum(made) == 200


def _keys_at_once(place: str, postings: list[Posting], start: Any, answers: Any) -> None:
    store = open_store(place, create=False, clock=FixedClock(), patience=60)
    start.wait()
    try:
        with store.writing("post") as work:
            answers.put([one.created for one in work.post(postings, NOW, "anna")])
    except StoreError as error:
        answers.put(error.code)
    store.close()


def test_one_plan_posted_by_two_programs_at_once_is_made_by_one(store: SqlStore, place: str) -> None:
    company = new_company(store)
    with store.writing("fill") as work:
        numbers = intake(work, company, [a_document(str(n)) for n in range(10)])
        postings = [posting_of(work, company, number) for number in numbers]
    context = multiprocessing.get_context("spawn")
    start, answers = context.Barrier(2), context.Queue()
    programs = [context.Process(target=_keys_at_once, args=(place, postings, start, answers)) for _ in range(2)]
    for program in programs:
        program.start()
    given = [answers.get(timeout=60) for _ in programs]
    for program in programs:
        program.join()
    assert sorted(given) == [[False] * 10, [True] * 10]


def _die_inside(place: str, number: int) -> None:
    store = open_store(place, create=False, clock=FixedClock())
    with store.writing("post") as work:
        company = work.companies()[0]
        work.post([posting_of(work, company, number)], NOW, "anna")
        os.kill(os.getpid(), signal.SIGKILL)


def test_a_program_killed_inside_a_unit_of_work_leaves_nothing_and_holds_nobody_up(store: SqlStore, place: str) -> None:
    company = new_company(store)
    with store.writing("fill") as work:
        (number,) = intake(work, company, [a_document()])
    program = multiprocessing.get_context("spawn").Process(target=_die_inside, args=(place, number))
    program.start()
    program.join()
    assert program.exitcode == -signal.SIGKILL
    with store.writing("post") as work:
        assert work.count_entries(EntryFilter()) == 0
        (posted,) = work.post([posting_of(work, company, number)], NOW, "anna")
    assert posted.number == 1


def test_a_server_that_drops_the_connection_is_told_and_the_next_unit_of_work_goes_on(
    postgresql: str, clock: FixedClock
) -> None:
    import psycopg

    store = open_store(postgresql, create=True, clock=clock)
    company = new_company(store)
    with pytest.raises(StoreError) as told, store.writing("intake") as work:
        backend = work._session.value("SELECT pg_backend_pid()")
        with psycopg.connect(postgresql, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", (backend,))
        intake(work, company, [a_document()])
    assert told.value.code == "unreachable"
    with store.writing("again") as work:
        intake(work, company, [a_document()])
    store.close()
