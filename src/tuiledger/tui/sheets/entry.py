"""A journal entry as a page: its lines, its register rows, and where it stands in the chain."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from tuiledger.domain.chart import Account
from tuiledger.domain.journal import EntryPlan, JournalEntry
from tuiledger.text.amounts import amount_text, rate_text
from tuiledger.text.dates import date_text
from tuiledger.text.translation import _
from tuiledger.tui.glyphs import glyphs
from tuiledger.tui.sheets.layout import BLANK, amount_cells, field, heading, paragraph, table
from tuiledger.tui.widgets.columns import Cell, Column
from tuiledger.tui.widgets.sheet import Line
from tuiledger.tui.words import journal_word, register_word, sentence, wall_time

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuiledger.domain.posting import Problem


def account_name(accounts: Mapping[str, Account], code: str) -> str:
    """The account's name; built-in names are translated."""
    account = accounts.get(code)
    return _(account.name) if account else ""


def entry_lines(plan: EntryPlan, accounts: Mapping[str, Account], width: int) -> list[Line]:
    """The lines in double entry, and that they balance."""
    columns = (
        Column(_("Account"), 7),
        Column(_("Name"), 8, grow=1),
        Column(_("Debit"), amount_cells(width), right=True),
        Column(_("Credit"), amount_cells(width), right=True),
    )
    rows: list[Sequence[Cell]] = [
        (
            Cell(line.account, "strong"),
            Cell(account_name(accounts, line.account)),
            Cell(amount_text(line.amount) if line.amount > 0 else ""),
            Cell(amount_text(-line.amount) if line.amount < 0 else ""),
        )
        for line in plan.lines
    ]
    total = amount_text(plan.total)
    balanced = f"{glyphs().ok} {_('balanced')}"
    rows.append((Cell(""), Cell(balanced, "ok"), Cell(total, "strong"), Cell(total, "strong")))
    return table(columns, rows, width)


def register_lines(plan: EntryPlan, width: int) -> list[Line]:
    """What the entry adds to the VAT registers."""
    columns = (
        Column(_("VAT register"), 8, grow=1),
        Column(_("Period"), 7, spare=1),
        Column(_("Rate"), 8, right=True),
        Column(_("Taxable"), amount_cells(width), right=True),
        Column(_("VAT"), 12, right=True),
    )
    rows = [
        (
            Cell(register_word(register.register, register.series)),
            Cell(register.period),
            Cell(row.nature or rate_text(row.rate)),
            Cell(amount_text(row.taxable)),
            Cell(amount_text(row.tax)),
        )
        for register in plan.registers
        for row in register.rows
    ]
    return [BLANK, *table(columns, rows, width)] if rows else []


def notes_lines(plan: EntryPlan, width: int) -> list[Line]:
    """What was decided on the way, in sentences."""
    if not plan.notes:
        return []
    sentences = map(sentence, plan.notes)
    return [BLANK, *(line for text in sentences for line in paragraph(f"{glyphs().none} {text}", width, "dim"))]


def plan_lines(plan: EntryPlan, accounts: Mapping[str, Account], width: int) -> list[Line]:
    """An entry before it is posted."""
    title = _("{} journal, {}").format(journal_word(plan.journal), date_text(plan.date))
    title = title[:1].upper() + title[1:]
    return [
        heading(title, width),
        *entry_lines(plan, accounts, width),
        *register_lines(plan, width),
        *notes_lines(plan, width),
    ]


def problem_lines(problem: Problem, width: int) -> list[Line]:
    """Why a document waits, and the answers it takes."""
    from tuiledger.domain.posting import ANSWERS

    lines: list[Line] = [
        heading(f"{glyphs().warn} {_('held')}", width),
        *paragraph(sentence(problem), width, "warn"),
    ]
    if problem.answers:
        lines.append(BLANK)
        lines.extend(paragraph(_("r answers:"), width, "dim"))
        for answer in problem.answers:
            lines.extend(paragraph(f"{glyphs().none} {_(ANSWERS.get(answer, answer))}", width))
    return lines


def entry_page(entry: JournalEntry, accounts: Mapping[str, Account], width: int) -> list[Line]:
    """A posted entry in full."""
    plan = entry.plan
    what = "  ".join(part for part in (entry.type_code, entry.document_number, entry.party_name) if part)
    title = _("Entry {} of the {} journal {}").format(entry.number, journal_word(plan.journal), entry.year)
    lines: list[Line] = [
        heading(title, width),
        *field(_("Registered on"), date_text(plan.date), width),
        *field(_("Document date"), date_text(plan.document_date), width),
        *field(_("Description"), plan.description, width),
        *field(_("Stands for"), what, width),
        *field(_("Protocols"), "   ".join(_protocols(entry)), width),
        *_reversals(entry, width),
        BLANK,
        *entry_lines(plan, accounts, width),
        *register_lines(plan, width),
        *notes_lines(plan, width),
        BLANK,
        heading(_("Proof"), width),
        *field(_("Posted"), f"{_moment(entry.posted_at)}  {entry.actor}", width),
        *field(_("Posted once by key"), entry.idempotency_key, width),
        *field(_("Hash"), entry.hash, width, "dim"),
        *field(_("Hash before"), entry.previous_hash, width, "dim"),
    ]
    return lines


def _moment(text: str) -> str:
    """A stored moment as people read it."""
    return wall_time(datetime.datetime.fromisoformat(text))


def _protocols(entry: JournalEntry) -> Iterable[str]:
    return (
        f"{register_word(protocol.register, protocol.series)} {protocol.number}/{protocol.year}"
        for protocol in entry.protocols
    )


def _reversals(entry: JournalEntry, width: int) -> list[Line]:
    if entry.reversed_by is not None:
        text = _("{} reversed by another entry").format(glyphs().warn)
        return field(_("State"), text, width, "warn")
    if entry.plan.reverses_id is not None:
        return field(_("State"), _("reverses entry {}").format(entry.plan.reverses_id), width)
    return field(_("State"), _("{} in the books").format(glyphs().ok), width, "ok")
