"""Asking a person what changes of a client company: its name and numbers, its tolerance, the lock of its books."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from tuiledger.text.amounts import amount_text, count_text, parse_amount
from tuiledger.text.dates import date_text, parse_date
from tuiledger.text.translation import N_, _, ngettext
from tuiledger.tui.enrolling import check_code, check_name, check_number, parts, tell
from tuiledger.tui.glyphs import glyphs
from tuiledger.tui.sheets.changes import FIELDS, company_value
from tuiledger.tui.sheets.layout import BLANK, field, paragraph
from tuiledger.tui.widgets.sheet import Line
from tuiledger.tui.words import sentence

if TYPE_CHECKING:
    from tuiledger.domain.parties import Company
    from tuiledger.ports import Reader
    from tuiledger.services.companies import Change, CompanyForm
    from tuiledger.tui.screens.place import Place

_RECOGNISED: Final = N_(
    "Files brought in from now on are recognised by the new one; documents that are here already stay with the client."
)
#: What a change means, for those that are looked at once more before they are made.
_MEANINGS: Final = {
    "vat": _RECOGNISED,
    "code": _RECOGNISED,
    "tolerance": N_(
        "Documents that wait to be posted are looked at again: one that is out by no more is ready, by more it is held."
    ),
}
#: The field that each answer is about.
_ABOUT: Final = {"name": "name", "vat": "vat_number", "code": "fiscal_code", "tolerance": "tolerance"}


def ask_change(place: Place, company: Company) -> None:
    """Ask what of a company is to be changed, and to what."""
    from tuiledger.tui.dialogs.choose import Choose

    answers = tuple(
        (key, _("{}: {}").format(_(FIELDS[name]), company_value(company, name))) for key, name in _ABOUT.items()
    )

    def chosen(key: str | None) -> None:
        if key is not None:
            _ask_value(place, company, key)

    place.app.push_screen(Choose(_("Change what of {}?").format(company.name), answers), chosen)


def ask_lock(place: Place, company: Company) -> None:
    """Ask for the last locked day, show what that means, and set it after a last look."""
    from tuiledger.services.companies import CompanyForm
    from tuiledger.tui.dialogs.ask import Ask, check_day

    def given(typed: str | None) -> None:
        if typed is None:
            return
        day = parse_date(typed) if typed else None
        form = CompanyForm(locked_until=day, unlock=day is None)
        place.read(partial(_draft_lock, company=company, form=form), drafted, group="draft")

    def drafted(draft: tuple[Change, int]) -> None:
        change, held = draft
        if change.fields:
            _confirm_lock(place, change, held)
        else:
            place.bench.say(_("Nothing changes."))

    locked = date_text(company.locked_until) if company.locked_until else ""
    question = _("Up to which day are the books of {} locked? Empty: no lock").format(company.name)
    place.app.push_screen(Ask(question, locked, optional=True, check=check_day), given)


def _draft_lock(reader: Reader, company: Company, form: CompanyForm) -> tuple[Change, int]:
    """The change of a lock, and how many ready documents it would hold."""
    from tuiledger.services.companies import count_locked, draft_change

    held = count_locked(reader, company.id, form.locked_until) if form.locked_until else 0
    return draft_change(reader, company.code, form), held


def _confirm_lock(place: Place, change: Change, held: int) -> None:
    from tuiledger.services.companies import CompanyForm
    from tuiledger.tui.dialogs.confirm import Confirm

    company, day, before = change.after, change.after.locked_until, change.before.locked_until
    if day:
        question = _("Lock the books of {} up to {}?").format(company.name, date_text(day))
        title = _("the lock of {} up to {}").format(company.name, date_text(day))
        meaning = _("No entry may be dated {} or before. Documents of that time ask for a later registration date.")
        meaning = meaning.format(date_text(day))
    else:
        question = _("Take the lock of the books of {} away?").format(company.name)
        title = _("the end of the lock of {}").format(company.name)
        meaning = _("Entries may be dated on any day again.")
    opened = _("Days from {} on, locked until now, are open again.")

    def page(width: int) -> Sequence[Line]:
        lines = paragraph(meaning, width)
        if held:
            text = ngettext("{} ready document will be held by it.", "{} ready documents will be held by it.", held)
            lines += [BLANK, *paragraph(f"{glyphs().warn} {text.format(count_text(held))}", width, "warn")]
        elif day:
            lines += [BLANK, *paragraph(_("No document that is ready now is touched by it."), width)]
        if day and before and day < before:
            lines += [BLANK, *paragraph(opened.format(date_text(day)), width, "warn")]
        return lines

    def answered(yes: bool | None) -> None:
        if yes:
            _change(place, company.code, CompanyForm(locked_until=day, unlock=day is None), title, change)

    place.app.push_screen(Confirm(question, page, after=_("z takes it back in this session.")), answered)


def _ask_value(place: Place, company: Company, key: str) -> None:
    from tuiledger.services.companies import draft_change
    from tuiledger.tui.dialogs.ask import Ask

    questions = {
        "name": (_("Name of the company, as invoices have it?"), company.name, check_name),
        "vat": (_("VAT number?"), f"{company.country}{company.vat_number or ''}", check_number),
        "code": (_("Fiscal code?"), company.fiscal_code or "", check_code),
        "tolerance": (
            _("Largest rounding that is posted without asking?"),
            amount_text(company.tolerance),
            _check_tolerance,
        ),
    }
    question, value, check = questions[key]

    def given(typed: str | None) -> None:
        if typed is not None:
            form = _changed(key, typed)
            then = partial(_drafted, place, key, form)
            place.read(lambda reader: draft_change(reader, company.code, form), then, group="draft")

    place.app.push_screen(Ask(question, value, check=check), given)


def _drafted(place: Place, key: str, form: CompanyForm, change: Change) -> None:
    """Make a change that is drafted, after a last look at one that documents depend on."""
    from tuiledger.tui.dialogs.confirm import Confirm

    if not change.fields:
        place.bench.say(_("Nothing changes."))
        return
    before, after, name = change.before, change.after, _ABOUT[key]
    word, old, new = _(FIELDS[name]), company_value(before, name), company_value(after, name)
    title = _("{} of {}: from {} to {}").format(word, before.name, old, new)
    if key not in _MEANINGS:
        _change(place, before.code, form, title, change)
        return

    def page(width: int) -> Sequence[Line]:
        lines = [*field(_("As it is"), old, width), *field(_("As it will be"), new, width, "strong")]
        for warning in change.warnings:
            lines += paragraph(f"{glyphs().warn} {sentence(warning)}", width, "warn")
        return [*lines, BLANK, *paragraph(_(_MEANINGS[key]), width)]

    def answered(yes: bool | None) -> None:
        if yes:
            _change(place, before.code, form, title, change)

    question = _("Change this of {}: {}?").format(before.name, word)
    place.app.push_screen(Confirm(question, page, after=_("z takes it back in this session.")), answered)


def _change(place: Place, code: str, form: CompanyForm, title: str, seen: Change) -> None:
    def told(made: Change) -> None:
        bench = place.bench
        if bench.company and bench.company.id == made.after.id:
            bench.company = made.after
        if not made.fields:
            bench.say(_("Nothing changes."))
            return
        bench.undoable(title, lambda books: books.put_back(made))
        tell(place, _("{} is changed; z takes it back").format(made.after.name), made.warnings)

    place.write(_("The change"), lambda books: books.change_company(code, form, seen), told)


def _changed(key: str, typed: str) -> CompanyForm:
    from tuiledger.services.companies import CompanyForm

    match key:
        case "name":
            return CompanyForm(name=typed)
        case "vat":
            country, digits = parts(typed)
            return CompanyForm(country=country, vat_number=digits)
        case "code":
            return CompanyForm(fiscal_code=typed)
    return CompanyForm(tolerance=parse_amount(typed))


def _check_tolerance(typed: str) -> str | None:
    from tuiledger.domain.money import AmountError
    from tuiledger.domain.totals import LARGEST_ROUNDING

    try:
        right = 0 <= parse_amount(typed) <= LARGEST_ROUNDING
    except AmountError:
        right = False
    return None if right else _("An amount from 0 to {}").format(amount_text(LARGEST_ROUNDING))
