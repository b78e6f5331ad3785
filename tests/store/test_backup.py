"""Copies of the books, and putting them back."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import pytest
from tests.builders import NOW, FixedClock, a_document, intake, new_company, posting_of

from tuiledger.domain.journal import JournalEntry
from tuiledger.ports import DocumentFilter, DocumentRow, StoreError
from tuiledger.store import SqlStore, open_store, restore


def fill(store: SqlStore, count: int = 5) -> None:
    """Books with some entries."""
    company = new_company(store)
    with store.writing("fill") as work:
        numbers = intake(work, company, [a_document(f"è {n}") for n in range(count)])
        work.post([posting_of(work, company, number) for number in numbers[1:]], NOW, "anna")


def contents(place: str) -> tuple[list[DocumentRow], list[JournalEntry]]:
    """Everything a person would miss, from sound books."""
    store = open_store(place, create=False, clock=FixedClock())
    with store.reading() as reader:
        assert list(reader.check(deep=True)) == []
        found = (reader.documents(DocumentFilter()), list(reader.all_entries(1)))
    store.close()
    return found


def test_a_backup_is_one_private_file_that_opens_as_books(store: SqlStore, place: str, tmp_path: Path) -> None:
    fill(store)
    path = tmp_path / "copies" / "monday.db"
    store.backup(str(path))
    assert [one.name for one in path.parent.iterdir()] == ["monday.db"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert contents(str(path)) == contents(place)


def test_a_backup_replaces_an_earlier_one_and_nothing_else(file_store: SqlStore, sqlite: str, tmp_path: Path) -> None:
    fill(file_store)
    path, letter, link = tmp_path / "monday.db", tmp_path / "letter.txt", tmp_path / "link.db"
    letter.write_text("dear all")
    link.symlink_to(letter)
    file_store.backup(str(path))
    file_store.backup(str(path))
    for other in (letter, link, Path(sqlite)):
        with pytest.raises(StoreError) as refused:
            file_store.backup(str(other))
        assert refused.value.code == "conflict"
    assert letter.read_text() == "dear all"


def test_a_backup_that_cannot_be_written_leaves_nothing(file_store: SqlStore, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError):
        file_store.backup(str(tmp_path / "file" / "monday.db"))
    assert sorted(one.name for one in tmp_path.iterdir()) == ["file", "studio"]


def test_a_backup_may_be_taken_while_others_write(file_store: SqlStore, tmp_path: Path) -> None:
    fill(file_store)
    with file_store.writing("meanwhile") as work:
        intake(work, work.companies()[0], [a_document("later")])
        file_store.backup(str(tmp_path / "monday.db"))
    assert len(contents(str(tmp_path / "monday.db"))[0]) == 5


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_a_backup_is_put_back_into_either_database(
    store: SqlStore, place: str, tmp_path: Path, target: str, request: pytest.FixtureRequest
) -> None:
    fill(store)
    store.backup(str(tmp_path / "monday.db"))
    before = contents(place)
    there = str(tmp_path / "other.db") if target == "sqlite" else _other(request)
    restore(str(tmp_path / "monday.db"), there)
    assert contents(there) == before
    again = open_store(there, create=False, clock=FixedClock())
    with again.writing("work goes on") as work:
        (number,) = intake(work, work.companies()[0], [a_document("new")])
        (posted,) = work.post([posting_of(work, work.companies()[0], number)], NOW, "anna")
    again.close()
    assert posted.number == 5
    contents(there)


def _other(request: pytest.FixtureRequest) -> str:
    """A second empty schema beside that of the test."""
    import psycopg

    server = str(request.getfixturevalue("server"))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS other CASCADE")
        connection.execute("CREATE SCHEMA other")
    return f"{server}{'&' if '?' in server else '?'}options=-csearch_path%3Dother"


def test_books_are_replaced_only_when_said_and_are_kept(store: SqlStore, place: str, tmp_path: Path) -> None:
    fill(store)
    monday = tmp_path / "monday.db"
    store.backup(str(monday))
    with store.writing("after the backup") as work:
        intake(work, work.companies()[0], [a_document("later")])
    store.close()
    before = contents(place)
    with pytest.raises(StoreError) as refused:
        restore(str(monday), place)
    assert refused.value.code == "conflict"
    assert contents(place) == before
    restore(str(monday), place, replace=True)
    assert contents(place) == contents(str(monday))
    (kept,) = [one for one in tmp_path.rglob("*.before-restore")]
    assert contents(str(kept)) == before


def test_books_that_somebody_has_open_are_not_replaced(file_store: SqlStore, sqlite: str, tmp_path: Path) -> None:
    fill(file_store)
    file_store.backup(str(tmp_path / "monday.db"))
    with pytest.raises(StoreError) as refused:
        restore(str(tmp_path / "monday.db"), sqlite, replace=True)
    assert refused.value.code == "busy"
    with file_store.writing("work goes on") as work:
        intake(work, work.companies()[0], [a_document("later")])


def test_damaged_books_are_replaced_and_kept_as_they_are(file_store: SqlStore, sqlite: str, tmp_path: Path) -> None:
    fill(file_store)
    file_store.backup(str(tmp_path / "monday.db"))
    file_store.close()
    Path(sqlite).write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)
    restore(str(tmp_path / "monday.db"), sqlite, replace=True)
    assert contents(sqlite) == contents(str(tmp_path / "monday.db"))
    assert Path(sqlite + ".before-restore").read_bytes().endswith(b"\xff" * 5000)


def test_only_a_sound_backup_is_put_back(file_store: SqlStore, sqlite: str, tmp_path: Path) -> None:
    fill(file_store, 60)
    good, cut, letter, crooked = (tmp_path / name for name in ("good.db", "cut.db", "letter.txt", "crooked.db"))
    file_store.backup(str(good))
    cut.write_bytes(good.read_bytes()[: good.stat().st_size // 2])
    letter.write_text("dear all")
    crooked.write_bytes(good.read_bytes())
    connection = sqlite3.connect(crooked)
    connection.execute("DROP TRIGGER entry_line_unchanged")
    connection.execute("UPDATE entry_line SET amount = amount + 1 WHERE entry_id = 3 AND position = 0")
    connection.commit()
    connection.close()
    target = str(tmp_path / "target.db")
    for path, code in ((cut, "damaged"), (crooked, "damaged"), (letter, "not-a-database"), (tmp_path / "none", None)):
        with pytest.raises(StoreError) as refused:
            restore(str(path), target)
        assert refused.value.code == (code or "not-a-database")
        assert not Path(target).exists()
