"""Proving connections: asking for a token, trying it as a job, and telling the verdict with what can be done next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from tuiledger.domain.connections import NO_PASSWORDS, Condition, Connection, Grant
from tuiledger.domain.secrets import Secret
from tuiledger.text.translation import _
from tuiledger.tui.cloud_jobs import ask_clouds
from tuiledger.tui.cloud_words import said
from tuiledger.tui.sheets.connections import verdict_page
from tuiledger.tui.sheets.layout import BLANK, paragraph
from tuiledger.tui.unlocking import with_vault
from tuiledger.tui.widgets.sheet import Line

if TYPE_CHECKING:
    from tuiledger.ports.connecting import Clouds
    from tuiledger.services.connect import Tried
    from tuiledger.tui.screens.place import Place
    from tuiledger.tui.workbench import Workbench

_LONGEST: Final = 8192
_TOO_SHORT: Final = 8


def ask_token(place: Place, title: str, then: Callable[[Secret], None], address: str = "") -> None:
    """Ask for a personal token, and say how to make one; it is typed or pasted unseen.

    ``address`` is that of a simulated cloud, where the token is for one.
    """
    from tuiledger.tui.dialogs.secret import AskSecret

    def page(width: int) -> Sequence[Line]:
        rights = _("It needs to read: issued documents, received documents, customers, suppliers, settings.")
        other = _("Signing in without a token: tuiledger connection add --grant code, or device.")
        kept = _("The token goes into the vault and nowhere else.")
        simulated = _("For the simulated cloud at {}, whose tokens tuiledger sandbox prints.").format(address)
        return [
            *paragraph(f"{_(NO_PASSWORDS)}.", width),
            *(paragraph(simulated, width, "warn") if address else ()),
            BLANK,
            *paragraph(rights, width),
            *paragraph(kept, width, "dim"),
            *paragraph(other, width, "dim"),
        ]

    def given(token: Secret | None) -> None:
        if token is not None:
            then(token)

    place.app.push_screen(AskSecret(title, page, check=_check_token), given)


def _check_token(token: Secret) -> str | None:
    text = token.reveal().strip().removeprefix("Bearer ").strip()
    fine = text.isascii() and text.isprintable() and " " not in text and _TOO_SHORT <= len(text) <= _LONGEST
    return None if fine else _("What was given is no token: copy it whole, without anything around it")


def prove(place: Place, connection: Connection) -> None:
    """Try a connection as a job, and tell the verdict."""

    async def act(workbench: Workbench, clouds: Clouds) -> Tried:
        from tuiledger.services.connect import verify

        return await verify(workbench.store, workbench.clock, workbench.actor, clouds, connection.name)

    doing = _("Trying {}").format(connection.name)
    with_vault(place, lambda: ask_clouds(place, doing, act, partial(tell_verdict, place)))


def renew(place: Place, connection: Connection) -> None:
    """Give a connection another token, and tell the verdict on it."""
    if connection.grant is not Grant.PERSONAL_TOKEN:
        place.bench.say(
            _("{} is opened by signing in: tuiledger connection rotate {}").format(connection.name, connection.id),
            "warn",
        )
        return

    def given(token: Secret) -> None:
        async def act(workbench: Workbench, clouds: Clouds) -> Tried:
            from tuiledger.services.connect import rotate

            return await rotate(workbench.store, workbench.clock, workbench.actor, clouds, connection.name, token)

        ask_clouds(place, _("Trying the new token of {}").format(connection.name), act, partial(tell_verdict, place))

    title = _("Another token for {}").format(connection.name)
    with_vault(place, lambda: ask_token(place, title, given))


def tell_verdict(place: Place, tried: Tried, title: str = "") -> None:
    """Show what a trial found and offer what can be done about it, where the person is still on the screen."""
    from tuiledger.tui.dialogs.step import Step

    verdict, connection = tried.verdict, tried.connection
    if tried.kept:
        place.bench.memory.verdicts[connection.id] = verdict
    place.bench.say(said(verdict.message, verdict.values, {}), "ok" if verdict.proved else "warn")
    if not place.is_current:
        return
    place.load()

    def page(width: int) -> Sequence[Line]:
        lines = verdict_page(verdict, width)
        if not tried.kept and connection.condition is Condition.PROVED:
            text = _("The new secret was not kept: the connection goes on with the one it had")
            lines += [BLANK, *paragraph(f"{text}.", width)]
        return lines

    def chosen(answer: str | None) -> None:
        match answer:
            case "link":
                open_links(place, connection)
            case "token":
                renew(place, connection)
            case "again":
                prove(place, connection)

    shown = f"{title}\n{connection.name}" if title else connection.name
    place.app.push_screen(Step(shown, page, _next_steps(tried)), chosen)


def _next_steps(tried: Tried) -> list[tuple[str, str]]:
    """What can be done after a trial, the best first."""
    if tried.verdict.proved:
        return [("link", _("Link its companies to your clients")), ("done", _("Later"))]
    token, again = ("token", _("Give another token")), ("again", _("Try again"))
    steps = [again, token] if tried.verdict.passing else [token, again]
    return [*steps, ("done", _("Leave it so: the list of connections says what is wrong"))]


def open_links(place: Place, connection: Connection) -> None:
    """Go on to the companies that a connection shows."""
    from tuiledger.tui.screens.linking import Linking

    place.app.push_screen(Linking(connection.id, connection.name))
