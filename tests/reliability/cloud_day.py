"""A studio's day with the clouds as a process does it: every client read, what is ready posted. And what it leaves.

The simulated cloud is a process of its own, reached over HTTP; what was asked of it, it tells itself.
"""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.builders import FixedClock
from tests.providers.doubles import FixedToken
from tests.reliability.day import Books

from tuiledger.bootstrap import open_books, system_clock
from tuiledger.domain.chart import ITALIAN_CHART
from tuiledger.domain.connections import Condition, Connection, Grant, Link, LinkState
from tuiledger.domain.parties import Company
from tuiledger.domain.pulls import Pull
from tuiledger.ports import Clock, DocumentFilter, Store
from tuiledger.ports.clouds import Provider, Recorder
from tuiledger.providers.registry import load
from tuiledger.services.post import post_ready
from tuiledger.services.pull import PullResult, Wanted, pull
from tuiledger.services.share_quota import SharedQuota

Cloud = dict[str, Any]


@contextmanager
def simulated(documents: int, companies: int) -> Iterator[Cloud]:
    """A simulated cloud, and what it tells of itself when it begins."""
    command = [sys.executable, "-m", "tuiledger", "sandbox", "--json", "--documents", str(documents)]
    with subprocess.Popen(
        [*command, "--companies", str(companies)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as served:
        try:
            assert served.stdout is not None
            yield json.loads(served.stdout.readline())["providers"]["fattureincloud"]
        finally:
            served.send_signal(signal.SIGTERM)


def usage(cloud: Cloud) -> dict[str, Any]:
    """What the cloud counted in each of its windows, and how often it refused."""
    with urllib.request.urlopen(f"{cloud['base_url']}/_sandbox/quota") as answer:  # noqa: S310 - on loopback
        told: dict[str, Any] = json.loads(answer.read())
    return told


def linked(place: Path, cloud: Cloud, clock: Clock, *, reachable: bool = False) -> tuple[Store, Connection]:
    """New books with the companies of the cloud linked to a client each: all, or those that can be read."""
    for path in place.parent.glob(f"{place.name}*"):
        path.unlink()
    store = open_books(str(place), create=True, clock=clock)
    with store.writing("connect") as work:
        wish = Connection(0, "fattureincloud", "Cloud", Grant.PERSONAL_TOKEN, Condition.PROVED)
        connection = work.add_connection(wish._replace(base_url=cloud["base_url"], secret_name="none"))
        for one in cloud["companies"]:
            if one["reachable"] or not reachable:
                client = Company(0, one["code"], one["name"], "IT", one["vat_number"], one["fiscal_code"])
                ours, remote = work.add_company(client, ITALIAN_CHART), str(one["id"])
                work.set_link(Link(connection.id, remote, one["name"], LinkState.LINKED, ours.id, "anna", clock.now()))
    return store, connection


def read(store: Store, cloud: Cloud, connection: Connection, clock: Clock, *, whole: bool = False) -> Pull:
    """Read every client, within the quota that all processes share, and give back what was not asked."""
    adapter = load("fattureincloud")
    # The time of the quota goes on, whatever day it is in the books.
    quota = SharedQuota(store, system_clock(), adapter.pace)

    def opened(connection: Connection, recorder: Recorder) -> Provider:
        return adapter.connect(connection, FixedToken(cloud["tokens"]["accountant"]), quota, recorder)

    try:
        for step in pull(store, clock, "anna", opened, Wanted(connection.id, whole=whole)):
            if isinstance(step, PullResult):
                return step.pull
    finally:
        asyncio.run(quota.close())
    raise AssertionError("a reading ends with its result")


def post(store: Store, clock: Clock) -> None:
    """Post what is ready of every client."""
    with store.reading() as reader:
        companies = [company.id for company in reader.companies()]
    for company in companies:
        for _ in post_ready(store, clock, "anna", company):
            pass


def work(place: Path, cloud: Cloud, connection: Connection, clock: FixedClock) -> None:
    """What a process does that finds the books as another one left them."""
    store = open_books(str(place), clock=clock)
    read(store, cloud, connection, clock)
    post(store, clock)
    store.close()


def told(store: Store) -> Books:
    """What the books say of the clouds and of the money, whichever process wrote it; a broken promise is part of it."""
    with store.reading() as reader:
        companies = reader.companies()
        documents = reader.documents(DocumentFilter(), limit=100_000)
        return {
            "violations": [violation.code for violation in reader.check(deep=True)],
            "documents": sorted(
                (d.company_code, d.number, d.date, d.total, d.state.value, d.sources) for d in documents
            ),
            "remotes": sorted(
                (r.remote_company, r.kind, r.remote_id, r.payload_sha256, r.state.value)
                for d in documents for r in reader.remotes_of(d.id)
            ),
            "entries": [
                (company.code, e.number, e.plan.date, e.plan.lines, e.plan.registers, e.protocols)
                for company in companies for e in reader.all_entries(company.id)
            ],
            "balances": [
                (company.code, row.account.code, row.debit, row.credit)
                for company in companies for row in reader.trial_balance(company.id)
            ],
            "running": [run.run_id for run in reader.pulls() if run.finished_at is None],
        }  # fmt: skip
