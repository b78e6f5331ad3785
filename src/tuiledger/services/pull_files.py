"""The e-invoice files of documents that a cloud told, fetched from it: one document with two sources.

The file is the law's document, so it takes the place of what the cloud told of it, as long as that is not posted; and
in what the two disagree is kept. It belongs to the row it was fetched for, whatever that row left out.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, NamedTuple

from tuiledger.domain.differences import differences, own_number
from tuiledger.domain.documents import ClientDocument, Direction, Document, State
from tuiledger.domain.identifiers import business_key, number_key_without_year
from tuiledger.domain.money import decimal_text
from tuiledger.domain.parties import Attribution
from tuiledger.domain.pulls import FILE_DIFFERS, FILE_PROBLEMS, NO_FILE, NOT_ITS_FILE, Files, RemoteDocument, Trouble
from tuiledger.domain.runs import FileOutcome, Outcome, Refusal
from tuiledger.ports import Reader, Writer
from tuiledger.ports.clouds import Provider, RemoteRow
from tuiledger.services.arrive import Arrival, Arriving, dated, join, owners
from tuiledger.services.attribute import Wanted, attribute_page
from tuiledger.services.gather import Item
from tuiledger.services.pull_page import ListOf
from tuiledger.services.pull_round import Client
from tuiledger.services.recognise import Recognised, recognise
from tuiledger.services.standing import reassess
from tuiledger.text.translation import N_

#: Where documents stand whose file is asked for.
_STATES: Final[Mapping[Files, tuple[State, ...]]] = {
    Files.NONE: (),
    Files.NEEDED: (State.HELD,),
    Files.ALL: (State.READY, State.HELD, State.POSTED, State.FILED),
}

_NOT_THERE: Final = N_("The cloud has no e-invoice file of this document")
_BROKEN: Final = N_("The e-invoice file in the cloud was changed after it was signed")
_MESSAGE: Final = N_("What the cloud keeps with this document is a message of the exchange system, not its e-invoice")
_SEVERAL: Final = N_("It is not clear which document of the e-invoice file in the cloud this is")
_CONTRARY: Final = N_(
    "The e-invoice file in the cloud is number {} of {} over {}, the document there is number {} of {}"
)
_POSTED: Final = N_(
    "It was posted over {}, its e-invoice file says {}: reverse its entry, then read all of it again with e-invoices"
)
_ANOTHER: Final = N_("The e-invoice file of this document is that of document {}")


class Asked(NamedTuple):
    """A row of a cloud's list about which something more is asked, and the document of ours that it is."""

    of: ListOf
    remote: RemoteDocument
    row: RemoteRow


class Got(NamedTuple):
    """The e-invoice file of a row; None where there is none."""

    asked: Asked
    file: bytes | None


class Taken(NamedTuple):
    """What became of the files that were asked for."""

    taken: int = 0
    missing: int = 0
    refused: int = 0


def told_alone(
    reader: Reader, provider: Provider, connection_id: int, client: Client, states: Sequence[State], *, again: bool
) -> list[Asked]:
    """The rows whose documents stand in ``states`` and came from the cloud alone.

    Args:
        again: ask also about those where the last time gave a problem that is still open.
    """
    lists = {
        kind: ListOf(connection_id, provider.name, client.link.remote_id, kind, client.company, direction)
        for direction in Direction
        for kind in provider.kinds(direction)
    }
    open_ones = {
        (trouble.kind, trouble.remote_id)
        for trouble in reader.troubles(connection_id=connection_id)
        if trouble.remote_company == client.link.remote_id and not again
    }
    return [
        Asked(lists[remote.kind], remote, _row(reader, remote))
        for remote in reader.remotes_told(connection_id, client.link.remote_id, states)
        if remote.kind in lists and (remote.kind, remote.remote_id) not in open_ones
    ]


def lacking(
    reader: Reader, provider: Provider, connection_id: int, client: Client, which: Files, *, again: bool
) -> list[Asked]:
    """The rows whose e-invoice file is to be asked for, of those that have one.

    Args:
        again: ask also for those where the last time gave a problem that is still open, wherever they stand.
    """
    asked = told_alone(reader, provider, connection_id, client, _STATES[which], again=again)
    if again:
        known = {(each.remote.kind, each.remote.remote_id) for each in asked}
        troubles = reader.troubles(connection_id=connection_id)
        open_ones = {(one.kind, one.remote_id) for one in troubles if one.code in FILE_PROBLEMS} - known
        others = told_alone(reader, provider, connection_id, client, _STATES[Files.ALL], again=True)
        asked += [each for each in others if (each.remote.kind, each.remote.remote_id) in open_ones]
    return [each for each in asked if provider.has_e_invoice(each.row)]


def _row(reader: Reader, remote: RemoteDocument) -> RemoteRow:
    payload = reader.payload(remote.payload_sha256) or b"{}"
    return RemoteRow(remote.kind, remote.remote_id, remote.updated_at, payload, remote.payload_sha256)


#: Fields in which a file and what was posted may not disagree.
_AMOUNTS: Final = frozenset({"taxable", "vat", "total"})


class _Fit(NamedTuple):
    """A file that is an e-invoice of the row it was fetched for, and our document so far."""

    asked: Asked
    ours: ClientDocument
    arrival: Arrival


@dataclass
class FileTaking:
    """Takes the files of one run in; each call is part of one unit of work."""

    run_id: int
    today: datetime.date
    now: datetime.datetime
    _troubles: list[Trouble] = field(default_factory=list)
    _outcomes: list[FileOutcome] = field(default_factory=list)
    _touched: set[int] = field(default_factory=set)

    def take(self, work: Writer, gots: Sequence[Got]) -> Taken:
        """Write what the files bring, and put every document where it stands that they say something of."""
        fits, missing = list[_Fit](), 0
        for got in gots:
            ours = work.document(got.asked.remote.document_id or 0)
            if got.file is None or ours is None:
                missing += 1
                self._trouble(got.asked, Refusal(NO_FILE, _NOT_THERE))
                continue
            try:
                fits.append(_Fit(got.asked, ours, self._arrival(work, len(fits), got.asked, ours, got.file)))
            except Refusal as refusal:
                self._trouble(got.asked, refusal)
        self._replace(work, [fit for fit in fits if fit.ours.state is not State.POSTED])
        for fit in fits:
            if fit.ours.state is State.POSTED:
                self._join(work, fit)
        reassess(work, self._touched)
        work.put_troubles(self._troubles)
        work.add_outcomes(self.run_id, self._outcomes)
        return Taken(len(gots) - len(self._troubles), missing, len(self._troubles) - missing)

    def _arrival(self, work: Writer, place: int, asked: Asked, ours: ClientDocument, data: bytes) -> Arrival:
        """The file on its way in.

        Raises:
            Refusal: it is no e-invoice, was changed after it was signed, or holds nothing of this client.
        """
        found = recognise(Item(f"{asked.of.ref(asked.row.id)}:e-invoice", None, data), sha256(data).hexdigest())
        if found.refusal is not None:
            raise Refusal(NOT_ITS_FILE, found.refusal.message, found.refusal.values)
        if found.tampered:
            raise Refusal(NOT_ITS_FILE, _BROKEN)
        if not found.documents:
            raise Refusal(NOT_ITS_FILE, _MESSAGE)
        document, canonical = self._body(work, asked, ours.document, found)
        attribution = Attribution(asked.of.company.id, asked.of.direction)
        return Arrival(
            place, found, dated(document, self.today), canonical, attribution, business_key(document), ours.id
        )

    def _body(self, work: Writer, asked: Asked, told: Document, found: Recognised) -> tuple[Document, str]:
        """The body of a file that a row is: the client's only one, or the one of the row's day and total."""
        company, direction = asked.of.company, asked.of.direction
        attributed, refusals = attribute_page(work, {0: found.documents}, Wanted(direction, company.code))
        if refusals:
            raise Refusal(NOT_ITS_FILE, refusals[0].message, refusals[0].values)
        mine = [
            (document, canonical)
            for document, canonical, owned in zip(found.documents, found.canonical, attributed[0], strict=True)
            if Attribution(company.id, direction) in owned
        ]
        if len(mine) > 1:
            mine = [one for one in mine if (one[0].date, one[0].total) == (told.date, told.total)]
        if len(mine) != 1:
            raise Refusal(NOT_ITS_FILE, _SEVERAL)
        document, canonical = mine[0]
        if _contradicts(document, told):
            values = (document.number, document.date.isoformat(), decimal_text(document.total, document.currency))
            raise Refusal(NOT_ITS_FILE, _CONTRARY, (*values, told.number, told.date.isoformat()))
        return document, canonical

    def _replace(self, work: Writer, fits: Sequence[_Fit]) -> None:
        """Let the files take the place of what the cloud told."""
        # Whoever else a file may be for is not looked for here.
        added = Arriving(self.run_id, complete=False).add(work, [fit.arrival for fit in fits], self.now)
        for fit in fits:
            (number,) = added.documents[fit.arrival.item]
            if (fit.ours.id, number) not in added.replaced:
                work.adopt_remotes(fit.ours.id, number)
            self._note(work, fit, number, created=fit.arrival.item in added.created)
            self._touched.update((fit.ours.id, number))
        self._touched.update(*added.replaced)

    def _join(self, work: Writer, fit: _Fit) -> None:
        """Let a file be one more source of what is posted, which stays what it is."""
        there = owners(work, [fit.arrival._replace(instead_of=None)])[0]
        if there not in (None, fit.ours.id):
            self._trouble(fit.asked, Refusal(NOT_ITS_FILE, _ANOTHER, (str(there),)))
            return
        ours, theirs = fit.ours.document, fit.arrival.document
        if any(one.field in _AMOUNTS for one in differences(ours, theirs)):
            # As a source of what says something else it would never be asked for again.
            amounts = (decimal_text(ours.total, ours.currency), decimal_text(theirs.total, theirs.currency))
            self._trouble(fit.asked, Refusal(FILE_DIFFERS, _POSTED, amounts))
            return
        join(work, fit.arrival, fit.ours.id, self.now, self.run_id)
        self._note(work, fit, fit.ours.id, created=False)
        self._touched.add(fit.ours.id)

    def _note(self, work: Writer, fit: _Fit, number: int, *, created: bool) -> None:
        """Keep in what the file and the cloud disagree, and answer for the file."""
        of, remote = fit.asked.of, fit.asked.remote
        differs = tuple(differences(fit.arrival.document, fit.ours.document))
        work.put_remotes([remote._replace(document_id=number, differs=differs)])
        work.solve_troubles(of.connection_id, of.remote_company, [of.kind], [remote.remote_id], self.now)
        outcome = Outcome.CREATED if created else Outcome.ALREADY_KNOWN
        self._outcomes.append(FileOutcome(fit.arrival.recognised.item.path, None, outcome, (number,)))

    def _trouble(self, asked: Asked, why: Refusal) -> None:
        self._troubles.append(trouble_about(asked, why, self.run_id, self.now))


def _contradicts(file: Document, told: Document) -> bool:
    """Whether a file is of another document than the one that the cloud told it is of.

    A number says so; where there is none, day and total together do. A total alone may differ: the file decides.
    """
    elsewhere = file.date != told.date and file.total != told.total_shown
    if not own_number(told):
        return elsewhere
    ours, theirs = (number_key_without_year(one.number, one.date) for one in (told, file))
    return ours != theirs or elsewhere


def trouble_about(asked: Asked, why: Refusal, run_id: int, now: datetime.datetime) -> Trouble:
    """Put ``why`` before a person, about one row of a cloud."""
    of, remote = asked.of, asked.remote
    return Trouble(
        of.connection_id, of.remote_company, of.kind, remote.remote_id, why.code, why.message, why.values, now, now, 1,
        run_id, remote.document_id, remote.payload_sha256,
    )  # fmt: skip
