"""The studio's client companies: registered, changed, locked, and given a chart of accounts."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from tuiledger.domain.chart import ITALIAN_CHART, Account, AccountKind, Chart, ChartError, Role
from tuiledger.domain.documents import Finding, PartyDetails, State
from tuiledger.domain.identifiers import fiscal_code, vat_number
from tuiledger.domain.money import AmountError, decimal_from_text
from tuiledger.domain.parties import Company, is_same
from tuiledger.domain.posting import registration_date
from tuiledger.domain.runs import Refusal
from tuiledger.domain.totals import LARGEST_ROUNDING
from tuiledger.formats.fatturapa.identifiers import is_fiscal_code, is_italian_vat
from tuiledger.ports import Clock, Cursor, Reader, Store, Writer
from tuiledger.services.enrol import company_code
from tuiledger.services.standing import reassess_company
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


#: Documents that are looked at together.
_PAGE: Final = 1_000
#: Fields that mean something only together.
_NUMBER: Final = frozenset({"country", "vat_number"})


class Change(NamedTuple):
    """A change of a company: as it was when the change was made, as it is then, and what is odd about that."""

    before: Company
    after: Company
    warnings: tuple[Finding, ...] = ()

    @property
    def fields(self) -> frozenset[str]:
        """Names of the fields that the change is about; country and VAT number go together."""
        names = {name for name, old, new in zip(Company._fields, self.before, self.after, strict=True) if old != new}
        return frozenset(names | _NUMBER if names & _NUMBER else names)


def draft_company(reader: Reader, form: CompanyForm, code: str | None = None, chart: str | None = None) -> Company:
    """The company that ``form`` describes, as it would be registered now; :func:`warnings_about` tells what is odd.

    Raises:
        Refusal: neither VAT number nor fiscal code, or another company that nobody could tell from it.
    """
    number, fiscal = _identifiers(form)
    if not number and not fiscal:
        raise Refusal("identifier-missing", "A company needs a VAT number or a fiscal code")
    _check_tolerance(form)
    companies = reader.companies()
    name = clean_line(form.name or number or fiscal or "").strip()
    company = Company(
        id=0,
        code=clean_line(code).strip()[:20] if code else company_code(name, {one.code for one in companies}),
        name=name,
        country=(form.country or "IT").upper()[:2],
        vat_number=number,
        fiscal_code=fiscal,
        chart="it" if chart in (None, "it") else str(chart),
        locked_until=form.locked_until,
        tolerance=5 if form.tolerance is None else form.tolerance,
    )
    _refuse_twin(companies, company)
    return company


def register_company(
    store: Store, clock: Clock, actor: str, form: CompanyForm, code: str | None = None, chart: str | None = None
) -> tuple[Company, tuple[Finding, ...]]:
    """Register a company with the built-in chart, or with another company's where ``chart`` names one.

    Returns the company and warnings about its identifiers: a wrong check digit never refuses it.

    Raises:
        Refusal: as :func:`draft_company`, or an unknown chart.
        StoreError: ``conflict`` when the code is taken.
    """
    with store.writing("register company") as work:
        draft = draft_company(work, form, code, chart)
        accounts = ITALIAN_CHART if draft.chart == "it" else _accounts_of(work, draft.chart)
        company = work.add_company(draft, accounts)
        work.record_act(clock.now(), actor, "company-add", company.code, company.name)
    return company, warnings_about(company)


def draft_change(reader: Reader, code: str, form: CompanyForm) -> Change:
    """What ``form`` would change of a company as it stands now.

    Raises:
        Refusal: no such company, or its identifiers would be those of another.
    """
    _check_tolerance(form)
    company = find_company(reader, code)
    number, fiscal = _identifiers(form)
    changed = company._replace(
        name=clean_line(form.name).strip() if form.name else company.name,
        country=form.country.upper()[:2] if form.country else company.country,
        vat_number=number or company.vat_number,
        fiscal_code=fiscal or company.fiscal_code,
        locked_until=None if form.unlock else form.locked_until or company.locked_until,
        tolerance=company.tolerance if form.tolerance is None else form.tolerance,
    )
    if (changed.vat_number, changed.fiscal_code) != (company.vat_number, company.fiscal_code):
        _refuse_twin(reader.companies(), changed)
    return Change(company, changed, warnings_about(changed))


def change_company(
    store: Store, clock: Clock, actor: str, code: str, form: CompanyForm, seen: Change | None = None
) -> Change:
    """Change what ``form`` says of a company; where nothing of it changes, nothing is written.

    ``seen`` is the draft that a person agreed to.

    Raises:
        Refusal: as :func:`draft_change`, or what ``seen`` shows was changed by somebody else meanwhile.
    """
    with store.writing("change company") as work:
        change = draft_change(work, code, form)
        if seen is not None and _differing(change.before, seen.before, seen.fields):
            raise Refusal("changed-meanwhile", "Company {} was changed meanwhile: look again", (change.before.code,))
        if change.fields:
            _set(work, clock, actor, change.before, change.after)
    return change


def put_back(store: Store, clock: Clock, actor: str, change: Change) -> Company:
    """Take a change of a company back: only what it changed; what others changed beside it stays.

    Raises:
        Refusal: what it changed was changed again since, or another company has the identifiers by now.
    """
    with store.writing("put company back") as work:
        now = find_company(work, change.after.code)
        if _differing(now, change.after, change.fields):
            raise Refusal("changed-since", "Company {} was changed again since", (now.code,))
        former = now._replace(**{name: getattr(change.before, name) for name in change.fields})
        if (former.vat_number, former.fiscal_code) != (now.vat_number, now.fiscal_code):
            _refuse_twin(work.companies(), former)
        _set(work, clock, actor, now, former)
    return former


def _differing(one: Company, other: Company, fields: Iterable[str]) -> bool:
    return any(getattr(one, name) != getattr(other, name) for name in fields)


def count_locked(reader: Reader, company_id: int, until: date) -> int:
    """How many documents that are ready would be held if the books were locked until ``until``."""
    count = 0
    after: Cursor | None = None
    while True:
        page = reader.to_post(company_id, None, after, _PAGE)
        # Oldest first, and no document is registered before its own date.
        count += sum(document.state is State.READY and registration_date(document) <= until for document in page)
        if len(page) < _PAGE or page[-1].document.date > until:
            return count
        after = Cursor(page[-1].document.date, page[-1].id)


def _set(work: Writer, clock: Clock, actor: str, before: Company, after: Company) -> None:
    work.set_company(after)
    if (before.locked_until, before.tolerance) != (after.locked_until, after.tolerance):
        reassess_company(work, after.id)
    work.record_act(clock.now(), actor, "company-set", before.code, _changes(before, after))


def _refuse_twin(companies: Iterable[Company], new: Company) -> None:
    """Two companies that no document can tell apart would both get none: members of a VAT group need their own code."""
    for company in companies:
        if company.id != new.id and (is_same(company, _as_party(new)) or is_same(new, _as_party(company))):
            raise Refusal(
                "company-twin",
                "Company {} has these identifiers already: give the fiscal code that tells them apart",
                (company.code,),
            )


def _as_party(company: Company) -> PartyDetails:
    return PartyDetails(company.name, company.country, company.vat_number, company.fiscal_code)


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


def number_warnings(number: str | None) -> tuple[Finding, ...]:
    """That the check digit of an Italian VAT number is wrong, where it is."""
    if not number or not number.isdecimal() or is_italian_vat(number):
        return ()
    return (Finding("vat-check-digit", "The check digit of VAT number {} is wrong", (number,)),)


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
        reassess_company(work, company.id)
        work.record_act(clock.now(), actor, "chart-set", company.code, f"{len(accounts)} accounts")


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
