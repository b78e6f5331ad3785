"""Say which company of a cloud is which client of the studio, and which are none of its business."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Sequence
from typing import Final, NamedTuple

from tuiledger.domain.chart import ITALIAN_CHART
from tuiledger.domain.connections import CloudCompany, Connection, Link, LinkState
from tuiledger.domain.linking import CONTRARY, Confidence, Suggestion, contradictions, suggest
from tuiledger.domain.parties import Company
from tuiledger.domain.runs import Refusal
from tuiledger.ports import Clock, Reader, Store, Writer
from tuiledger.services.companies import CompanyForm, draft_company, find_company
from tuiledger.services.connect import find_connection
from tuiledger.services.standing import reassess_told
from tuiledger.text.clean import clean_line

#: The act of linking several suggestions at once.
ACCEPT: Final = "link-accept"


class Decided(NamedTuple):
    """What was decided about a cloud company, and what was before; :func:`take_back` undoes it.

    ``after`` is None where a decision was forgotten.
    """

    remote: CloudCompany
    before: Link | None
    after: Link | None


class Registered(NamedTuple):
    """What became of a cloud company that was to be a new client: the client and its link, or why it is none."""

    remote_id: str
    company: Company | None = None
    decided: Decided | None = None
    refusal: Refusal | None = None


def undecided(reader: Reader, connection_id: int) -> tuple[CloudCompany, ...]:
    """The companies of an account that it still shows and that nothing was decided about."""
    decided = {link.remote_id for link in reader.links(connection_id)}
    return tuple(one for one in reader.remote_companies(connection_id) if one.active and one.id not in decided)


def suggestions(reader: Reader, connection_id: int) -> tuple[Suggestion, ...]:
    """For every undecided cloud company the client it seems to be; no client twice, none that is linked already."""
    taken = {link.company_id for link in reader.links(connection_id) if link.company_id is not None}
    return suggest(undecided(reader, connection_id), reader.companies(), taken)


def link_company(
    store: Store,
    clock: Clock,
    actor: str,
    connection: str,
    remote_id: str,
    code: str,
    *,
    also: bool = False,
    anyway: bool = False,
) -> Decided:
    """Say that a cloud company is the client ``code``.

    Args:
        also: although another cloud company of the same connection is that client.
        anyway: although its VAT number or fiscal code is another one than the client's.

    Raises:
        Refusal: no such connection, cloud company or client; the two have different numbers (``other-number``); the
            client is linked already (``linked-already``); or documents were read into the books of another client
            (``documents-elsewhere``).
    """
    with store.writing("link company") as work:
        where, remote = _find(work, connection, remote_id)
        company = find_company(work, code)
        against = contradictions(remote, company)
        if against and not anyway:
            told = (remote.name, against[0].theirs, company.code, against[0].ours)
            raise Refusal(
                "other-number",
                "{} has the number {}, and {} has {}: if it is the client all the same, say so with --anyway",
                told,
            )
        return _link(work, clock.now(), actor, where, remote, company, "chosen", also=also)


def register_and_link(
    store: Store, clock: Clock, actor: str, connection: str, remote_id: str, code: str | None = None
) -> tuple[Company, Decided]:
    """Register a cloud company as a new client, with the built-in chart, and link the two.

    Raises:
        Refusal: as :func:`link_company`, or the company cannot be registered: no identifier, or one of a client.
        StoreError: the code is taken (``conflict``).
    """
    with store.writing("register cloud company") as work:
        where, remote = _find(work, connection, remote_id)
        form = CompanyForm(name=remote.name, vat_number=remote.vat_number, fiscal_code=remote.fiscal_code)
        company = work.add_company(draft_company(work, form, code), ITALIAN_CHART)
        work.record_act(clock.now(), actor, "company-add", company.code, company.name)
        return company, _link(work, clock.now(), actor, where, remote, company, "registered")


def would_register(reader: Reader, connection_id: int) -> tuple[CloudCompany, ...]:
    """The undecided cloud companies that resemble no client and can be one: they have an identifier."""
    resembling = {one.remote.id for one in suggestions(reader, connection_id) if one.company_id is not None}
    return tuple(
        one
        for one in undecided(reader, connection_id)
        if one.id not in resembling and (one.vat_number or one.fiscal_code)
    )


def register_each(
    store: Store, clock: Clock, actor: str, connection: str, remote_ids: Sequence[str]
) -> Iterator[Registered]:
    """Register cloud companies as new clients and link them, one after the other; one that cannot be is told."""
    for remote_id in remote_ids:
        try:
            company, decided = register_and_link(store, clock, actor, connection, remote_id)
        except Refusal as refusal:
            yield Registered(remote_id, refusal=refusal)
        else:
            yield Registered(remote_id, company, decided)


def ignore(store: Store, clock: Clock, actor: str, connection: str, remote_id: str, reason: str = "") -> Decided:
    """Remember that a cloud company is none of the studio's business.

    Raises:
        Refusal: no such connection or cloud company.
    """
    with store.writing("ignore company") as work:
        where, remote = _find(work, connection, remote_id)
        before = _link_of(work, where.id, remote.id)
        why = clean_line(reason, 200)
        after = Link(where.id, remote.id, remote.name, LinkState.IGNORED, None, actor, clock.now(), why)
        work.set_link(after)
        _heed(work, before, after)
        work.record_act(clock.now(), actor, "link-ignore", _subject(where, remote), remote.name)
    return Decided(remote, before, after)


def unset(store: Store, clock: Clock, actor: str, connection: str, remote_id: str) -> Decided:
    """Forget what was decided about a cloud company; the documents that were read stay.

    Raises:
        Refusal: no such connection or cloud company.
    """
    with store.writing("unset link") as work:
        where, remote = _find(work, connection, remote_id)
        before = _link_of(work, where.id, remote.id)
        if before is not None:
            work.remove_link(where.id, remote.id)
            _heed(work, before, None)
            work.record_act(clock.now(), actor, "link-unset", _subject(where, remote), remote.name)
    return Decided(remote, before, None)


def accept(
    store: Store,
    clock: Clock,
    actor: str,
    connection: str,
    least: Confidence = Confidence.SURE,
    only: Collection[str] | None = None,
) -> tuple[Decided, ...]:
    """Link every suggestion that is as sure as ``least`` or surer.

    Args:
        only: ids of the cloud companies that a person looked at; None for all.

    Raises:
        Refusal: no such connection.
    """
    with store.writing("accept suggestions") as work:
        where = find_connection(work, connection)
        companies = {company.id: company for company in work.companies()}
        # One moment for all of them: that is how they are known to belong together.
        at = clock.now()
        decided = tuple(
            _link(work, at, actor, where, one.remote, companies[one.company_id], ", ".join(one.reasons))
            for one in would_accept(work, where, least)
            if one.company_id is not None and (only is None or one.remote.id in only)
        )
        if decided:
            work.record_act(at, actor, ACCEPT, where.name, str(len(decided)))
        return decided


def undo_accept(store: Store, clock: Clock, actor: str, connection: str) -> tuple[Decided, ...]:
    """Take back the links that were last accepted together; those that were decided anew since stay.

    Raises:
        Refusal: no such connection, or no link that was accepted is left (``nothing-to-undo``).
    """
    with store.reading() as reader:
        where = find_connection(reader, connection)
        remotes = {one.id: one for one in reader.remote_companies(where.id)}
        links = [
            link for link in reader.links(where.id) if link.state is LinkState.LINKED and link.remote_id in remotes
        ]
        for act in reader.acts_on(where.name):
            together = [link for link in links if act.verb == ACCEPT and link.decided_at == act.at]
            if together:
                break
        else:
            message = "No links of {} that were accepted together are left to take back"
            raise Refusal("nothing-to-undo", message, (where.name,))
    # Only what nothing was decided about is accepted.
    return take_back(store, clock, actor, [Decided(remotes[link.remote_id], None, link) for link in together])


def would_accept(reader: Reader, connection: Connection, least: Confidence) -> tuple[Suggestion, ...]:
    """The suggestions that :func:`accept` would link.

    Never one of several, and none whose VAT number or fiscal code is another one, whatever is asked for.
    """
    return tuple(
        one
        for one in suggestions(reader, connection.id)
        if one.company_id is not None
        and one.confidence.reaches(least)
        and not {"several", *CONTRARY} & set(one.reasons)
        and not _elsewhere(reader, connection, one.remote, one.company_id)
    )


def take_back(store: Store, clock: Clock, actor: str, decided: Sequence[Decided]) -> tuple[Decided, ...]:
    """Put back what was decided before; what was decided anew since stays. Answers what was taken back."""
    with store.writing("take links back") as work:
        back = []
        for one in decided:
            link = one.after or one.before
            if link is None or _link_of(work, link.connection_id, link.remote_id) != one.after:
                continue
            if one.before is None:
                work.remove_link(link.connection_id, link.remote_id)
            else:
                work.set_link(one.before)
            _heed(work, one.after, one.before)
            work.record_act(clock.now(), actor, "link-undo", f"{link.connection_id}/{link.remote_id}", one.remote.name)
            back.append(one)
    return tuple(back)


def find_remote(reader: Reader, connection_id: int, remote_id: str) -> CloudCompany:
    """A company of an account by its id there.

    Raises:
        Refusal: the account was never seen to reach one (``remote-unknown``).
    """
    wanted = clean_line(remote_id).strip()
    found = next((one for one in reader.remote_companies(connection_id) if one.id == wanted), None)
    if found is None:
        raise Refusal("remote-unknown", "The account shows no company {}: verify the connection", (wanted[:40],))
    return found


def _find(reader: Reader, connection: str, remote_id: str) -> tuple[Connection, CloudCompany]:
    where = find_connection(reader, connection)
    return where, find_remote(reader, where.id, remote_id)


def _link(
    work: Writer, at: datetime.datetime, actor: str, where: Connection, remote: CloudCompany, company: Company,
    reason: str, *, also: bool = False,
) -> Decided:  # fmt: skip
    links = work.links(where.id)
    twin = next((link for link in links if link.company_id == company.id and link.remote_id != remote.id), None)
    if twin is not None and not also:
        raise Refusal(
            "linked-already",
            "{} is linked to {} ({}) already: unset that, or say that it is both",
            (company.code, twin.remote_name, twin.remote_id),
        )
    if elsewhere := _elsewhere(work, where, remote, company.id):
        raise Refusal(
            "documents-elsewhere",
            "Documents of {} were read into the books of {}: it cannot become another client",
            (remote.name, elsewhere),
        )
    before = _link_of(work, where.id, remote.id)
    after = Link(where.id, remote.id, remote.name, LinkState.LINKED, company.id, actor, at, reason)
    work.set_link(after)
    _heed(work, before, after)
    work.record_act(at, actor, "link-set", _subject(where, remote), f"{company.code}: {reason}")
    return Decided(remote, before, after)


def _heed(work: Writer, before: Link | None, after: Link | None) -> None:
    """Let what was read of a cloud company count from now on, or no more: only what is linked vouches for a document.

    Nobody looked at its lists meanwhile, so that they are looked at as a whole the next time.
    """
    link = after or before
    now, then = (one is not None and one.state is LinkState.LINKED for one in (after, before))
    if link is None or now == then:
        return
    if now:
        for point in work.checkpoints(link.connection_id, link.remote_id).values():
            work.set_checkpoint(point._replace(swept_at=None))
    reassess_told(work, link.connection_id, link.remote_id)


def _elsewhere(reader: Reader, where: Connection, remote: CloudCompany, company_id: int) -> str:
    """Code of another client in whose books documents of a cloud company are; empty where there are none."""
    read_into = set(reader.read_into(where.id, remote.id)) - {company_id}
    return next((company.code for company in reader.companies() if company.id in read_into), "")


def _link_of(reader: Reader, connection_id: int, remote_id: str) -> Link | None:
    return next((link for link in reader.links(connection_id) if link.remote_id == remote_id), None)


def _subject(where: Connection, remote: CloudCompany) -> str:
    return f"{where.id}/{remote.id}"
