"""Asking a person about a client company: registering it step by step, changing it, locking its books."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from tuiledger.domain.identifiers import fiscal_code, vat_number
from tuiledger.text.amounts import amount_text, parse_amount
from tuiledger.text.dates import DateError, date_text, parse_date
from tuiledger.text.translation import _
from tuiledger.tui.sheets.company import Profile, identity_lines
from tuiledger.tui.sheets.layout import BLANK, paragraph
from tuiledger.tui.widgets.sheet import Line
from tuiledger.tui.words import sentence

if TYPE_CHECKING:
    from tuiledger.domain.documents import Finding
    from tuiledger.domain.parties import Company
    from tuiledger.ports import Reader
    from tuiledger.services.companies import CompanyForm
    from tuiledger.tui.screens.place import Place

#: Characters of a name or a number that are taken; the exchange system allows 80 for a name.
_LONGEST: Final = 120


def ask_company(place: Place) -> None:
    """Ask for VAT number, name and fiscal code, show the company they make, and register it."""
    from tuiledger.tui.dialogs.ask import Ask

    def number_given(number: str | None) -> None:
        if number is not None:
            question = _("Name of the company, as invoices have it?")
            place.app.push_screen(Ask(question, check=_check_name), partial(name_given, number))

    def name_given(number: str, name: str | None) -> None:
        if name is not None:
            question = _("Fiscal code? Empty: none of its own") if number else _("Fiscal code?")
            ask = Ask(question, optional=bool(number), check=_check_code)
            place.app.push_screen(ask, partial(code_given, number, name))

    def code_given(number: str, name: str, code: str | None) -> None:
        if code is not None:
            form = _form(name, number, code)
            place.read(partial(_draft, form=form), partial(_confirm_company, place, form), group="draft")

    question = _("VAT number of the company? Empty: it has only a fiscal code")
    hint = _("IT 01234567890; another country by its two letters")
    place.app.push_screen(Ask(question, hint=hint, optional=True, check=_check_number), number_given)


def ask_change(place: Place, company: Company) -> None:
    """Ask what of a company is to be changed, and to what."""
    from tuiledger.tui.dialogs.choose import Choose

    answers = (
        ("name", f"{_('Name')}: {company.name}"),
        ("vat", f"{_('VAT number')}: {company.country}{company.vat_number or ''}"),
        ("code", f"{_('Fiscal code')}: {company.fiscal_code or ''}"),
        ("tolerance", f"{_('Rounding posted without asking')}: {amount_text(company.tolerance)}"),
    )

    def chosen(key: str | None) -> None:
        if key is not None:
            _ask_value(place, company, key)

    place.app.push_screen(Choose(_("Change what of {}?").format(company.name), answers), chosen)


def ask_lock(place: Place, company: Company) -> None:
    """Ask for the last locked day, show what that means, and set it after a last look."""
    from tuiledger.services.companies import CompanyForm
    from tuiledger.tui.dialogs.ask import Ask

    def given(typed: str | None) -> None:
        if typed is None:
            return
        day = parse_date(typed) if typed else None
        if day == company.locked_until:
            place.bench.say(_("Nothing changes."))
            return
        form = CompanyForm(locked_until=day, unlock=day is None)
        _confirm_lock(place, company, form)

    locked = date_text(company.locked_until) if company.locked_until else ""
    question = _("Up to which day are the books of {} locked? Empty: no lock").format(company.name)
    place.app.push_screen(Ask(question, locked, optional=True, check=_check_day), given)


def _confirm_company(place: Place, form: CompanyForm, drafted: tuple[Company, Sequence[Finding]]) -> None:
    from tuiledger.tui.dialogs.confirm import Confirm

    company, warnings = drafted

    def page(width: int) -> Sequence[Line]:
        chart = _("It gets the built-in chart of accounts; company set --chart replaces it.")
        return [*identity_lines(Profile(company, warnings), width), BLANK, *paragraph(chart, width, "dim")]

    def answered(yes: bool | None) -> None:
        if yes:
            place.write(_("The new company"), lambda bench: bench.register_company(form), told)

    def told(made: tuple[Company, Sequence[Finding]]) -> None:
        registered, odd = made
        place.bench.company = registered
        _tell(place, _("{} is registered as {}").format(registered.name, registered.code), odd)

    after = _("A company stays in the books; what is known of it can be changed with e.")
    place.app.push_screen(Confirm(_("Register this company?"), page, after=after), answered)


def _confirm_lock(place: Place, company: Company, form: CompanyForm) -> None:
    from tuiledger.tui.dialogs.confirm import Confirm

    day, before = form.locked_until, company.locked_until
    if day:
        question = _("Lock the books of {} up to {}?").format(company.name, date_text(day))
        meaning = _("No entry may be dated {} or before. Documents of that time ask for a later registration date.")
        meaning = meaning.format(date_text(day))
    else:
        question = _("Take the lock of the books of {} away?").format(company.name)
        meaning = _("Entries may be dated on any day again.")
    opened = _("Days from {} on, locked until now, are open again.")

    def page(width: int) -> Sequence[Line]:
        lines = paragraph(meaning, width)
        if day and before and day < before:
            lines += [BLANK, *paragraph(opened.format(date_text(day)), width, "warn")]
        return lines

    def answered(yes: bool | None) -> None:
        if yes:
            _change(place, company, form, question)

    place.app.push_screen(Confirm(question, page, after=_("z takes it back in this session.")), answered)


def _ask_value(place: Place, company: Company, key: str) -> None:
    from tuiledger.tui.dialogs.ask import Ask

    questions = {
        "name": (_("Name of the company, as invoices have it?"), company.name, _check_name),
        "vat": (_("VAT number?"), f"{company.country}{company.vat_number or ''}", _check_number),
        "code": (_("Fiscal code?"), company.fiscal_code or "", _check_code),
        "tolerance": (
            _("Largest rounding that is posted without asking?"),
            amount_text(company.tolerance),
            _check_tolerance,
        ),
    }
    question, value, check = questions[key]

    def given(typed: str | None) -> None:
        if typed is not None:
            _change(place, company, _changed(key, typed), _("Change of {}").format(company.name))

    place.app.push_screen(Ask(question, value, check=check), given)


def _change(place: Place, company: Company, form: CompanyForm, title: str) -> None:
    def told(made: tuple[Company, Sequence[Finding]]) -> None:
        changed, odd = made
        bench = place.bench
        if bench.company and bench.company.id == changed.id:
            bench.company = changed
        if changed == company:
            bench.say(_("Nothing changes."))
            return
        bench.undoable(title, lambda books: books.put_back(company, changed))
        _tell(place, _("{} is changed; z takes it back").format(changed.name), odd)

    place.write(_("The change"), lambda books: books.change_company(company.code, form), told)


def _tell(place: Place, text: str, warnings: Sequence[Finding]) -> None:
    said = "  ".join((text, *map(sentence, warnings)))
    place.bench.say(said, "warn" if warnings else "ok")


def _draft(reader: Reader, form: CompanyForm) -> tuple[Company, Sequence[Finding]]:
    from tuiledger.services.companies import draft_company, warnings_about

    company = draft_company(reader, form)
    return company, warnings_about(company)


def _form(name: str, number: str, code: str) -> CompanyForm:
    from tuiledger.services.companies import CompanyForm

    country, digits = _parts(number)
    return CompanyForm(name, country, digits, code or None)


def _changed(key: str, typed: str) -> CompanyForm:
    from tuiledger.services.companies import CompanyForm

    match key:
        case "name":
            return CompanyForm(name=typed)
        case "vat":
            country, digits = _parts(typed)
            return CompanyForm(country=country, vat_number=digits)
        case "code":
            return CompanyForm(fiscal_code=typed)
    return CompanyForm(tolerance=parse_amount(typed))


def _parts(typed: str) -> tuple[str | None, str | None]:
    """Country and number of what was typed; two letters before the figures are the country."""
    compact = typed.strip()
    country = compact[:2].upper() if compact[:2].isascii() and compact[:2].isalpha() else None
    return country, compact or None


def _check_number(typed: str) -> str | None:
    country, number = _parts(typed)
    known = vat_number(country or "IT", number)
    right = known and known != country and known.isascii() and known.isalnum() and len(known) <= 28
    return None if right else _("{} is not a VAT number").format(typed[:40])


def _check_code(typed: str) -> str | None:
    code = fiscal_code(typed)
    right = code and code.isascii() and code.isalnum() and 11 <= len(code) <= 16
    return None if right else _("A fiscal code has 16 letters and figures, or 11 figures")


def _check_name(typed: str) -> str | None:
    return None if len(typed) <= _LONGEST else _("A name has {} characters at most").format(_LONGEST)


def _check_tolerance(typed: str) -> str | None:
    from tuiledger.domain.money import AmountError
    from tuiledger.domain.totals import LARGEST_ROUNDING

    try:
        right = 0 <= parse_amount(typed) <= LARGEST_ROUNDING
    except AmountError:
        right = False
    return None if right else _("An amount from 0 to {}").format(amount_text(LARGEST_ROUNDING))


def _check_day(typed: str) -> str | None:
    try:
        parse_date(typed)
    except DateError:
        return _("{} is not a date").format(typed)
    return None
