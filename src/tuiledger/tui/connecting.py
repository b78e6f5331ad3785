"""The way to a first connection, step by step: the intermediary, the account it uses, the token, and its proof.

A studio without an intermediary registers one first; one that has some goes on with the one that is chosen. Nothing is
asked of the cloud before the token is given, and a token that is of no use can be given again on the spot.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from tuiledger.domain.connections import Connection, Intermediary
from tuiledger.text.translation import N_, _
from tuiledger.tui.cloud_jobs import ask_clouds
from tuiledger.tui.conditions import sign_of
from tuiledger.tui.enrolling import check_name, check_number, tell
from tuiledger.tui.proving import ask_token, tell_verdict
from tuiledger.tui.sheets.layout import paragraph
from tuiledger.tui.unlocking import with_vault
from tuiledger.tui.widgets.sheet import Line

if TYPE_CHECKING:
    from tuiledger.domain.documents import Finding
    from tuiledger.domain.secrets import Secret
    from tuiledger.ports import Reader
    from tuiledger.ports.connecting import Clouds
    from tuiledger.services.connect import Tried
    from tuiledger.tui.screens.place import Place
    from tuiledger.tui.workbench import Workbench

#: The cloud that is connected to.
PROVIDER: Final = "fattureincloud"
_STEPS: Final = (N_("Intermediary"), N_("Cloud account"), N_("Token"), N_("Proof"))


@dataclass(frozen=True, slots=True)
class Way:
    """Who is being connected, from which screen, and what takes the intermediary that the list is to stand on."""

    place: Place
    select: Callable[[int], None]


class Known(NamedTuple):
    """What there is when the way begins."""

    intermediaries: tuple[Intermediary, ...]
    connections: tuple[Connection, ...]

    @classmethod
    def of(cls, reader: Reader) -> Known:
        """All intermediaries and connections of the studio."""
        return cls(reader.intermediaries(), reader.connections())

    def connection_of(self, user: Intermediary) -> Connection | None:
        """The connection that an intermediary uses."""
        return next((one for one in self.connections if one.id == user.connection_id), None)

    def users_of(self, connection: Connection) -> str:
        """The names of those who use a connection."""
        return ", ".join(one.name for one in self.intermediaries if one.connection_id == connection.id)


def trail(step: int) -> str:
    """The steps, with the one that is on between brackets."""
    words = (f"[{_(word)}]" if place == step else _(word) for place, word in enumerate(_STEPS, 1))
    return _("Connect: {}").format(" › ".join(words))


def connect(way: Way, wanted: Intermediary | None = None) -> None:
    """Begin: with the intermediary that is ``wanted`` where it has no account yet, else with the question which."""

    def known(found: Known) -> None:
        if wanted is not None and wanted.connection_id is None:
            _ask_account(way, wanted, found)
        else:
            _ask_intermediary(way, found)

    way.place.read(Known.of, known, group="connect")


# the intermediary


def _ask_intermediary(way: Way, known: Known) -> None:
    from tuiledger.tui.dialogs.step import Step

    texts = (
        (_("Whose account is it? An intermediary stands between some of the studio’s clients and the cloud."),)
        if known.intermediaries
        else (
            _("No intermediary is registered yet: who holds the accountant account in the cloud."),
            _("It is the studio itself, or a colleague. Register it now; the way goes on with it."),
        )
    )

    def page(width: int) -> Sequence[Line]:
        return [line for text in texts for line in paragraph(text, width)]

    answers = [(one.code, _named(one, known)) for one in known.intermediaries]
    answers.append(("", _("Register the studio, or another intermediary")))

    def chosen(code: str | None) -> None:
        if code:
            _ask_account(way, next(one for one in known.intermediaries if one.code == code), known)
        elif code is not None:
            _ask_name(way)

    way.place.app.push_screen(Step(trail(1), page, answers), chosen)


def _named(user: Intermediary, known: Known) -> str:
    connection = known.connection_of(user)
    state = sign_of(connection).text
    return f"{user.name}: {state} ({connection.name})" if connection else f"{user.name}: {state}"


def _ask_name(way: Way) -> None:
    from tuiledger.tui.dialogs.ask import Ask

    def named(name: str | None) -> None:
        if name is not None:
            question = _("VAT number of {}? It may be left empty").format(name)
            hint = _("IT 01234560017; another country by its two letters")
            numbered = partial(_register, way, name)
            ask = Ask(f"{trail(1)}\n{question}", hint=hint, optional=True, check=check_number)
            way.place.app.push_screen(ask, numbered)

    question = _("Name of the intermediary: the studio, or the colleague?")
    way.place.app.push_screen(Ask(f"{trail(1)}\n{question}", check=check_name), named)


def _register(way: Way, name: str, number: str | None) -> None:
    if number is None:
        return

    def act(workbench: Workbench) -> Intermediary:
        from tuiledger.services.intermediaries import IntermediaryForm, add_intermediary

        form = IntermediaryForm(name, number or None)
        return add_intermediary(workbench.store, workbench.clock, workbench.actor, form)

    def registered(made: Intermediary) -> None:
        way.select(made.id)
        tell(way.place, _("{} is registered as {}").format(made.name, made.code), _odd(made))
        way.place.read(Known.of, partial(_ask_account, way, made), group="connect")

    way.place.write(_("The new intermediary"), act, registered)


def _odd(made: Intermediary) -> Sequence[Finding]:
    """What looks wrong about its number, which is taken all the same."""
    from tuiledger.services.companies import number_warnings

    return number_warnings(made.vat_number)


# the account


def _ask_account(way: Way, user: Intermediary, known: Known) -> None:
    """Ask which account an intermediary uses; where there is nothing to choose, it gets its own."""
    from tuiledger.tui.dialogs.step import Step

    others = [one for one in known.intermediaries if one.connection_id is None and one.id != user.id]
    answers = [("own", _("An account of its own, for {} alone").format(user.name))]
    if others:
        answers.append(("all", _("One account for all intermediaries that have none yet")))
    for connection in known.connections:
        text = _("The account of {}, which {} uses") if known.users_of(connection) else _("The account of {}")
        named = text.format(connection.account or connection.name, known.users_of(connection))
        answers.append((str(connection.id), named))
    if len(answers) == 1:
        _ask_for_token(way, user, (), known)
        return

    def page(width: int) -> Sequence[Line]:
        same = _("Intermediaries that serve the same clients share one account.")
        apart = _("Those that serve different clients have one each, with a token of its own.")
        return [*paragraph(same, width), *paragraph(apart, width)]

    def chosen(answer: str | None) -> None:
        if answer in ("own", "all"):
            _ask_for_token(way, user, tuple(one.code for one in others) if answer == "all" else (), known)
        elif answer is not None:
            share(way.place, user, int(answer))

    title = f"{trail(2)}\n{user.name}"
    way.place.app.push_screen(Step(title, page, answers), chosen)


def share(place: Place, user: Intermediary, connection_id: int | None) -> None:
    """Let an intermediary use a connection that there is, or none; it can be taken back."""

    def form(workbench: Workbench, wanted: int | None) -> Intermediary:
        from tuiledger.services.intermediaries import IntermediaryForm, change_intermediary

        change = IntermediaryForm(connection_id=wanted, apart=wanted is None)
        return change_intermediary(workbench.store, workbench.clock, workbench.actor, user.code, change)

    def told(changed: Intermediary) -> None:
        if changed.connection_id == user.connection_id:
            place.bench.say(_("Nothing changes."))
            return
        title = _("the account of {}").format(user.name)
        place.bench.undoable(title, lambda workbench: form(workbench, user.connection_id))
        text = (
            _("{} uses another account now; z takes it back") if changed.connection_id else _("{} uses no account now")
        )
        place.bench.say(text.format(user.name), "ok")
        place.load()

    place.write(_("The account"), lambda workbench: form(workbench, connection_id), told)


# the token and its proof


def _ask_for_token(way: Way, user: Intermediary, others: Sequence[str], known: Known) -> None:
    """Ask for a token once the vault can keep it, then make the connection and prove it."""

    def given(token: Secret) -> None:
        ask_clouds(way.place, _("Connecting {}").format(user.name), partial(_connected, user, others, token), told)

    def told(tried: Tried) -> None:
        way.select(user.id)
        tell_verdict(way.place, tried, trail(4))

    def name() -> str:
        return f"{trail(3)}\n{user.name}"

    address = way.place.workbench.simulated.get(PROVIDER, "")

    with_vault(way.place, lambda: ask_token(way.place, name(), given, address), trail=trail(3))


async def _connected(
    user: Intermediary, others: Sequence[str], token: Secret, workbench: Workbench, clouds: Clouds
) -> Tried:
    """Make the connection of an intermediary; the others with these codes use it as well."""
    from tuiledger.services.connect import Wish, connect

    address = workbench.simulated.get(PROVIDER)
    wish = Wish(
        name=await asyncio.to_thread(_free_name, workbench, clouds, user),
        provider=PROVIDER,
        base_url=address,
        sandbox=address is not None,
        intermediary=user.code,
    )
    tried = await connect(workbench.store, workbench.clock, workbench.actor, clouds, wish, token)

    def join() -> None:
        from tuiledger.services.intermediaries import IntermediaryForm, change_intermediary

        form = IntermediaryForm(connection_id=tried.connection.id)
        for code in others:
            change_intermediary(workbench.store, workbench.clock, workbench.actor, code, form)

    await asyncio.to_thread(join)
    return tried


def _free_name(workbench: Workbench, clouds: Clouds, user: Intermediary) -> str:
    """What a connection is called where there are others; the first one bears the name of the cloud."""
    with workbench.store.reading() as reader:
        names = {one.name.casefold() for one in reader.connections()}
    wanted = f"{clouds.offer(PROVIDER).title} {user.code}"
    return wanted if names and wanted.casefold() not in names else ""
