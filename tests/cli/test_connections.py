"""``tuiledger intermediary``, ``connection`` and ``link`` as a script uses them, against a simulated cloud."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Answer, Terminal
from tests.clouds import Somebody, impatient, nobody, simulated

from tuiledger import bootstrap
from tuiledger.domain.secrets import Secret
from tuiledger.sandbox.clouds.fattureincloud.cloud import FattureInCloud

PASSPHRASE = "CANARY quattro gatti"


@dataclass
class Office:
    """A terminal, a vault that is open, and a simulated cloud."""

    terminal: Terminal
    cloud: FattureInCloud
    url: str

    def __call__(self, *arguments: object, token: str | None = None, json: bool = True) -> Answer:
        """A command; it reads ``token`` from a descriptor and never shows it, nor the passphrase."""
        if token is None:
            answer = self.terminal(*arguments, json=json)
        else:
            read, write = os.pipe()
            os.write(write, self.cloud.around.grants.personal.get(token, token).encode() + b"\n")
            os.close(write)
            answer = self.terminal(*arguments, "--token-fd", read, json=json)
            os.close(read)
        shown = answer.out + answer.err
        assert "CANARY" not in shown
        assert not [secret for secret in self.secrets if secret in shown]
        return answer

    @property
    def secrets(self) -> tuple[str, ...]:
        return *self.cloud.around.grants.personal.values(), self.cloud.around.oauth.client_secret

    def connect(self, who: str = "accountant", *more: object) -> Answer:
        return self("connection", "add", *more, "--sandbox", "--base-url", self.url, token=who)


@pytest.fixture
def office(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    for variable in ("DBUS_SESSION_BUS_ADDRESS", "PYTHON_KEYRING_BACKEND", "TUILEDGER_VAULT",
                     "TUILEDGER_PASSPHRASE", "TUILEDGER_PASSPHRASE_FILE"):  # fmt: skip
        monkeypatch.delenv(variable, raising=False)
    bootstrap.keep_vault().init(lambda: Secret(PASSPHRASE), "vault")
    with impatient(), simulated() as (cloud, url):
        yield Office(terminal, cloud, url)
    bootstrap.keep_vault().lock()


def test_c01_c06_from_nothing_to_linked_clients(office: Office) -> None:
    assert office("intermediary", "add", "RIV", "--name", "Studio Rivalta", "--vat", "IT01234567897").code == 0
    listed = office("intermediary", "list")
    assert (listed.code, listed.data["next"], listed.data["items"][0]["connection"]) == (1, "credentials", None)
    assert "no longer lets programs in with e-mail and password" in listed.err
    made = office.connect("accountant", "Studio", "--intermediary", "riv")
    assert (made.code, made.data["verdict"]["code"], made.data["next"]) == (0, "proved", "links")
    assert made.data["verdict"]["account"] == {"id": "70001", "name": "Marta Rivalta", "accountant": True,
                                               "companies": 5}  # fmt: skip
    connection = made.data["connection"]
    assert (connection["condition"], connection["intermediaries"], connection["companies"]) == ("proved", ["RIV"], 5)
    assert "secret_name" not in connection
    item = office("intermediary", "list").data["items"][0]
    assert (item["connection"], item["account"], item["condition"]) == ("Studio", "own", "proved")

    client = office.cloud.world.clients[0]
    office("company", "add", "UNO", "--name", "One", "--vat", f"IT{client.firm.details.vat_number}")
    suggested = office("link", "suggest")
    assert suggested.code == 1
    (sure,) = [one for one in suggested.data["items"] if one["confidence"] == "sure"]
    assert (sure["remote_id"], sure["company"], sure["reasons"]) == (str(client.id), "UNO", ["vat-number"])
    dry = office("link", "accept", "--at", "sure", "--dry-run")
    assert [one["company"] for one in dry.data["items"]] == ["UNO"]
    done = office("link", "accept", "--at", "sure")
    assert [(one["company"], one["state"], one["before"]) for one in done.data["items"]] == [("UNO", "linked", None)]
    assert office("link", "accept", "--at", "sure").data["total"] == 0

    other, third = (str(one.id) for one in office.cloud.world.clients[1:3])
    assert office("link", "set", other, "DUE", "--create").data["items"][0]["company"] == "DUE"
    assert office("link", "ignore", third, "--reason", "moved away").data["items"][0]["state"] == "ignored"
    states = {one["remote_id"]: one["state"] for one in office("link", "list").data["items"]}
    assert sorted(states.values()) == ["ignored", "linked", "linked", "open", "open"]
    assert office("link", "unset", third).data["items"][0]["before"]["state"] == "ignored"
    refused = office("link", "set", third, "UNO")
    assert (refused.code, refused.error) == (3, "other-number")
    numbers = [one.firm.details.vat_number for one in (client, office.cloud.world.clients[2])]
    assert all(str(number) in refused.data["error"]["message"] for number in numbers)
    assert office("link", "set", third, "UNO", "--anyway").error == "linked-already"
    assert office("link", "set", third, "UNO", "--anyway", "--also").code == 0
    assert office("connection", "list").data["items"][0]["linked"] == 3


def test_a_bad_token_takes_nothing_from_what_works(office: Office) -> None:
    office("intermediary", "add", "RIV", "--name", "Studio Rivalta")
    assert office.connect("accountant", "Studio", "--intermediary", "RIV").code == 0
    bad = office.connect("a/zz", "Other", "--intermediary", "RIV")
    assert (bad.code, bad.data["verdict"]["code"]) == (1, "invalid-credentials")
    assert "RIV goes on with the connection Studio" in bad.err
    (item,) = office("intermediary", "list").data["items"]
    assert (item["connection"], item["condition"]) == ("Studio", "proved")
    assert office.connect("accountant", "Other", "--intermediary", "RIV").code == 0
    (item,) = office("intermediary", "list").data["items"]
    assert item["connection"] == "Other"
    refused = office.connect("accountant", "Other")
    assert (refused.code, refused.error) == (3, "connection-exists")
    assert "rotate" in refused.err


def test_a_connection_that_was_removed_and_given_a_secret_says_that_it_is_paused(office: Office) -> None:
    office.connect("accountant", "Studio")
    office("link", "set", office.cloud.world.clients[0].id, "UNO", "--create")
    office("connection", "remove", "Studio")
    rotated = office("connection", "rotate", "Studio", token="accountant")
    assert (rotated.code, rotated.data["connection"]["condition"]) == (0, "paused")
    assert "connection resume" in rotated.err
    assert office("sync").error == "connection-paused"
    office("connection", "resume", "Studio")
    assert office("sync").code == 0


def test_r05_the_address_of_a_clients_own_pages_is_printed(office: Office) -> None:
    office.connect()
    remote = str(office.cloud.world.clients[0].id)
    office("link", "set", remote, "UNO", "--create")
    (item,) = office("link", "portal", "UNO").data["items"]
    assert (item["remote_id"], item["portal"]) == (remote, office.url)
    assert office("link", "portal", "uno", json=False).out == f"{office.url}\n"
    assert {one["portal"] for one in office("link", "list").data["items"]} == {office.url}
    office("company", "add", "DUE", "--name", "Two", "--vat", "01234567897")
    assert office("link", "portal", "DUE").error == "not-linked"


def test_links_that_were_accepted_together_are_taken_back_together(office: Office) -> None:
    office.connect("accountant", "Studio")
    firms = [company.firm.details for company in office.cloud.world.clients[:3]]
    for number, firm in enumerate(firms):
        office("company", "add", f"C{number}", "--name", f"Client {number}", "--vat", f"IT{firm.vat_number}")
    assert office("link", "undo").error == "nothing-to-undo"
    accepted = {one["remote_id"] for one in office("link", "accept").data["items"]}
    assert len(accepted) == 3
    kept = str(office.cloud.world.clients[0].id)
    office("link", "ignore", kept)
    back = office("link", "undo", "--connection", "studio")
    assert (back.code, {one["remote_id"] for one in back.data["items"]}) == (0, accepted - {kept})
    assert {(one["state"], one["before"]["state"]) for one in back.data["items"]} == {("open", "linked")}
    states = {one["remote_id"]: one["state"] for one in office("link", "list").data["items"]}
    assert states[kept] == "ignored" and {states[one] for one in accepted - {kept}} == {"open"}
    assert office("link", "undo").error == "nothing-to-undo"
    verbs = [act["verb"] for act in office("acts", "list").data["items"]]
    assert (verbs.count("link-accept"), verbs.count("link-undo")) == (1, 2)
    office("link", "accept")
    assert office("link", "undo", json=False).out.count("Client") == 0


def test_what_a_client_lets_its_accountant_see_and_what_is_left(office: Office) -> None:
    office.connect("accountant", "Studio")
    remote = office.cloud.world.clients[0]
    by_id = office("link", "access", remote.id)
    (item,) = by_id.data["items"]
    assert (by_id.code, item["connection"], item["company"]) == (0, "Studio", None)
    assert (item["role"], item["through_accountant"], item["name"]) == ("master", True, remote.name)
    assert item["licence_until"] == remote.licence_until.isoformat() and item["plan"]
    assert item["areas"]["fic_issued_documents"] in ("read", "write", "detailed")
    assert 0 < item["calls_left"]["hour"]["remaining"] < item["calls_left"]["hour"]["limit"]
    office("link", "set", remote.id, "UNO", "--create")
    (again,) = office("link", "access", "uno").data["items"]
    assert again["company"] == "UNO"
    assert again["calls_left"]["hour"]["remaining"] < item["calls_left"]["hour"]["remaining"]
    text = office("link", "access", "UNO", json=False).out
    assert "issued documents" in text and "may read" in text
    assert office("link", "access", "NOBODY").error == "company-unknown"
    office("company", "add", "DUE", "--name", "Two", "--vat", "01234567897")
    assert office("link", "access", "DUE").error == "not-linked"
    office.cloud.faults.arm({"fault": "licence_expired", "path": f"/c/{remote.id}/", "times": None})
    assert office("link", "access", "UNO").code == 3


@pytest.mark.parametrize(
    ("token", "code", "condition", "words"),
    [
        ("revoked", "invalid-credentials", "needs-reconnect", "Parametri di autenticazione non validi"),
        ("company", "company-account", "unproved", "chiedi il cambio del tuo account da aziendale a commercialista"),
        ("limited_scope", "missing-scope", "unproved", "issued_documents.credit_notes:r"),
    ],
    ids=["C07", "C08", "scope"],
)
def test_x04_x05_what_is_wrong_is_told_with_what_to_do(
    office: Office, token: str, code: str, condition: str, words: str
) -> None:
    made = office.connect(token)
    assert made.code == 1
    verdict = made.data["verdict"]
    assert (verdict["code"], made.data["connection"]["condition"]) == (code, condition)
    assert made.data["connection"]["failure"] == code
    assert words in f"{verdict['original']} {verdict['message']}"
    assert verdict["remedy"]
    again = office("connection", "verify", "1", json=False)
    assert again.code == 1
    assert verdict["remedy"] in again.out
    trial = office("runs", "show", made.data["run"]).data
    assert (trial["run"]["sync"]["trigger"], trial["run"]["sync"]["code"]) == ("proof", code)
    assert trial["exchanges"] and f"runs show {made.data['run'] + 1}" in again.out
    renewed = office("connection", "rotate", "1", token="accountant")
    assert (renewed.code, renewed.data["kept"], renewed.data["connection"]["condition"]) == (0, True, "proved")
    useless = office("connection", "rotate", "1", token=token)
    assert (useless.code, useless.data["kept"], useless.data["connection"]["condition"]) == (1, False, "proved")
    assert "was not kept" in useless.err


def test_a_connection_is_shown_with_the_calls_that_are_left(office: Office) -> None:
    office.connect()
    shown = office("connection", "show", "fatture in cloud")
    left = [one["calls_left"] for one in shown.data["remote_companies"] if one["calls_left"]]
    assert len(left) == 1
    assert 0 < left[0]["hour"]["remaining"] < left[0]["hour"]["limit"] == 1000
    text = office("connection", "show", "1", json=False).out
    assert "Marta Rivalta" in text
    assert "received_documents:r" in text


def test_paused_resumed_and_taken_away(office: Office) -> None:
    office.connect()
    assert office("connection", "list").code == 0
    assert office("connection", "pause", "1").data["condition"] == "paused"
    assert office("connection", "resume", "1").data["condition"] == "proved"
    office("link", "set", str(office.cloud.world.clients[0].id), "UNO", "--create")
    used = office("connection", "remove", "1")
    assert (used.code, used.data["deleted"], used.data["uses"]["links"]) == (1, False, 1)
    assert office("connection", "list").data["items"][0]["condition"] == "paused"
    office("link", "unset", str(office.cloud.world.clients[0].id))
    gone = office("connection", "remove", "1")
    assert (gone.code, gone.data["deleted"]) == (0, True)
    assert office("connection", "list").data["total"] == 0
    assert office("connection", "show", "1").error == "connection-unknown"


def test_several_connections_must_be_told_apart_to_link(office: Office) -> None:
    assert office("intermediary", "add", "--name", "Studio").code == 0
    assert office("link", "accept").error == "no-connection"
    office.connect("accountant", "One")
    office.connect("accountant", "Two")
    remote = str(office.cloud.world.clients[0].id)
    assert office("link", "set", remote, "UNO", "--create").error == "connection-needed"
    assert office("link", "set", remote, "UNO", "--create", "--connection", "two").code == 0
    assert office("link", "set", remote).error == "connection-needed"
    assert office("link", "set", remote, "--connection", "one").error == "company-missing"
    assert {one["connection"] for one in office("link", "suggest").data["items"]} == {"One", "Two"}


def test_no_network_and_a_provider_that_is_down_keep_the_connection(office: Office) -> None:
    made = office("connection", "add", "--sandbox", "--base-url", nobody(), token="accountant")
    assert (made.code, made.data["verdict"]["code"], made.data["connection"]["condition"]) == (
        1, "no-network", "unproved",
    )  # fmt: skip
    office.cloud.faults.arm({"fault": "gateway_timeout", "times": None})
    assert office.connect().data["verdict"]["code"] == "provider-down"


def test_a_sign_in_in_the_browser(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    person = Somebody(office.cloud)
    visit = "tuiledger.cli.connecting._Terminal.visit"
    monkeypatch.setattr(visit, lambda _self, address, ssh_line: person.visit(address, ssh_line))
    made = _signed_in(office)
    assert (made.code, made.data["connection"]["grant"]) == (0, "code")
    assert made.data["connection"]["client_id"] == office.cloud.around.oauth.client_id


def test_a_sign_in_by_pasting_the_address(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("http://localhost:8765/tuiledger?code=c/x&state=forged\n"))
    made = _signed_in(office, "--paste")
    assert (made.code, made.error) == (3, "state")
    assert "http://localhost:8765/tuiledger" in made.err
    assert office("connection", "list").data["total"] == 0


def _signed_in(office: Office, *more: object) -> Answer:
    read, write = os.pipe()
    os.write(write, office.cloud.around.oauth.client_secret.encode() + b"\n")
    os.close(write)
    try:
        return office("connection", "add", "--grant", "code", "--client-id", office.cloud.around.oauth.client_id,
                      "--client-secret-fd", read, "--sandbox", "--base-url", office.url, *more)  # fmt: skip
    finally:
        os.close(read)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--email", "anna@example.com"], "no longer lets programs in"),
        (["--password", "CANARY"], "no longer lets programs in"),
        (["--base-url", "http://example.com:80", "--sandbox"], "only http://127.0.0.1:PORT"),
        (["--base-url", "https://127.0.0.1:80", "--sandbox"], "only http://127.0.0.1:PORT"),
        (["--base-url", "http://127.0.0.1:4099"], "--sandbox"),
        (["--grant", "password"], "invalid choice"),
        (["--token-fd", "CANARY-token"], "not the number of a file descriptor"),
        (["--token", "CANARY-token"], "not the number of a file descriptor"),
        (["--port", "99999"], "not a port"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_is_told_and_secrets_are_not_repeated(terminal: Terminal, arguments: list[str], words: str) -> None:
    answer = terminal("connection", "add", *arguments)
    assert answer.code == 2
    assert words in " ".join(answer.err.split())
    assert "CANARY" not in answer.out + answer.err
    assert not terminal.db.exists()


def test_nothing_is_asked_of_nobody(office: Office) -> None:
    answer = office("connection", "add")
    assert (answer.code, answer.error) == (3, "no-token")
    for arguments, code in (
        (["connection", "add", "--provider", "nuvola"], "provider-unknown"),
        (["connection", "add", "--grant", "code"], "client-id-missing"),
        (["connection", "add", "--intermediary", "X"], "intermediary-unknown"),
        (["connection", "add", "--sandbox"], "address-missing"),
        (["connection", "verify", "X"], "connection-unknown"),
        (["connection", "rotate", "X"], "connection-unknown"),
        (["connection", "remove", "X"], "connection-unknown"),
        (["intermediary", "set", "X", "--name", "Y"], "intermediary-unknown"),
        (["intermediary", "add", "X"], "name-missing"),
        (["intermediary", "add", "--name", "Y", "--connection", "X"], "connection-unknown"),
    ):
        refused = office(*arguments)
        assert (refused.code, refused.error) == (3, code), arguments


def test_a_locked_vault_and_no_vault_are_told_apart(office: Office, tmp_home: Path) -> None:
    bootstrap.keep_vault().lock()
    assert office.connect().error == "locked"
    (tmp_home / ".local/share/tuiledger/vault.tlv").unlink()
    absent = office.connect()
    assert (absent.code, absent.error) == (3, "absent")
    assert office("connection", "list").data["total"] == 0


def test_the_passphrase_and_the_token_may_come_from_one_descriptor(office: Office) -> None:
    bootstrap.keep_vault().lock()
    read, write = os.pipe()
    os.write(write, f"{office.cloud.around.grants.personal['accountant']}\n{PASSPHRASE}\n".encode())
    os.close(write)
    made = office("connection", "add", "--sandbox", "--base-url", office.url, "--token-fd", read,
                  "--passphrase-fd", read)  # fmt: skip
    os.close(read)
    assert made.code == 0


def test_without_books_there_is_nothing_to_list(terminal: Terminal) -> None:
    for words in (["connection", "list"], ["link", "list"], ["intermediary", "list"], ["connection", "verify", "x"]):
        assert terminal(*words).error == "no-books"


def test_it_is_told_to_people_too(office: Office) -> None:
    office("intermediary", "add", "RIV", "--name", "Studio Rivalta", json=False)
    made = office("connection", "add", "--intermediary", "RIV", "--sandbox", "--base-url", office.url, token="revoked",
                  json=False)  # fmt: skip
    assert made.out.startswith("✖ The token is not valid\n  “Parametri di autenticazione non validi”\n")
    assert "tuiledger connection rotate 1" in made.err
    told: list[tuple[Any, ...]] = [
        ("connection", "list"), ("link", "list"), ("link", "suggest"), ("intermediary", "list"), ("link", "accept"),
        ("connection", "pause", "1"), ("intermediary", "set", "RIV", "--no-connection"), ("connection", "remove", "1"),
    ]  # fmt: skip
    for words in told:
        assert office(*words, json=False).out
