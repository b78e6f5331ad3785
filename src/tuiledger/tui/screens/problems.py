"""What a person must look at before the clouds are whole here: rows that make no sense, clients that cannot be read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from tuiledger.domain.pulls import FILE_PROBLEMS, TOTALS_DIFFER, Files
from tuiledger.text.amounts import count_text
from tuiledger.text.translation import N_, _
from tuiledger.tui.cloud_words import company_names, remedy, said, what_of
from tuiledger.tui.commands import clouds
from tuiledger.tui.commands.command import bindings
from tuiledger.tui.commands.lists import Open
from tuiledger.tui.glyphs import glyphs
from tuiledger.tui.lists.fields import fields_of
from tuiledger.tui.lists.source import Records, Source
from tuiledger.tui.reading_clouds import read_clouds
from tuiledger.tui.screens.listing import Inspection, Listing
from tuiledger.tui.sheets.clouds import problem_origin
from tuiledger.tui.widgets.columns import Cell, Column, Row
from tuiledger.tui.words import wall_time

if TYPE_CHECKING:
    from tuiledger.domain.pulls import Trouble
    from tuiledger.ports import Reader


class _Problem(NamedTuple):
    """A trouble with the names of what it is about, and the client of ours it concerns."""

    trouble: Trouble
    connection: str
    remote: str
    client: str
    name: str
    told: str


class Problems(Listing):
    """The open problems of the clouds, newest first; one closes by itself when the same is read without it."""

    VIEW = "problems"
    EMPTY = N_("Nothing is wrong with the clouds that are read here.")
    EXPLAINS = True
    OFFERS: ClassVar = (Open, clouds.Retry, clouds.ReadClouds, clouds.Readings)
    BINDINGS: ClassVar = bindings(*OFFERS)
    GUIDE = "problems"

    def columns(self) -> Sequence[Column]:
        return (
            Column(_("Company there"), 20, grow=2, name="company"),
            Column(_("What"), 18, grow=1, name="what"),
            Column(_("Reason"), 24, grow=3, name="reason"),
            Column(_("Since"), 16, least=110, name="since"),
            Column(_("Times"), 6, right=True, least=110, name="times"),
        )

    def source(self) -> Source:
        fields = fields_of(self.columns_declared, days=("since",), counts=("times",))
        return Records(_problems, _row, self.columns_declared, fields)

    def path(self) -> Sequence[str]:
        return (_("Problems of the clouds"),)

    def explain(self, row: Row) -> str:
        problem: _Problem = row.record
        helps = " ".join(filter(None, (remedy(problem.trouble), _("x reads this client again; i shows what came."))))
        return f"{problem.remote}: {problem.told}\n{helps}"

    def inspect(self, row: Row) -> Inspection:
        one: _Problem = row.record
        return lambda reader: problem_origin(reader, one.trouble, one.remote, one.name)

    def do_open(self) -> None:
        from tuiledger.tui.screens.document import DocumentView

        row = self.current
        if row and row.record.trouble.document_id is not None:
            self.app.push_screen(DocumentView(row.record.trouble.document_id))

    def why_not_open(self) -> str | None:
        row = self.current
        document = row.record.trouble.document_id if row else None
        return None if document is not None else _("it is not a document here yet")

    def do_retry(self) -> None:
        row = self.current
        if row:
            trouble: Trouble = row.record.trouble
            # What was asked beyond the lists is asked again of the problems that are open.
            beyond = trouble.code in FILE_PROBLEMS or trouble.code == TOTALS_DIFFER
            read_clouds(
                self,
                (row.record.client,),
                trouble.connection_id,
                files=Files.NEEDED if trouble.code in FILE_PROBLEMS else Files.NONE,
                compare=trouble.code == TOTALS_DIFFER,
                whole=beyond,
            )

    def why_not_retry(self) -> str | None:
        row = self.current
        return None if row and row.record.client else _("it is linked to no client")


def _problems(reader: Reader) -> Sequence[_Problem]:
    connections = {connection.id: connection.name for connection in reader.connections()}
    companies = {company.id: company for company in reader.companies()}
    names = company_names(reader)
    links = {(link.connection_id, link.remote_id): link for link in reader.links()}
    found = []
    for trouble in reader.troubles():
        link = links.get((trouble.connection_id, trouble.remote_company))
        remote = link.remote_name if link else names.get(trouble.remote_company, trouble.remote_company)
        ours = companies.get(link.company_id or 0) if link else None
        code, name = (ours.code, ours.name) if ours else ("", "")
        told = said(trouble.message, trouble.values, names)
        found.append(_Problem(trouble, connections.get(trouble.connection_id, ""), remote, code, name, told))
    return found


def _row(place: int, problem: _Problem) -> Row:
    trouble = problem.trouble
    return Row(
        trouble.id or place,
        (
            Cell(problem.remote),
            Cell(f"{glyphs().warn} {what_of(trouble)}", "warn"),
            Cell(problem.told),
            Cell(wall_time(trouble.first_at), "dim", trouble.first_at),
            Cell(count_text(trouble.times), "dim", trouble.times),
        ),
        problem,
    )
