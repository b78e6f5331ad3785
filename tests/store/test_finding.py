"""Lists narrowed, ordered and read by ids: both databases answer as the program does over records in memory."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.builders import ALFA, NOW, FixedClock, a_document, a_source, intake, new_company, posting_of
from tests.services.find.strategies import AMOUNTS, CODES, DAYS, WORDS, queries

from tuiledger.domain.documents import Direction, Document, Hold, Kind, PartyDetails, State, VatSummary
from tuiledger.domain.identifiers import code_key, name_key
from tuiledger.domain.journal import Journal
from tuiledger.domain.money import comparable
from tuiledger.ports import (
    Condition,
    DocumentFilter,
    DocumentRow,
    EntryFilter,
    EntryRow,
    Order,
    Reader,
    Sign,
    Span,
    Writer,
)
from tuiledger.services.find import DOCUMENT_FIELDS, ENTRY_FIELDS, Query, matches
from tuiledger.store import SqlStore

CLIENTS = ("ALFA", "beta", "GA-MMA")
CURRENCIES = ("EUR", "EUR", "JPY", "TND", "CLF", "eur", "???")
NUMBERS = ("1", "12/A", "12-a", "0012", "9", "10", "²", "12 | A", "", "é/1", "123456789012345678901", "A9")
HOLDS = ("totals-differ", "TOTALS-DIFFER", "à")
#: Moments about midnight, of the days that are asked for.
MOMENTS = st.datetimes(datetime.datetime(2025, 11, 28), datetime.datetime(2026, 2, 3), timezones=st.just(datetime.UTC))
#: One set of books serves many examples: each is undone.
SHARED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


class Drawn(NamedTuple):
    """A document with everything that lists know of it."""

    client: str
    direction: Direction
    state: State
    hold: str
    received: datetime.date | None
    arrived: datetime.datetime | None
    document: Document

    @property
    def identity(self) -> tuple[object, ...]:
        """What may be in the books only once."""
        return self.client, self.direction, self.document.number, self.document.date, self.document.total


@st.composite
def documents(draw: st.DrawFn) -> Drawn:
    """Any document of any client."""
    name = " ".join(draw(st.lists(st.sampled_from([*WORDS, "a | b"]), max_size=3)))
    document = a_document(
        draw(st.sampled_from(NUMBERS)),
        type_code=draw(st.sampled_from(["TD01", "TD04", "td04", "TD17", "à"])),
        seller=PartyDetails(name, "IT", "99900010010"),
        date=draw(DAYS),
        rows=(VatSummary(0, "N1", draw(AMOUNTS), 0),),
        currency=draw(st.sampled_from(CURRENCIES)),
    )
    state = draw(st.sampled_from([State.READY, State.HELD, State.VOID, State.FILED]))
    direction = draw(st.sampled_from(Direction))
    client, hold, received = draw(st.sampled_from(CLIENTS)), draw(st.sampled_from(HOLDS)), draw(st.none() | DAYS)
    return Drawn(client, direction, state, hold, received, draw(st.none() | MOMENTS), document)


def take(work: Writer, drawn: Drawn) -> None:
    """Add a document to the books."""
    code, direction, state, hold, received, arrived, document = drawn
    company = work.company(code)
    assert company is not None
    if direction is Direction.ISSUED:
        document = document._replace(seller=document.buyer, buyer=document.seller)
    hold_of = Hold(hold, "because") if state is State.HELD else None
    ids = intake(work, company, [document], direction=direction, state=state, hold=hold_of)
    if received:
        work.set_received_on(ids, received)
    if arrived:
        file = a_source(document, "/in/first.xml")._replace(received_at=arrived)
        work.add_sources([(number, file) for number in ids])


def came_in(work: Reader, row: DocumentRow) -> datetime.datetime:
    """When the first file of a document was brought in."""
    return min(source.received_at for source in work.sources(row.id))


def record(work: Writer, row: DocumentRow) -> tuple[dict[str, object], str]:
    """What :func:`matches` is given for a row."""
    whole = work.document(row.id)
    assert whole is not None
    values: dict[str, object] = {
        "date": row.date, "client": row.company_code, "direction": row.direction, "kind": row.kind,
        "type": row.type_code, "number": row.number, "party": row.party_name, "total": row.total, "state": row.state,
        "currency": row.currency, "hold": row.hold.code if row.hold else None, "received": whole.received_on,
        "arrived": came_in(work, row),
    }  # fmt: skip
    return values, f"{row.number}\n{row.party_name}"


@pytest.fixture
def filled(store: SqlStore) -> SqlStore:
    """Books of three clients and a few documents that differ in everything."""
    for code in CLIENTS:
        new_company(store, code)
    with store.writing("fill") as work:
        for number in range(24):
            document = a_document(
                NUMBERS[number % len(NUMBERS)],
                type_code=("TD01", "TD04", "td17")[number % 3],
                seller=PartyDetails(f"{WORDS[number]} {WORDS[number // 2]}", "IT", f"9{number:010}"),
                date=datetime.date(2026, 1, 1) + datetime.timedelta(number % 9),
                rows=(VatSummary(0, "N1", (number * 7 % 11 - 5) * 1_050, 0),),
                currency=CURRENCIES[number % len(CURRENCIES)],
            )
            state = (State.READY, State.HELD, State.VOID, State.FILED)[number % 4]
            received = None if number % 3 else document.date + datetime.timedelta(number)
            direction = tuple(Direction)[number % 2]
            at = NOW - datetime.timedelta(hours=number * 5 % 24) if number % 2 else None
            take(work, Drawn(CLIENTS[number % 3], direction, state, HOLDS[number % 3], received, at, document))
    return store


some_documents = st.lists(documents(), max_size=3, unique_by=lambda drawn: drawn.identity)
some_query = queries(DOCUMENT_FIELDS, st.sampled_from([*CODES, *CLIENTS, *CURRENCIES, *HOLDS]))


@given(some_documents, some_query)
@settings(max_examples=30, suppress_health_check=SHARED)
def test_the_books_find_what_the_language_means(filled: SqlStore, drawn: list[Drawn], query: Query) -> None:
    agree(filled, drawn, query)


@given(some_documents, some_query)
@settings(max_examples=200, suppress_health_check=SHARED)
def test_the_books_in_a_file_find_what_the_language_means(
    clients_in_a_file: SqlStore, drawn: list[Drawn], query: Query
) -> None:
    agree(clients_in_a_file, drawn, query)


@pytest.fixture
def clients_in_a_file(file_store: SqlStore) -> SqlStore:
    """Books in a file, of three clients without documents."""
    for code in CLIENTS:
        new_company(file_store, code)
    return file_store


class Undone(Exception):
    """Ends a unit of work that is to leave nothing behind."""


def agree(store: SqlStore, drawn: Sequence[Drawn], query: Query) -> None:
    """With these documents, the books find what :func:`matches` finds: counted, by page, by offset and by id."""
    with pytest.raises(Undone), store.writing("more") as work:
        for one in drawn:
            take(work, one)
        rows = work.documents(DocumentFilter(), limit=10_000)
        expected = [row.id for row in rows if matches(query, *record(work, row))]
        wanted = DocumentFilter(text=query.text or None, where=query.where)
        assert [row.id for row in work.documents(wanted, limit=10_000)] == expected
        assert work.document_ids(wanted).tolist() == expected
        assert work.count_documents(wanted) == len(expected)
        assert [row.id for row in work.documents_at(wanted, 1, 3)] == expected[1:4]
        raise Undone


def _place(values: Sequence[str], value: str) -> int:
    return [*values].index(value) if value in [*values] else len(values)


def _number(row: DocumentRow) -> tuple[int, str]:
    key = row.number if row.number.isascii() and row.number.isdigit() else name_key(row.number)
    digits = ""
    for letter in key[:18]:
        if letter not in "0123456789":
            break
        digits += letter
    return int(digits or 0), key


DOCUMENT_KEYS: dict[str, Callable[[DocumentRow, datetime.date | None, datetime.datetime], Any]] = {
    "date": lambda row, *_: row.date,
    "client": lambda row, *_: code_key(row.company_code),
    "direction": lambda row, *_: _place(tuple(Direction), row.direction),
    "kind": lambda row, *_: _place(tuple(Kind), row.kind),
    "type": lambda row, *_: code_key(row.type_code),
    "number": lambda row, *_: _number(row),
    "party": lambda row, *_: name_key(row.party_name),
    "total": lambda row, *_: comparable(row.total, row.currency),
    "state": lambda row, *_: _place(tuple(State), row.state),
    "currency": lambda row, *_: code_key(row.currency),
    "hold": lambda row, *_: code_key(row.hold.code) if row.hold else "",
    "received": lambda _, received, _at: received.isoformat() if received else "",
    "arrived": lambda _row, _day, arrived: arrived,
}


def test_documents_in_the_order_of_each_field(filled: SqlStore) -> None:
    with filled.writing("look") as work:
        rows = work.documents(DocumentFilter(), limit=1_000)
        received = {row.id: whole.received_on for row in rows if (whole := work.document(row.id))}
        arrived = {row.id: came_in(work, row) for row in rows}
        issued = {row.id for row in rows if row.direction is Direction.ISSUED}
        some = DocumentFilter(where=(Condition("direction", Sign.IS, "issued"),))
        assert [field.name for field in DOCUMENT_FIELDS] == list(DOCUMENT_KEYS)
        for field, key in DOCUMENT_KEYS.items():
            # Sorting keeps the order of equals, which is that of their ids here.
            by_id = sorted(rows, key=lambda row: row.id)
            expected = [row.id for row in sorted(by_id, key=partial(_keyed, key, received, arrived))]
            assert work.document_ids(DocumentFilter(), Order(field)).tolist() == expected, field
            assert work.document_ids(DocumentFilter(), Order(field, True)).tolist() == expected[::-1], field
            assert work.document_ids(some, Order(field)).tolist() == [one for one in expected if one in issued], field


def _keyed(
    key: Callable[[DocumentRow, datetime.date | None, datetime.datetime], Any],
    received: Mapping[int, datetime.date | None],
    arrived: Mapping[int, datetime.datetime],
    row: DocumentRow,
) -> Any:
    return key(row, received[row.id], arrived[row.id])


def test_rows_come_in_the_order_of_their_ids(filled: SqlStore) -> None:
    with filled.reading() as reader:
        rows = {row.id: row for row in reader.documents(DocumentFilter())}
        ids = sorted(rows, key=lambda one: one * 7 % 24)
        assert reader.document_rows(ids) == [rows[one] for one in ids]
        assert reader.document_rows([ids[0], 10**9, ids[1]]) == [rows[ids[0]], rows[ids[1]]]
        assert reader.document_rows([]) == []
        assert reader.entry_rows([]) == []


def test_what_nobody_can_ask_is_an_error_of_the_program(filled: SqlStore) -> None:
    with filled.reading() as reader:
        for where in (
            Condition("business_key", Sign.IS, "x"),
            Condition("date; DROP TABLE document", Sign.IS, "x"),
            Condition("total", Sign.LESS, Span(1, 2)),
            Condition("state", Sign.HAS, ("held", "ready")),
        ):
            with pytest.raises(ValueError, match=r"no field|takes one value"):
                reader.document_ids(DocumentFilter(where=(where,)))
        for field in ("text ", "id", "date DESC"):
            with pytest.raises(ValueError, match="no field"):
                reader.document_ids(DocumentFilter(), Order(field))
            with pytest.raises(ValueError, match="no field"):
                reader.entry_ids(EntryFilter(), Order(field))
        with pytest.raises(ValueError, match="no field"):
            reader.entries(EntryFilter(where=(Condition("party", Sign.IS, "x"),)))
        with pytest.raises(ValueError, match="not compared"):
            reader.entries(EntryFilter(where=(Condition("description", Sign.LESS, "x"),)))


def test_amounts_are_what_their_figures_say_in_every_currency(filled: SqlStore) -> None:
    with filled.writing("fill") as work:
        company = work.company("ALFA")
        assert company is not None
        for place, (minor, currency) in enumerate([(700_000, "JPY"), (700_000_001, "TND"), (70_000_000, "EUR")]):
            rows = (VatSummary(0, "N1", minor, 0),)
            intake(work, company, [a_document(f"amount {place}", rows=rows, currency=currency)])

        def found(sign: Sign, value: int | Span) -> list[str]:
            where = (Condition("total", sign, value), Condition("number", Sign.HAS, "amount"))
            return [row.currency for row in work.document_rows(work.document_ids(DocumentFilter(where=where)))]

        assert found(Sign.IS, 70_000_000) == ["EUR", "JPY"]
        assert found(Sign.MORE, 70_000_000) == ["TND"]
        assert found(Sign.IS, Span(70_000_000, 70_000_001)) == ["EUR", "TND", "JPY"]
        assert found(Sign.NOT, Span(70_000_000, 70_000_001)) == []


@pytest.fixture
def posted(store: SqlStore) -> SqlStore:
    """Books of two clients with entries in all journals, some of them reversed."""
    companies = [new_company(store, code) for code in ("ALFA", "beta")]
    with store.writing("post") as work:
        for number in range(18):
            company = companies[number % 2]
            issued = number % 3 == 0
            other = PartyDetails(f"{WORDS[number]} Óro", "IT", f"9{number:010}")
            document = a_document(
                str(number),
                seller=ALFA if issued else other,
                buyer=other if issued else ALFA,
                date=datetime.date(2026, 1, 1) + datetime.timedelta(number % 7),
                rows=(VatSummary(2200, None, 1_000 * (number % 5 + 1), 220 * (number % 5 + 1)),),
            )
            direction = Direction.ISSUED if issued else Direction.RECEIVED
            (document_id,) = intake(work, company, [document], direction=direction)
            work.post([posting_of(work, company, document_id)], FixedClock().now(), "anna")
    return store


def entry_record(row: EntryRow) -> tuple[dict[str, object], str]:
    """What :func:`matches` is given for a row."""
    values: dict[str, object] = {
        "date": row.date, "client": row.company_code, "journal": row.journal, "number": row.number,
        "description": row.description, "protocols": row.protocols, "amount": row.amount,
    }  # fmt: skip
    return values, row.description


@given(queries(ENTRY_FIELDS, st.sampled_from(["ALFA", "Beta", "à", "x"])))
@settings(max_examples=60, suppress_health_check=SHARED)
def test_entries_are_found_as_the_language_means(posted: SqlStore, query: Query) -> None:
    with posted.reading() as reader:
        rows = reader.entries(EntryFilter())
        expected = [row.id for row in rows if matches(query, *entry_record(row))]
        wanted = EntryFilter(text=query.text or None, where=query.where)
        assert [row.id for row in reader.entries(wanted)] == reader.entry_ids(wanted).tolist() == expected
        assert reader.count_entries(wanted) == len(expected)


def _protocol(row: EntryRow) -> tuple[str, int]:
    register, _, number = row.protocols.partition(" ")
    return register, int(number or 0)


ENTRY_KEYS: dict[str, Callable[[EntryRow], Any]] = {
    "date": lambda row: row.date,
    "client": lambda row: code_key(row.company_code),
    "journal": lambda row: _place(tuple(Journal), row.journal),
    "number": lambda row: row.number,
    "description": lambda row: code_key(row.description),
    "protocols": _protocol,
    "amount": lambda row: row.amount,
}


def test_entries_in_the_order_of_each_field(posted: SqlStore) -> None:
    with posted.reading() as reader:
        rows = sorted(reader.entries(EntryFilter()), key=lambda row: row.id)
        assert len(rows) == 18
        assert [field.name for field in ENTRY_FIELDS] == list(ENTRY_KEYS)
        for field, key in ENTRY_KEYS.items():
            expected = [row.id for row in sorted(rows, key=key)]
            assert reader.entry_ids(EntryFilter(), Order(field)).tolist() == expected, field
            assert reader.entry_ids(EntryFilter(), Order(field, True)).tolist() == expected[::-1], field
            assert [row.id for row in reader.entry_rows(expected)] == expected, field


def test_acts_are_read_newest_first(store: SqlStore) -> None:
    clock = FixedClock()
    with store.writing("act") as work:
        assert (work.count_acts(), work.acts(0, 10)) == (0, [])
        for number in range(5):
            at = clock.now() + datetime.timedelta(minutes=number)
            work.record_act(at, "anna", "company-set", f"C{number}", "name")
        acts = work.acts(0, 10)
        assert [act.subject for act in acts] == ["C4", "C3", "C2", "C1", "C0"]
        assert acts[0].at == clock.now() + datetime.timedelta(minutes=4)
        assert (acts[0].actor, acts[0].verb, acts[0].detail) == ("anna", "company-set", "name")
        assert work.acts(1, 2) == acts[1:3]
        assert work.acts(5, 2) == []
        assert work.count_acts() == 5
