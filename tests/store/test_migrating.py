"""Migrations: the same tables by every way, and old or new whenever the program dies."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from tests.builders import NOW, FixedClock, a_document, intake, new_company, posting_of
from tests.store.refresh_schema import DIALECTS, rendered

from tuiledger.config.locations import private_file, private_folder
from tuiledger.ports import StoreError
from tuiledger.store import SqlStore, migrate, migrating, open_store, schema
from tuiledger.store.engine import place as place_of
from tuiledger.store.files import write_ahead

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", DIALECTS)
def test_the_text_of_the_newest_version_is_that_of_the_table_classes(name: str) -> None:
    text = (schema.SCRIPTS / "versions" / f"{schema.HEAD}.{name}.sql").read_text(encoding="utf-8")
    assert text == rendered(name), "run python -m tests.store.refresh_schema"


def schema_of(place: str) -> list[tuple[str, ...]]:
    """Everything a database holds beside its rows, comparable."""
    if "://" not in place:
        connection = sqlite3.connect(place)
        rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
        rows += connection.execute("PRAGMA application_id").fetchall()
        connection.close()
    else:
        with psycopg.connect(place) as server:
            rows = [
                row
                for query in (
                    "SELECT table_name, column_name, data_type, is_nullable, collation_name, ordinal_position"
                    " FROM information_schema.columns WHERE table_schema = current_schema()",
                    "SELECT indexname, replace(indexdef, current_schema(), '') FROM pg_indexes"
                    " WHERE schemaname = current_schema()",
                    "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
                    " WHERE connamespace = current_schema()::regnamespace",
                    "SELECT tgname, tgtype::text FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid"
                    " WHERE relnamespace = current_schema()::regnamespace AND NOT tgisinternal",
                )
                for row in server.execute(query.encode()).fetchall()
            ]
    return sorted(tuple(re.sub(r"\s+", "", str(part)) for part in row) for row in rows)


def empty(place: str) -> None:
    """An empty database at ``place``, ready for tables."""
    where = place_of(place)
    if where.path:
        private_folder(where.path.parent)
        write_ahead(private_file(where.path))


def test_migrating_and_making_anew_give_the_same_schema(place: str, clock: FixedClock) -> None:
    empty(place)
    migrating.migrate_to(place_of(place), schema.HEAD)
    migrated = schema_of(place)
    _clear(place)
    open_store(place, create=True, clock=clock).close()
    assert schema_of(place) == migrated
    assert len(migrated) > 40


def _clear(place: str) -> None:
    if "://" not in place:
        Path(place).unlink()
        return
    with psycopg.connect(place, autocommit=True) as server:
        name = server.execute("SELECT current_schema()").fetchone()
        assert name is not None
        server.execute(f"DROP SCHEMA {name[0]} CASCADE".encode())
        server.execute(f"CREATE SCHEMA {name[0]}".encode())


def test_books_of_the_newest_version_are_left_alone(place: str, store: SqlStore) -> None:
    assert migrate(place) == schema.HEAD


def test_there_must_be_books_to_migrate(sqlite: str) -> None:
    with pytest.raises(StoreError) as refused:
        migrate(sqlite)
    assert refused.value.code == "unreachable"


def test_older_books_are_backed_up_and_brought_up(
    file_store: SqlStore, sqlite: str, monkeypatch: pytest.MonkeyPatch, clock: FixedClock
) -> None:
    """The next version is invented: a migration that adds a column, run on books with entries."""
    company = new_company(file_store)
    with file_store.writing("fill") as work:
        (number,) = intake(work, company, [a_document()])
        work.post([posting_of(work, company, number)], NOW, "anna")
    file_store.close()
    scripts = Path(sqlite).parent / "migrations"
    (scripts / "versions").mkdir(parents=True)
    for path in (schema.SCRIPTS / "env.py", *(schema.SCRIPTS / "versions").glob("0*.py")):
        (scripts / path.relative_to(schema.SCRIPTS)).write_text(path.read_text())
    last, following = schema.HEAD, f"{int(schema.HEAD) + 1:04}"
    (scripts / "versions" / f"{following}_colour.py").write_text(
        "from alembic import op\n"
        f"revision, down_revision, branch_labels, depends_on = '{following}', '{last}', None, None\n"
        "def upgrade():\n"
        "    op.execute('ALTER TABLE company ADD COLUMN colour TEXT')\n"
    )
    monkeypatch.setattr(schema, "SCRIPTS", scripts)
    monkeypatch.setattr(schema, "VERSIONS", (*schema.VERSIONS, following))
    monkeypatch.setattr(schema, "HEAD", following)
    with pytest.raises(StoreError) as refused:
        open_store(sqlite, create=False, clock=clock)
    assert refused.value.code == "older-schema"
    store = open_store(sqlite, create=False, clock=clock, migrate=True)
    with store.reading() as reader:
        assert list(reader.check(deep=True)) == []
        assert reader._session.value("SELECT count(colour) FROM company") == 0
        entry = reader.entry(1)
    store.close()
    monkeypatch.setattr(schema, "HEAD", last)
    copy = open_store(f"{sqlite}.before-migration-{last}", create=False, clock=clock)
    with copy.reading() as reader:
        assert reader.entry(1) == entry
    copy.close()
    assert (Path(f"{sqlite}.before-migration-{last}").stat().st_mode & 0o777) == 0o600


KILLED = """
import os, sys
from sqlalchemy import event
from sqlalchemy.engine import Engine
from tuiledger.store import migrating, schema
from tuiledger.store.engine import place
left = int(sys.argv[2])

@event.listens_for(Engine, "before_cursor_execute")
def count(*_):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), 9)

migrating.migrate_to(place(sys.argv[1]), schema.HEAD)
print("done")
"""


@pytest.mark.parametrize("steps", [5, 60])
def test_a_migration_that_is_killed_leaves_the_old_tables(place: str, steps: int, clock: FixedClock) -> None:
    empty(place)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, place, str(steps)], capture_output=True, text=True, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip
    assert killed.returncode == -9, killed.stderr
    assert schema_of(place) in ([], [("0",)])
    migrating.migrate_to(place_of(place), schema.HEAD)
    store = open_store(place, create=False, clock=clock)
    new_company(store)
    store.close()


def test_books_of_every_earlier_version_get_the_tables_of_the_clouds_and_keep_their_entries(
    place: str, clock: FixedClock
) -> None:
    empty(place)
    migrating.migrate_to(place_of(place), "0001")
    first = schema_of(place)
    migrate(place)
    assert set(first) < {row for row in schema_of(place)} | {row for row in first if row[-1] in ("0001", "[]")}
    store = open_store(place, create=False, clock=clock)
    company = new_company(store)
    with store.writing("fill") as work:
        (number,) = intake(work, company, [a_document()])
        work.post([posting_of(work, company, number)], NOW, "anna")
    with store.reading() as reader:
        assert list(reader.check(deep=True)) == [] and reader.connections() == ()
    store.close()
