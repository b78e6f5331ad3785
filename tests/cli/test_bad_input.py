"""What files and databases can do to the program: each has an answer of its own, and what was stored stays."""

from __future__ import annotations

import io
import resource
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from tests.cli.conftest import Terminal
from tests.deliveries import archive, body, file, many, put, signed, tampered


def bomb() -> bytes:
    """Twenty megabytes of nothing in a few kilobytes."""
    return archive(("a.xml", b"\0" * 20_000_000))


def crowd(count: int) -> bytes:
    """An archive with more entries than anybody sends."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as opened:
        for place in range(count):
            opened.writestr(f"{place}.xml", b"")
    return written.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\x00\x01\x02\x03", "not-an-invoice"),
        (b"<html><body/></html>", "not-an-invoice"),
        (b"PK\x03\x04 not really", "archive-damaged"),
        (b"%PDF-1.7", "pdf"),
        (file()[:-100], "xml-damaged"),
        (file().replace(b"<p:", b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><p:', 1), "doctype"),
        (file().replace(b"<p:", b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><p:', 1), "doctype"),
        (signed(file())[:900], "envelope-damaged"),
        (tampered(file(), b"Lunga 1", b"Lunga 2"), "signature-broken"),
        (bomb(), "archive-bomb"),
        (crowd(10_000), "archive-too-many"),
        (file(body(date="2026-02-30")), "date-invalid"),
        (file(body(date="31/03/2026")), "date-invalid"),
        (file(body(total="122,00")), "amount-invalid"),
        (file(body(total="1e3")), "amount-invalid"),
        (file(body(total="99999999999999999999.00")), "amount-invalid"),
        (file(body(code="TD99")), "unknown-type"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_bad_file_has_its_own_answer_and_the_good_one_comes_in(studio: Terminal, data: bytes, code: str) -> None:
    put(studio.folder, "good.xml", file(body("good")))
    put(studio.folder, "zbad", data)
    answer = studio("import", studio.folder)
    assert answer.code == 1
    good, bad = answer.data["items"]
    assert (good["outcome"], bad["code"]) == ("created", code)
    assert bad["message"] and "{}" not in bad["message"]
    assert studio("check", "--deep").data["ok"]


def test_a_company_that_is_not_registered_is_named(studio: Terminal) -> None:
    from tests.deliveries import ROVERE

    (item,) = studio("import", put(studio.folder, "a.xml", file(buyer=ROVERE))).data["items"]
    assert item["code"] == "company-unknown" and ROVERE.vat in item["message"]


def test_a_file_that_cannot_be_read_is_told(studio: Terminal) -> None:
    (studio.folder / "loop").symlink_to(studio.folder / "loop")
    put(studio.folder, "z.xml", file())
    answer = studio("import", studio.folder)
    assert [(item["outcome"], item["code"]) for item in answer.data["items"]] == [
        ("refused", "unreadable"), ("created", None),
    ]  # fmt: skip


def test_names_in_an_archive_write_nowhere(studio: Terminal) -> None:
    data = archive(("../../../evil.xml", file(body("1"))), ("/tmp/evil.xml", file(body("2"))), ("a\x1b[2J.xml", b""))  # noqa: S108
    answer = studio("import", put(studio.folder, "a.zip", data))
    assert [item["outcome"] for item in answer.data["items"]] == ["created", "created", "refused"]
    assert not list(studio.folder.parent.glob("**/evil.xml"))
    assert all("\x1b" not in (item["member"] or "") for item in answer.data["items"])


# the database


def test_garbage_instead_of_a_database_is_never_replaced(terminal: Terminal) -> None:
    terminal.db.write_bytes(b"my thesis, the only copy\n" * 200)
    before = terminal.db.read_bytes()
    for command in (
        ("import", put(terminal.folder, "a.xml", file())),
        ("company", "add", "X", "--vat", "1"),
        ("check",),
    ):
        answer = terminal(*command)
        assert (answer.code, answer.error) == (3, "not-a-database")
    assert terminal.db.read_bytes() == before


def test_another_programs_database_is_never_taken(terminal: Terminal) -> None:
    with sqlite3.connect(terminal.db) as connection:
        connection.execute("CREATE TABLE document (id INTEGER)")
    before = terminal.db.read_bytes()
    assert terminal("company", "add", "X", "--vat", "1").error == "not-a-database"
    assert terminal.db.read_bytes() == before


def test_an_empty_file_in_the_place_of_the_books_is_told_or_filled(terminal: Terminal) -> None:
    terminal.db.write_bytes(b"")
    answer = terminal("company", "list")
    assert answer.code == 3 and answer.error in ("unreachable", "not-a-database")


def test_books_of_a_newer_version_are_left_alone(studio: Terminal) -> None:
    with sqlite3.connect(studio.db) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    answer = studio("import", put(studio.folder, "a.xml", file()))
    assert (answer.code, answer.error) == (3, "newer-schema")
    with sqlite3.connect(studio.db) as connection:
        assert connection.execute("SELECT count(*) FROM document").fetchone() == (0,)


def test_a_database_that_somebody_holds_is_waited_for_and_then_told(
    studio: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tuiledger.store import opening

    patience = opening.open_store.__kwdefaults__ or {}
    monkeypatch.setattr(opening.open_store, "__kwdefaults__", {**patience, "patience": 0.3})
    holder = sqlite3.connect(studio.db, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    answer = studio("import", put(studio.folder, "a.xml", file()))
    assert (answer.code, answer.error) == (3, "busy")
    holder.execute("ROLLBACK")
    assert studio("import", studio.folder).data["created"] == 1
    holder.close()


def test_books_that_may_not_be_written_are_told_of(
    studio: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from tuiledger.store import engine

    studio("import", put(studio.folder, "a.xml", file()))
    # File modes do not bind every user; the database's own switch says what a read-only disk says.
    monkeypatch.setattr(engine, "_PRAGMAS", (*engine._PRAGMAS, "query_only=ON"))
    assert studio("documents", "list").data["total"] == 1
    answer = studio("post")
    assert (answer.code, answer.error) == (3, "read-only")
    monkeypatch.undo()
    assert studio("post").data["total"] == 1


def limited(size: int) -> None:
    """In the child: no file may grow beyond ``size`` bytes, and the signal for it is an error instead."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize("room", [0, 60_000, 250_000])
def test_a_full_disk_stops_an_import_and_keeps_what_was_there(studio: Terminal, room: int) -> None:
    studio("import", put(studio.folder, "first.xml", file(body("first"))))
    before = studio.process("documents", "show", "1", "--json").data
    many(studio.folder / "more", 250)
    size = studio.db.stat().st_size + room
    answer = studio.process("import", studio.folder / "more", "--json", preexec_fn=lambda: limited(size))
    assert answer.code == 3 and answer.error == "disk-full", answer.err
    assert "Traceback" not in answer.err
    assert studio("check", "--deep").data["ok"]
    assert studio("documents", "show", 1).data == before
    done = studio("import", studio.folder / "more").data
    assert done["created"] + done["already_known"] == 250
    assert studio("documents", "list", json=True).data["total"] == 251


def test_an_interrupted_import_answers_130_and_is_taken_up(studio: Terminal) -> None:
    many(studio.folder, 700)
    command = [sys.executable, "-m", "tuiledger", "import", str(studio.folder), "--json", "--db", str(studio.db)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    reader = sqlite3.connect(f"file:{studio.db}?mode=ro", uri=True)
    while child.poll() is None and not reader.execute("SELECT count(*) FROM document").fetchone()[0]:
        time.sleep(0.01)
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=60)
    reader.close()
    assert child.returncode == 130, err
    assert out == "" and "Traceback" not in err
    done = studio("import", studio.folder).data
    assert done["created"] + done["already_known"] == 700 and done["already_known"] % 200 == 0
    assert studio("check", "--deep").data["ok"]
