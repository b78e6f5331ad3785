"""Intermediaries and the connection that each uses: how it stands, where its secret is, how many clients are linked."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from tuiledger.domain.connections import Condition, Connection, Intermediary, LinkState
from tuiledger.text import words
from tuiledger.text.amounts import count_text
from tuiledger.text.translation import N_, _
from tuiledger.tui import connecting, connection_acts, proving
from tuiledger.tui.commands import clouds
from tuiledger.tui.commands import connections as commands
from tuiledger.tui.commands.command import bindings
from tuiledger.tui.commands.lists import Open
from tuiledger.tui.conditions import severity, sign_of
from tuiledger.tui.glyphs import glyphs
from tuiledger.tui.lists.fields import fields_of
from tuiledger.tui.lists.source import Records, Source
from tuiledger.tui.reading_clouds import read_clouds
from tuiledger.tui.screens.listing import Inspection, Listing
from tuiledger.tui.sheets.connections import PLACES, connection_inspection, explained, hint
from tuiledger.tui.widgets.columns import Cell, Column, Row
from tuiledger.tui.words import wall_day

if TYPE_CHECKING:
    from tuiledger.ports import Reader
    from tuiledger.ports.connecting import SecretPlace
    from tuiledger.tui.jobs import Jobs

#: Rows of connections that no intermediary uses have keys of their own.
_UNUSED: Final = -1


class Used(NamedTuple):
    """One line: an intermediary with the connection it uses, or a connection that nobody uses."""

    user: Intermediary | None
    connection: Connection | None
    linked: int = 0
    companies: int = 0


class Connections(Listing):
    """What wants attention first; enter goes to the companies of the connection under the cursor."""

    VIEW = "connections"
    EMPTY = N_("No intermediary and no connection yet: a registers one and connects it, step by step.")
    EXPLAINS = True
    OFFERS: ClassVar = (
        commands.Connect,
        Open,
        commands.Verify,
        commands.RenewToken,
        commands.PauseOrResume,
        commands.ChooseAccount,
        commands.RemoveConnection,
        commands.Portal,
        clouds.ReadClouds,
        clouds.Readings,
        clouds.Problems,
    )
    BINDINGS: ClassVar = bindings(*OFFERS)
    GUIDE = "connections"

    def __init__(self) -> None:
        super().__init__()
        self._secrets: SecretPlace | None = None
        #: The key of the row that the cursor is to stand on when the list is read.
        self._wanted: int | None = None

    def columns(self) -> Sequence[Column]:
        return (
            Column(_("State"), 18, name="state"),
            Column(_("Intermediary"), 12, grow=2, name="intermediary"),
            Column(_("Connection"), 10, grow=2, name="connection"),
            Column(_("Cloud account"), 12, grow=1, least=150, name="account"),
            Column(_("Way in"), 20, least=180, name="way"),
            Column(_("Secret"), 8, least=90, name="secret"),
            Column(_("Kept in"), 16, least=112, name="kept"),
            Column(_("Proved"), 10, least=76, name="proved"),
            Column(_("Expires"), 10, least=104, name="expires"),
            Column(_("Linked"), 8, right=True, name="linked"),
        )

    def source(self) -> Source:
        fields = fields_of(self.columns_declared, days=("proved", "expires"), counts=("linked",))
        return Records(_used, self._row, self.columns_declared, fields)

    def path(self) -> Sequence[str]:
        return (_("Connections"),)

    def load(self) -> None:
        super().load()
        # The thread that looks may outlive this screen: it must not ask it for anything.
        self.read(partial(_look_at_secrets, self.bench.jobs), self._take_secrets, group="secrets")

    def _take_secrets(self, secrets: SecretPlace | None) -> None:
        if secrets != self._secrets:
            self._secrets = secrets
            super().load()

    def arrived(self) -> None:
        place = None if self._wanted is None else self.grid.pages.find(self._wanted)
        if place is not None:
            self._wanted = None
            self.grid.cursor = place

    def select(self, key: int) -> None:
        """Put the cursor on the row with this key when the list is read anew."""
        self._wanted = key
        self.load()

    def explain(self, row: Row) -> str:
        connection = row.record.connection
        return explained(connection, self.bench.memory.verdicts, self.bench.jobs.now()).text

    def inspect(self, row: Row) -> Inspection:
        used: Used = row.record
        told = explained(used.connection, self.bench.memory.verdicts, self.bench.jobs.now())
        return partial(
            connection_inspection, user=used.user, connection=used.connection, secrets=self._secrets, told=told
        )

    def _row(self, _place: int, used: Used) -> Row:
        return _row(used, self._secrets)

    @property
    def _used(self) -> Used | None:
        row = self.current
        return row.record if row else None

    @property
    def _connection(self) -> Connection | None:
        return self._used.connection if self._used else None

    # commands

    def do_open(self) -> None:
        if self._connection:
            proving.open_links(self, self._connection)

    def do_connect(self) -> None:
        way = connecting.Way(self, self.select)
        connecting.connect(way, self._used.user if self._used else None)

    def do_verify(self) -> None:
        if self._connection:
            proving.prove(self, self._connection)

    def do_renew_token(self) -> None:
        if self._connection:
            proving.renew(self, self._connection)

    def do_pause_or_resume(self) -> None:
        if self._connection:
            connection_acts.pause_or_resume(self, self._connection)

    def do_choose_account(self) -> None:
        if self._used and self._used.user:
            connection_acts.ask_account(self, self._used.user)

    def do_remove_connection(self) -> None:
        if self._connection:
            connection_acts.ask_removal(self, self._connection)

    def do_portal(self) -> None:
        if self._connection:
            connection_acts.show_portal(self, self._connection)

    def do_read_clouds(self) -> None:
        """Read the clients of the connection under the cursor."""
        if self._connection:
            read_clouds(self, connection_id=self._connection.id)

    def _why_not_connected(self) -> str | None:
        if self._used is None:
            return _("there is no connection yet")
        return None if self._connection else _("no account was given to it yet: a connects it")

    why_not_open = why_not_renew_token = why_not_pause_or_resume = _why_not_connected
    why_not_remove_connection = why_not_portal = why_not_read_clouds = _why_not_connected

    def why_not_verify(self) -> str | None:
        if self._connection and self._connection.condition is Condition.PAUSED:
            return _("it is paused: p uses it again")
        return self._why_not_connected()

    def why_not_choose_account(self) -> str | None:
        return None if self._used and self._used.user else _("no intermediary is under the cursor")


def _look_at_secrets(jobs: Jobs, reader: Reader) -> SecretPlace | None:
    """Where the secrets are; it may take as long as a keyring takes to answer."""
    from tuiledger import bootstrap
    from tuiledger.ports.clouds import VaultError
    from tuiledger.ports.connecting import SecretPlace

    names = [one.secret_name for one in reader.connections()]
    if not names or jobs.workbench is None:
        return None
    try:
        return bootstrap.look_at_secrets(names, location=jobs.workbench.vault)
    except VaultError as error:
        # What is wrong is told in full when the vault is needed.
        return SecretPlace(error.code, "")


def _used(reader: Reader) -> Sequence[Used]:
    """Every intermediary and every connection, what wants attention first."""
    connections = {one.id: one for one in reader.connections()}
    linked = {ident: _counts(reader, ident) for ident in connections}
    found = []
    for user in reader.intermediaries():
        connection = connections.get(user.connection_id or 0)
        found.append(Used(user, connection, *(linked[connection.id] if connection else ())))
    taken = {used.connection.id for used in found if used.connection}
    found += [Used(None, one, *linked[one.id]) for one in connections.values() if one.id not in taken]
    return sorted(found, key=lambda used: severity(used.connection))


def _counts(reader: Reader, connection_id: int) -> tuple[int, int]:
    """How many companies of an account are linked, and how many it shows that are not ignored."""
    states: Mapping[str, LinkState] = {link.remote_id: link.state for link in reader.links(connection_id)}
    linked = sum(state is LinkState.LINKED for state in states.values())
    shown = [one for one in reader.remote_companies(connection_id) if one.active or one.id in states]
    return linked, sum(states.get(one.id) is not LinkState.IGNORED for one in shown)


def _row(used: Used, secrets: SecretPlace | None) -> Row:
    user, connection = used.user, used.connection
    sign, none = sign_of(connection), Cell(glyphs().none, "dim")
    name = Cell(user.name if user else _("nobody uses it"), "" if user else "dim")
    if connection is None:
        key = user.id if user else 0
        return Row(key, (Cell(sign.text, sign.tone), name, none, none, none, none, none, none, none, none), used)
    return Row(
        user.id if user else _UNUSED * connection.id,
        (
            Cell(sign.text, sign.tone, connection.condition.value),
            name,
            Cell(connection.name),
            Cell(connection.account or glyphs().none, "dim"),
            Cell(_(words.GRANTS[connection.grant]), "dim", connection.grant.value),
            Cell(hint(connection, secrets), "dim"),
            Cell(_(PLACES.get(secrets.state, secrets.state)) if secrets else glyphs().none, "dim"),
            _day(connection.proved_at),
            _day(connection.expires_at),
            Cell(f"{count_text(used.linked)}/{count_text(used.companies)}", _toned(used), used.linked),
        ),
        used,
    )


def _day(moment: datetime.datetime | None) -> Cell:
    return Cell(wall_day(moment), "dim", moment) if moment else Cell(glyphs().none, "dim", "")


def _toned(used: Used) -> str:
    return "part" if used.linked < used.companies else "ok" if used.companies else "dim"
