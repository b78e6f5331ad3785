"""No secret is found outside the vault, in any form, after everything that a studio does with its cloud."""

from __future__ import annotations

import base64
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

import pytest
from tests.terminal.harness import Terminal

from tuiledger.sandbox.clouds.fattureincloud.cloud import FattureInCloud
from tuiledger.sandbox.clouds.server import serving
from tuiledger.store.payloads import expanded

PASSPHRASE = "CANARY-passphrase-51f0c2"


class Studio:
    """A studio's home on this machine, and what its programs printed and were started with."""

    def __init__(self, home: Path, base_url: str) -> None:
        self.home, self.base_url = home, base_url
        self.seen: list[bytes] = []

    def run(self, *command: str, secret: str = "", passphrase: bool = True, code: int | None = 0) -> bytes:
        """Run one command; its secrets go through open files, never through its arguments or its environment."""
        options, given = list(command), list[int]()
        for flag, text in (("--passphrase-fd", PASSPHRASE if passphrase else ""), ("--token-fd", secret)):
            if text:
                reading, writing = os.pipe()
                os.write(writing, text.encode() + b"\n")
                os.close(writing)
                given.append(reading)
                options += [flag, str(reading)]
        with subprocess.Popen(
            [sys.executable, "-m", "tuiledger", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=given,
        ) as process:
            self.seen += [
                Path(f"/proc/{process.pid}/{name}").read_bytes() for name in ("cmdline", "environ")
                if Path(f"/proc/{process.pid}/{name}").exists()
            ]  # fmt: skip
            printed, _ = process.communicate(timeout=100)
        for handle in given:
            os.close(handle)
        self.seen.append(printed)
        assert code is None or process.returncode == code, printed.decode()
        return printed


@pytest.fixture
def cloud() -> Iterator[tuple[FattureInCloud, str]]:
    """A simulated cloud of a small studio."""
    world = FattureInCloud(seed=7, companies=4, documents=40, studio_documents=40)
    with serving(world) as base_url:
        world.moved_in(base_url)
        yield world, base_url


def forms(secret: str) -> Iterator[bytes]:
    """Every way in which a secret may be written down."""
    raw = secret.encode()
    yield from (raw, raw[::-1], raw.hex().encode(), raw.hex().upper().encode(), secret.encode("utf-16-le"))
    yield from (quote(secret, safe="").encode(), secret.replace("/", "\\/").encode())
    for shift in range(3):
        # Base64 of a longer text that the secret stands in, whatever stands before it.
        whole = base64.b64encode(b"x" * shift + raw)
        yield whole[4 if shift else 0 : len(whole) - 4]


def found_in(places: Sequence[tuple[str, bytes]], secrets: Sequence[str]) -> list[str]:
    """Where any form of any secret stands."""
    return [
        f"{name}: {form[:12]!r}"
        for name, data in places
        for secret in secrets
        for form in forms(secret)
        if form in data
    ]


@pytest.mark.timeout(300)
def test_no_secret_is_found_after_connecting_reading_posting_failing_exporting_and_backing_up(
    tmp_home: Path, cloud: tuple[FattureInCloud, str]
) -> None:
    world, base_url = cloud
    tokens = world.describe()["tokens"]
    studio = Studio(tmp_home, base_url)
    studio.run("vault", "init", "--store", "vault")
    studio.run("intermediary", "add", "STUDIO", "--name", "Studio", passphrase=False)
    there = ("--base-url", base_url, "--sandbox")
    studio.run("connection", "add", "FIC", "--intermediary", "STUDIO", *there, secret=tokens["accountant"])
    studio.run("connection", "rotate", "FIC", secret=tokens["revoked"], code=None)
    studio.run("connection", "rotate", "FIC", secret=tokens["accountant"])
    for number, company in enumerate(world.describe()["companies"][:3], 1):
        studio.run("link", "set", str(company["id"]), f"C{number}", "--create", passphrase=False)
    world.faults.arm({"fault": "server_error", "times": 1})
    studio.run("sync", "--json", code=None)
    studio.run("sync", "--json", "--whole", code=None)
    studio.run("post", "--json", passphrase=False, code=None)
    studio.run("runs", "show", "2", "--json", passphrase=False, code=None)
    studio.run("connection", "show", "FIC", "--json", code=None)
    exported, copy = tmp_home / "journal.csv", tmp_home / "copy.db"
    studio.run("export", "journal", "--format", "csv", "--out", str(exported), passphrase=False)
    studio.run("backup", str(copy), passphrase=False)
    studio.run("vault", "passphrase", code=None)
    with Terminal([sys.executable, "-m", "tuiledger"], env={"TUILEDGER_PASSPHRASE_FILE": None}) as terminal:
        terminal.until_shown("Workbench")
        terminal.press("W")
        terminal.press("\r")
        terminal.send("\x03")
        studio.seen.append(bytes(terminal.output))
    files = [(str(path), path.read_bytes()) for path in sorted(tmp_home.rglob("*")) if path.is_file()]
    assert any("vault" in name for name, _ in files) and any(name.endswith(".db") for name, _ in files)
    printed = [(f"printed {place}", data) for place, data in enumerate(studio.seen)]
    assert found_in([*files, *printed, *kept_packed(tmp_home)], [*tokens.values(), PASSPHRASE]) == []


def kept_packed(home: Path) -> list[tuple[str, bytes]]:
    """What the books keep packed, where a search through the file finds nothing."""
    found = list[tuple[str, bytes]]()
    for path in home.rglob("*.db"):
        with sqlite3.connect(path) as books:
            for table, column in (("exchange", "detail"), ("payload", "data")):
                rows = books.execute(f"SELECT {column} FROM {table}")  # noqa: S608 - two names of ours
                found += [(f"{table} in {path.name}", expanded(row[0])) for row in rows]
    assert {name.split()[0] for name, _ in found} == {"exchange", "payload"}
    return found


def test_the_search_would_find_a_secret_in_any_of_its_forms() -> None:
    secret = "a/CANARY-token-0123456789"
    written = [
        b"x" + secret.encode(), secret.encode().hex().encode(), base64.b64encode(b'{"t": "' + secret.encode() + b'"}'),
        quote(secret, safe="").encode(), secret.encode("utf-16-le"), secret.replace("/", "\\/").encode(),
    ]  # fmt: skip
    assert all(found_in([("file", data)], [secret]) for data in written)
