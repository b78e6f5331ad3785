"""Kill a working process at every place where it can die, let another one finish, and compare the books.

``python -m tests.reliability.kill_points FOLDER --documents N --page N [--statements] [--every N]`` prints how many
places there are and how many of them were survived, as JSON. Each death is SIGKILL in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import time
from pathlib import Path

from tests.reliability.day import Points, deliver, in_child, told, work


def count(folder: Path, delivery: Path, page: int, *, statements: bool) -> int:
    """How many places an undisturbed run passes; its books stay as ``undisturbed.db``."""

    def undisturbed() -> None:
        points = Points(statements=statements)
        points.watch()
        work(str(folder / "undisturbed.db"), delivery, page)
        (folder / "points").write_text(str(points.passed))

    if in_child(undisturbed) != 0:
        raise RuntimeError("the undisturbed run failed")
    return int((folder / "points").read_text())


def dies_and_recovers(folder: Path, delivery: Path, page: int, at: int, *, statements: bool) -> str:
    """Kill a run at one place and run again: an empty text, or what went wrong."""
    place = str(folder / "killed" / "books.db")
    shutil.rmtree(folder / "killed", ignore_errors=True)

    def die() -> None:
        Points(at, statements=statements).watch()
        work(place, delivery, page)

    if in_child(die) != -9:
        return "it did not die there"
    if in_child(lambda: work(place, delivery, page)) != 0:
        return "the next run failed"
    return ""


def main() -> int:
    """Count, kill everywhere, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=6)
    parser.add_argument("--page", type=int, default=4)
    parser.add_argument("--statements", action="store_true", help="die before every statement too")
    parser.add_argument("--every", type=int, default=1, help="only every N-th place")
    options = parser.parse_args()
    started = time.monotonic()
    options.folder.mkdir(parents=True, exist_ok=True)
    delivery = deliver(options.folder / "in", options.documents)
    points = count(options.folder, delivery, options.page, statements=options.statements)
    expected = told(str(options.folder / "undisturbed.db"))
    failures = {}
    tried = range(1, points + 1, options.every)
    for at in tried:
        problem = dies_and_recovers(options.folder, delivery, options.page, at, statements=options.statements)
        if not problem:
            found = told(str(options.folder / "killed" / "books.db"))
            problem = ", ".join(key for key in expected if found[key] != expected[key])
        if problem:
            failures[at] = problem
    print(
        json.dumps(
            {
                "points": points,
                "tried": len(tried),
                "survived": len(tried) - len(failures),
                "failures": failures,
                "entries": len(expected["entries"]),
                "violations": expected["violations"],
                "seconds": round(time.monotonic() - started, 1),
            }
        )
    )
    return 1 if failures else 0


if __name__ == "__main__":
    # Children are forked: nothing of this process may be waiting to be written by them.
    sys.stdout.flush()
    os.environ.setdefault("TUILEDGER_LANG", "en")
    sys.exit(main())
