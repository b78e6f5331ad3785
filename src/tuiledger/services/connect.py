"""Connect the studio to its clouds: make a way in, prove it, renew it.

The secret of a connection goes into the vault and nowhere else. What the cloud said when a connection was tried is a
:class:`~tuiledger.domain.connections.Verdict`; the connection keeps its code.
"""

from __future__ import annotations

import asyncio
import secrets
from enum import StrEnum
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from tuiledger.domain.connections import Condition, Connection, Grant, LinkState, Verdict, judged
from tuiledger.domain.faults import ProviderError
from tuiledger.domain.runs import Refusal
from tuiledger.domain.secrets import Secret
from tuiledger.ports import Clock, Reader, Store, StoreError, Writer
from tuiledger.ports.connecting import Clouds, SignIn
from tuiledger.services.heard import Heard
from tuiledger.services.intermediaries import find_intermediary
from tuiledger.services.trial import keep_trial
from tuiledger.text.clean import clean_line
from tuiledger.text.translation import N_

_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_LONGEST_TOKEN: Final = 8192

#: What opens a connection: a personal token, or a person who signs in.
Entrance = Secret | SignIn


class Wish(NamedTuple):
    """The connection a person wants. ``base_url`` is a simulated cloud's, which has to be allowed by ``sandbox``."""

    name: str = ""
    provider: str = "fattureincloud"
    grant: Grant = Grant.PERSONAL_TOKEN
    client_id: str | None = None
    base_url: str | None = None
    sandbox: bool = False
    #: Code of the intermediary that is to use it.
    intermediary: str | None = None


class Tried(NamedTuple):
    """A connection as it is after it was tried, and what the trial found; ``kept`` is False for a new secret that was
    of no use, in whose place the old one stays. ``run`` is the run that keeps what was said."""

    connection: Connection
    verdict: Verdict
    kept: bool = True
    run: int | None = None


class Step(StrEnum):
    """What a studio has to do next on its way to its clouds."""

    INTERMEDIARY = "intermediary"
    CREDENTIALS = "credentials"
    LINKS = "links"
    NOTHING = "nothing"


def next_step(reader: Reader) -> Step:
    """Register an intermediary where there is none, give one its credentials, link companies, or nothing."""
    intermediaries = reader.intermediaries()
    if not intermediaries:
        return Step.INTERMEDIARY
    connections = {connection.id: connection for connection in reader.connections()}
    used = [connections.get(one.connection_id or 0) for one in intermediaries]
    if any(one is None or one.condition in (Condition.UNPROVED, Condition.NEEDS_RECONNECT) for one in used):
        return Step.CREDENTIALS
    for connection in connections.values():
        decided = {link.remote_id for link in reader.links(connection.id)}
        if any(one.active and one.id not in decided for one in reader.remote_companies(connection.id)):
            return Step.LINKS
    return Step.NOTHING


def find_connection(reader: Reader, name: str) -> Connection:
    """The connection called ``name``, whatever the case it is typed in, or the one with that id.

    Raises:
        Refusal: there is none.
    """
    connections = reader.connections()
    wanted = clean_line(name).strip().casefold()
    found = next((one for one in connections if one.name.casefold() == wanted), None)
    found = found or next((one for one in connections if str(one.id) == wanted), None)
    if found is None:
        raise Refusal("connection-unknown", "There is no connection {}", (clean_line(name, 40),))
    return found


def draft_connection(reader: Reader, clouds: Clouds, wish: Wish) -> Connection:
    """The connection that ``wish`` describes, before anything is asked of anybody.

    Raises:
        Refusal: no such cloud, way in or intermediary, an address that is not allowed, or a name that is taken.
    """
    offer = clouds.offer(wish.provider)
    if wish.grant not in offer.grants:
        raise Refusal("grant-unknown", "{} has no way in of the kind {}", (offer.title, wish.grant.value))
    if wish.grant is not Grant.PERSONAL_TOKEN and not wish.client_id:
        raise Refusal("client-id-missing", "To sign in to {} the client id of your app there is needed", (offer.title,))
    if wish.intermediary is not None:
        find_intermediary(reader, wish.intermediary)
    names = {one.name.casefold() for one in reader.connections()}
    name = clean_line(wish.name).strip()[:60]
    if name and name.casefold() in names and _never_proved(reader, name) is None:
        message = N_("There is a connection {} already: give it another secret with rotate, or choose another name")
        raise Refusal("connection-exists", message, (name,))
    if not name:
        numbered = (f"{offer.title} {number}" for number in range(2, len(names) + 3))
        name = next(one for one in (offer.title, *numbered) if one.casefold() not in names)
    return Connection(
        id=0,
        provider=offer.name,
        name=name,
        grant=wish.grant,
        condition=Condition.UNPROVED,
        client_id=clean_line(wish.client_id).strip() if wish.client_id else None,
        base_url=_address(wish),
        secret_name=_fresh_name(),
    )


async def connect(store: Store, clock: Clock, actor: str, clouds: Clouds, wish: Wish, entrance: Entrance) -> Tried:
    """Make a connection and prove it. One that could not be proved is kept, to be tried again or given a new secret;
    one of its name that never was proved gives way to it.

    The intermediary goes over to it when it is proved, or at once where it has none: what works is not taken from it.

    Raises:
        Refusal: as :func:`draft_connection`, a token that is none, or a sign-in that came to nothing.
        VaultError: the vault cannot keep the secret.
    """
    with store.reading() as reader:
        draft = draft_connection(reader, clouds, wish)
    draft = await _let_in(clouds, draft, entrance)

    def keep() -> tuple[Connection, Connection | None]:
        with store.writing("connect") as work:
            users = [find_intermediary(work, wish.intermediary)] if wish.intermediary is not None else []
            before = _never_proved(work, draft.name)
            if before is not None:
                users += [one for one in work.intermediaries() if one.connection_id == before.id]
                work.remove_connection(before.id)
            connection = work.add_connection(draft)
            for user in users:
                if user.connection_id in (None, before and before.id):
                    work.set_intermediary(user._replace(connection_id=connection.id))
            work.record_act(clock.now(), actor, "connection-add", connection.name, connection.provider)
            return connection, before

    try:
        connection, before = await asyncio.to_thread(keep)
    except (Refusal, StoreError):
        await asyncio.to_thread(clouds.forget, draft)
        raise
    if before is not None:
        await asyncio.to_thread(clouds.forget, before)
    return await _tried(store, clock, actor, clouds, connection, wish.intermediary)


async def verify(store: Store, clock: Clock, actor: str, clouds: Clouds, name: str) -> Tried:
    """Try a connection again: whom it speaks for, what it reaches, and whether it may read.

    Raises:
        Refusal: no such connection.
        VaultError: the vault cannot give the secret.
    """
    with store.reading() as reader:
        connection = find_connection(reader, name)
    return await _tried(store, clock, actor, clouds, connection)


async def rotate(store: Store, clock: Clock, actor: str, clouds: Clouds, name: str, entrance: Entrance) -> Tried:
    """Give a connection another secret. The old one goes only when the new one is proved.

    Raises:
        Refusal: no such connection, a token that is none, a sign-in that came to nothing, or another account.
        VaultError: the vault cannot keep the secret.
    """
    with store.reading() as reader:
        before = find_connection(reader, name)
    fresh = await _let_in(clouds, before._replace(secret_name=_fresh_name()), entrance)

    heard, began = Heard(), clock.now()

    def keep(verdict: Verdict) -> int | None:
        with store.writing("keep trial") as work:
            there = work.connection(before.id)
            return keep_trial(work, actor, there, verdict, heard, began, clock.now()) if there else None

    def take_over(verdict: Verdict) -> Connection:
        with store.writing("rotate secret") as work:
            now = work.connection(before.id)
            if now is None or now.secret_name != before.secret_name:
                raise Refusal("changed-meanwhile", "Connection {} was changed meanwhile: look again", (before.name,))
            _refuse_other_account(work, before, verdict)
            work.record_act(clock.now(), actor, "connection-rotate", now.name, verdict.code)
            renewed = now._replace(secret_name=fresh.secret_name, scopes=fresh.scopes)
            return _noted(work, clock, clouds, renewed, verdict)

    useless = fresh
    try:
        verdict = await clouds.prove(fresh, heard)
        run = await asyncio.to_thread(keep, verdict)
        if not verdict.proved:
            return Tried(before, verdict, kept=False, run=run)
        after = await asyncio.to_thread(take_over, verdict)
        useless = before
    finally:
        await asyncio.to_thread(clouds.forget, useless)
    return Tried(after, verdict, run=run)


async def _let_in(clouds: Clouds, connection: Connection, entrance: Entrance) -> Connection:
    """Put the secret of a connection into the vault; the connection with the scopes it was granted."""
    # Nobody signs in for a vault that then cannot be opened.
    await asyncio.to_thread(clouds.unlock)
    if isinstance(entrance, Secret):
        if connection.grant is not Grant.PERSONAL_TOKEN:
            raise Refusal("sign-in-needed", "{} is opened by signing in, not by a token", (connection.name,))
        await asyncio.to_thread(clouds.keep_token, connection, _token(entrance))
        return connection
    try:
        return connection._replace(scopes=await clouds.sign_in(connection, entrance))
    except ProviderError as fault:
        raise Refusal(fault.code, fault.message, fault.values) from None


def _never_proved(reader: Reader, name: str) -> Connection | None:
    """The connection called ``name`` that was tried and never was of any use, and that nothing hangs on."""
    found = next((one for one in reader.connections() if one.name.casefold() == name.casefold()), None)
    useless = found is not None and found.failed_at is not None and found.proved_at is None
    return found if found and useless and not any(reader.uses_of(found.id)) else None


async def _tried(
    store: Store, clock: Clock, actor: str, clouds: Clouds, connection: Connection, intermediary: str | None = None
) -> Tried:
    heard, began = Heard(), clock.now()
    verdict = await clouds.prove(connection, heard)

    def note() -> tuple[Connection, int | None]:
        with store.writing("note verdict") as work:
            now = work.connection(connection.id)
            run = keep_trial(work, actor, now, verdict, heard, began, clock.now()) if now else None
            if now is None or now.secret_name != connection.secret_name:
                # Another secret was given meanwhile: this says nothing about it.
                return now or connection, run
            work.record_act(clock.now(), actor, "connection-verify", now.name, verdict.code)
            if intermediary is not None and verdict.proved:
                work.set_intermediary(find_intermediary(work, intermediary)._replace(connection_id=now.id))
            return _noted(work, clock, clouds, now, verdict), run

    after, run = await asyncio.to_thread(note)
    return Tried(after, verdict, run=run)


def _noted(work: Writer, clock: Clock, clouds: Clouds, connection: Connection, verdict: Verdict) -> Connection:
    """Keep what a trial found; the connection as it is then."""
    if verdict.account is not None:
        work.set_remote_companies(connection.id, verdict.account.companies, clock.now())
    if verdict.proved and connection.grant is Grant.PERSONAL_TOKEN:
        # A token does not say what it may do; what it was seen to do, it may.
        connection = connection._replace(scopes=clouds.offer(connection.provider).reads)
    connection = judged(connection, verdict, clock.now())
    work.set_connection(connection)
    return connection


def _refuse_other_account(reader: Reader, before: Connection, verdict: Verdict) -> None:
    """Links name companies of one account: a secret of another would make strangers of them."""
    account = verdict.account
    if account is None or account.name == before.account:
        return
    linked = {link.remote_id for link in reader.links(before.id) if link.state is LinkState.LINKED}
    if linked and linked.isdisjoint(company.id for company in account.companies):
        raise Refusal(
            "other-account",
            "This opens the account of {}, and {} is linked to that of {}: make another connection for it",
            (account.name, before.name, before.account),
        )


def _address(wish: Wish) -> str | None:
    """The address of a simulated cloud.

    Raises:
        Refusal: it is not on loopback, or was not allowed (``address-not-allowed``).
    """
    if wish.base_url is None:
        if wish.sandbox:
            raise Refusal("address-missing", "Name the address of the simulated cloud")
        return None
    address = clean_line(wish.base_url).strip()
    try:
        parts = urlsplit(address)
        plain = parts.scheme == "http" and parts.hostname in _LOOPBACK and parts.port and "@" not in parts.netloc
    except ValueError:
        plain = False
    if not wish.sandbox or not plain or parts.path.strip("/") or parts.query or parts.fragment:
        raise Refusal(
            "address-not-allowed",
            "Another address than the cloud’s own is for a simulated cloud on this machine: {} is not allowed",
            (address[:100],),
        )
    return f"http://{parts.netloc}"


def _token(given: Secret) -> Secret:
    """A token as it goes into a header.

    Raises:
        Refusal: what was given can be none; it is not repeated.
    """
    text = given.reveal().strip().removeprefix("Bearer ").strip()
    if not text or len(text) > _LONGEST_TOKEN or not text.isascii() or not text.isprintable() or " " in text:
        raise Refusal("token-unusable", "What was given is no token: copy it whole, without anything around it")
    return Secret(text)


def _fresh_name() -> str:
    return f"connection/{secrets.token_hex(16)}"
