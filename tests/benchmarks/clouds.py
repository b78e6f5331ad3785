"""Reading a cloud into the books against the least that must be done: a socket, a JSON parser, and rows in SQLite."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode, urlsplit

import orjson
from tests.benchmarks.measuring import Figure, at_least, at_most, own_time
from tests.providers.doubles import FixedToken

from tuiledger.bootstrap import open_books, system_clock
from tuiledger.domain.chart import ITALIAN_CHART
from tuiledger.domain.connections import Condition, Connection, Grant, Link, LinkState
from tuiledger.domain.documents import Direction
from tuiledger.domain.parties import Company
from tuiledger.ports import Store
from tuiledger.ports.clouds import Provider, Recorder
from tuiledger.providers.fattureincloud.mapping import KINDS
from tuiledger.providers.registry import load
from tuiledger.services.pull import PullResult, Wanted, pull
from tuiledger.services.share_quota import SharedQuota

_TABLE = (
    "CREATE TABLE row (company TEXT, kind TEXT, id INTEGER, date TEXT, net INTEGER, vat INTEGER, gross INTEGER,"
    " payload BLOB, PRIMARY KEY (company, kind, id)) WITHOUT ROWID"
)


def figures(scratch: Path, rounds: int, size: float) -> Iterator[Figure]:
    """Read whole and durable; again; the limit only fetches, parses and inserts."""
    documents, companies = max(40, int(5_000 * size)), max(4, min(40, int(40 * size)))
    times: dict[str, list[float]] = {"limit": [], "pull": [], "pull again": [], "whole again": []}
    with _cloud(documents, companies) as cloud:
        ids = [str(one["id"]) for one in cloud["companies"] if one["reachable"]]
        rows = _limit(scratch, cloud, ids)
        for _ in range(rounds):
            times["limit"].append(own_time(partial(_limit, scratch, cloud, ids)))
            store, connection = _books(scratch / "pulled.db", cloud)
            times["pull"].append(own_time(partial(_pull, store, cloud, connection, rows, new=True)))
            times["pull again"].append(own_time(partial(_pull, store, cloud, connection, rows)))
            times["whole again"].append(own_time(partial(_pull, store, cloud, connection, rows, whole=True)))
            store.close()
    found = {name: median(values) for name, values in times.items()}
    each = {name: round(seconds / rows * 1e6) for name, seconds in found.items()}
    yield at_least(
        "reading a cloud validated and durable, against a raw socket, orjson and raw SQLite",
        found["limit"] / found["pull"],
        0.35,
        {name: found[name] for name in ("limit", "pull")},
        documents=rows,
        companies=len(ids),
        microseconds_per_document=each,
    )
    yield at_most(
        "the same reading again, against the first, for each document in the books",
        found["pull again"] / found["pull"],
        0.15,
        {name: found[name] for name in ("pull again", "pull", "whole again")},
        documents=rows,
    )


@contextmanager
def _cloud(documents: int, companies: int) -> Iterator[dict[str, Any]]:
    """A simulated cloud in a process of its own, whose time is not counted."""
    command = [sys.executable, "-m", "tuiledger", "sandbox", "--json", "--documents", str(documents)]
    with subprocess.Popen(
        [*command, "--companies", str(companies)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as served:
        try:
            assert served.stdout is not None
            yield json.loads(served.stdout.readline())["providers"]["fattureincloud"]
        finally:
            served.send_signal(signal.SIGTERM)


def _limit(scratch: Path, cloud: dict[str, Any], ids: list[str]) -> int:
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


def _books(place: Path, cloud: dict[str, Any]) -> tuple[Store, Connection]:
    """New books with every company of the cloud linked to a client."""
    for path in place.parent.glob(f"{place.name}*"):
        path.unlink()
    store = open_books(str(place), create=True)
    with store.writing("connect") as work:
        wish = Connection(0, "fattureincloud", "Cloud", Grant.PERSONAL_TOKEN, Condition.PROVED)
        connection = work.add_connection(wish._replace(base_url=cloud["base_url"], secret_name="none"))
        for one in cloud["companies"]:
            client = Company(0, one["code"], one["name"], "IT", one["vat_number"], one["fiscal_code"])
            ours = work.add_company(client, ITALIAN_CHART)
            now = system_clock().now()
            work.set_link(Link(connection.id, str(one["id"]), one["name"], LinkState.LINKED, ours.id, "anna", now))
    return store, connection


def _pull(
    store: Store, cloud: dict[str, Any], connection: Connection, rows: int, *, new: bool = False, whole: bool = False
) -> None:
    adapter, clock = load("fattureincloud"), system_clock()
    quota = SharedQuota(store, clock, adapter.pace)

    def opened(connection: Connection, recorder: Recorder) -> Provider:
        return adapter.connect(connection, FixedToken(cloud["tokens"]["accountant"]), quota, recorder)

    for step in pull(store, clock, os.environ.get("USER", "anna"), opened, Wanted(connection.id, whole=whole)):
        if isinstance(step, PullResult) and step.pull.counts.new != (rows if new else 0):
            raise AssertionError(f"{step.pull.counts} in place of {rows}")
    # As every command does at its end: what was lent and not spent is there for the next.
    asyncio.run(quota.close())
