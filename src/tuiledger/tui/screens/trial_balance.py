"""The trial balance (bilancio di verifica) of a client."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tuiledger.text.amounts import amount_text
from tuiledger.text.dates import DateError, date_text, parse_date
from tuiledger.text.translation import _
from tuiledger.tui.commands import work
from tuiledger.tui.commands.command import bindings
from tuiledger.tui.glyphs import glyphs
from tuiledger.tui.screens.place import Place
from tuiledger.tui.widgets.columns import Cell, Column, Row
from tuiledger.tui.widgets.grid import Grid

if TYPE_CHECKING:
    from tuiledger.ports import Balance


class TrialBalance(Place):
    """Every account that moved, and that debit and credit are equal."""

    OFFERS: ClassVar = (work.UpToDay,)
    BINDINGS: ClassVar = bindings(*OFFERS)
    GUIDE = "trial_balance"

    def __init__(self) -> None:
        super().__init__()
        self._at: datetime.date | None = None

    def body(self) -> Iterable[Widget]:
        columns = (
            Column(_("Account"), 7),
            Column(_("Name"), 14, grow=2),
            Column(_("Group"), 14, grow=1, least=110),
            Column(_("Debit"), 14, right=True),
            Column(_("Credit"), 14, right=True),
            Column(_("Balance"), 14, right=True),
        )
        grid = Grid(columns, ident="balances")
        grid.empty_text = _("No account has moved yet.")
        yield grid
        yield Static(id="totals", classes="strip", markup=False)

    def path(self) -> Sequence[str]:
        company = self.bench.company
        title = _("Trial balance")
        if self._at:
            title = _("Trial balance up to {}").format(date_text(self._at))
        return (company.name if company else "", title)

    def load(self) -> None:
        company = self.bench.company
        company_id, at = company.id if company else 0, self._at
        self.read(lambda reader: reader.trial_balance(company_id, at), self._take)

    def _take(self, balances: Sequence[Balance]) -> None:
        moved = [balance for balance in balances if balance.debit or balance.credit]
        rows = [_row(place, balance) for place, balance in enumerate(moved)]
        self.query_one(Grid).show(len(rows), rows)
        debit, credit = sum(balance.debit for balance in moved), sum(balance.credit for balance in moved)
        sums = _("debit {}   credit {}").format(amount_text(debit), amount_text(credit))
        if debit == credit:
            total = Content.assemble((f"{glyphs().ok} {_('balanced')}", "$success"), f"   {sums}")
        else:
            total = Content.assemble((f"{glyphs().error} {_('does not balance')}", "$error"), f"   {sums}")
        self.query_one("#totals", Static).update(total)
        self.refresh_frame()

    def do_up_to_day(self) -> None:
        from tuiledger.tui.dialogs.ask import Ask

        def take(typed: str | None) -> None:
            if typed is not None:
                self._at = parse_date(typed) if typed else None
                self.load()

        shown = date_text(self._at) if self._at else ""
        self.app.push_screen(Ask(_("Up to which day? Empty: all"), shown, optional=True, check=_check_day), take)


def _check_day(typed: str) -> str | None:
    try:
        parse_date(typed)
    except DateError:
        return _("{} is not a date").format(typed)
    return None


def _row(place: int, balance: Balance) -> Row:
    account = balance.account
    return Row(
        place,
        (
            Cell(account.code, "strong"),
            Cell(_(account.name)),
            Cell(_(account.group), "dim"),
            Cell(amount_text(balance.debit) if balance.debit else ""),
            Cell(amount_text(balance.credit) if balance.credit else ""),
            Cell(amount_text(balance.balance)),
        ),
    )
