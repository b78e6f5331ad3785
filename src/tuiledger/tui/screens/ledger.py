"""The ledger of one account (mastrino) of a client."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from tuiledger.text.amounts import amount_text
from tuiledger.text.dates import date_text
from tuiledger.text.translation import N_, _
from tuiledger.tui.commands import general, work
from tuiledger.tui.commands.command import bindings
from tuiledger.tui.commands.lists import Open
from tuiledger.tui.lists.account_lines import account_lines
from tuiledger.tui.lists.fields import line_fields
from tuiledger.tui.lists.source import Source, Stored
from tuiledger.tui.screens.listing import Inspection, Listing
from tuiledger.tui.sheets.inspection import entry_origin
from tuiledger.tui.widgets.columns import Cell, Cents, Column, Row
from tuiledger.tui.words import journal_word

if TYPE_CHECKING:
    from tuiledger.domain.chart import Account
    from tuiledger.ports import AccountLine


class AccountLedger(Listing):
    """Every line of an account, oldest first, with the balance after it; enter opens the entry.

    Args:
        company_id: whose books.
        account: which account.
        until: the last day that counts, or None for all.
    """

    VIEW = "ledger"
    EMPTY = N_("No line of this account: {} goes back to the trial balance.")
    EMPTY_KEYS = (general.Back,)
    OFFERS: ClassVar = (Open, work.Document)
    BINDINGS: ClassVar = bindings(*OFFERS)
    GUIDE = "ledger"

    def __init__(self, company_id: int, account: Account, until: datetime.date | None = None) -> None:
        super().__init__()
        self._company_id, self._account, self._until = company_id, account, until

    def columns(self) -> Sequence[Column]:
        return (
            Column(_("Date"), 10, name="date"),
            Column(_("Journal"), 10, least=120, name="journal"),
            Column(_("No."), 5, right=True, name="number", spare=2),
            Column(_("Description"), 12, grow=3, name="description"),
            Column(_("Party"), 11, grow=2, least=100, name="party"),
            Column(_("Debit"), 12, right=True, name="debit"),
            Column(_("Credit"), 12, right=True, name="credit"),
            Column(_("Balance"), 13, right=True, name="balance", spare=1),
        )

    def source(self) -> Source:
        from tuiledger.ports import LineFilter

        wanted = LineFilter(self._company_id, self._account.code, until=self._until)
        return Stored(wanted, line_fields(), _row, account_lines())

    def path(self) -> Sequence[str]:
        company = self.bench.company
        account = f"{self._account.code} {_(self._account.name)}"
        if self._until:
            account = _("{} up to {}").format(account, date_text(self._until))
        return (company.name if company else "", _("Ledger"), account)

    def inspect(self, row: Row) -> Inspection:
        return partial(entry_origin, entry_id=row.record.entry_id)

    def do_open(self) -> None:
        from tuiledger.tui.screens.entry import EntryView

        row = self.current
        if row:
            self.app.push_screen(EntryView(row.record.entry_id))

    def do_document(self) -> None:
        from tuiledger.tui.screens.document import DocumentView

        row = self.current
        if row and row.record.document_id is not None:
            self.app.push_screen(DocumentView(row.record.document_id))

    def why_not_document(self) -> str | None:
        row = self.current
        return None if row and row.record.document_id is not None else _("the entry stands for no document")


def _row(line: AccountLine) -> Row:
    debit, credit = max(line.amount, 0), max(-line.amount, 0)
    return Row(
        line.id,
        (
            Cell(date_text(line.date), "dim", line.date),
            Cell(journal_word(line.journal), "dim", line.journal.value),
            Cell(str(line.number), "dim", line.number),
            Cell(line.description),
            Cell(line.party_name, "dim"),
            Cell(amount_text(debit) if debit else "", "", Cents(debit)),
            Cell(amount_text(credit) if credit else "", "", Cents(credit)),
            Cell(amount_text(line.balance), "strong", Cents(line.balance)),
        ),
        line,
    )
