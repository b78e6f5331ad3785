"""Asking a person about a new client company, step by step, and what is taken for its name and numbers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from tuiledger.domain.identifiers import fiscal_code, vat_number
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
            place.app.push_screen(Ask(question, check=check_name), partial(name_given, number))

    def name_given(number: str, name: str | None) -> None:
        if name is not None:
            question = _("Fiscal code? Empty: none of its own") if number else _("Fiscal code?")
            ask = Ask(question, optional=bool(number), check=check_code)
            place.app.push_screen(ask, partial(code_given, number, name))

    def code_given(number: str, name: str, code: str | None) -> None:
        if code is not None:
            form = _form(name, number, code)
            place.read(partial(_draft, form=form), partial(_confirm_company, place, form), group="draft")

    question = _("VAT number of the company? Empty: it has only a fiscal code")
    hint = _("IT 01234560017; another country by its two letters")
    place.app.push_screen(Ask(question, hint=hint, optional=True, check=check_number), number_given)


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
        tell(place, _("{} is registered as {}").format(registered.name, registered.code), odd)

    after = _("A company stays in the books; what is known of it can be changed with e.")
    place.app.push_screen(Confirm(_("Register this company?"), page, after=after), answered)


def tell(place: Place, text: str, warnings: Sequence[Finding]) -> None:
    """Say what was done, and what is odd about it."""
    said = "  ".join((text, *map(sentence, warnings)))
    place.bench.say(said, "warn" if warnings else "ok")


def _draft(reader: Reader, form: CompanyForm) -> tuple[Company, Sequence[Finding]]:
    from tuiledger.services.companies import draft_company, warnings_about

    company = draft_company(reader, form)
    return company, warnings_about(company)


def _form(name: str, number: str, code: str) -> CompanyForm:
    from tuiledger.services.companies import CompanyForm

    country, digits = parts(number)
    return CompanyForm(name, country, digits, code or None)


def parts(typed: str) -> tuple[str | None, str | None]:
    """Country and number of what was typed; two letters before the figures are the country."""
    compact = typed.strip()
    country = compact[:2].upper() if compact[:2].isascii() and compact[:2].isalpha() else None
    return country, compact or None


def check_number(typed: str) -> str | None:
    """Why ``typed`` is no VAT number."""
    country, number = parts(typed)
    known = vat_number(country or "IT", number)
    right = known and known != country and known.isascii() and known.isalnum() and len(known) <= 28
    return None if right else _("{} is not a VAT number").format(typed[:40])


def check_code(typed: str) -> str | None:
    """Why ``typed`` is no fiscal code."""
    code = fiscal_code(typed)
    right = code and code.isascii() and code.isalnum() and 11 <= len(code) <= 16
    return None if right else _("A fiscal code has 16 letters and figures, or 11 figures")


def check_name(typed: str) -> str | None:
    """Why ``typed`` is too long for a name."""
    return None if len(typed) <= _LONGEST else _("A name has {} characters at most").format(_LONGEST)
