"""Changing companies and their charts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from tuiledger.domain.chart import Account
from tuiledger.domain.parties import Company
from tuiledger.ports import StoreError
from tuiledger.store.moments import day_text, moment_text
from tuiledger.store.session import Session, Values

_ADD: Final = (
    "INSERT INTO company (id, code, name, country, vat_number, fiscal_code, chart, locked_until, tolerance,"
    " created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_SET: Final = (
    "UPDATE company SET code = ?, name = ?, country = ?, vat_number = ?, fiscal_code = ?, chart = ?, locked_until = ?,"
    " tolerance = ? WHERE id = ?"
)
_SET_ACCOUNT: Final = (
    "INSERT INTO account (company_id, code, position, name, kind, account_group, role, deductible)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (company_id, code) DO UPDATE SET position = excluded.position,"
    " name = excluded.name, kind = excluded.kind, account_group = excluded.account_group, role = excluded.role,"
    " deductible = excluded.deductible"
)


class CompanyWriting:
    """What can be changed of companies."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = moment_text(now)

    def add_company(self, company: Company, accounts: Iterable[Account]) -> Company:
        """Register a company with its chart.

        Raises:
            StoreError: the code is taken (``conflict``).
        """
        self._refuse_taken(company.code, None)
        (company_id,) = self._session.new_ids("company", 1)
        self._session.run(_ADD, (company_id, *_columns(company), self._now))
        self._session.run("INSERT INTO activity (company_id, open_pairs) VALUES (?, 0)", (company_id,))
        self._session.many(_SET_ACCOUNT, _account_rows(company_id, accounts))
        return company._replace(id=company_id)

    def set_company(self, company: Company) -> None:
        """Change what is known of a company.

        Raises:
            StoreError: the code is another company's (``conflict``).
        """
        self._refuse_taken(company.code, company.id)
        self._session.run(_SET, (*_columns(company), company.id))

    def set_accounts(self, company_id: int, accounts: Sequence[Account]) -> None:
        """Replace a company's chart.

        Raises:
            StoreError: an account that entries use is missing (``conflict``).
        """
        kept = self._session.listed([account.code for account in accounts])
        used = self._session.value(
            "SELECT a.code FROM account a WHERE a.company_id = ? AND NOT (a.code {among}) AND EXISTS"
            " (SELECT 1 FROM entry_line l WHERE l.company_id = a.company_id AND l.account = a.code) ORDER BY a.code",
            (company_id, kept),
        )
        if used is not None:
            raise StoreError("conflict", "Account {} has entries: it must stay in the chart", (used,))
        self._session.run("DELETE FROM account WHERE company_id = ? AND NOT (code {among})", (company_id, kept))
        self._session.many(_SET_ACCOUNT, _account_rows(company_id, accounts))

    def _refuse_taken(self, code: str, but: int | None) -> None:
        holder = self._session.value("SELECT id FROM company WHERE code = ?", (code,))
        if holder is not None and holder != but:
            raise StoreError("conflict", "The code {} belongs to another company", (code,))


def _columns(company: Company) -> Values:
    return (
        company.code,
        company.name,
        company.country,
        company.vat_number,
        company.fiscal_code,
        company.chart,
        day_text(company.locked_until),
        company.tolerance,
    )


def _account_rows(company_id: int, accounts: Iterable[Account]) -> list[Values]:
    return [
        (company_id, code, position, name, kind.value, group, role.value if role else None, deductible)
        for position, (code, name, kind, group, role, deductible) in enumerate(accounts)
    ]
