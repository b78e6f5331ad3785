"""The way to a first connection, and what is done with the connections that there are."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.builders import FixedClock
from tests.clouds import PASSPHRASE, Practice, nobody, practice
from tests.tui.cloud_studio import books_app, open_linked_studio, practice_app
from tests.tui.conftest import Press
from tests.tui.reading import lines, text
from textual.pilot import Pilot

from tuiledger import bootstrap
from tuiledger.domain.connections import ORIGINALS, CloudCompany, Condition, Connection
from tuiledger.formats.fatturapa.identifiers import is_italian_vat
from tuiledger.ports import Store
from tuiledger.services.intermediaries import IntermediaryForm, add_intermediary, find_intermediary
from tuiledger.services.link import ignore, register_and_link
from tuiledger.tui.app import WorkbenchApp
from tuiledger.tui.dialogs.address import Address
from tuiledger.tui.dialogs.confirm import Confirm
from tuiledger.tui.dialogs.report import Report
from tuiledger.tui.dialogs.secret import AskSecret
from tuiledger.tui.dialogs.step import Step
from tuiledger.tui.opening import books_at
from tuiledger.tui.pictures import settled
from tuiledger.tui.screens.connections import Connections
from tuiledger.tui.screens.linking import Linking

SIZE = (120, 40)
PHRASE = f"paste:{PASSPHRASE.reveal()}"


@pytest.fixture
def firm(tmp_path: Path, tmp_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Practice]:
    """A studio without intermediaries whose vault is open."""
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    with practice(tmp_path) as made:
        yield made


@pytest.fixture
def clouds(tmp_path: Path, tmp_home: Path) -> Iterator[Store]:
    opened = open_linked_studio(tmp_path)
    yield opened
    opened.close()


def register(firm: Practice, *names: str) -> None:
    for name in names:
        add_intermediary(firm.store, firm.clock, "anna", IntermediaryForm(name))


def used(firm: Practice, code: str) -> int | None:
    with firm.store.reading() as reader:
        return find_intermediary(reader, code).connection_id


def only(firm: Practice) -> Connection:
    (connection,) = firm.connections
    return connection


def token(firm: Practice, who: str = "accountant") -> str:
    return f"paste:{firm.token(who).reveal()}"


def shown(app: WorkbenchApp) -> str:
    """The screen as one running text, whatever the width has broken, without the edges of boxes."""
    return " ".join(text(app).replace("█", " ").replace("│", " ").split())


# the way of the old integration


async def test_c01_c02_without_an_intermediary_one_is_registered_and_the_way_goes_on_with_it(
    firm: Practice, press: Press
) -> None:
    app = practice_app(firm)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "0")
        assert isinstance(app.screen, Connections) and "No intermediary and no connection yet" in shown(app)
        await press(pilot, "a")
        assert isinstance(app.screen, Step) and "No intermediary is registered yet" in shown(app)
        await press(pilot, "1", "paste:Studio Rivalta", "enter", "paste:IT01234567897", "enter")
        # It is listed, and the next question is about it.
        assert isinstance(app.screen, AskSecret) and "[Token]" in shown(app) and "Studio Rivalta" in shown(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, Connections)
        assert app.screen.current is not None and app.screen.current.record.user.name == "Studio Rivalta"
        assert "· not connected" in text(app)
    with firm.store.reading() as reader:
        assert find_intermediary(reader, "RIVALTA").vat_number == "01234567897"


async def test_every_question_of_the_way_says_which_step_it_is(
    tmp_path: Path, tmp_home: Path, monkeypatch: pytest.MonkeyPatch, press: Press
) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    with practice(tmp_path) as made:
        app = practice_app(made, vault=tmp_path / "another.tlv")
        async with app.run_test(size=(80, 24)) as pilot:
            await press(pilot, "0", "a", "1")
            assert "Connect: [Intermediary]" in shown(app) and "Name of the intermediary" in shown(app)
            await press(pilot, "paste:Studio Rossi", "enter")
            # What is shown as an example is a number that can be.
            assert "Connect: [Intermediary]" in shown(app) and is_italian_vat("01234560017")
            assert "IT 01234560017" in shown(app)
            await press(pilot, "paste:IT01234567890", "enter")
            assert "[Token]" in shown(app) and "New passphrase of the vault" in shown(app)
            assert "The check digit of VAT number 01234567890 is wrong" in " ".join(
                notice.text for notice in app.notices
            )
            await press(pilot, PHRASE, "enter", PHRASE, "enter")
            assert "[Token]" in shown(app) and f"For the simulated cloud at {made.url}" in shown(app)
            await press(pilot, "paste:abcdefgh")
            assert "••••••••" in text(app) and "8 characters" in text(app)


async def test_books_lead_new_connections_to_the_simulated_cloud_that_the_environment_names(
    tmp_path: Path, tmp_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = books_at(str(tmp_path / "own.db"), create=True)
    monkeypatch.setenv("TUILEDGER_SANDBOX", "http://127.0.0.1:4010")
    workbench = opened()
    assert workbench.simulated == {"fattureincloud": "http://127.0.0.1:4010"}
    workbench.store.close()
    monkeypatch.delenv("TUILEDGER_SANDBOX")
    workbench = opened()
    assert workbench.simulated == {}
    workbench.store.close()


@pytest.mark.parametrize(
    ("condition", "failure", "helps"),
    [
        (Condition.NEEDS_RECONNECT, "needs-reconnect", "The token was revoked or has expired. r gives"),
        (Condition.NEEDS_RECONNECT, None, "The token was revoked or has expired. r gives"),
        (Condition.NEEDS_RECONNECT, "invalid-credentials", "r gives the connection another one."),
        (Condition.PROVED, "no-network", "v tries again."),
        (Condition.PAUSED, "invalid-credentials", "r gives it another token, then p uses it again."),
        (Condition.PAUSED, "no-network", "p uses it again."),
    ],
)
async def test_the_line_below_names_the_cause_and_the_key_that_helps(
    clouds: Store, tmp_path: Path, press: Press, condition: Condition, failure: str | None, helps: str
) -> None:
    with clouds.writing("change") as work:
        (proved,) = [one for one in work.connections() if one.condition is Condition.PROVED]
        work.set_connection(proved._replace(condition=condition, failure=failure))
    app = books_app(clouds, tmp_path, language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "0", "t", "paste:Rivalta", "enter")
        assert helps in shown(app)


async def test_c03_with_intermediaries_at_hand_all_are_listed_and_the_way_leads_straight_to_the_token(
    firm: Practice, press: Press
) -> None:
    register(firm, "Studio Rivalta", "Dott. Ferri")
    app = practice_app(firm)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "0")
        assert "Studio Rivalta" in text(app) and "Dott. Ferri" in text(app)
        await press(pilot, "G", "a", "1")
        assert isinstance(app.screen, AskSecret) and "Studio Rivalta" in shown(app)


@pytest.mark.parametrize(("answer", "together"), [("1", False), ("2", True)])
async def test_c04_an_account_is_one_intermediary_s_own_or_that_of_all(
    firm: Practice, press: Press, answer: str, together: bool
) -> None:
    register(firm, "Alfa", "Beta")
    app = practice_app(firm)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "0", "a")
        assert "Intermediaries that serve the same clients share one account." in shown(app)
        await press(pilot, answer, token(firm), "enter", "escape")
        assert used(firm, "ALFA") == only(firm).id
        assert used(firm, "BETA") == (only(firm).id if together else None)
        if not together:
            # The account that there is can be shared later, and that be taken back.
            await press(pilot, "t", "paste:Beta", "enter", "a", "2")
            assert used(firm, "BETA") == only(firm).id
            await press(pilot, "z")
            assert used(firm, "BETA") is None


async def test_c05_e_mail_and_password_are_no_way_in_and_the_token_is_never_shown(
    firm: Practice, press: Press, tmp_path: Path
) -> None:
    register(firm, "Studio Rivalta")
    app = practice_app(firm)
    secret = firm.token().reveal()
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "0", "a")
        assert "no longer lets programs in with e-mail and password" in shown(app)
        assert "make a token for the accountant account in Settings > Developer" in shown(app)
        await press(pilot, token(firm))
        assert secret not in text(app) and secret[-8:] not in text(app) and "•••" in text(app)
        await press(pilot, "enter", "escape")
        assert f"••••{secret[-4:]}" in text(app) and secret[-8:] not in text(app)
    kept = firm.secret(only(firm))
    assert kept is not None and secret in kept.reveal()
    assert told_by_files(tmp_path, secret.encode()) == []


def told_by_files(folder: Path, secret: bytes) -> list[Path]:
    """The files in which a secret stands."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 2
    return [path for path in files if secret in path.read_bytes()]


async def test_c06_a_token_that_is_proved_leads_to_linking(firm: Practice, press: Press) -> None:
    register(firm, "Studio Rivalta")
    app = practice_app(firm)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "0", "a", token(firm), "enter")
        assert isinstance(app.screen, Step)
        assert "● Marta Rivalta is connected" in shown(app) and "link the companies to your clients" in shown(app)
        assert only(firm).condition is Condition.PROVED
        await press(pilot, "enter")
        assert isinstance(app.screen, Linking)
        name = firm.cloud.world.clients[0].name[:12]
        assert name in text(app)


async def test_c07_x04_a_token_that_is_not_valid_is_told_in_the_known_words_and_given_again_on_the_spot(
    firm: Practice, press: Press
) -> None:
    register(firm, "Studio Rivalta")
    app = practice_app(firm)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "0", "a", token(firm, "revoked"), "enter")
        assert isinstance(app.screen, Step) and "✖ The token is not valid." in shown(app)
        assert f"“{ORIGINALS['invalid-credentials']}”" in shown(app)
        await press(pilot, "1")
        assert isinstance(app.screen, AskSecret)
        await press(pilot, token(firm), "enter")
        assert "is connected" in shown(app)
        assert only(firm).condition is Condition.PROVED and only(firm).failure is None


async def test_c08_x05_a_company_account_is_named_with_the_known_words_and_whom_to_ask(
    firm: Practice, press: Press
) -> None:
    register(firm, "Studio Rivalta")
    app = practice_app(firm)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "0", "a", token(firm, "company"), "enter")
        assert "is a company account, and an accountant account is needed" in shown(app)
        assert " ".join(ORIGINALS["company-account"].split()) in shown(app)
        assert "ask to change the account to accountant" in shown(app)
        await press(pilot, "escape")
        assert "✖ not usable" in text(app)
        assert "is a company account" in shown(app)


async def test_a_scope_that_is_missing_is_named(firm: Practice, press: Press) -> None:
    register(firm, "Studio Rivalta")
    app = practice_app(firm)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "0", "a", token(firm, "limited_scope"), "enter")
        assert "it lacks issued credit notes, to read (issued_documents.credit_notes:r)" in shown(app)


async def test_without_a_network_trying_again_comes_first(firm: Practice, press: Press) -> None:
    register(firm, "Studio Rivalta")
    away = Practice(firm.store, firm.vault, firm.cloud, nobody(), firm.clock)
    app = practice_app(away)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "0", "a", token(firm), "enter")
        assert "▲ There is no way to the provider" in shown(app) and "1 Try again" in shown(app)


# the vault


async def test_the_vault_is_made_at_its_first_use_with_a_passphrase_typed_twice(
    firm: Practice, press: Press, tmp_path: Path
) -> None:
    register(firm, "Studio Rivalta")
    folder = tmp_path / "new"
    folder.mkdir(mode=0o700)
    app = practice_app(firm, vault=folder / "vault.tlv")
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "0", "a")
        assert isinstance(app.screen, AskSecret) and "There is no vault yet" in shown(app)
        await press(pilot, "paste:short", "enter")
        assert "guessed quickly" in shown(app)
        await press(pilot, PHRASE, "enter", "paste:something else entirely", "enter")
        assert "The two differ" in shown(app) and not (folder / "vault.tlv").exists()
        await press(pilot, PHRASE, "enter", PHRASE, "enter")
        assert (folder / "vault.tlv").exists() and "[Token]" in shown(app)
        assert PASSPHRASE.reveal() not in text(app)
        await press(pilot, token(firm), "enter")
        assert "is connected" in shown(app)
    bootstrap.keep_vault(location=folder / "vault.tlv").lock()


async def test_a_locked_vault_asks_for_its_passphrase_until_it_is_the_right_one(firm: Practice, press: Press) -> None:
    await firm.connect()
    bootstrap.keep_vault(location=firm.vault).lock()
    app = practice_app(firm)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "0")
        assert "vault, locked" in text(app) and "••••" in text(app)
        await press(pilot, "v")
        assert isinstance(app.screen, AskSecret) and "Passphrase of the vault" in shown(app)
        await press(pilot, "paste:not the passphrase", "enter")
        assert isinstance(app.screen, AskSecret) and "passphrase" in shown(app) and "not" in shown(app)
        await press(pilot, PHRASE, "enter")
        assert isinstance(app.screen, Step) and "is connected" in shown(app)


async def test_leaving_any_question_of_the_way_connects_nobody(firm: Practice, press: Press, tmp_path: Path) -> None:
    register(firm, "Studio Rivalta")
    folder = tmp_path / "new"
    folder.mkdir(mode=0o700)
    app = practice_app(firm, vault=folder / "vault.tlv")
    answers = (PHRASE, "enter", PHRASE, "enter")
    async with app.run_test(size=SIZE) as pilot:
        for given in (0, 2, 4):
            await press(pilot, "0", "a", *answers[:given], "escape")
            assert isinstance(app.screen, Connections)
    assert firm.connections == ()
    bootstrap.keep_vault(location=folder / "vault.tlv").lock()


async def test_a_damaged_vault_is_reported_and_the_books_are_not_taken_for_lost(firm: Practice, press: Press) -> None:
    await firm.connect()
    bootstrap.keep_vault(location=firm.vault).lock()
    firm.vault.write_bytes(b"not a vault")
    app = practice_app(firm)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "0", "v")
        assert isinstance(app.screen, Report) and "vault" in shown(app)
        await press(pilot, "q")
        assert isinstance(app.screen, Connections) and "BOOKS LOST" not in text(app)


# what is done with a connection


async def test_a_trial_is_a_job_with_a_report_and_the_list_explains_what_is_wrong_afterwards(
    firm: Practice, press: Press
) -> None:
    register(firm, "Studio Rivalta")
    await firm.connect(intermediary="RIVALTA")
    app = practice_app(firm)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "0")
        assert "● proved" in text(app) and "It speaks for Marta Rivalta" in shown(app)
        firm.cloud.edit({"action": "revoke_token", "token": "accountant"})
        await press(pilot, "v")
        assert isinstance(app.screen, Step) and "The token is not valid" in shown(app)
        assert app.jobs.records[-1].name == "Trying Fatture in Cloud"
        await press(pilot, "escape")
        assert "✖ sign in again" in text(app) and ORIGINALS["invalid-credentials"] in shown(app)
    # In another session the books know the reason, if not its details.
    again = practice_app(firm)
    async with again.run_test(size=SIZE) as pilot:
        await press(pilot, "0")
        assert "The token is not valid" in shown(again) and ORIGINALS["invalid-credentials"] in shown(again)


async def test_a_new_token_takes_the_place_of_the_old_one_only_when_it_is_proved(firm: Practice, press: Press) -> None:
    await firm.connect()
    before = only(firm).secret_name
    app = practice_app(firm)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "0", "r", token(firm, "revoked"), "enter")
        assert "goes on with the one it had" in shown(app)
        assert only(firm).secret_name == before and only(firm).condition is Condition.PROVED
        await press(pilot, "escape", "r", token(firm), "enter")
        assert "is connected" in shown(app)
    assert only(firm).secret_name != before and firm.secrets == [only(firm).secret_name]


async def test_a_connection_is_paused_used_again_and_both_taken_back(firm: Practice, press: Press) -> None:
    await firm.connect()
    app = practice_app(firm)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "0", "p")
        assert only(firm).condition is Condition.PAUSED and "· paused" in text(app)
        await press(pilot, "v")
        assert isinstance(app.screen, Connections) and "it is paused" in shown(app)
        await press(pilot, "p")
        assert only(firm).condition is Condition.PROVED
        await press(pilot, "z")
        assert only(firm).condition is Condition.PAUSED
        await press(pilot, "z")
        assert only(firm).condition is Condition.PROVED


async def test_a_connection_that_nothing_hangs_on_goes_with_its_token_after_a_last_look(
    firm: Practice, press: Press
) -> None:
    register(firm, "Studio Rivalta")
    await firm.connect(intermediary="RIVALTA")
    app = practice_app(firm)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "0", "x")
        assert isinstance(app.screen, Confirm) and "Nothing hangs on the connection" in shown(app)
        await press(pilot, "x", "enter", "n")
        assert firm.connections != ()
        await press(pilot, "delete", "y")
        assert firm.connections == () and firm.secrets == []
        assert "· not connected" in text(app)


async def test_a_connection_with_links_stays_paused_without_its_token_and_says_so_before(
    firm: Practice, press: Press
) -> None:
    await firm.connect()
    remote = firm.cloud.world.clients[0].id
    ignore(firm.store, firm.clock, "anna", "Fatture in Cloud", str(remote))
    app = practice_app(firm)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "0", "x")
        assert "The connection itself stays, paused, because of what hangs on it: 1 link." in shown(app)
        await press(pilot, "y")
        assert only(firm).condition is Condition.PAUSED and firm.secrets == []
        assert "missing" in text(app)


async def test_the_account_of_an_intermediary_is_changed_and_taken_back(
    clouds: Store, tmp_path: Path, press: Press
) -> None:
    app = books_app(clouds, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "0", "t", "paste:Salis", "enter", "e")
        assert "Which account does Rag. Salis use?" in shown(app)
        await press(pilot, "2")
        assert connection_of(clouds, "SALIS") == "Fatture in Cloud"
        await press(pilot, "z")
        assert connection_of(clouds, "SALIS") is None


def connection_of(store: Store, code: str) -> str | None:
    with store.reading() as reader:
        used_by = find_intermediary(reader, code).connection_id
        found = reader.connection(used_by) if used_by else None
    return found.name if found else None


async def test_r05_the_address_of_the_cloud_s_pages_is_printed_and_a_link_where_the_terminal_knows_links(
    firm: Practice, press: Press
) -> None:
    await firm.connect()
    app = practice_app(firm)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "0", "b")
        assert isinstance(app.screen, Address) and firm.url in text(app)
        strips = app.screen._compositor.render_strips()
        links = {segment.style.link for strip in strips for segment in strip if segment.style and segment.style.link}
        assert links == {firm.url}
        await press(pilot, "y")
        assert isinstance(app.screen, Connections) and "given to the clipboard" in text(app)
        # The same for one company, from the list of them.
        await press(pilot, "enter", "b")
        assert isinstance(app.screen, Address) and "in the cloud’s own pages" in text(app)
        assert "Marta Rivalta" in shown(app) and firm.url in text(app)


async def test_r05_a_client_s_own_company_is_opened_in_the_cloud_s_pages(firm: Practice, press: Press) -> None:
    await firm.connect()
    remote = firm.cloud.world.clients[0]
    register_and_link(firm.store, firm.clock, "anna", "Fatture in Cloud", str(remote.id))
    app = practice_app(firm)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "9", "b")
        assert isinstance(app.screen, Address) and remote.name in shown(app) and firm.url in text(app)


async def test_a_client_that_is_linked_nowhere_has_no_pages(clouds: Store, tmp_path: Path, press: Press) -> None:
    app = books_app(clouds, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "9", "b")
        assert "is linked to no company of a cloud" in text(app)


async def test_a_trial_that_nobody_answers_is_given_up_when_a_person_stops_it(firm: Practice, press: Press) -> None:
    await firm.connect()
    firm.cloud.faults.arm({"fault": "unanswered", "times": 99})
    app = practice_app(firm)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "0")
        await pilot.press("v")
        await until_running(app, pilot)
        await pilot.press("X")
        await settled(app, pilot)
        assert isinstance(app.screen, Connections) and "stopped" in text(app)
        assert only(firm).condition is Condition.PROVED


async def until_running(app: WorkbenchApp, pilot: Pilot[None]) -> None:
    while app.jobs.running is None:
        await pilot.pause(0.01)


# the list


async def test_r01_r04_connections_are_reached_from_the_ledger_by_key_and_by_name(
    clouds: Store, tmp_path: Path, press: Press
) -> None:
    app = books_app(clouds, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "5", "0")
        assert isinstance(app.screen, Connections)
        await press(pilot, "7", "colon", "paste:connections", "enter")
        assert isinstance(app.screen, Connections)


async def test_what_wants_attention_stands_first_with_the_known_words(
    clouds: Store, tmp_path: Path, press: Press
) -> None:
    app = books_app(clouds, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "0")
        listed = lines(app)[2:5]
        for name, line in zip(("Dott. Ferri", "Rag. Salis", "Studio Rivalta"), listed, strict=True):
            assert name in line
        assert "Ferri S.r.l. is a company account" in shown(app) and ORIGINALS["company-account"] in shown(app)
        await press(pilot, "j")
        assert "No account was given to this intermediary yet" in shown(app)
        assert "e-mail and password" in shown(app)


async def test_the_inspector_shows_everything_and_no_secret(firm: Practice, press: Press) -> None:
    register(firm, "Studio Rivalta")
    await firm.connect(intermediary="RIVALTA")
    app = practice_app(firm)
    async with app.run_test(size=(120, 80)) as pilot:
        await press(pilot, "0", "i")
        seen = text(app)
        assert "Marta Rivalta" in seen and "personal token" in seen and str(firm.vault) in seen
        assert "Companies of the account" in seen and firm.cloud.world.clients[0].name in seen
        assert "Who did what" in seen and "connected to a cloud" in seen
        assert firm.token().reveal()[-8:] not in seen and only(firm).secret_name not in seen


async def test_nothing_is_changed_in_books_open_for_reading(clouds: Store, tmp_path: Path, press: Press) -> None:
    app = books_app(clouds, tmp_path, read_only=True)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "0")
        for key in ("a", "v", "r", "p", "e", "x"):
            await press(pilot, key)
            assert isinstance(app.screen, Connections) and "reading only" in text(app)


async def test_companies_that_came_after_linking_are_seen_in_the_list(
    clouds: Store, tmp_path: Path, press: Press
) -> None:
    app = books_app(clouds, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "0")
        assert "0/6" in text(app)
        with clouds.writing("another company") as work:
            work.set_remote_companies(2, [CloudCompany("700", "Nuova S.r.l.")], FixedClock().now())
        await press(pilot, "f5")
        assert "0/1" in text(app)


def test_the_screens_load_neither_the_network_nor_a_keyring() -> None:
    code = (
        "import sys, tuiledger.tui.screens.connections, tuiledger.tui.screens.linking;"
        "print({'httpx', 'keyring', 'cryptography', 'h11', 'stamina'} & set(sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "set()\n"
