"""Saying which company of a cloud is which client: one at a time, all that are sure, and taken back again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from tuiledger.domain.connections import CloudCompany, Connection, LinkState
from tuiledger.domain.linking import Confidence, Suggestion, contradictions
from tuiledger.domain.parties import Company
from tuiledger.text.amounts import count_text
from tuiledger.text.translation import _, ngettext, translate
from tuiledger.tui.cloud_jobs import ask_clouds
from tuiledger.tui.jobs import Job
from tuiledger.tui.leftovers import ask_leftovers
from tuiledger.tui.sheets.company import Profile, identity_lines
from tuiledger.tui.sheets.connections import access_page
from tuiledger.tui.sheets.layout import BLANK, paragraph
from tuiledger.tui.sheets.linking import acceptance_page, doubt_page, newcomers_page
from tuiledger.tui.unlocking import with_vault
from tuiledger.tui.widgets.sheet import Line

if TYPE_CHECKING:
    from tuiledger.domain.connections import Access
    from tuiledger.domain.documents import Finding
    from tuiledger.domain.quota import Allowance
    from tuiledger.ports import Reader
    from tuiledger.ports.connecting import Clouds
    from tuiledger.services.link import Decided
    from tuiledger.tui.screens.place import Place
    from tuiledger.tui.workbench import Workbench

#: Clients that are offered for what was typed.
_MOST = 20


@dataclass(frozen=True, slots=True)
class LinkBack:
    """Takes a decision about a cloud company back."""

    decided: Decided

    def __call__(self, workbench: Workbench) -> Decided:
        """What was taken back.

        Raises:
            Refusal: something else was decided since.
        """
        from tuiledger.domain.runs import Refusal
        from tuiledger.services.link import take_back

        if not take_back(workbench.store, workbench.clock, workbench.actor, [self.decided]):
            raise Refusal("decided-anew", "{} was decided anew since", (self.decided.remote.name,))
        return self.decided


def link(place: Place, connection: str, remote: CloudCompany, company: Company, linked_to: str = "") -> None:
    """Link a cloud company to a client.

    Only after a question where the numbers of the two differ, or another cloud company is the client already.
    """
    against = contradictions(remote, company)

    def act(workbench: Workbench) -> Decided:
        from tuiledger.services.link import link_company

        clock, actor = workbench.clock, workbench.actor
        return link_company(
            workbench.store, clock, actor, connection, remote.id, company.code,
            also=bool(linked_to), anyway=bool(against),
        )  # fmt: skip

    def answered(yes: bool | None) -> None:
        if yes:
            place.write(_("The link"), act, partial(_told, place))

    if not linked_to and not against:
        answered(True)
        return
    from tuiledger.tui.dialogs.confirm import Confirm

    question = _("Is {} really {}?").format(remote.name, company.name)
    page = partial(doubt_page, remote, company, linked_to)
    place.app.push_screen(Confirm(question, page, after=_("z takes the link back in this session.")), answered)


def ignore(place: Place, connection: str, remote: CloudCompany) -> None:
    """Remember that a cloud company is none of the studio's business."""

    def act(workbench: Workbench) -> Decided:
        from tuiledger.services.link import ignore

        return ignore(workbench.store, workbench.clock, workbench.actor, connection, remote.id)

    place.write(_("The link"), act, partial(_told, place))


def forget(place: Place, connection: str, remote: CloudCompany) -> None:
    """Forget what was decided about a cloud company, and offer to set aside what it brought and nobody posted."""

    def act(workbench: Workbench) -> Decided:
        from tuiledger.services.link import unset

        return unset(workbench.store, workbench.clock, workbench.actor, connection, remote.id)

    def told(decided: Decided) -> None:
        _told(place, decided)
        if decided.before is not None:
            ask_leftovers(place, decided.before)

    place.write(_("The link"), act, told)


def ask_client(place: Place, connection: Connection, remote: CloudCompany) -> None:
    """Ask for a client by a part of its code, name or number, and link it."""
    from tuiledger.tui.dialogs.ask import Ask

    def read(reader: Reader, typed: str) -> tuple[Sequence[Company], dict[int | None, str]]:
        wanted = typed.casefold()
        found = [
            one
            for one in reader.companies()
            if any(wanted in (text or "").casefold() for text in (one.code, one.name, one.vat_number, one.fiscal_code))
        ]
        found.sort(key=lambda one: one.code.casefold() != wanted)
        others = [link for link in reader.links(connection.id) if link.remote_id != remote.id]
        return found[:_MOST], {link.company_id: link.remote_name for link in others}

    def found(matching: tuple[Sequence[Company], dict[int | None, str]]) -> None:
        from tuiledger.tui.dialogs.choose import Choose

        companies, taken = matching
        if not companies:
            place.bench.say(_("No client is called so: n registers a new one."), "warn")
            return

        def chosen(code: str | None) -> None:
            company = next((one for one in companies if one.code == code), None)
            if company:
                link(place, connection.name, remote, company, taken.get(company.id, ""))

        answers = [
            (one.code, f"{one.code}  {one.name}  {one.vat_number or one.fiscal_code or ''}") for one in companies
        ]
        place.app.push_screen(Choose(_("Which client is {}?").format(remote.name), answers), chosen)

    def typed(text: str | None) -> None:
        if text:
            place.read(lambda reader: read(reader, text), found, group="clients")

    question = _("Which client is {}? A part of its code, name or number").format(remote.name)
    place.app.push_screen(Ask(question), typed)


def ask_new_client(place: Place, connection: str, remote: CloudCompany) -> None:
    """Show the client that a cloud company would be, then register it and link the two."""

    def draft(reader: Reader) -> tuple[Company, Sequence[Finding]] | None:
        from tuiledger.services.companies import CompanyForm, draft_company, warnings_about
        from tuiledger.services.connect import find_connection

        # The list may be older than the books.
        if any(one.remote_id == remote.id for one in reader.links(find_connection(reader, connection).id)):
            return None
        form = CompanyForm(name=remote.name, vat_number=remote.vat_number, fiscal_code=remote.fiscal_code)
        company = draft_company(reader, form)
        return company, warnings_about(company)

    def act(workbench: Workbench) -> tuple[Company, Decided]:
        from tuiledger.services.link import register_and_link

        return register_and_link(workbench.store, workbench.clock, workbench.actor, connection, remote.id)

    def told(made: tuple[Company, Decided]) -> None:
        company, decided = made
        _remember(place, [decided], remote.name)
        text = _("{} is registered as {} and linked; S reads it, z takes the link back")
        place.bench.say(text.format(company.name, company.code), "ok")

    def drafted(found: tuple[Company, Sequence[Finding]] | None) -> None:
        from tuiledger.tui.dialogs.confirm import Confirm

        if found is None:
            place.bench.say(_("{} is decided already").format(remote.name), "warn")
            return
        company, warnings = found

        def page(width: int) -> Sequence[Line]:
            chart = _("It gets the built-in chart of accounts; company set --chart replaces it.")
            return [*identity_lines(Profile(company, warnings), width), BLANK, *paragraph(chart, width, "dim")]

        def answered(yes: bool | None) -> None:
            if yes:
                place.write(_("The new company"), act, told)

        after = _("A company stays in the books; z takes only the link back.")
        place.app.push_screen(Confirm(_("Register this company and link it?"), page, after=after), answered)

    place.read(draft, drafted, group="draft", doing=_("The company could not be registered"))


def ask_acceptance(place: Place, connection: Connection) -> None:
    """Show every link that is sure, and make them after a last look."""

    def read(reader: Reader) -> list[tuple[Suggestion, Company]]:
        from tuiledger.services.link import would_accept

        companies = {company.id: company for company in reader.companies()}
        wanted = would_accept(reader, connection, Confidence.SURE)
        return [(one, companies[one.company_id]) for one in wanted if one.company_id is not None]

    def seen(found: list[tuple[Suggestion, Company]]) -> None:
        from tuiledger.tui.dialogs.confirm import Confirm

        if not found:
            place.bench.say(_("No client is sure: look at each one."), "warn")
            return

        def answered(yes: bool | None) -> None:
            if yes:
                _accept(place, connection, [one.remote.id for one, _company in found])

        text = ngettext(
            "Link {} company whose client is sure?", "Link {} companies whose clients are sure?", len(found)
        )
        page = partial(acceptance_page, found)
        after = _("z takes them back in this session.")
        place.app.push_screen(Confirm(text.format(count_text(len(found))), page, after=after), answered)

    place.read(read, seen, group="sure")


def ask_new_clients(place: Place, connection: Connection) -> None:
    """Show every company that resembles no client, register them all after a last look, and link them."""

    def read(reader: Reader) -> tuple[CloudCompany, ...]:
        from tuiledger.services.link import would_register

        return would_register(reader, connection.id)

    def seen(found: tuple[CloudCompany, ...]) -> None:
        from tuiledger.tui.dialogs.confirm import Confirm

        if not found:
            place.bench.say(_("Every company resembles a client: look at each one."), "warn")
            return

        def answered(yes: bool | None) -> None:
            if yes:
                _register(place, connection, [one.id for one in found])

        text = ngettext("Register {} company as a new client?", "Register {} companies as new clients?", len(found))
        after = _("Companies stay in the books; z takes only the links back.")
        page = partial(newcomers_page, found)
        place.app.push_screen(Confirm(text.format(count_text(len(found))), page, after=after), answered)

    place.read(read, seen, group="new")


def _register(place: Place, connection: Connection, remote_ids: Sequence[str]) -> None:
    def steps(workbench: Workbench) -> Iterator[object]:
        from tuiledger.services.link import register_each

        yield from register_each(workbench.store, workbench.clock, workbench.actor, connection.name, remote_ids)

    def told(items: list[Any]) -> None:
        made: list[Decided] = [one.decided for one in items if one.decided is not None]
        if made:
            many = ngettext("{} link", "{} links", len(made)).format(count_text(len(made)))
            _remember(place, made, made[0].remote.name if len(made) == 1 else many)
        text = ngettext("{} new client, linked; S reads it", "{} new clients, linked; S reads them", len(made))
        left = next((one.refusal for one in items if one.refusal is not None), None)
        why = translate(left.message, *left.values) if left else ""
        place.bench.say("; ".join(filter(None, (text.format(count_text(len(made))), why))), "warn" if left else "ok")
        place.load()

    place.run_job(Job(_("The new clients"), steps, told))


def _accept(place: Place, connection: Connection, remote_ids: Sequence[str]) -> None:
    def steps(workbench: Workbench) -> Iterator[object]:
        from tuiledger.services.link import accept

        # What was sure a moment ago and is not any more is left out; what became sure meanwhile was not looked at.
        yield accept(workbench.store, workbench.clock, workbench.actor, connection.name, only=remote_ids)

    def told(items: list[Any]) -> None:
        decided: Sequence[Decided] = items[0] if items else ()
        count = len(decided)
        text = ngettext(
            "{} company linked; S reads it, z takes it back",
            "{} companies linked; S reads them, z takes them back",
            count,
        )
        if decided:
            many = ngettext("{} link", "{} links", count).format(count_text(count))
            _remember(place, decided, decided[0].remote.name if count == 1 else many)
        left = len(remote_ids) - count
        more = (
            ngettext("{} is not sure any more", "{} are not sure any more", left).format(count_text(left))
            if left
            else ""
        )
        place.bench.say(
            "; ".join(part for part in (text.format(count_text(count)), more) if part), "warn" if left else "ok"
        )

    place.run_job(Job(_("The links"), steps, told))


def show_access(place: Place, connection: Connection, remote: CloudCompany) -> None:
    """Ask the cloud what a client lets its accountant see, as a job, and show it."""

    async def act(workbench: Workbench, clouds: Clouds) -> Access:
        from tuiledger.services.access import ask_access

        return await ask_access(clouds, connection, remote.id)

    def told(access: Access) -> None:
        def left(reader: Reader) -> Sequence[Allowance]:
            from tuiledger.services.access import calls_left

            return calls_left(reader, connection, remote.id, place.bench.jobs.now())

        place.read(left, partial(_show_access, place, remote, access), group="allowances")

    doing = _("Asking what {} lets be seen").format(remote.name)
    with_vault(place, lambda: ask_clouds(place, doing, act, told))


def _show_access(place: Place, remote: CloudCompany, access: Access, left: Sequence[Allowance]) -> None:
    from tuiledger.tui.dialogs.page import Page

    if place.is_current:
        place.app.push_screen(Page(_("Access of the accountant"), partial(access_page, remote, access, left)))


def _told(place: Place, decided: Decided) -> None:
    """Say what was decided about one company, and let it be taken back."""
    after = decided.after
    name = decided.remote.name
    if after == decided.before:
        place.bench.say(_("Nothing changes."))
        return
    _remember(place, [decided], name)
    if after is None:
        text = _("What was decided about {} is forgotten; z brings it back")
    elif after.state is LinkState.IGNORED:
        text = _("{} is ignored from now on; z takes it back")
    else:
        text = _("{} is linked; S reads it, z takes it back")
    place.bench.say(text.format(name), "ok")


def _remember(place: Place, decided: Sequence[Decided], what: str) -> None:
    place.bench.undoable(_("the decision on {}").format(what), *map(LinkBack, decided))
