"""Reading companies, their charts, their parties and what the home screen says of them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from tuiledger.domain.chart import Account, AccountKind, Chart, Role
from tuiledger.domain.documents import State
from tuiledger.domain.identifiers import name_key
from tuiledger.domain.parties import Company, Party
from tuiledger.domain.posting import PostingRules
from tuiledger.ports import CompanyStatus
from tuiledger.store.moments import day, moment
from tuiledger.store.session import Session, Values

_COMPANIES: Final = (
    "SELECT id, code, name, country, vat_number, fiscal_code, chart, locked_until, tolerance FROM company"
)
_ACCOUNTS: Final = (
    "SELECT code, name, kind, account_group, role, deductible FROM account WHERE company_id = ? ORDER BY position"
)
_PARTIES: Final = (
    "SELECT id, company_id, name, country, vat_number, fiscal_code,"
    " (SELECT count(*) FROM document d WHERE d.party_id = party.id) FROM party"
)


class CompanyReading:
    """What can be asked of companies and parties."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def companies(self) -> tuple[Company, ...]:
        """Every company, in order of its code."""
        return tuple(_company(row) for row in self._session.rows(_COMPANIES + " ORDER BY code"))

    def company(self, code: str) -> Company | None:
        """The company with this code, or None."""
        row = self._session.row(_COMPANIES + " WHERE code = ?", (code,))
        return _company(row) if row else None

    def chart(self, company_id: int) -> Chart:
        """The company's chart.

        Raises:
            ChartError: there is no such company, or its chart cannot be used.
        """
        return Chart(account(row) for row in self._session.rows(_ACCOUNTS, (company_id,)))

    def rules(self, company_id: int) -> PostingRules:
        """What planning needs to know of the company."""
        row = self._session.row("SELECT tolerance, locked_until FROM company WHERE id = ?", (company_id,))
        tolerance, locked = row if row else (0, None)
        return PostingRules(company_id, self.chart(company_id), tolerance, day(locked))

    def home(self) -> tuple[CompanyStatus, ...]:
        """Every company with the work that waits, from kept counters alone."""
        counts: dict[tuple[int, str], int] = {}
        for company_id, state, documents in self._session.rows(
            "SELECT company_id, state, sum(documents) FROM tally GROUP BY company_id, state"
        ):
            counts[company_id, state] = int(documents)
        activity: dict[int, tuple[int, datetime | None, datetime | None]] = {
            company_id: (pairs, moment(imported), moment(posted))
            for company_id, pairs, imported, posted in self._session.rows(
                "SELECT company_id, open_pairs, last_import, last_posting FROM activity"
            )
        }
        found = []
        for company in self.companies():
            ready, held, posted, void, filed = (counts.get((company.id, state.value), 0) for state in State)
            done = activity.get(company.id, (0, None, None))
            found.append(CompanyStatus(company, ready, held, posted, void, filed, *done))
        return tuple(found)

    def parties(self, company_id: int | None, text: str | None = None, limit: int = 1000) -> list[Party]:
        """Parties in order of their name; ``text`` is sought anywhere in it, whatever the accents and capitals."""
        conditions, values = ["1 = 1"], list[object]()
        if company_id is not None:
            conditions.append("company_id = ?")
            values.append(company_id)
        if text and name_key(text):
            conditions.append("name_key LIKE ?")
            values.append(f"%{name_key(text)}%")
        statement = " ".join((_PARTIES, "WHERE", " AND ".join(conditions), "ORDER BY name_key, id LIMIT ?"))
        return [Party(*row) for row in self._session.rows(statement, (*values, limit))]

    def party(self, party_id: int) -> Party | None:
        """The party with this id, or None."""
        row = self._session.row(_PARTIES + " WHERE id = ?", (party_id,))
        return Party(*row) if row else None


def _company(row: Values) -> Company:
    company_id, code, name, country, vat_number, fiscal_code, chart, locked_until, tolerance = row
    return Company(company_id, code, name, country, vat_number, fiscal_code, chart, day(locked_until), tolerance)


def account(row: Values) -> Account:
    """An account of the columns code, name, kind, group, role, deductible."""
    code, name, kind, group, role, deductible = row
    return Account(code, name, AccountKind(kind), group, Role(role) if role else None, deductible)
