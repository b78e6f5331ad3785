"""What was posted stays as it was, whoever asks."""

from __future__ import annotations

import sqlite3

import psycopg
import pytest
from tests.builders import NOW, a_document, intake, new_company, posting_of

from tuiledger.ports import StoreError
from tuiledger.store import SqlStore
from tuiledger.store.triggers import IMMUTABLE


def fill(store: SqlStore) -> None:
    """One of everything that must not change."""
    company = new_company(store)
    with store.writing("fill") as work:
        (number,) = intake(work, company, [a_document()])
        work.post([posting_of(work, company, number)], NOW, "anna")
        work.record_act(NOW, "anna", "post", "document:1", "")


CHANGES = [
    "UPDATE entry SET amount = amount + 1",
    "UPDATE entry_line SET amount = amount + 1",
    "UPDATE register_row SET protocol = protocol + 100",
    "UPDATE vat_row SET tax = tax + 1",
    "UPDATE act SET actor = 'nobody'",
    "UPDATE content SET summary = detail",
    "UPDATE payload SET size = 0",
    "UPDATE source SET ref = ''",
    "UPDATE document SET total = total + 1",
    "UPDATE document SET number = '2'",
    *(f"DELETE FROM {table}" for table in (*IMMUTABLE, "document") if table != "outcome"),  # noqa: S608
]


@pytest.mark.parametrize("statement", CHANGES)
def test_posted_rows_are_neither_changed_nor_deleted(store: SqlStore, statement: str) -> None:
    fill(store)
    with pytest.raises(StoreError, match="never change") as refused, store.writing("tamper") as work:
        work._session.run(statement)
    assert refused.value.code == "conflict"
    with store.reading() as reader:
        assert list(reader.check(deep=True)) == []


@pytest.mark.parametrize("table", ["entry", "entry_line", "register_row", "vat_row", "act"])
def test_a_replacing_insert_is_refused_too(file_store: SqlStore, table: str) -> None:
    fill(file_store)
    with pytest.raises(StoreError, match="never change"), file_store.writing("tamper") as work:
        work._session.run(f"REPLACE INTO {table} SELECT * FROM {table}")  # noqa: S608


def test_triggers_hold_below_every_other_program(file_store: SqlStore, sqlite: str) -> None:
    fill(file_store)
    connection = sqlite3.connect(sqlite)
    with pytest.raises(sqlite3.IntegrityError, match="never change"):
        connection.execute("UPDATE entry SET actor = 'nobody'")
    connection.close()


@pytest.mark.parametrize("table", ["entry_line", "act"])
def test_a_table_is_not_emptied_on_postgresql(postgresql: str, table: str) -> None:
    from tests.builders import FixedClock

    from tuiledger.store import open_store

    store = open_store(postgresql, create=True, clock=FixedClock())
    fill(store)
    store.close()
    with psycopg.connect(postgresql) as connection, pytest.raises(psycopg.Error, match="never change"):
        connection.execute(f"TRUNCATE {table} CASCADE".encode())
