"""Connecting a studio to a simulated cloud, over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.clouds import PASSPHRASE, Practice, Somebody, nobody, practice

from tuiledger import bootstrap
from tuiledger.domain.connections import CloudCompany, Condition, Grant
from tuiledger.domain.runs import Refusal
from tuiledger.domain.secrets import Secret
from tuiledger.ports import StoreError
from tuiledger.ports.clouds import VaultError
from tuiledger.ports.connecting import SignIn
from tuiledger.providers.device import wait_for_person
from tuiledger.services import connect as connecting
from tuiledger.services.connect import Step, find_connection, next_step
from tuiledger.services.disconnect import pause, remove, resume
from tuiledger.services.intermediaries import (
    IntermediaryForm,
    add_intermediary,
    change_intermediary,
    find_intermediary,
    users_of,
)
from tuiledger.services.link import ignore, link_company, register_and_link, undecided

READS = ("issued_documents.invoices:r", "issued_documents.credit_notes:r", "received_documents:r")


@pytest.fixture
def firm(tmp_path: Path, tmp_home: Path) -> Iterator[Practice]:
    with practice(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    """A studio for tests that leave nothing behind."""
    with practice(tmp_path_factory.mktemp("untouched")) as made:
        yield made


def step(firm: Practice) -> Step:
    with firm.store.reading() as reader:
        return next_step(reader)


def form(name: str = "Studio Rivalta", **more: Any) -> IntermediaryForm:
    return IntermediaryForm(name, **more)


def _files(folder: Path) -> list[Path]:
    found = [path for path in folder.rglob("*") if path.is_file()]
    assert len(found) > 2
    return found


# The way of the old integration.


async def test_c01_c02_without_an_intermediary_one_is_registered_first_and_then_given_its_credentials(
    firm: Practice,
) -> None:
    assert step(firm) is Step.INTERMEDIARY
    made = add_intermediary(firm.store, firm.clock, "anna", form(vat_number="IT01234567897"))
    assert (made.code, made.vat_number, made.connection_id) == ("RIVALTA", "01234567897", None)
    assert step(firm) is Step.CREDENTIALS
    await firm.connect(intermediary="rivalta")
    with firm.store.reading() as reader:
        assert find_intermediary(reader, "RIVALTA").connection_id == firm.connections[0].id
    assert step(firm) is Step.LINKS


async def test_c03_with_intermediaries_at_hand_the_way_leads_straight_to_their_credentials(firm: Practice) -> None:
    for name in ("Alfa", "Beta"):
        add_intermediary(firm.store, firm.clock, "anna", form(name))
    assert step(firm) is Step.CREDENTIALS
    await firm.connect(intermediary="ALFA")
    assert step(firm) is Step.CREDENTIALS
    with firm.store.reading() as reader:
        assert [one.code for one in reader.intermediaries()] == ["ALFA", "BETA"]


async def test_c04_intermediaries_share_one_account_or_have_each_their_own(firm: Practice) -> None:
    for name in ("Alfa", "Beta", "Gamma"):
        add_intermediary(firm.store, firm.clock, "anna", form(name))
    shared = (await firm.connect(intermediary="ALFA")).connection
    own = (await firm.connect("limited_scope", intermediary="GAMMA")).connection
    change_intermediary(firm.store, firm.clock, "anna", "beta", IntermediaryForm(connection_id=shared.id))
    with firm.store.reading() as reader:
        assert users_of(reader) == {shared.id: ("ALFA", "BETA"), own.id: ("GAMMA",)}
    change_intermediary(firm.store, firm.clock, "anna", "beta", IntermediaryForm(apart=True))
    with firm.store.reading() as reader:
        assert users_of(reader)[shared.id] == ("ALFA",)


async def test_c05_the_secret_is_in_the_vault_and_nowhere_else(firm: Practice, tmp_path: Path) -> None:
    tried = await firm.connect()
    token = firm.token().reveal()
    kept = firm.secret(tried.connection)
    assert kept is not None
    assert token in kept.reveal()
    assert tried.connection.secret_name.startswith("connection/")
    assert firm.secrets == [tried.connection.secret_name]
    assert [path for path in _files(tmp_path) if token.encode() in path.read_bytes()] == []
    assert token not in repr(tried)


async def test_c06_a_proof_leads_to_linking_and_linking_to_the_end(firm: Practice) -> None:
    add_intermediary(firm.store, firm.clock, "anna", form())
    tried = await firm.connect(intermediary="RIVALTA")
    assert tried.verdict.proved
    assert tried.verdict.remedy == "Next: link the companies to your clients"
    connection = tried.connection
    assert (connection.condition, connection.account) == (Condition.PROVED, "Marta Rivalta")
    assert (connection.scopes, connection.failure) == (READS, None)
    assert connection.proved_at is not None
    with firm.store.reading() as reader:
        companies = reader.remote_companies(connection.id)
        assert len(companies) == 5
    first, *others = companies
    register_and_link(firm.store, firm.clock, "anna", connection.name, first.id)
    for other in others:
        assert step(firm) is Step.LINKS
        ignore(firm.store, firm.clock, "anna", connection.name, other.id)
    assert step(firm) is Step.NOTHING


async def test_c07_x04_a_token_of_no_use_has_the_old_sentence_and_is_tried_again_in_place(firm: Practice) -> None:
    tried = await firm.connect("revoked")
    assert tried.verdict.code == "invalid-credentials"
    assert tried.verdict.original == "Parametri di autenticazione non validi"
    assert "E-mail and password are no longer a way in" in tried.verdict.remedy
    assert (tried.connection.condition, tried.connection.failure) == (Condition.NEEDS_RECONNECT, "invalid-credentials")
    assert tried.connection.failed_at is not None
    again = await firm.rotate("accountant")
    assert again.verdict.proved and again.kept
    assert again.connection.id == tried.connection.id
    assert (again.connection.condition, again.connection.failure) == (Condition.PROVED, None)
    assert firm.secrets == [again.connection.secret_name] != [tried.connection.secret_name]


async def test_c08_x05_a_company_account_has_the_old_sentence_and_the_remedy(firm: Practice) -> None:
    tried = await firm.connect("company")
    assert tried.verdict.code == "company-account"
    assert tried.verdict.original == (
        "Errore imprevisto nel caricamento dell'account. Contatta l'assistenza di Fatture in Cloud. "
        "Contattaci tramite chat e chiedi il cambio del tuo account da aziendale a commercialista."
    )
    assert "ask to change the account to accountant" in tried.verdict.remedy
    assert (tried.connection.condition, tried.connection.failure) == (Condition.UNPROVED, "company-account")


async def test_r02_one_account_reaches_every_client_of_the_studio(firm: Practice) -> None:
    connection = (await firm.connect()).connection
    with firm.store.reading() as reader:
        seen = {one.id: one.vat_number for one in undecided(reader, connection.id)}
    assert {str(one.id): one.firm.details.vat_number for one in firm.cloud.world.clients}.items() <= seen.items()


async def test_r05_a_clients_own_pages_are_one_address_away(firm: Practice) -> None:
    connection = (await firm.connect()).connection
    assert firm.clouds.portal(connection, "1") == firm.url
    assert firm.clouds.portal(connection._replace(base_url=None), "1") == "https://secure.fattureincloud.it/"


# The verdicts that it lacked.


async def test_a_scope_that_is_missing_is_named(firm: Practice) -> None:
    tried = await firm.connect("limited_scope")
    assert (tried.verdict.code, tried.verdict.values) == ("missing-scope", ("issued_documents.credit_notes:r",))
    assert tried.connection.condition is Condition.UNPROVED


async def test_a_licence_that_expired_is_named_where_nothing_else_can_be_read(firm: Practice) -> None:
    for company in firm.cloud.world.companies.values():
        firm.cloud.edit({"action": "expire_licence", "company": company.id})
    tried = await firm.connect()
    assert tried.verdict.code == "licence-expired"
    assert tried.verdict.values[0] in {one.name for one in firm.cloud.world.companies.values()}


async def test_a_licence_of_one_client_leaves_the_others_their_connection(firm: Practice) -> None:
    firm.cloud.edit({"action": "expire_licence", "company": firm.cloud.world.clients[0].id})
    assert (await firm.verdict()).proved


async def test_a_quota_that_is_used_up_says_when_it_comes_back_and_nobody_asks_before(firm: Practice) -> None:
    await firm.connect()
    firm.cloud.around.quotas.use_up("user accountant", "hour")
    tried = await firm.verify()
    assert tried.verdict.code == "quota-used-up"
    assert len(tried.verdict.values[0]) == len("2026-11-21 12:00")
    assert (tried.connection.condition, tried.connection.failure) == (Condition.PROVED, "quota-used-up")
    before = firm.calls()
    assert (await firm.verify()).verdict.code == "quota-used-up"
    assert firm.calls() == before


async def test_no_network_and_no_answer_are_told_apart(firm: Practice) -> None:
    assert (await firm.verdict(base_url=nobody())).code == "no-network"
    firm.cloud.faults.arm({"fault": "unavailable", "times": None})
    assert (await firm.verdict()).code == "provider-down"
    firm.cloud.faults.clear()
    firm.cloud.faults.arm({"fault": "wrong_content_type", "times": None})
    assert (await firm.verdict()).code == "unexpected-answer"
    assert {one.condition for one in firm.connections} == {Condition.UNPROVED}


async def test_a_token_that_was_revoked_since_needs_a_person(firm: Practice) -> None:
    await firm.connect()
    firm.cloud.edit({"action": "revoke_token", "token": "accountant"})
    tried = await firm.verify()
    assert tried.verdict.code == "invalid-credentials"
    assert tried.connection.condition is Condition.NEEDS_RECONNECT
    firm.cloud.edit({"action": "restore_token", "token": "accountant"})
    assert (await firm.verify()).connection.condition is Condition.PROVED


async def test_a_company_that_left_the_account_is_no_longer_active(firm: Practice) -> None:
    connection = (await firm.connect()).connection
    gone = CloudCompany("999", "Left S.r.l.")
    with firm.store.writing("as it was") as work:
        work.set_remote_companies(connection.id, [*work.remote_companies(connection.id), gone], firm.clock.now())
    await firm.verify()
    with firm.store.reading() as reader:
        (left,) = [one for one in reader.remote_companies(connection.id) if one.id == "999"]
        assert not left.active
        assert left not in undecided(reader, connection.id)


# Signing in.


async def test_a_person_signs_in_with_a_browser_that_comes_back(firm: Practice) -> None:
    person = Somebody(firm.cloud)
    entrance = SignIn(person, Secret(firm.cloud.around.oauth.client_secret))
    tried = await firm.connect(entrance, grant=Grant.CODE, client_id=firm.cloud.around.oauth.client_id)
    assert tried.verdict.proved
    assert tried.connection.scopes[:3] == READS
    assert person.told[0].startswith(f"{firm.url}/oauth/authorize?")
    assert person.told[1].startswith("ssh -N -L ")


async def test_a_sign_in_is_renewed_without_anybody(firm: Practice) -> None:
    entrance = SignIn(Somebody(firm.cloud), Secret(firm.cloud.around.oauth.client_secret))
    tried = await firm.connect(entrance, grant=Grant.CODE, client_id=firm.cloud.around.oauth.client_id)
    before = firm.secret(tried.connection)
    firm.cloud.edit({"action": "expire_token", "token": "all"})
    assert (await firm.verify()).verdict.proved
    assert firm.secret(tried.connection) not in (None, before)
    firm.cloud.edit({"action": "revoke_token", "token": "all"})
    assert (await firm.verify()).connection.condition is Condition.NEEDS_RECONNECT


async def test_a_person_elsewhere_pastes_the_address(firm: Practice) -> None:
    person = Somebody(firm.cloud)
    entrance = SignIn(person, Secret(firm.cloud.around.oauth.client_secret), port=8123, paste=True)
    assert (await firm.verdict(entrance, grant=Grant.CODE, client_id=firm.cloud.around.oauth.client_id)).proved
    assert person.told[1] == "http://localhost:8123/tuiledger"


@pytest.mark.parametrize("paste", [False, True])
async def test_a_person_who_says_no_leaves_nothing_behind(firm: Practice, paste: bool) -> None:
    firm.cloud.switch({"consent": False})
    entrance = SignIn(Somebody(firm.cloud), Secret("x"), paste=paste)
    with pytest.raises(Refusal) as raised:
        await firm.connect(entrance, grant=Grant.CODE, client_id=firm.cloud.around.oauth.client_id)
    assert raised.value.code == "denied"
    assert (firm.connections, firm.secrets) == ((), [])


async def test_a_code_exchanged_with_a_wrong_client_secret_is_refused(firm: Practice) -> None:
    entrance = SignIn(Somebody(firm.cloud), Secret("CANARY wrong"))
    with pytest.raises(Refusal) as raised:
        await firm.connect(entrance, grant=Grant.CODE, client_id=firm.cloud.around.oauth.client_id)
    assert raised.value.code == "invalid-credentials"
    assert "CANARY" not in str(raised.value)
    assert firm.connections == ()


@pytest.mark.parametrize("agrees", [True, False])
async def test_a_person_types_a_code_on_any_other_machine(
    firm: Practice, monkeypatch: pytest.MonkeyPatch, agrees: bool
) -> None:
    async def at_once(seconds: float) -> None:
        await asyncio.sleep(0)

    monkeypatch.setattr("tuiledger.providers.reaching.wait_for_person", partial(wait_for_person, sleep=at_once))
    person = Somebody(firm.cloud, agrees=agrees)
    connected = firm.connect(SignIn(person), grant=Grant.DEVICE, client_id=firm.cloud.around.oauth.client_id)
    if agrees:
        assert (await connected).verdict.proved
    else:
        with pytest.raises(Refusal) as raised:
            await connected
        assert raised.value.code == "denied"
        assert (firm.connections, firm.secrets) == ((), [])
    assert person.told[1] == "https://fattureincloud.it/connetti"


# Another secret.


@pytest.mark.parametrize("useless", ["revoked", "company", "limited_scope"])
async def test_a_new_secret_that_is_of_no_use_does_not_replace_the_old(firm: Practice, useless: str) -> None:
    before = (await firm.connect()).connection
    tried = await firm.rotate(useless)
    assert not tried.kept
    assert tried.verdict.code in ("invalid-credentials", "company-account", "missing-scope")
    assert firm.connections == (before,)
    assert firm.secrets == [before.secret_name]
    assert (await firm.verify()).verdict.proved


async def test_a_secret_of_another_account_is_refused_where_links_hang_on_this_one(firm: Practice) -> None:
    connection = (await firm.connect()).connection
    elsewhere = CloudCompany("999", "Elsewhere S.r.l.", "09876543217")
    with firm.store.writing("as another account") as work:
        work.set_remote_companies(connection.id, [elsewhere], firm.clock.now())
        work.set_connection(connection._replace(account="Somebody Else"))
    register_and_link(firm.store, firm.clock, "anna", connection.name, "999")
    with pytest.raises(Refusal) as raised:
        await firm.rotate("accountant")
    assert raised.value.code == "other-account"
    assert firm.secrets == [connection.secret_name]


async def test_a_secret_that_another_process_renewed_meanwhile_is_left_alone(firm: Practice) -> None:
    connection = (await firm.connect()).connection

    class Meanwhile:
        """The clouds, while somebody else is at work."""

        def __init__(self) -> None:
            self.clouds = firm.clouds

        def __getattr__(self, name: str) -> Any:
            return getattr(self.clouds, name)

        async def prove(self, asked: Any, recorder: Any = None) -> Any:
            found = await self.clouds.prove(asked, recorder)
            with firm.store.writing("meanwhile") as work:
                work.set_connection(connection._replace(secret_name="connection/other", account="Other"))
            return found

    with pytest.raises(Refusal) as raised:
        await connecting.rotate(firm.store, firm.clock, "bruno", Meanwhile(), connection.name, firm.token())
    assert raised.value.code == "changed-meanwhile"
    assert firm.secrets == [connection.secret_name]
    tried = await connecting.verify(firm.store, firm.clock, "bruno", Meanwhile(), connection.name)
    assert tried.connection.account == "Other"


# Paused, resumed, taken away.


async def test_a_paused_connection_is_resumed_as_it_was(firm: Practice) -> None:
    await firm.connect()
    assert pause(firm.store, firm.clock, "anna", "1").condition is Condition.PAUSED
    assert (await firm.verify()).connection.condition is Condition.PAUSED
    assert resume(firm.store, firm.clock, "anna", "fatture in cloud").condition is Condition.PROVED
    assert resume(firm.store, firm.clock, "anna", "1").condition is Condition.PROVED
    assert firm.acts == ["connection-add", "connection-verify", "connection-pause", "connection-verify",
                         "connection-resume"]  # fmt: skip


async def test_a_connection_that_nothing_hangs_on_goes_with_its_secret(firm: Practice) -> None:
    await firm.connect()
    removed = remove(firm.store, firm.clock, "anna", firm.clouds, "1")
    assert removed.deleted
    assert (firm.connections, firm.secrets) == ((), [])


async def test_of_a_connection_that_was_used_only_the_secret_goes(firm: Practice) -> None:
    connection = (await firm.connect()).connection
    with firm.store.reading() as reader:
        remote = undecided(reader, connection.id)[0]
    register_and_link(firm.store, firm.clock, "anna", connection.name, remote.id)
    removed = remove(firm.store, firm.clock, "anna", firm.clouds, connection.name)
    assert (removed.deleted, removed.uses.links) == (False, 1)
    assert firm.secrets == []
    assert firm.connections[0].condition is Condition.PAUSED
    assert resume(firm.store, firm.clock, "anna", connection.name).condition is Condition.NEEDS_RECONNECT
    assert (await firm.verify()).verdict.code == "invalid-credentials"
    assert (await firm.rotate("accountant")).connection.condition is Condition.PROVED


async def test_a_connection_is_taken_away_although_the_vault_is_gone(firm: Practice) -> None:
    await firm.connect()
    firm.vault.unlink()
    assert remove(firm.store, firm.clock, "anna", firm.clouds, "1").deleted


# What cannot be.


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"provider": "nuvola"}, "provider-unknown"),
        ({"grant": Grant.CODE}, "client-id-missing"),
        ({"grant": Grant.DEVICE}, "client-id-missing"),
        ({"intermediary": "NOBODY"}, "intermediary-unknown"),
        ({"sandbox": False}, "address-not-allowed"),
        ({"base_url": None}, "address-missing"),
        ({"base_url": "http://example.com:80"}, "address-not-allowed"),
        ({"base_url": "http://127.0.0.1.example.com:80"}, "address-not-allowed"),
        ({"base_url": "https://127.0.0.1:80"}, "address-not-allowed"),
        ({"base_url": "http://127.0.0.1"}, "address-not-allowed"),
        ({"base_url": "http://127.0.0.1:99999"}, "address-not-allowed"),
        ({"base_url": "http://user@127.0.0.1:80"}, "address-not-allowed"),
        ({"base_url": "http://127.0.0.1:80/path"}, "address-not-allowed"),
        ({"base_url": "http://127.0.0.1:80?q"}, "address-not-allowed"),
        ({"base_url": "file:///etc/passwd"}, "address-not-allowed"),
        ({"base_url": "http://[::1"}, "address-not-allowed"),
    ],
    ids=str,
)
async def test_what_cannot_be_connected_is_refused_before_anything_is_kept(
    untouched: Practice, tmp_home: Path, wish: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refusal) as raised:
        await untouched.connect(**wish)
    assert raised.value.code == code
    assert (untouched.connections, untouched.secrets, untouched.calls()) == ((), [], 0)


@pytest.mark.parametrize("typed", ["", "  ", "a/x y", "a/ü", "a/x\n\x1b[2J", "x" * 9000])
async def test_what_can_be_no_token_is_refused_and_not_repeated(
    untouched: Practice, tmp_home: Path, typed: str
) -> None:
    with pytest.raises(Refusal) as raised:
        await untouched.connect(Secret(typed))
    assert raised.value.code == "token-unusable"
    assert raised.value.values == ()
    assert (untouched.connections, untouched.secrets) == ((), [])


async def test_a_token_is_taken_with_what_clings_to_it(firm: Practice) -> None:
    assert (await firm.verdict(Secret(f"  Bearer {firm.token().reveal()}\n"))).proved


@pytest.mark.parametrize("token", ["revoked", "company", "limited_scope"])
async def test_an_intermediary_keeps_the_connection_that_works(firm: Practice, token: str) -> None:
    add_intermediary(firm.store, firm.clock, "anna", form("Alfa"))
    works = (await firm.connect(intermediary="ALFA")).connection
    bad = await firm.connect(token, name="Other", intermediary="ALFA")
    assert not bad.verdict.proved
    with firm.store.reading() as reader:
        assert users_of(reader) == {works.id: ("ALFA",)}
    better = await firm.connect(name="Better", intermediary="ALFA")
    with firm.store.reading() as reader:
        assert users_of(reader) == {better.connection.id: ("ALFA",)}


async def test_an_intermediary_without_one_joins_whatever_the_verdict(firm: Practice) -> None:
    add_intermediary(firm.store, firm.clock, "anna", form("Alfa"))
    bad = await firm.connect("revoked", intermediary="ALFA")
    with firm.store.reading() as reader:
        assert users_of(reader) == {bad.connection.id: ("ALFA",)}


async def test_the_name_of_a_connection_that_never_was_of_use_is_free(firm: Practice) -> None:
    """Whoever repeats the same command with the right token is not told that the name is taken."""
    for name in ("Alfa", "Beta"):
        add_intermediary(firm.store, firm.clock, "anna", form(name))
    bad = (await firm.connect("revoked", name="Studio", intermediary="ALFA")).connection
    change_intermediary(firm.store, firm.clock, "anna", "beta", IntermediaryForm(connection_id=bad.id))
    good = (await firm.connect(name="STUDIO", intermediary="ALFA")).connection
    assert firm.connections == (good,)
    assert firm.secrets == [good.secret_name]
    with firm.store.reading() as reader:
        assert users_of(reader) == {good.id: ("ALFA", "BETA")}
    with pytest.raises(Refusal, match="rotate"):
        await firm.connect(name="Studio")


async def test_names_are_told_apart_whatever_their_case(firm: Practice) -> None:
    first = (await firm.connect()).connection
    second = (await firm.connect()).connection
    assert (first.name, second.name) == ("Fatture in Cloud", "Fatture in Cloud 2")
    with pytest.raises(Refusal) as raised:
        await firm.connect(name="FATTURE in cloud")
    assert raised.value.code == "connection-exists"
    with firm.store.reading() as reader:
        assert find_connection(reader, "fatture IN cloud 2") == second
        with pytest.raises(Refusal) as unknown:
            find_connection(reader, "3")
    assert unknown.value.code == "connection-unknown"


async def test_a_name_that_was_taken_meanwhile_leaves_no_secret_behind(
    firm: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = connecting.draft_connection

    def too_early(*arguments: Any) -> Any:
        return real(*arguments)._replace(name="Taken")

    with firm.store.writing("taken") as work:
        work.add_connection((real(work, firm.clouds, connecting.Wish()))._replace(name="Taken"))
    monkeypatch.setattr(connecting, "draft_connection", too_early)
    with pytest.raises(StoreError):
        await firm.connect()
    assert firm.secrets == []


async def test_without_a_vault_or_its_passphrase_nothing_is_made(firm: Practice) -> None:
    bootstrap.keep_vault(location=firm.vault).lock()
    firm.passphrase = None
    with pytest.raises(VaultError) as locked:
        await firm.connect()
    firm.passphrase = Secret("wrong")
    with pytest.raises(VaultError) as wrong:
        await firm.connect()
    firm.vault.rename(firm.vault.with_suffix(".aside"))
    with pytest.raises(VaultError) as absent:
        await firm.connect()
    assert [error.value.code for error in (locked, wrong, absent)] == ["locked", "wrong-passphrase", "absent"]
    assert (firm.connections, firm.calls()) == ((), 0)


async def test_a_locked_vault_keeps_a_connection_from_being_tried(firm: Practice) -> None:
    before = (await firm.connect()).connection
    bootstrap.keep_vault(location=firm.vault).lock()
    firm.passphrase = None
    with pytest.raises(VaultError):
        await firm.verify()
    firm.passphrase = PASSPHRASE
    assert firm.connections == (before,)


def test_what_is_not_there_is_refused(firm: Practice) -> None:
    add_intermediary(firm.store, firm.clock, "anna", form("Alfa"), "ALFA")
    of = (firm.store, firm.clock, "anna")
    acts: list[tuple[Callable[[], object], str]] = [
        (lambda: add_intermediary(*of, form("  ")), "name-missing"),
        (lambda: add_intermediary(*of, form("Again"), "alfa"), "intermediary-exists"),
        (lambda: change_intermediary(*of, "NONE", form()), "intermediary-unknown"),
        (lambda: add_intermediary(*of, form(connection_id=9)), "connection-unknown"),
        (lambda: pause(*of, "none"), "connection-unknown"),
        (lambda: resume(*of, "none"), "connection-unknown"),
        (lambda: remove(*of, firm.clouds, "none"), "connection-unknown"),
        (lambda: link_company(*of, "none", "1", "OLMO"), "connection-unknown"),
    ]
    for act, code in acts:
        with pytest.raises(Refusal) as raised:
            act()
        assert raised.value.code == code
    assert firm.acts == ["intermediary-add"]


def test_an_intermediary_is_changed_only_where_something_changes(firm: Practice) -> None:
    made = add_intermediary(firm.store, firm.clock, "anna", form("Alfa"))
    assert change_intermediary(firm.store, firm.clock, "anna", "alfa", form("Alfa")) == made
    changed = change_intermediary(firm.store, firm.clock, "anna", "alfa", form("Alfa & C.", fiscal_code=" ab 1 "))
    assert (changed.name, changed.fiscal_code) == ("Alfa & C.", "AB1")
    assert firm.acts == ["intermediary-add", "intermediary-set"]


# What was said when a connection was tried.


async def test_a_trial_is_kept_with_every_call_and_without_secrets(firm: Practice) -> None:
    tried = await firm.connect()
    with firm.store.reading() as reader:
        (pull,) = reader.pulls()
        calls = [kept.exchange for kept in reader.exchanges(pull.run_id)]
        (event,) = reader.events(pull.run_id)
    assert (pull.run_id, pull.is_trial, pull.state.value) == (tried.run, True, "done")
    assert pull.connection_id == tried.connection.id and event.code == "proved"
    assert len(calls) == pull.counts.calls == firm.calls()
    assert any(call.url.endswith("/user/info") for call in calls)
    assert firm.token().reveal() not in repr(calls)


@pytest.mark.parametrize("who", ["revoked", "company", "limited_scope"])
async def test_a_trial_that_fails_is_kept_with_the_answer_that_says_why(firm: Practice, who: str) -> None:
    tried = await firm.connect(who)
    again = await firm.verify()
    with firm.store.reading() as reader:
        pulls = reader.pulls()
        said = [reader.exchanges(pull.run_id) for pull in pulls]
    assert [pull.run_id for pull in pulls] == [again.run, tried.run]
    assert {(pull.state.value, pull.code) for pull in pulls} == {("failed", tried.verdict.code)}
    assert all(said) and firm.token(who).reveal() not in repr(said)


async def test_a_trial_of_a_useless_secret_hangs_on_the_connection_it_was_for(firm: Practice) -> None:
    connection = (await firm.connect()).connection
    refused = await firm.rotate("revoked")
    assert not refused.kept and refused.run is not None
    with firm.store.reading() as reader:
        kept = reader.pull(refused.run)
        assert kept is not None and kept.connection_id == connection.id
        assert [one.exchange.status for one in reader.exchanges(refused.run)][-1] == 401


async def test_trials_keep_no_connection_from_going(firm: Practice) -> None:
    await firm.connect()
    await firm.verify()
    removed = remove(firm.store, firm.clock, "anna", firm.clouds, "1")
    assert (removed.deleted, removed.uses.runs) == (True, 0)
    with firm.store.reading() as reader:
        assert reader.pulls() == () and reader.runs(10) == ()
        assert list(reader.check(deep=True)) == []
