"""The ledger of one account: its lines in order, the balance after each, and what lists ask of them."""

from __future__ import annotations

import datetime
from itertools import pairwise

import pytest
from tests.builders import ALFA, NOW, a_document, intake, new_company, posting_of
from tests.store.test_entry_reading import fill

from tuiledger.domain.documents import PartyDetails, VatSummary
from tuiledger.ports import AccountLine, Condition, LineFilter, Order, Reader, Sign
from tuiledger.store import SqlStore

PAYABLE = "2010"


def lines_of(reader: Reader, company_id: int, account: str) -> list[AccountLine]:
    card = reader.account_card(company_id, account)
    rows = reader.account_lines(card.lines)
    return [row._replace(balance=balance) for row, balance in zip(rows, card.balances, strict=True)]


def payable(reader: Reader, company_id: int) -> str:
    """The account that purchases are owed on."""
    entry = next(reader.all_entries(company_id))
    return next(line.account for line in entry.plan.lines if line.party_id is not None)


def test_every_line_of_every_account_is_in_its_ledger_and_ends_at_the_trial_balance(store: SqlStore) -> None:
    company = fill(store)
    with store.reading() as reader:
        expected: dict[str, list[tuple[int, int]]] = {}
        for entry in reader.all_entries(company.id):
            for line in entry.plan.lines:
                expected.setdefault(line.account, []).append((entry.id, line.amount))
        for balance in reader.trial_balance(company.id):
            lines = lines_of(reader, company.id, balance.account.code)
            assert [(line.entry_id, line.amount) for line in lines] == expected.pop(balance.account.code)
            assert lines[-1].balance == balance.balance
            assert all(two.balance == one.balance + two.amount for one, two in pairwise(lines))
            assert [line.date for line in lines] == sorted(line.date for line in lines)
        assert expected == {}


def test_a_ledger_up_to_a_day_ends_at_the_balance_of_that_day(store: SqlStore) -> None:
    company = fill(store)
    day = datetime.date(2026, 3, 5)
    with store.reading() as reader:
        for balance in reader.trial_balance(company.id, day):
            assert reader.account_card(company.id, balance.account.code, day).balances[-1] == balance.balance


def test_an_account_without_lines_or_of_nobody_is_an_empty_ledger(store: SqlStore) -> None:
    company = fill(store)
    with store.reading() as reader:
        for company_id, account in ((company.id, "none"), (company.id, "' OR 1=1 --"), (company.id + 1, PAYABLE)):
            assert len(reader.account_card(company_id, account).lines) == 0
            assert list(reader.account_line_ids(LineFilter(company_id, account))) == []
        assert reader.account_lines([]) == []
        assert reader.account_lines([1 << 40]) == []


def test_two_lines_of_one_entry_on_one_account_both_stand(store: SqlStore) -> None:
    company = new_company(store)
    rows = (VatSummary(2200, None, 10_000, 2_200), VatSummary(1000, None, 5_000, 500))
    with store.writing("post") as work:
        (number,) = intake(work, company, [a_document("1", rows=rows)])
        (posted,) = work.post([posting_of(work, company, number)], NOW, "anna")
        entry = work.entry(posted.entry_id)
    assert entry is not None
    with store.reading() as reader:
        for account in {line.account for line in entry.plan.lines}:
            amounts = [line.amount for line in entry.plan.lines if line.account == account]
            assert [line.amount for line in lines_of(reader, company.id, account)] == amounts


def test_lines_say_whose_they_are_and_are_found_by_it(store: SqlStore) -> None:
    company = new_company(store)
    sellers = [
        PartyDetails(name, "IT", f"0888{place:03d}0000") for place, name in enumerate(("Élan", "Beta", "elan 2"))
    ]
    with store.writing("post") as work:
        ids = intake(work, company, [a_document(f"N{n}", seller=one, buyer=ALFA) for n, one in enumerate(sellers)])
        work.post([posting_of(work, company, one) for one in ids], NOW, "anna")
    with store.reading() as reader:
        account = payable(reader, company.id)
        every = lines_of(reader, company.id, account)
        wanted = LineFilter(company.id, account)

        def found(*where: Condition, text: str | None = None, order: Order | None = None) -> list[str]:
            ids = reader.account_line_ids(wanted._replace(where=where, text=text), order)
            return [line.party_name for line in reader.account_lines(ids)]

        assert [line.party_name for line in every] == ["Élan", "Beta", "elan 2"]
        assert list(reader.account_line_ids(wanted)) == [line.id for line in every]
        assert found(text="elan") == ["Élan", "elan 2"]
        assert found(text="ELAN n2") == ["elan 2"]
        assert found(Condition("party", Sign.HAS, "éla")) == ["Élan", "elan 2"]
        assert found(Condition("party", Sign.HAS_NOT, "ela"), text="n1") == ["Beta"]
        assert found(Condition("credit", Sign.MORE, 12_199)) == ["Élan", "Beta", "elan 2"]
        assert found(Condition("debit", Sign.MORE, 0)) == []
        assert found(Condition("number", Sign.AT_LEAST, 2)) == ["Beta", "elan 2"]
        assert found(order=Order("party")) == ["Beta", "Élan", "elan 2"]
        assert found(order=Order("number", descending=True)) == ["elan 2", "Beta", "Élan"]
        assert found(order=Order("description")) != []
        with pytest.raises(ValueError, match="no field"):
            found(Condition("password", Sign.IS, "x"))
        with pytest.raises(ValueError, match="no field"):
            found(order=Order("balance; DROP TABLE entry"))


def test_lines_between_two_days(store: SqlStore) -> None:
    company = fill(store)
    first, last = datetime.date(2026, 3, 3), datetime.date(2026, 3, 6)
    with store.reading() as reader:
        account = payable(reader, company.id)
        ids = reader.account_line_ids(LineFilter(company.id, account, first, last))
        every = lines_of(reader, company.id, account)
    assert list(ids) == [line.id for line in every if first <= line.date <= last]
    assert 0 < len(ids) < len(every)
