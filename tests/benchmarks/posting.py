"""Posting against beancount loading the same entries, and the trial balance against hledger's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from statistics import median

from tests.benchmarks.books import filled, opened, post_all
from tests.benchmarks.measuring import Figure, at_least, missing, own_time

from tuiledger.ports import Store
from tuiledger.services.hand_over import export_journal


def figures(scratch: Path, rounds: int, size: float) -> Iterator[Figure]:
    """Post durable; load the export; sum the accounts."""
    count = max(20, int(20_000 * size))
    ready = filled(scratch / "ready.db", count)
    exported = {name: scratch / f"journal.{name}" for name in ("beancount", "hledger")}
    times: dict[str, list[float]] = {"post": [], "beancount": [], "trial balance": [], "hledger bal": [], "command": []}
    hledger = shutil.which("hledger")
    for number in range(rounds):
        books = scratch / "posted.db"
        shutil.copy(ready, books)
        store = opened(books)
        times["post"].append(own_time(partial(_post, store, count)))
        if not number:
            with store.reading() as reader:
                for name, path in exported.items():
                    path.write_text("".join(export_journal(reader, name, "ALFA")))
        times["beancount"].append(own_time(lambda: _load(exported["beancount"])))
        with store.reading() as reader:
            times["trial balance"].append(own_time(partial(reader.trial_balance, 1)))
        store.close()
        if hledger:
            command = [hledger, "-f", str(exported["hledger"]), "bal"]
            times["hledger bal"].append(own_time(partial(_run, command)))
        own = [sys.executable, "-m", "tuiledger", "trial-balance", "--company", "ALFA", "--json", "--db", str(books)]
        times["command"].append(own_time(partial(_run, own)))
    found = {name: median(values) for name, values in times.items() if values}
    yield at_least(
        "post durable, against beancount loading the same entries",
        found["beancount"] / found["post"],
        5,
        {name: found[name] for name in ("post", "beancount")},
        entries=count,
        microseconds_per_entry=round(found["post"] / count * 1e6),
    )
    name = "trial balance, against hledger bal of the same entries"
    if not hledger:
        yield missing(name, ">= 25", "hledger")
        return
    sides = {key: found[key] for key in ("trial balance", "hledger bal", "command")}
    ratio = found["hledger bal"] / found["trial balance"]
    by_command = round(found["hledger bal"] / found["command"], 3)
    yield at_least(name, ratio, 25, sides, entries=count, ratio_of_our_command=by_command)


def _load(path: Path) -> None:
    # Read when it is imported: without it every load but the first would be one of a pickle.
    os.environ["BEANCOUNT_DISABLE_LOAD_CACHE"] = "1"
    from beancount import loader

    entries, errors, _ = loader.load_file(str(path))
    if errors or not entries:
        raise AssertionError(f"beancount found {len(errors)} errors")


def _run(command: list[str]) -> None:
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)


def _post(store: Store, wanted: int) -> None:
    found = len(post_all(store).posted)
    if found != wanted:
        raise AssertionError(f"{found} entries in place of {wanted}")
