"""The studio's client companies: registered, changed, locked, and given a chart of accounts."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tuiledger.domain.chart import ITALIAN_CHART, Account, AccountKind, Chart, ChartError, Role
from tuiledger.domain.documents import Finding, PartyDetails
from tuiledger.domain.identifiers import fiscal_code, vat_number
from tuiledger.domain.money import AmountError, decimal_from_text
from tuiledger.domain.parties import Company, is_same
from tuiledger.domain.runs import Refusal
from tuiledger.domain.totals import LARGEST_ROUNDING
from tuiledger.formats.fatturapa.identifiers import is_fiscal_code, is_italian_vat
from tuiledger.ports import Clock, Reader, Store
from tuiledger.services.enrol import company_code
from tuiledger.text.clean import clean_line


@dataclass(frozen=True, slots=True)
class CompanyForm:
    """What a person says of a company; None leaves a field as it is."""

    name: str | None = None
    country: str | None = None
    vat_number: str | None = None
    fiscal_code: str | None = None
    locked_until: date | None = None
    unlock: bool = False
    tolerance: int | None = None


def register_company(
    store: Store, clock: Clock, actor: str, form: CompanyForm, code: str | None = None, chart: str | None = None
) -> tuple[Company, tuple[Finding, ...]]:
    """Register a company with the built-in chart, or with another company's where ``chart`` names one.

    Returns the company and warnings about its identifiers: a wrong check digit never refuses it.

    Raises:
        Refusal: neither VAT number nor fiscal code, or an unknown chart.
        StoreError: ``conflict`` when the code is taken.
    """
    number, fiscal = _identifiers(form)
    if not number and not fiscal:
        raise Refusal("identifier-missing", "A company needs a VAT number or a fiscal code")
    name = clean_line(form.name or number or fiscal or "").strip()
    _check_tolerance(form)
    with store.writing("register company") as work:
        _refuse_twin(work, form, number, fiscal)
        taken = {company.code for company in work.companies()}
        company = work.add_company(
            Company(
                id=0,
                code=clean_line(code).strip()[:20] if code else company_code(name, taken),
                name=name,
                country=(form.country or "IT").upper()[:2],
                vat_number=number,
                fiscal_code=fiscal,
                chart="it" if chart in (None, "it") else str(chart),
                locked_until=form.locked_until,
                tolerance=5 if form.tolerance is None else form.tolerance,
            ),
            ITALIAN_CHART if chart in (None, "it") else _accounts_of(work, str(chart)),
        )
        work.record_act(clock.now(), actor, "company-add", company.code, company.name)
    return company, warnings_about(company)


def change_company(
    store: Store, clock: Clock, actor: str, code: str, form: CompanyForm
) -> tuple[Company, tuple[Finding, ...]]:
    """Change what ``form`` says of a company.

    Raises:
        Refusal: no such company, or nothing left to know it by.
    """
    _check_tolerance(form)
    with store.writing("change company") as work:
        company = find_company(work, code)
        number, fiscal = _identifiers(form)
        changed = company._replace(
            name=clean_line(form.name).strip() if form.name else company.name,
            country=form.country.upper()[:2] if form.country else company.country,
            vat_number=number or company.vat_number,
            fiscal_code=fiscal or company.fiscal_code,
            locked_until=None if form.unlock else form.locked_until or company.locked_until,
            tolerance=company.tolerance if form.tolerance is None else form.tolerance,
        )
        work.set_company(changed)
        work.record_act(clock.now(), actor, "company-set", code, _changes(company, changed))
    return changed, warnings_about(changed)


def _refuse_twin(reader: Reader, form: CompanyForm, number: str | None, fiscal: str | None) -> None:
    """Two companies that no document can tell apart would both get none: members of a VAT group need their own code."""
    party = PartyDetails(form.name, (form.country or "IT").upper()[:2], number, fiscal)
    for company in reader.companies():
        other = PartyDetails(company.name, company.country, company.vat_number, company.fiscal_code)
        new = Company(0, "", "", party.country or "IT", number, fiscal)
        if is_same(company, party) or is_same(new, other):
            raise Refusal(
                "company-twin",
                "Company {} has these identifiers already: give the fiscal code that tells them apart",
                (company.code,),
            )


def _check_tolerance(form: CompanyForm) -> None:
    if form.tolerance is not None and not 0 <= form.tolerance <= LARGEST_ROUNDING:
        raise Refusal("tolerance-range", "The tolerance lies between 0 and {} cents", (str(LARGEST_ROUNDING),))


def find_company(reader: Reader, code: str) -> Company:
    """The company called ``code``, whatever the case it is typed in.

    Raises:
        Refusal: there is none.
    """
    company = reader.company(code) or reader.company(code.upper())
    if company is None:
        raise Refusal("company-unknown", "There is no company {}", (clean_line(code)[:40],))
    return company


def warnings_about(company: Company) -> tuple[Finding, ...]:
    """What looks wrong about a company's identifiers; they are taken all the same."""
    findings = []
    if company.country == "IT" and company.vat_number and not is_italian_vat(company.vat_number):
        findings.append(Finding("vat-check-digit", "The check digit of VAT number {} is wrong", (company.vat_number,)))
    if company.country == "IT" and company.fiscal_code and not is_fiscal_code(company.fiscal_code):
        findings.append(
            Finding("fiscal-code-check-digit", "The check digit of fiscal code {} is wrong", (company.fiscal_code,))
        )
    return tuple(findings)


def read_chart(text: str) -> tuple[Account, ...]:
    """A chart of accounts from CSV: columns code, name, kind, group, role, deductible (percent); a header line first.

    Raises:
        Refusal: a column is missing, a value is not one, or a role has no account.
    """
    rows = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in text.partition("\n")[0] else ",")
    missing = {"code", "name", "kind"} - set(rows.fieldnames or ())
    if missing:
        raise Refusal("chart-columns", "The chart has no column {}", (", ".join(sorted(missing)),))
    accounts = tuple(_account(row, place) for place, row in enumerate(rows, start=2))
    try:
        Chart(accounts)
    except ChartError as error:
        raise Refusal("chart-unfit", "The chart cannot be used: {}", (str(error),)) from error
    return accounts


def set_chart(store: Store, clock: Clock, actor: str, code: str, accounts: Sequence[Account]) -> None:
    """Replace a company's chart.

    Raises:
        Refusal: no such company.
        StoreError: ``conflict`` when an account that entries use would be gone.
    """
    with store.writing("set chart") as work:
        company = find_company(work, code)
        work.set_accounts(company.id, accounts)
        work.record_act(clock.now(), actor, "chart-set", code, f"{len(accounts)} accounts")


def _account(row: dict[str, str | None], place: int) -> Account:
    def cell(name: str) -> str:
        return clean_line(row.get(name) or "").strip()

    try:
        share = cell("deductible")
        deductible = 10_000 if not share else int(decimal_from_text(share) * 100)
        if not cell("code") or not 0 <= deductible <= 10_000:
            raise ValueError(share)
        return Account(
            cell("code"),
            cell("name") or cell("code"),
            AccountKind(cell("kind")),
            cell("group"),
            Role(cell("role")) if cell("role") else None,
            deductible,
        )
    except (ValueError, AmountError) as error:
        raise Refusal("chart-row", "Line {} of the chart cannot be read: {}", (str(place), str(error)[:80])) from error


def _accounts_of(reader: Reader, code: str) -> Sequence[Account]:
    return tuple(reader.chart(find_company(reader, code).id).accounts.values())


def _identifiers(form: CompanyForm) -> tuple[str | None, str | None]:
    """The VAT number and fiscal code as typed; a country prefix on the number is understood."""
    country = (form.country or "IT").upper()
    return vat_number(country, clean_line(form.vat_number or "")), fiscal_code(clean_line(form.fiscal_code or ""))


def _changes(before: Company, after: Company) -> str:
    return "; ".join(
        f"{name}: {old} -> {new}" for name, old, new in zip(Company._fields, before, after, strict=True) if old != new
    )
