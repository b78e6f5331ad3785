"""What the two programs were linked for, row by row, as people and scripts meet it: nothing is stood in for.

The other rows are shown where their screen or command is tried; that each is shown somewhere is held here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Terminal, terminal
from tests.cli.test_connections import Office
from tests.clouds import PASSPHRASE, Practice, impatient, practice, simulated
from tests.tui.conftest import Press, press
from tests.tui.reading import text

from tuiledger import bootstrap
from tuiledger.services.scoped import ScopedStore
from tuiledger.tui.app import WorkbenchApp
from tuiledger.tui.screens.home import Home
from tuiledger.tui.workbench import Workbench

__all__ = ["press", "terminal"]

ROWS = (
    "R01", "R02", "R03", "R04", "R05", "R06", "C01", "C02", "C03", "C04", "C05", "C06", "C07", "C08", "I01", "P01",
    "X04", "X05",
)  # fmt: skip


def test_every_row_is_shown_by_a_test_that_bears_its_id() -> None:
    folder = Path(__file__).resolve().parents[1]
    names = re.findall(r"def test_(\w+)", "\n".join(path.read_text("utf-8") for path in folder.rglob("test_*.py")))
    borne = {part.upper() for name in names for part in name.split("_")}
    assert [row for row in ROWS if row not in borne] == []


@pytest.fixture
def office(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A terminal, a vault that is open, and a cloud with documents of every kind."""
    for variable in ("DBUS_SESSION_BUS_ADDRESS", "PYTHON_KEYRING_BACKEND", "TUILEDGER_VAULT",
                     "TUILEDGER_PASSPHRASE", "TUILEDGER_PASSPHRASE_FILE"):  # fmt: skip
        monkeypatch.delenv(variable, raising=False)
    bootstrap.keep_vault().init(lambda: PASSPHRASE, "vault")
    with impatient(), simulated(companies=3, documents=60) as (cloud, url):
        yield Office(terminal, cloud, url)
    bootstrap.keep_vault().lock()


@pytest.fixture
def two(office: Office) -> Office:
    """Two intermediaries, each with a connection of its own, linked to a client each."""
    for number, code in enumerate(("RIV", "FER")):
        assert office("intermediary", "add", code, "--name", f"Studio {code}").code == 0
        assert office.connect("accountant", code, "--intermediary", code).code == 0
        remote = office.cloud.world.clients[number].id
        assert office("link", "set", remote, f"C{number}", "--create", "--connection", code).code == 0
    return office


def test_r02_r03_r05_i01_p01_a_studio_imports_and_posts_in_processes_of_its_own(two: Office) -> None:
    run = two.terminal.process
    dry = run("sync", "--dry-run", "--json")
    assert dry.code == 0 and {one["company"] for one in dry.data["items"]} == {"C0", "C1"}
    assert {"invoice", "credit_note"} <= {one["list"] for one in dry.data["items"]}
    # One client, direct and quick.
    first = run("sync", "--company", "C0", "--post", "--json")
    assert {item["company"] for item in first.data["posted"]["items"]} == {"C0"}
    # All of them: what was read and posted is so once.
    both = run("sync", "--post", "--json")
    assert {one["company"] for item in both.data["items"] for one in item["companies"]} == {"C0", "C1"}
    assert {item["company"] for item in both.data["posted"]["items"] if item["outcome"] == "posted"} == {"C1"}
    entries = run("entries", "list", "--json").data["items"]
    documents = {one["id"]: one for one in run("documents", "list", "--json").data["items"]}
    assert {one["state"] for one in documents.values()} <= {"posted", "held", "filed", "void"} and entries
    notes = {one["id"] for one in documents.values() if one["kind"] == "credit_note" and one["state"] == "posted"}
    invoices = {one["id"] for one in documents.values() if one["kind"] == "invoice" and one["state"] == "posted"}
    issued = {number for number, one in documents.items() if one["direction"] == "issued"}
    # A customer owes what an invoice says, and is owed what a credit note takes away.
    sides = {
        "debit": {entry["document"] for entry in entries if _customer(entry)["debit"] != "0.00"},
        "credit": {entry["document"] for entry in entries if _customer(entry)["credit"] != "0.00"},
    }
    assert notes & issued and notes & issued <= sides["credit"] and invoices & issued <= sides["debit"]
    assert run("trial-balance", "--company", "C0", "--json").code == 0
    assert run("link", "portal", "C0").out.strip() == two.url
    assert run("check", "--deep").code == 0


def _customer(entry: dict[str, Any]) -> dict[str, Any]:
    """The line of the other party."""
    return next(line for line in entry["lines"] if line["party"] is not None)


def test_r06_an_intermediary_sees_and_changes_its_own_clients_only(two: Office) -> None:
    own = ("--as-intermediary", "riv")
    assert two("sync").code == 0
    whole, mine = two("documents", "list").data, two("documents", "list", *own).data
    assert {one["company"] for one in whole["items"]} == {"C0", "C1"}
    assert {one["company"] for one in mine["items"]} == {"C0"} and 0 < mine["total"] < whole["total"]
    assert [one["code"] for one in two("company", "list", *own).data["items"]] == ["C0"]
    assert [one["code"] for one in two("intermediary", "list", *own).data["items"]] == ["RIV"]
    assert [one["name"] for one in two("connection", "list", *own).data["items"]] == ["RIV"]
    assert {one["sync"]["connection"] for one in two("runs", "list", *own).data["items"]} == {"RIV"}
    assert {one["connection"] for one in two("link", "list", *own).data["items"]} == {"RIV"}
    assert {one["connection"] for one in two("sync", *own).data["items"]} == {"RIV"}
    other = next(one["id"] for one in whole["items"] if one["company"] == "C1")
    remote = two.cloud.world.clients[2].id
    for arguments, code in (
        (["documents", "show", other], "document-unknown"),
        (["post", "--company", "C1"], "company-unknown"),
        (["company", "set", "C1", "--name", "Mine"], "company-unknown"),
        (["company", "add", "NEW", "--name", "New", "--vat", "01234567897"], "outside-view"),
        (["sync", "--connection", "FER"], "connection-unknown"),
        (["connection", "pause", "FER"], "connection-unknown"),
        (["link", "set", remote, "C1"], "company-unknown"),
        (["link", "set", remote, "X", "--create"], "outside-view"),
        (["intermediary", "set", "FER", "--name", "Mine"], "intermediary-unknown"),
        (["backup", str(two.terminal.folder / "copy.db")], "outside-view"),
        (["restore", str(two.terminal.db)], "outside-view"),
        (["check"], "outside-view"),
    ):  # fmt: skip
        refused = two(*arguments, *own)
        assert (refused.code, refused.error) == (3, code), arguments
    posted = two("post", "--company", "C0", *own)
    assert posted.data["posted"] > 0
    entries = two("entries", "list", *own).data
    assert {one["company"] for one in entries["items"]} == {"C0"}
    assert two("documents", "list", "--as-intermediary", "nobody").error == "intermediary-unknown"
    assert two("documents", "list").data["total"] == whole["total"]
    assert two("check", "--deep").code == 0
    help_text = " ".join(two.terminal.process("--help").out.split())
    assert "a view, not a right of access" in help_text


@pytest.fixture
def firm(tmp_path: Path, tmp_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Practice]:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    with practice(tmp_path) as made:
        yield made


async def test_r06_the_workbench_of_an_intermediary_shows_its_own_clients(firm: Practice, press: Press) -> None:
    from tuiledger.services.intermediaries import IntermediaryForm, add_intermediary
    from tuiledger.services.link import register_and_link
    from tuiledger.tui.opening import view_text

    add_intermediary(firm.store, firm.clock, "anna", IntermediaryForm("Studio Rivalta"), "RIV")
    await firm.connect("accountant", name="Own", intermediary="RIV")
    await firm.connect("accountant", name="Other")
    mine, other = firm.cloud.world.clients[:2]
    register_and_link(firm.store, firm.clock, "anna", "Own", str(mine.id), "MINE")
    register_and_link(firm.store, firm.clock, "anna", "Other", str(other.id), "OTHER")
    narrow = ScopedStore(firm.store, "RIV")
    app = WorkbenchApp(lambda: Workbench(narrow, bootstrap.system_clock(), "anna", vault=firm.vault, only="RIV"))
    app.said_first = view_text("RIV")
    async with app.run_test(size=(120, 30)) as pilot:
        await press(pilot)
        assert isinstance(app.screen, Home)
        assert "MINE" in text(app) and "OTHER" not in text(app)
        assert "This is a view, not a right of access" in " ".join(text(app).split())
        for place in ("2", "3", "8", "9", "0", "W", "T", "L"):
            await press(pilot, place)
            assert other.name not in text(app) and "Other" not in text(app)
            assert "ONLY RIV" in text(app)
