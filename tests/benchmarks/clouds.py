"""Reading a cloud into the books against the least that must be done: a socket, a JSON parser, and rows in SQLite."""

from __future__ import annotations

import socket
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from urllib.parse import urlencode, urlsplit

import orjson
from tests.benchmarks.measuring import Figure, Side, at_least, at_most, own_time
from tests.reliability.cloud_day import Cloud, linked, read, simulated

from tuiledger.bootstrap import system_clock
from tuiledger.domain.connections import Connection
from tuiledger.domain.documents import Direction
from tuiledger.ports import Store
from tuiledger.providers.fattureincloud.mapping import KINDS

_TABLE = (
    "CREATE TABLE row (company TEXT, kind TEXT, id INTEGER, date TEXT, net INTEGER, vat INTEGER, gross INTEGER,"
    " payload BLOB, PRIMARY KEY (company, kind, id)) WITHOUT ROWID"
)


def figures(scratch: Path, rounds: int, size: float) -> Iterator[Figure]:
    """Read whole and durable; again; the limit only fetches, parses and inserts."""
    documents, companies = max(40, int(5_000 * size)), max(4, min(40, int(40 * size)))
    times = {name: _Times() for name in ("limit", "pull", "pull again", "whole again")}
    with simulated(documents, companies) as cloud:
        ids = [str(one["id"]) for one in cloud["companies"] if one["reachable"]]
        rows = _limit(scratch, cloud, ids)
        # The first round is not counted: it loads what all others find in memory.
        for number in range(rounds + 1):
            for one in times.values():
                one.counts = number > 0
            times["limit"].take(partial(_limit, scratch, cloud, ids))
            store, connection = linked(scratch / "pulled.db", cloud, system_clock())
            times["pull"].take(partial(_pull, store, cloud, connection, rows, new=True))
            times["pull again"].take(partial(_pull, store, cloud, connection, rows))
            times["whole again"].take(partial(_pull, store, cloud, connection, rows, whole=True))
            store.close()
    found = {name: median(each.processor) for name, each in times.items()}
    by_clock = {name: round(median(each.clock), 3) for name, each in times.items()}
    yield at_least(
        "reading a cloud validated and durable, against a raw socket, orjson and raw SQLite",
        found["limit"] / found["pull"],
        0.35,
        {name: found[name] for name in ("limit", "pull")},
        documents=rows,
        companies=len(ids),
        microseconds_per_document={name: round(seconds / rows * 1e6) for name, seconds in found.items()},
        seconds_by_the_clock=by_clock,
    )
    yield at_most(
        "the same reading again, against the first, for each document in the books",
        found["pull again"] / found["pull"],
        0.15,
        {name: found[name] for name in ("pull again", "pull", "whole again")},
        documents=rows,
        seconds_by_the_clock=by_clock,
    )


@dataclass
class _Times:
    """Seconds of one side, by the processor and by the clock."""

    processor: list[float] = field(default_factory=list)
    clock: list[float] = field(default_factory=list)
    counts: bool = True

    def take(self, side: Side) -> None:
        """Do it once, and note how long it took."""
        begun = time.perf_counter()
        spent = own_time(side)
        if self.counts:
            self.processor.append(spent)
            self.clock.append(time.perf_counter() - begun)


def _limit(scratch: Path, cloud: Cloud, ids: list[str]) -> int:
    """Fetch every page, parse it, and insert its rows: one transaction a page. Answers how many rows there are."""
    place = scratch / "limit.db"
    for path in scratch.glob("limit.db*"):
        path.unlink()
    books = sqlite3.connect(place, isolation_level=None)
    for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", _TABLE):
        books.execute(statement)
    address = urlsplit(cloud["base_url"])
    count = 0
    with socket.create_connection((address.hostname or "", address.port or 0)) as line:
        for company in ids:
            for direction, kinds in KINDS.items():
                for kind in kinds:
                    count += _list(books, line, cloud["tokens"]["accountant"], company, direction, kind)
    books.close()
    return count


def _list(
    books: sqlite3.Connection, line: socket.socket, token: str, company: str, direction: Direction, kind: str
) -> int:
    path = "issued_documents" if direction is Direction.ISSUED else "received_documents"
    path = "received_documents/pending" if kind == "pending" else path
    count = number = 0
    while True:
        number += 1
        asked = {"type": "agyo" if kind == "pending" else kind, "fieldset": "detailed", "per_page": 100, "page": number}
        line.sendall(
            f"GET /c/{company}/{path}?{urlencode(asked)} HTTP/1.1\r\nHost: 127.0.0.1:1\r\n"
            f"Authorization: Bearer {token}\r\n\r\n".encode()
        )
        status, body = _answer(line)
        if status != 200:
            return 0
        page = orjson.loads(body)
        rows = [
            (company, kind, row["id"], row["date"], round(row["amount_net"] * 100), round(row["amount_vat"] * 100),
             round(row["amount_gross"] * 100), orjson.dumps(row)) for row in page["data"]
        ]  # fmt: skip
        books.execute("BEGIN IMMEDIATE")
        books.executemany("INSERT INTO row VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        books.execute("COMMIT")
        count += len(rows)
        if number >= page["last_page"]:
            return count


def _answer(line: socket.socket) -> tuple[int, bytes]:
    data = bytearray()
    while (end := data.find(b"\r\n\r\n")) < 0:
        data += line.recv(1 << 20)
    head = bytes(data[:end]).lower()
    length = int(head.split(b"content-length: ")[1].split(b"\r\n")[0])
    while len(data) < end + 4 + length:
        data += line.recv(1 << 20)
    return int(head.split(b" ")[1]), bytes(data[end + 4 :])


def _pull(
    store: Store, cloud: Cloud, connection: Connection, rows: int, *, new: bool = False, whole: bool = False
) -> None:
    counts = read(store, cloud, connection, system_clock(), whole=whole).counts
    if counts.new != (rows if new else 0):
        raise AssertionError(f"{counts} in place of {rows}")
