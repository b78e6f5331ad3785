"""Companies and their charts."""

from __future__ import annotations

import datetime

import pytest
from tests.builders import ALFA, GAMMA, NOW, a_company, a_document, intake, new_company, posting_of

from tuiledger.domain.chart import ITALIAN_CHART, Account, AccountKind
from tuiledger.ports import StoreError
from tuiledger.store import SqlStore


def test_a_company_comes_back_with_its_chart_and_rules(store: SqlStore) -> None:
    company = new_company(store, locked_until=datetime.date(2025, 12, 31), tolerance=3)
    with store.reading() as reader:
        assert reader.company("ALFA") == company
        assert reader.company("NOBODY") is None
        assert reader.companies() == (company,)
        assert tuple(reader.chart(company.id).accounts.values()) == ITALIAN_CHART
        rules = reader.rules(company.id)
    assert (rules.tolerance, rules.locked_until) == (3, datetime.date(2025, 12, 31))


def test_a_taken_code_is_refused_and_the_unit_of_work_goes_on(store: SqlStore) -> None:
    alfa = new_company(store)
    with store.writing("add") as work:
        with pytest.raises(StoreError) as refused:
            work.add_company(a_company("ALFA", GAMMA), ITALIAN_CHART)
        gamma = work.add_company(a_company("GAMMA", GAMMA), ITALIAN_CHART)
        with pytest.raises(StoreError):
            work.set_company(gamma._replace(code="ALFA"))
        work.set_company(alfa._replace(name="Alfa Spa"))
    assert refused.value.code == "conflict"
    with store.reading() as reader:
        assert [company.name for company in reader.companies()] == ["Alfa Spa", GAMMA.name]


def test_a_chart_is_replaced_but_accounts_with_entries_stay(store: SqlStore) -> None:
    company = new_company(store)
    mine = Account("5015", "Raw materials", AccountKind.EXPENSE, "Purchases", None, 5_000)
    with store.writing("post") as work:
        (number,) = intake(work, company, [a_document()])
        work.post([posting_of(work, company, number)], NOW, "anna")
        with pytest.raises(StoreError, match="Account 5010 has entries"):
            work.set_accounts(company.id, [one for one in ITALIAN_CHART if one.code != "5010"])
        work.set_accounts(company.id, [mine, *(one for one in ITALIAN_CHART if one.code != "5610")])
        chart = work.chart(company.id)
    assert "5610" not in chart
    assert chart.accounts["5015"] == mine
    assert next(iter(chart.accounts)) == "5015"


def test_the_home_screen_counts_without_counting(store: SqlStore) -> None:
    alfa, gamma = new_company(store), new_company(store, "GAMMA", GAMMA)
    with store.writing("work") as work:
        numbers = intake(work, alfa, [a_document(str(n)) for n in range(3)])
        work.post([posting_of(work, alfa, numbers[0])], NOW, "anna")
        first, second = work.home()
    assert (first.company, first.ready, first.posted, first.held) == (alfa, 2, 1, 0)
    assert (first.last_import, first.last_posting) == (NOW, NOW)
    assert (second.company, second.ready, second.last_import) == (gamma, 0, None)
    assert ALFA.vat_number == alfa.vat_number
