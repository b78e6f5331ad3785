"""Processes die, disks fill up, colleagues post at the same time, bits flip: nothing is lost and nothing is doubled."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest
from tests.builders import FixedClock
from tests.deliveries import OLMO, PONTE, many
from tests.reliability.day import Books, deliver, in_child, post_everything, told, work

from tuiledger.bootstrap import open_books
from tuiledger.ports import StoreError
from tuiledger.services import intake, post
from tuiledger.services.companies import CompanyForm, register_company

THOROUGH = bool(os.environ.get("TUILEDGER_THOROUGH"))
PATIENT = pytest.mark.timeout(3600 if THOROUGH else 300)


@PATIENT
@pytest.mark.parametrize("statements", [False, True], ids=["commits", "statements"])
def test_a_process_killed_anywhere_loses_and_doubles_nothing_invariants_8_and_12(
    tmp_path: Path, statements: bool
) -> None:
    size = ["--documents", "20", "--page", "5"] if THOROUGH else ["--documents", "3", "--page", "5"]
    every = ["--statements", "--every", "1" if THOROUGH else "11"] if statements else []
    command = [sys.executable, "-m", "tests.reliability.kill_points", str(tmp_path / "work"), *size, *every]
    done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[2])
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    told_of = json.loads(done.stdout)
    assert told_of["survived"] == told_of["tried"] > 9
    assert told_of["entries"] > 5 and told_of["violations"] == []


@PATIENT
def test_an_import_killed_at_any_moment_is_taken_up(tmp_path: Path) -> None:
    delivery = deliver(tmp_path / "in", 1_000 if THOROUGH else 250)
    work(str(tmp_path / "undisturbed.db"), delivery, 200)
    expected = told(str(tmp_path / "undisturbed.db"))
    place = str(tmp_path / "killed.db")
    register(place)
    rng = random.Random(7)  # noqa: S311
    command = [sys.executable, "-m", "tuiledger", "import", str(delivery), "--json", "--db", place]
    killed = 0
    for _ in range(100 if THOROUGH else 6):
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        started = time.monotonic()
        wait = rng.uniform(0.2, 1.5)
        while child.poll() is None and time.monotonic() - started < wait:
            os.sched_yield()
        child.send_signal(signal.SIGKILL)
        _, err = child.communicate()
        killed += child.returncode == -9
        assert "Traceback" not in err
    work(place, delivery, 200)
    found = told(place)
    print(f"killed {killed} times")
    for key in ("violations", "documents", "sources", "messages", "pairs", "balances"):
        assert found[key] == expected[key], key


def register(place: str) -> None:
    """The two clients."""
    store = open_books(place, create=True, clock=FixedClock())
    for firm, code in ((OLMO, "OLMO"), (PONTE, "PONTE")):
        form = CompanyForm(name=firm.name, vat_number=firm.vat, fiscal_code=firm.fiscal_code)
        register_company(store, FixedClock(), "anna", form, code)
    store.close()


@PATIENT
@pytest.mark.parametrize("page", [7, 500])
def test_four_processes_posting_the_same_documents_post_each_once_invariant_8(
    place: str, tmp_path: Path, page: int
) -> None:
    register(place)
    store = open_books(place, clock=FixedClock())
    for _ in intake.import_paths(store, [many(tmp_path / "in", 200)], FixedClock(), "anna"):
        pass
    store.close()
    gate_out, gate_in = os.pipe()
    children = []
    for _ in range(4):
        child = os.fork()
        if child == 0:
            os.close(gate_in)
            os.read(gate_out, 1)
            try:
                post.PAGE = page
                own = open_books(place, clock=FixedClock())
                post_everything(own)
                own.close()
                os._exit(0)
            except BaseException:
                import traceback

                traceback.print_exc()
                os._exit(1)
        children.append(child)
    os.close(gate_out)
    # All four read the end of the pipe at the same moment.
    os.close(gate_in)
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0, 0, 0, 0]
    books = told(place)
    assert books["violations"] == []
    assert len(books["entries"]) == 200
    assert sorted(entry[1] for entry in books["entries"]) == list(range(1, 201))
    assert sorted(protocol.number for entry in books["entries"] for protocol in entry[6]) == list(range(1, 201))
    assert sum(debit - credit for _, _, debit, credit in books["balances"]) == 0


@PATIENT
def test_a_disk_that_fills_up_anywhere_stops_the_work_and_spoils_nothing_invariant_12(tmp_path: Path) -> None:
    delivery = deliver(tmp_path / "in", 60)
    work(str(tmp_path / "undisturbed.db"), delivery, 10)
    expected = told(str(tmp_path / "undisturbed.db"))
    register(str(tmp_path / "new.db"))
    first = (tmp_path / "new.db").stat().st_size
    last = 3 * (tmp_path / "undisturbed.db").stat().st_size
    positions = 50 if THOROUGH else 5
    full = 0
    for number in range(positions):
        place = tmp_path / "full" / "books.db"
        shutil.rmtree(place.parent, ignore_errors=True)
        place.parent.mkdir()
        shutil.copy(tmp_path / "new.db", place)
        limit = first + (last - first) * number // positions

        def fill(place: Path = place, limit: int = limit) -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            try:
                work(str(place), delivery, 10)
            except StoreError as error:
                os._exit(7 if error.code == "disk-full" else 8)

        status = in_child(fill)
        assert status in (0, 7), (limit, status)
        full += status == 7
        assert told(str(place))["violations"] == []
        work(str(place), delivery, 10)
        assert told(str(place)) == expected, limit
    print(f"{full} of {positions} positions were full")
    assert full >= 2


#: What the books say; the rest of :func:`told` is about documents, whose payloads can be read again.
HASHED = ("entries", "balances", "payloads")


@PATIENT
def test_a_flipped_bit_is_found_or_changes_nothing_the_books_say_invariant_11(tmp_path: Path) -> None:
    work(str(tmp_path / "books.db"), deliver(tmp_path / "in", 12), 200)
    expected = told(str(tmp_path / "books.db"))
    sound = (tmp_path / "books.db").read_bytes()
    rng = random.Random(11)  # noqa: S311
    found = harmless = 0
    damaged = tmp_path / "damaged.db"
    for _ in range(300 if THOROUGH else 40):
        bit = rng.randrange(len(sound) * 8)
        data = bytearray(sound)
        data[bit // 8] ^= 1 << bit % 8
        for leftover in tmp_path.glob("damaged.db-*"):
            leftover.unlink()
        damaged.write_bytes(data)
        told_of = _told_or_refused(str(damaged))
        if told_of is None or told_of["violations"]:
            found += 1
            continue
        assert [key for key in HASHED if told_of[key] != expected[key]] == [], bit
        harmless += 1
    print(f"{found} flips were found, {harmless} changed nothing the books say")
    assert found


def _told_or_refused(place: str) -> Books | None:
    """What damaged books say, or None where they are refused or cannot be read at all."""
    try:
        return told(place)
    except (StoreError, ValueError, KeyError, TypeError, zlib.error):
        return None


def test_any_change_to_what_was_posted_is_found_invariants_4_and_11(tmp_path: Path) -> None:
    import sqlite3

    work(str(tmp_path / "books.db"), deliver(tmp_path / "in", 6), 200)
    changes = (
        "UPDATE entry SET description = description || '!' WHERE id = 2",
        "UPDATE entry SET date = '2026-03-28' WHERE id = 2",
        "UPDATE entry SET number = 99 WHERE id = 3",
        "UPDATE entry SET idempotency_key = 'x' WHERE id = 2",
        "UPDATE entry SET hash = previous_hash WHERE id = 2",
        "UPDATE entry_line SET amount = amount * 2",
        "UPDATE entry_line SET account = '5020' WHERE account = '5010'",
        "UPDATE entry_line SET party_id = party_id + 1 WHERE party_id IS NOT NULL",
        "UPDATE vat_row SET taxable = taxable + 1",
        "UPDATE register_row SET period = '2026-02'",
        "UPDATE register_row SET protocol = protocol + 1 WHERE entry_id = (SELECT max(entry_id) FROM register_row)",
        "DELETE FROM entry_line WHERE entry_id = 2",
        "DELETE FROM vat_row WHERE entry_id = 2",
        "DELETE FROM entry WHERE id = (SELECT max(id) FROM entry)",
        "UPDATE payload SET data = zeroblob(10)",
        "UPDATE sequence SET last = last + 1",
        "UPDATE document SET state = 'ready', entry_id = NULL WHERE entry_id = 2",
    )
    for number, change in enumerate(changes):
        place = tmp_path / f"changed-{number}.db"
        shutil.copy(tmp_path / "books.db", place)
        connection = sqlite3.connect(place)
        guarded = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        table = change.split()[2] if change.startswith("DELETE") else change.split()[1]
        if table not in ("sequence", "document"):
            with pytest.raises(sqlite3.IntegrityError, match="never change"):
                connection.execute(change)
        connection.execute("PRAGMA foreign_keys = OFF")
        for (trigger,) in guarded:
            connection.execute(f"DROP TRIGGER {trigger}")
        assert connection.execute(change).rowcount, change
        connection.commit()
        connection.close()
        books = _told_or_refused(str(place))
        assert books is None or books["violations"], change


def test_the_numbers_of_both_databases_agree(tmp_path: Path, postgresql: str) -> None:
    delivery = deliver(tmp_path / "in", 20)
    places = (str(tmp_path / "books.db"), postgresql)
    for place in places:
        work(place, delivery, 6)
    ours, theirs = map(told, places)
    assert ours == theirs
