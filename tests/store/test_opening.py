"""Opening the books: private, never over something else, and told plainly when it cannot be."""

from __future__ import annotations

import multiprocessing
import os
import resource
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests.builders import FixedClock, a_document, intake, new_company

from tuiledger.ports import DocumentFilter, StoreError
from tuiledger.store import SqlStore, files, open_store, schema

ROOT = Path(__file__).resolve().parents[2]


def refused(place: str, *, create: bool = False) -> str:
    """The code with which opening ``place`` is refused."""
    with pytest.raises(StoreError) as problem:
        open_store(place, create=create, clock=FixedClock())
    return problem.value.code


def test_books_are_made_only_when_asked(place: str, clock: FixedClock) -> None:
    assert refused(place) == "unreachable"
    open_store(place, create=True, clock=clock).close()
    with open_store(place, create=False, clock=clock).reading() as reader:
        assert reader.companies() == ()


def test_a_missing_file_stays_missing(sqlite: str) -> None:
    assert refused(sqlite) == "unreachable"
    assert not Path(sqlite).parent.exists()


def test_files_and_folder_are_private_even_under_umask_000(sqlite: str, clock: FixedClock, tmp_home: Path) -> None:
    os.umask(0)
    store = open_store(sqlite, create=True, clock=clock)
    new_company(store)
    folder = Path(sqlite).parent
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    store.close()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert modes == {"books.db": 0o600, "books.db-wal": 0o600, "books.db-shm": 0o600}


def test_closing_leaves_one_file(file_store: SqlStore, sqlite: str) -> None:
    new_company(file_store)
    file_store.close()
    assert [path.name for path in Path(sqlite).parent.iterdir()] == ["books.db"]


@pytest.mark.parametrize("content", [b"junk", b"<xml/>" * 1000, b"SQLite format 2\x00" * 10])
def test_garbage_is_refused_and_stays_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "books.db"
    path.write_bytes(content)
    assert refused(str(path), create=True) == "not-a-database"
    assert path.read_bytes() == content


def test_another_program_s_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "books.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE notes (text)")
    connection.close()
    assert refused(str(path), create=True) == "not-a-database"


def test_another_program_s_schema_is_refused(postgresql: str) -> None:
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute("CREATE TABLE notes (text text)")
    assert refused(postgresql, create=True) == "not-a-database"


def test_a_truncated_file_is_told_as_damaged(file_store: SqlStore, sqlite: str) -> None:
    company = new_company(file_store)
    with file_store.writing("fill") as work:
        intake(work, company, [a_document(str(n)) for n in range(200)])
    file_store.close()
    path = Path(sqlite)
    os.truncate(path, path.stat().st_size // 2)
    with pytest.raises(StoreError) as problem:
        store = open_store(sqlite, create=True, clock=FixedClock())
        with store.reading() as reader:
            list(reader.check(deep=True))
    assert problem.value.code == "damaged"
    assert path.stat().st_size > 0


def test_links_and_folders_are_refused(sqlite: str, file_store: SqlStore, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(sqlite)
    assert refused(str(link)) == "unreachable"
    dangling = tmp_path / "dangling.db"
    dangling.symlink_to(tmp_path / "nowhere")
    assert refused(str(dangling), create=True) == "unreachable"
    assert refused(str(tmp_path), create=True) == "unreachable"


def stamp(place: str, version: str) -> None:
    """Let the tables at ``place`` say another version of themselves."""
    statement = f"UPDATE alembic_version SET version_num = '{version}'"  # noqa: S608
    if "://" in place:
        with psycopg.connect(place, autocommit=True) as server:
            server.execute(statement.encode())
    else:
        connection = sqlite3.connect(place)
        connection.execute(statement)
        connection.commit()
        connection.close()


def test_a_newer_version_is_refused(place: str, store: SqlStore) -> None:
    stamp(place, "9999")
    assert refused(place) == "newer-schema"


def test_an_older_version_is_refused(place: str, store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    stamp(place, "0000")
    monkeypatch.setattr(schema, "VERSIONS", ("0000", *schema.VERSIONS))
    assert refused(place) == "older-schema"


@pytest.mark.parametrize(
    "url", ["mysql://x/y", "sqlite://", "postgresql://nobody@127.0.0.1:1/none?connect_timeout=1", "://"]
)
def test_what_is_not_there_is_unreachable(url: str) -> None:
    assert refused(url) == "unreachable"


def test_a_password_is_never_shown() -> None:
    with pytest.raises(StoreError) as problem:
        open_store("postgresql://anna:hunter2@127.0.0.1:1/books", create=False, clock=FixedClock())
    assert "hunter2" not in str(problem.value)


def test_a_url_of_a_file_is_the_file(file_store: SqlStore, sqlite: str, clock: FixedClock) -> None:
    assert open_store(f"sqlite:///{sqlite}", create=False, clock=clock).place == file_store.place == sqlite


def _attempt(place: str, answers: Any) -> None:
    """Open ``place`` as a user without rights, which the superuser must first become."""
    if os.getuid() == 0:
        os.setgid(65534)
        os.setuid(65534)
    try:
        open_store(place, create=False, clock=FixedClock())
    except StoreError as error:
        answers.put(error.code)


@pytest.mark.parametrize(("of_file", "of_folder"), [(0o444, 0o777), (0o666, 0o555)])
def test_books_that_cannot_be_written_are_refused(clock: FixedClock, of_file: int, of_folder: int) -> None:
    context = multiprocessing.get_context("fork")
    answers = context.Queue()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "books.db"
        open_store(str(path), create=True, clock=clock).close()
        path.chmod(of_file)
        path.parent.chmod(of_folder)
        process = context.Process(target=_attempt, args=(str(path), answers))
        process.start()
        answer = answers.get(timeout=30)
        process.join()
        path.parent.chmod(0o700)
    assert answer == "read-only"


def test_books_on_a_disk_that_cannot_be_written_can_be_read(
    tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mounted backup: support staff may look, and a change is refused before it begins."""
    path = tmp_path / "books.db"
    made = open_store(str(path), create=True, clock=clock)
    company = new_company(made)
    made.close()
    monkeypatch.setattr(files, "on_fixed_disk", lambda _path: True)
    fixed = open_store(str(path), create=False, clock=clock)
    with fixed.reading() as reader:
        assert reader.companies() == (company,)
    with pytest.raises(StoreError) as problem, fixed.writing("change"):
        pass
    assert problem.value.code == "read-only"
    fixed.close()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["books.db"]


def test_a_second_writer_waits_its_turn_and_is_told_when_it_does_not_come(
    place: str, store: SqlStore, clock: FixedClock
) -> None:
    other = open_store(place, create=False, clock=clock, patience=0.3)
    with store.writing("long work"):
        with pytest.raises(StoreError) as problem, other.writing("me too"):
            pass
        with other.reading() as reader:
            assert reader.companies() == ()
    assert problem.value.code == "busy"
    new_company(other)
    other.close()


def test_writers_that_wait_get_their_turn(place: str, store: SqlStore, clock: FixedClock) -> None:
    other = open_store(place, create=False, clock=clock)
    done = threading.Event()

    def wait() -> None:
        new_company(other)
        done.set()

    with store.writing("long work"):
        thread = threading.Thread(target=wait)
        thread.start()
        assert not done.wait(0.2)
    assert done.wait(10)
    thread.join()
    other.close()


def test_threads_share_a_store(store: SqlStore) -> None:
    company = new_company(store)
    errors: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for step in range(5):
                with store.writing("intake") as writer:
                    intake(writer, company, [a_document(f"{number}/{step}")])
                with store.reading() as reader:
                    assert reader.documents(DocumentFilter(text=f"{number}/{step}"))
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with store.reading() as reader:
        assert reader.count_documents(DocumentFilter(company.id)) == 30
        assert list(reader.check(deep=True)) == []


def test_a_reader_can_change_nothing(store: SqlStore) -> None:
    new_company(store)
    with pytest.raises(StoreError) as problem, store.reading() as reader:
        reader._session.run("UPDATE company SET name = 'x'")
    assert problem.value.code == "read-only"


def test_a_full_disk_saves_nothing_and_harms_nothing(file_store: SqlStore, sqlite: str, clock: FixedClock) -> None:
    """A limit on the size of files stands for the full disk: SQLite tells it as an I/O error."""
    company = new_company(file_store)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    size = max(path.stat().st_size for path in Path(sqlite).parent.iterdir())
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 50_000, limits[1]))
        with pytest.raises(StoreError) as problem, file_store.writing("intake") as work:
            intake(work, company, [a_document(str(n)) for n in range(2000)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert problem.value.code == "disk-full"
    with file_store.writing("again") as work:
        assert work.count_documents(DocumentFilter()) == 0
        intake(work, company, [a_document()])
        assert list(work.check(deep=True)) == []


@pytest.mark.parametrize("size", [40, 400])
def test_a_disk_that_is_really_full_saves_nothing(file_store: SqlStore, size: int) -> None:
    """The same told by SQLite itself, which rolls back before it says so: a second rollback must not be tried."""
    company = new_company(file_store)
    with pytest.raises(StoreError) as problem, file_store.writing("intake") as work:
        pages = work._session.value("PRAGMA page_count")
        work._session.rows(f"PRAGMA max_page_count = {pages + size // 10}")
        intake(work, company, [a_document(str(n)) for n in range(2000)])
    assert problem.value.code == "disk-full"
    with file_store.reading() as reader:
        assert reader.count_documents(DocumentFilter()) == 0


def test_opening_loads_neither_the_migrations_nor_the_table_classes(file_store: SqlStore, sqlite: str) -> None:
    code = (
        "import sys; from tests.builders import FixedClock; from tuiledger.store import open_store;"
        f"open_store({sqlite!r}, create=True, clock=FixedClock()).close();"
        f"open_store({sqlite!r} + '2', create=True, clock=FixedClock()).close();"
        "print({'alembic', 'sqlmodel', 'pydantic', 'psycopg'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "set()"
