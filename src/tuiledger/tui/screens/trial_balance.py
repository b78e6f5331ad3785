"""The trial balance (bilancio di verifica) of a client."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tuiledger.text.amounts import amount_text
from tuiledger.text.dates import date_text, parse_date
from tuiledger.text.translation import N_, _
from tuiledger.tui.commands import work
from tuiledger.tui.commands.command import bindings
from tuiledger.tui.commands.lists import Open
from tuiledger.tui.glyphs import glyphs
from tuiledger.tui.lists.fields import fields_of
from tuiledger.tui.lists.source import Records, Source
from tuiledger.tui.screens.listing import Inspection, Listing
from tuiledger.tui.sheets.company import account_page
from tuiledger.tui.widgets.columns import Cell, Cents, Column, Row

if TYPE_CHECKING:
    from tuiledger.ports import Balance, Reader


class TrialBalance(Listing):
    """Every account that moved, and that debit and credit are equal; enter opens an account's ledger."""

    VIEW = "trial-balance"
    EMPTY = N_("No account has moved: 4 shows what is ready, d changes the day.")
    OFFERS: ClassVar = (Open, work.UpToDay)
    BINDINGS: ClassVar = bindings(*OFFERS)
    GUIDE = "trial_balance"
    INSPECTS = False

    def __init__(self) -> None:
        super().__init__()
        self._at: datetime.date | None = None

    def columns(self) -> Sequence[Column]:
        return (
            Column(_("Account"), 7, name="account"),
            Column(_("Name"), 14, grow=2, name="name"),
            Column(_("Group"), 14, grow=1, least=110, name="group"),
            Column(_("Debit"), 14, right=True, name="debit"),
            Column(_("Credit"), 14, right=True, name="credit"),
            Column(_("Balance"), 14, right=True, name="balance"),
        )

    def body(self) -> Iterable[Widget]:
        yield from super().body()
        yield Static(id="totals", classes="strip", markup=False)

    def source(self) -> Source:
        company = self.bench.company
        company_id, at = company.id if company else 0, self._at
        fields = fields_of(self.columns_declared, amounts=("debit", "credit", "balance"))
        return Records(partial(_moved, company_id=company_id, at=at), _row, self.columns_declared, fields)

    def path(self) -> Sequence[str]:
        company = self.bench.company
        title = _("Trial balance")
        if self._at:
            title = _("Trial balance up to {}").format(date_text(self._at))
        return (company.name if company else "", title)

    def arrived(self) -> None:
        """Say that both sides are equal, whatever part of the accounts the filter shows."""
        company = self.bench.company
        company_id, at = company.id if company else 0, self._at
        self.read(partial(_moved, company_id=company_id, at=at), self._prove, group="proof")

    def _prove(self, moved: Sequence[Balance]) -> None:
        debit, credit = sum(balance.debit for balance in moved), sum(balance.credit for balance in moved)
        sums = _("debit {}   credit {}").format(amount_text(debit), amount_text(credit))
        if debit == credit:
            total = Content.assemble((f"{glyphs().ok} {_('balanced')}", "$success"), f"   {sums}")
        else:
            total = Content.assemble((f"{glyphs().error} {_('does not balance')}", "$error"), f"   {sums}")
        self.query_one("#totals", Static).update(total)

    def inspect(self, row: Row) -> Inspection:
        return lambda _reader: partial(account_page, row.record)

    def do_open(self) -> None:
        from tuiledger.tui.screens.ledger import AccountLedger

        row, company = self.current, self.bench.company
        if row and company:
            self.app.push_screen(AccountLedger(company.id, row.record.account, self._at))

    def do_up_to_day(self) -> None:
        from tuiledger.tui.dialogs.ask import Ask, check_day

        def take(typed: str | None) -> None:
            if typed is not None:
                self._at = parse_date(typed) if typed else None
                self.load()

        shown = date_text(self._at) if self._at else ""
        self.app.push_screen(Ask(_("Up to which day? Empty: all"), shown, optional=True, check=check_day), take)


def _moved(reader: Reader, company_id: int, at: datetime.date | None) -> Sequence[Balance]:
    return [balance for balance in reader.trial_balance(company_id, at) if balance.debit or balance.credit]


def _row(place: int, balance: Balance) -> Row:
    account = balance.account
    return Row(
        place,
        (
            Cell(account.code, "strong"),
            Cell(_(account.name)),
            Cell(_(account.group), "dim"),
            Cell(amount_text(balance.debit) if balance.debit else "", "", Cents(balance.debit)),
            Cell(amount_text(balance.credit) if balance.credit else "", "", Cents(balance.credit)),
            Cell(amount_text(balance.balance), "", Cents(balance.balance)),
        ),
        balance,
    )
