"""The workbench under a person's hands, in a real terminal: keys, pictures, and an import in the background."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median, quantiles

from tests.benchmarks.books import filled
from tests.benchmarks.measuring import Figure, at_most, missing
from tests.terminal.harness import DOWN, PAGE_DOWN, Terminal, workbench
from tests.terminal.places import PLACE_KEYS, at_home

from tuiledger.sandbox.many import write_many

#: The stock table with the columns of the documents, and with a tenth of their rows: with as many it takes minutes.
_TABLE = """
import sys
from textual.app import App
from textual.widgets import DataTable
class Table(App):
    def compose(self):
        yield DataTable(cursor_type="row")
    def on_mount(self):
        table = self.query_one(DataTable)
        for title, width in (("Date", 10), ("Type", 4), ("Number", 10), ("Party", 15), ("Total", 12), ("State", 12)):
            table.add_column(title, width=width)
        table.add_rows(
            ("2026-03-02", "TD01", str(n), f"Fornitore {n % 500}", f"{n % 9973 * 7}.00", "ready") for n in range(ROWS)
        )
        table.focus()
        self.call_after_refresh(lambda: setattr(self, "title", "shown"))
Table().run(mouse=False)
"""
_KEYS = {"down": DOWN, "page down": PAGE_DOWN}
#: Columns and lines of a window, and the milliseconds in which 95 keys of 100 are answered.
_WINDOWS = ((80, 24, 50.0), (200, 60, 80.0))


def figures(scratch: Path, rounds: int, size: float) -> Iterator[Figure]:
    """Keys in large books; how soon they are answered; whether an import holds them up; the first picture."""
    large, rows = max(1_000, int(100_000 * size)), max(1_000, int(10_000 * size))
    books = filled(scratch / "large.db", large)
    table = scratch / "table.py"
    table.write_text(_TABLE.replace("ROWS", str(rows)))
    presses = max(8, min(40, int(40 * size)))
    yield from _keys(books, table, rounds, presses, large, rows)
    for columns, lines, goal in _WINDOWS:
        yield _answers(books, (columns, lines), goal, rounds, presses, large)
    yield _lag(scratch, max(50, int(10_000 * size)))
    yield _first_picture(books, rounds)


def _keys(books: Path, table: Path, rounds: int, presses: int, large: int, rows: int) -> Iterator[Figure]:
    """Processor time of one press of a key, all threads together."""
    times: dict[str, list[float]] = {}
    sizes: dict[str, list[float]] = {}
    for _ in range(rounds):
        with _documents(books, 80, 24) as ours, Terminal([sys.executable, str(table)]) as stock:
            stock.until_shown("Fornitore")
            stock.rest()
            for side, terminal in (("workbench", ours), ("DataTable", stock)):
                for name, key in _KEYS.items():
                    spent, written = _pressed(terminal, key, presses)
                    times.setdefault(f"{side} {name}", []).append(spent)
                    sizes.setdefault(f"{side} {name}", []).append(written)
    found = {name: median(values) for name, values in times.items()}
    for name, goal in (("down", 0.5), ("page down", 0.3)):
        sides = [f"workbench {name}", f"DataTable {name}"]
        yield at_most(
            f"{name} in a list of {large} documents, against a DataTable of {rows} rows, processor time of one press",
            found[sides[0]] / found[sides[1]],
            goal,
            {side: found[side] for side in sides},
            bytes={side: round(median(sizes[side])) for side in sides},
        )


def _documents(books: Path, columns: int, lines: int) -> Terminal:
    terminal = workbench(books, columns=columns, lines=lines)
    at_home(terminal)
    terminal.press(PLACE_KEYS["documents"])
    terminal.until_shown("Fornitore")
    terminal.rest()
    return terminal


def _pressed(terminal: Terminal, key: str, presses: int) -> tuple[float, float]:
    """Processor time and bytes of one press, each press answered before the next."""
    time_before, bytes_before = terminal.processor_time, len(terminal.output)
    for _ in range(presses):
        terminal.press(key)
    return (terminal.processor_time - time_before) / presses, (len(terminal.output) - bytes_before) / presses


def _answers(books: Path, window: tuple[int, int], goal: float, rounds: int, presses: int, large: int) -> Figure:
    """The time between a key and the first byte of its picture."""
    waits: list[float] = []
    with _documents(books, *window) as terminal:
        for _ in range(rounds):
            # From the first row on, so that no page down comes to the end, where there is nothing to paint.
            terminal.press("g")
            for key in (DOWN,) * presses + (PAGE_DOWN,) * (presses // 4):
                waits.append(_answered(terminal, key) * 1e3)
                terminal.rest()
    found = round(_percentile(waits, 95), 1)
    return Figure(
        f"key to the first byte of its picture, {large} documents at {window[0]} by {window[1]}, p95 in ms",
        found,
        f"<= {goal}",
        found <= goal,
        {},
        {"p50": round(median(waits), 1), "keys": len(waits), "load": round(os.getloadavg()[0], 1)},
    )


def _answered(terminal: Terminal, key: str) -> float:
    """Seconds between a key and the first byte of its picture."""
    before, started = len(terminal.output), time.perf_counter()
    terminal.send(key)
    terminal.until(lambda: len(terminal.output) > before, "answered a key")
    return time.perf_counter() - started


def _percentile(values: Sequence[float], percent: int) -> float:
    return quantiles(values, n=100, method="inclusive")[percent - 1]


def _lag(scratch: Path, count: int) -> Figure:
    """How late a heartbeat of 5 ms comes in the middle of an import, inside the program."""
    write_many(scratch / "arrivals", count, lines=(1, 6))
    written = scratch / "late.json"
    arguments = [str(scratch / "lag.db"), str(scratch / "arrivals"), str(written)]
    name = f"how late the heart beats while {count} documents are imported, p99 in ms"
    with Terminal([sys.executable, "-m", "tests.benchmarks.heartbeat", *arguments], folder=_ROOT) as terminal:
        terminal.until(lambda: not terminal.alive or written.exists(), "ended its import", patience=1800)
        terminal.ended()
    if not written.exists():
        return missing(name, "<= 50", terminal.text[-500:])
    told = json.loads(written.read_text())
    late = told["late"]
    found = round(_percentile(late, 99), 1)
    details = {"p50": round(median(late), 1), "worst": round(max(late), 1), "beats": len(late), "seconds": told["took"]}
    return Figure(name, found, "<= 50", found <= 50, {}, {**details, "load": round(os.getloadavg()[0], 1)})


def _first_picture(books: Path, rounds: int) -> Figure:
    """The first picture against that of Posting, a program of the same framework."""
    name = "first picture of the workbench, against that of Posting, processor time"
    posting = os.environ.get("TUILEDGER_POSTING") or shutil.which("posting")
    if not posting or subprocess.run([posting, "--help"], capture_output=True).returncode:
        return missing(name, "<= 0.4", "posting: uv tool install posting, or its path in TUILEDGER_POSTING")
    times: dict[str, list[float]] = {"workbench": [], "posting": []}
    clock: dict[str, list[float]] = {"workbench": [], "posting": []}
    for _ in range(rounds):
        for side, command, mark in (
            ("workbench", [sys.executable, "-m", "tuiledger", "--db", str(books)], "tuiledger"),
            ("posting", [posting], "Send"),
        ):
            with Terminal(command, columns=100, lines=30) as terminal:
                terminal.until_shown(mark)
                times[side].append(terminal.processor_time)
                clock[side].append(time.monotonic() - terminal.started)
    found = {side: median(values) for side, values in times.items()}
    seconds = {side: round(median(values), 3) for side, values in clock.items()}
    return at_most(name, found["workbench"] / found["posting"], 0.4, found, clock=seconds)


_ROOT = Path(__file__).parents[2]
