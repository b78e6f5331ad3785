"""What is done to a connection that there is: pausing, taking away, another account for its user, its portal."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from tuiledger.domain.connections import Condition, Connection, Intermediary, Link
from tuiledger.text.translation import _
from tuiledger.tui.cloud_jobs import told_plainly
from tuiledger.tui.connecting import Known, share
from tuiledger.tui.sheets.connections import removal_page
from tuiledger.tui.unlocking import with_vault
from tuiledger.tui.widgets.sheet import Line

if TYPE_CHECKING:
    from tuiledger.domain.parties import Company
    from tuiledger.ports import Reader
    from tuiledger.ports.cloud_store import Uses
    from tuiledger.services.disconnect import Removed
    from tuiledger.tui.screens.place import Place
    from tuiledger.tui.workbench import Workbench


def pause_or_resume(place: Place, connection: Connection) -> None:
    """Pause a connection, or use it again; it can be taken back."""
    paused = connection.condition is Condition.PAUSED

    def act(workbench: Workbench, *, resumed: bool) -> Connection:
        from tuiledger.services.disconnect import pause, resume

        change = resume if resumed else pause
        return change(workbench.store, workbench.clock, workbench.actor, connection.name)

    def told(_changed: Connection) -> None:
        title = _("using {} again") if paused else _("the pause of {}")
        place.bench.undoable(title.format(connection.name), partial(act, resumed=not paused))
        text = _("{} is used again; z pauses it") if paused else _("{} is paused; z takes it back")
        place.bench.say(text.format(connection.name), "ok")

    place.write(_("The connection"), partial(act, resumed=paused), told)


def ask_removal(place: Place, connection: Connection) -> None:
    """Show what goes and what stays, then take a connection away."""

    def read(reader: Reader) -> tuple[Uses, Sequence[str]]:
        users = [one.name for one in reader.intermediaries() if one.connection_id == connection.id]
        return reader.uses_of(connection.id), users

    def seen(found: tuple[Uses, Sequence[str]]) -> None:
        from tuiledger.tui.dialogs.confirm import Confirm

        def page(width: int) -> Sequence[Line]:
            return removal_page(connection, *found, width)

        def answered(yes: bool | None) -> None:
            if yes:
                with_vault(place, lambda: _remove(place, connection), make=False)

        question = _("Take the connection {} away?").format(connection.name)
        after = (
            _("A deleted token cannot be brought back: r gives another one.")
            if any(found[0])
            else _("A deleted token cannot be brought back: a connects anew.")
        )
        place.app.push_screen(Confirm(question, page, after=after), answered)

    place.read(read, seen, group="uses")


def _remove(place: Place, connection: Connection) -> None:
    def act(workbench: Workbench) -> Removed:
        from tuiledger.services.disconnect import remove

        with told_plainly():
            clouds = workbench.clouds()
            return remove(workbench.store, workbench.clock, workbench.actor, clouds, connection.name)

    def told(removed: Removed) -> None:
        place.bench.memory.verdicts.pop(connection.id, None)
        if removed.deleted:
            text = _("{} is gone, and its token with it")
        else:
            text = _("The token of {} is deleted; the connection stays, paused, for what hangs on it")
        place.bench.say(text.format(connection.name), "ok")

    place.write(_("The connection"), act, told)


def ask_account(place: Place, user: Intermediary) -> None:
    """Ask which of the connections that there are an intermediary uses."""

    def known(found: Known) -> None:
        from tuiledger.tui.dialogs.choose import Choose

        answers = [
            (str(one.id), _("{}: {}").format(one.name, one.account or _("not proved")))
            for one in found.connections
            if one.id != user.connection_id
        ]
        if user.connection_id is not None:
            answers.append(("", _("none for now")))

        def chosen(answer: str | None) -> None:
            if answer is not None:
                share(place, user, int(answer) if answer else None)

        if answers:
            place.app.push_screen(Choose(_("Which account does {} use?").format(user.name), answers), chosen)
        else:
            place.bench.say(_("There is no connection yet: a makes one."), "warn")

    place.read(Known.of, known, group="connect")


def show_portal_of(place: Place, company: Company) -> None:
    """Show where a client's company is in the pages of the cloud that it is linked to."""

    def linked(reader: Reader) -> tuple[Connection, Link] | None:
        found = (
            (connection, link)
            for connection in reader.connections()
            for link in reader.links(connection.id)
            if link.company_id == company.id
        )
        return next(found, None)

    def found(one: tuple[Connection, Link] | None) -> None:
        if one is None:
            place.bench.say(_("{} is linked to no company of a cloud").format(company.name), "warn")
        else:
            show_portal(place, one[0], one[1].remote_name, one[1].remote_id)

    place.read(linked, found, group="portal-of")


def show_portal(place: Place, connection: Connection, company: str = "", remote_id: str = "") -> None:
    """Show where the cloud's own pages are, for its account or one company."""

    def ask(_reader: Reader) -> str | None:
        return place.workbench.clouds().portal(connection, remote_id)

    def found(address: str | None) -> None:
        from tuiledger.tui.dialogs.address import Address

        if not address:
            place.bench.say(_("This cloud has no pages that are known."), "warn")
            return
        title = _("{} in the cloud’s own pages").format(company or connection.name)
        about = _("Sign in there as {}; the company is chosen in its list.").format(
            connection.account or connection.name
        )
        place.app.push_screen(Address(title, about, address))

    place.read(ask, found, group="portal")
