"""A client company as a page: what it is known by, the rules in force, its chart of accounts, who changed it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from tuiledger.text.amounts import amount_text, rate_text
from tuiledger.text.dates import date_text
from tuiledger.text.translation import _
from tuiledger.tui.glyphs import glyphs
from tuiledger.tui.sheets.inspection import act_lines
from tuiledger.tui.sheets.layout import BLANK, field, heading, paragraph, table
from tuiledger.tui.widgets.columns import Cell, Column
from tuiledger.tui.widgets.sheet import Build, Line
from tuiledger.tui.words import sentence

if TYPE_CHECKING:
    from tuiledger.domain.chart import Account
    from tuiledger.domain.documents import Finding
    from tuiledger.domain.parties import Company
    from tuiledger.ports import Act, Balance, Reader


class Profile(NamedTuple):
    """Everything the books hold about a company, with what is odd about its numbers."""

    company: Company
    warnings: Sequence[Finding]
    accounts: Sequence[Account] = ()
    acts: Sequence[Act] = ()


def company_inspection(reader: Reader, code: str) -> Build | None:
    """The page of a company, read from the books."""
    from tuiledger.services.companies import warnings_about

    company = reader.company(code)
    if company is None:
        return None
    accounts = sorted(reader.chart(company.id).accounts.values())
    return partial(company_page, Profile(company, warnings_about(company), accounts, reader.acts_on(company.code)))


def company_page(profile: Profile, width: int) -> list[Line]:
    """The whole page."""
    return [
        *identity_lines(profile, width),
        BLANK,
        *_rules(profile.company, width),
        *([BLANK, *_chart(profile.accounts, width)] if profile.accounts else []),
        *([BLANK, *act_lines(profile.acts, width)] if profile.acts else []),
    ]


def identity_lines(profile: Profile, width: int) -> list[Line]:
    """What a company is known by, and what is odd about it."""
    company = profile.company
    lines: list[Line] = [
        heading(company.name, width),
        *field(_("Code"), company.code, width),
        *field(_("VAT number"), f"{company.country}{company.vat_number}" if company.vat_number else "", width),
        *field(_("Fiscal code"), company.fiscal_code or "", width),
    ]
    for warning in profile.warnings:
        lines += paragraph(f"{glyphs().warn} {sentence(warning)}", width, "warn")
    return lines


def _rules(company: Company, width: int) -> list[Line]:
    locked = (
        _("no entry may touch {} or any day before").format(date_text(company.locked_until))
        if company.locked_until
        else _("no day is locked")
    )
    rounding = _("up to {} is posted without asking").format(amount_text(company.tolerance))
    return [
        heading(_("Rules in force"), width),
        *field(_("Lock"), locked, width),
        *field(_("Rounding"), rounding, width),
        *field(_("Chart of accounts"), _("built in") if company.chart == "it" else company.chart, width),
    ]


def _chart(accounts: Sequence[Account], width: int) -> list[Line]:
    columns = (
        Column("", 1),
        Column(_("Account"), 8),
        Column(_("Name"), 16, grow=2),
        Column(_("Group"), 12, grow=1, least=90),
        Column(_("VAT deductible"), 14, right=True),
    )
    rows = [
        (
            Cell(glyphs().ok if account.role else glyphs().none, "ok" if account.role else "dim"),
            Cell(account.code, "strong"),
            Cell(_(account.name)),
            Cell(_(account.group), "dim"),
            Cell(rate_text(account.deductible) if account.deductible != 10_000 else "", "dim"),
        )
        for account in accounts
    ]
    used = _("{} posting uses it by itself").format(glyphs().ok)
    return [heading(_("Chart of accounts"), width), *paragraph(used, width, "dim"), *table(columns, rows, width)]


def account_page(balance: Balance, width: int) -> list[Line]:
    """One account: what it is, and what stands on it."""
    account = balance.account
    itself = _("posting uses it by itself") if account.role else _("used where a document or a person names it")
    return [
        heading(f"{account.code} {_(account.name)}", width),
        *field(_("Group"), _(account.group), width),
        *field(_("Use"), itself, width),
        *field(_("VAT deductible"), rate_text(account.deductible), width),
        *field(_("Debit"), amount_text(balance.debit), width),
        *field(_("Credit"), amount_text(balance.credit), width),
        *field(_("Balance"), amount_text(balance.balance), width, "strong"),
        BLANK,
        *paragraph(_("Enter opens its ledger."), width, "dim"),
    ]
