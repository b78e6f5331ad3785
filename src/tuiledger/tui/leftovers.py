"""What a link brought into the books, once the link is forgotten: what waits there can be set aside at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from tuiledger.text.amounts import count_text
from tuiledger.text.dates import date_text
from tuiledger.text.translation import _, ngettext
from tuiledger.tui.answers import Asked, give
from tuiledger.tui.glyphs import STATES
from tuiledger.tui.sheets.layout import BLANK, paragraph, table
from tuiledger.tui.totals import document_name, total_cell
from tuiledger.tui.widgets.columns import Cell, Column
from tuiledger.tui.widgets.sheet import Line

if TYPE_CHECKING:
    from tuiledger.domain.connections import Link
    from tuiledger.ports import DocumentRow, Reader
    from tuiledger.tui.screens.place import Place


def ask_leftovers(place: Place, link: Link) -> None:
    """Offer to set aside what a forgotten link brought and nobody has posted; nothing is asked where there is none."""

    def read(reader: Reader) -> Sequence[DocumentRow]:
        return reader.document_rows(reader.waiting_from(link.connection_id, link.remote_id))

    def found(rows: Sequence[DocumentRow]) -> None:
        from tuiledger.tui.dialogs.confirm import Confirm

        if not rows or not place.is_current:
            return

        def answered(yes: bool | None) -> None:
            if yes:
                asked = [Asked(row.id, document_name(row.number, row.party_name, row), row.hold) for row in rows]
                give(place, asked, "file-it", None)

        text = ngettext("Set aside {} document that it brought?", "Set aside {} documents that it brought?", len(rows))
        after = _("z takes it back in this session.")
        page = partial(leftovers_page, link.remote_name, rows)
        place.app.push_screen(Confirm(text.format(count_text(len(rows))), page, after=after), answered)

    place.read(read, found, group="leftovers")


def leftovers_page(name: str, rows: Sequence[DocumentRow], width: int) -> list[Line]:
    """What was read from a cloud company, is in the books, and is not posted."""
    columns = (
        Column(_("Client"), 10),
        Column(_("Date"), 10),
        Column(_("Number"), 10, grow=1),
        Column(_("Party"), 12, grow=2),
        Column(_("Total"), 12, right=True),
        Column(_("State"), 10, least=76),
    )
    cells = [
        (
            Cell(row.company_code, "dim"),
            Cell(date_text(row.date), "dim"),
            Cell(row.number),
            Cell(row.party_name),
            total_cell(row),
            Cell(STATES[row.state].text, STATES[row.state].tone),
        )
        for row in rows
    ]
    said = _("{} is forgotten. What was read from it stays in the books and can still be posted.").format(name)
    return [*paragraph(said, width), BLANK, *table(columns, cells, width)]
