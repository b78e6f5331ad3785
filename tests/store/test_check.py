"""Every broken promise is found, and told by its name."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from tests.builders import NOW, FixedClock, a_document, hash_of, intake, new_company, posting_of

from tuiledger.domain.documents import VatSummary
from tuiledger.store import SqlStore, open_store, triggers


@pytest.fixture
def posted(file_store: SqlStore, sqlite: str) -> str:
    """Books with ten entries whose triggers are gone: the file of somebody who wants to change it."""
    company = new_company(file_store)
    rows = (VatSummary(2200, None, 10_000, 2_200), VatSummary(1000, None, 5_000, 500))
    with file_store.writing("fill") as work:
        numbers = intake(work, company, [a_document(str(n), rows=rows) for n in range(12)])
        work.post([posting_of(work, company, number) for number in numbers[:10]], NOW, "anna")
        assert list(work.check(deep=True)) == []
    file_store.close()
    connection = sqlite3.connect(sqlite)
    for table in (*triggers.IMMUTABLE, "document"):
        connection.execute(f"DROP TRIGGER {table}_unchanged")
        connection.execute(f"DROP TRIGGER {table}_kept")
    connection.commit()
    connection.close()
    return sqlite


def found(place: str, *statements: str) -> dict[str, tuple[str, ...]]:
    """The promises a deep check finds broken after ``statements``, with the values of the first of each."""
    connection = sqlite3.connect(place)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    store = open_store(place, create=False, clock=FixedClock())
    violations: dict[str, tuple[str, ...]] = {}
    with store.reading() as reader:
        for violation in reader.check(deep=True):
            assert violation.message.format(*violation.values)
            violations.setdefault(violation.code, violation.values)
    store.close()
    return violations


def chain_break(violations: dict[str, tuple[str, ...]]) -> str:
    """The number at which the chain breaks."""
    return violations["chain"][3]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE entry SET description = 'x' WHERE number = 4",
        "UPDATE entry SET document_date = '2026-03-03' WHERE number = 4",
        "UPDATE entry SET idempotency_key = 'x' WHERE number = 4",
        "UPDATE entry SET hash = previous_hash WHERE number = 4",
        "UPDATE entry_line SET account = '5020' WHERE entry_id = 4 AND account = '5010'",
        "UPDATE entry_line SET party_id = NULL WHERE entry_id = 4",
        "UPDATE register_row SET period = '2026-04' WHERE entry_id = 4",
        "UPDATE vat_row SET taxable = taxable + 1 WHERE entry_id = 4",
        "UPDATE vat_row SET nature = 'N4' WHERE entry_id = 4",
        "UPDATE entry_line SET amount = CASE WHEN amount > 0 THEN amount + 1 ELSE amount END WHERE entry_id = 4",
    ],
)
def test_a_changed_entry_breaks_the_chain_where_it_stands(posted: str, change: str) -> None:
    assert chain_break(found(posted, change)) == "4"


@pytest.mark.parametrize("column", ["amount", "party_id"])
@pytest.mark.parametrize("position", [0, 1, 2])
def test_every_changed_line_is_found(posted: str, column: str, position: int) -> None:
    change = f"{column} = coalesce({column}, 0) + 1 WHERE entry_id = 7 AND position = {position}"
    violations = found(posted, f"UPDATE entry_line SET {change}")  # noqa: S608
    assert chain_break(violations) == "7"


def test_an_entry_taken_out_leaves_a_gap_and_breaks_the_chain(posted: str) -> None:
    violations = found(posted, *removal(5))
    assert violations["number-gap"] == ("1", "purchases", "2026", "9", "10")
    assert chain_break(violations) == "6"
    assert violations["posted-without-entry"] == ("5", "5")


def removal(entry_id: int) -> list[str]:
    """The statements that take an entry out with everything of it."""
    return [
        f"DELETE FROM {table} WHERE {column} = {entry_id}"  # noqa: S608
        for table, column in (
            ("vat_row", "entry_id"), ("register_row", "entry_id"), ("entry_line", "entry_id"), ("entry", "id"),
        )
    ]  # fmt: skip


def test_an_entry_taken_off_the_end_is_missed(posted: str) -> None:
    violations = found(posted, *removal(10))
    assert "chain" not in violations
    assert violations["chain-end"] == ("1", "journal:purchases", "2026")
    assert violations["sequence"][3:] == ("10", "9")


def test_entries_that_change_places_break_the_chain(posted: str) -> None:
    violations = found(
        posted,
        "UPDATE entry SET number = 100 WHERE id = 4",
        "UPDATE entry SET number = 4 WHERE id = 5",
        "UPDATE entry SET number = 5 WHERE id = 4",
    )
    assert chain_break(violations) == "4"


def test_an_entry_put_in_breaks_the_chain(posted: str) -> None:
    columns = "company_id, journal, year, date, document_date, description, amount, protocols, posted_at, actor, hash"
    violations = found(
        posted,
        f"INSERT INTO entry ({columns}, number, idempotency_key, previous_hash) "  # noqa: S608
        f"SELECT {columns}, 11, 'put in', hash FROM entry WHERE number = 10",
    )
    assert chain_break(violations) == "11"
    assert violations["sequence"][3:] == ("10", "11")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("UPDATE entry_line SET amount = amount + 1 WHERE entry_id = 3 AND position = 0", "unbalanced"),
        ("UPDATE entry SET amount = 1 WHERE id = 3", "amount"),
        ("UPDATE vat_row SET tax = tax + 1 WHERE entry_id = 3 AND position = 0", "vat"),
        ("UPDATE register_row SET protocol = 99 WHERE entry_id = 3", "protocol-gap"),
        ("UPDATE sequence SET last = last + 1 WHERE scope = 'register:purchases'", "sequence"),
        ("DELETE FROM sequence", "no-sequence"),
        ("UPDATE entry SET year = 2025, number = 1 WHERE id = 10", "year"),
        ("UPDATE document SET state = 'ready', entry_id = NULL WHERE id = 3", "entry-without-state"),
        ("UPDATE entry SET document_id = 4 WHERE id = 3", "posted-twice"),
        ("UPDATE tally SET documents = documents + 1", "tally"),
        ("DELETE FROM tally", "tally"),
        ("UPDATE activity SET open_pairs = 1", "open-pairs"),
        ("DELETE FROM source WHERE document_id = 3", "no-source"),
        ("DELETE FROM content WHERE document_id = 3", "no-content"),
        ("UPDATE payload SET sha256 = replace(sha256, 'a', 'b')", "no-payload"),
        ("UPDATE payload SET data = zeroblob(10)", "payload"),
        ("UPDATE entry_line SET entry_id = 99 WHERE entry_id = 3", "stray-line"),
        ("UPDATE entry_line SET account = '9999' WHERE entry_id = 3", "reference"),
    ],
)
def test_each_promise_is_watched(posted: str, change: str, code: str) -> None:
    assert code in found(posted, change)


def test_a_byte_changed_in_the_file_is_found(posted: str) -> None:
    """The text of a description is changed in the file itself: SQLite notices nothing, the chain does."""
    path = Path(posted)
    data = path.read_bytes()
    text = "TD01 · 7 · Beta".encode()
    assert text in data
    path.write_bytes(data.replace(text, "TD01 · 9 · Beta".encode(), 1))
    violations = found(posted)
    assert "file" not in violations
    assert chain_break(violations) == "8"


def test_sound_books_of_both_kinds_have_nothing_to_tell(store: SqlStore) -> None:
    company = new_company(store)
    with store.writing("fill") as work:
        numbers = intake(work, company, [a_document(str(n)) for n in range(3)])
        work.post([posting_of(work, company, number) for number in numbers[:2]], NOW, "anna")
    with store.reading() as reader:
        assert list(reader.check(deep=True)) == []
        assert reader.payload(hash_of(b"none")) is None
