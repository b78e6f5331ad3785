"""The whole sample studio through the books, and out again in every format."""

from __future__ import annotations

import csv
import io
from collections import Counter
from decimal import Decimal

import pytest
from beancount import loader
from beancount.core import data
from tests.builders import FixedClock

from tuiledger.bootstrap import open_books
from tuiledger.domain.documents import State
from tuiledger.formats import beancount, journal_csv
from tuiledger.formats.ledger_names import LedgerNames
from tuiledger.ports import Store
from tuiledger.sandbox.studio import Studio, write_studio
from tuiledger.services.companies import CompanyForm, register_company
from tuiledger.services.intake import ImportResult, import_paths
from tuiledger.services.post import post_ready

CLOCK = FixedClock()


def take_in(store: Store, studio: Studio) -> ImportResult:
    *_, result = import_paths(store, [studio.folder], CLOCK, "anna")
    assert isinstance(result, ImportResult)
    return result


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    return write_studio(tmp_path_factory.mktemp("studio"), documents=120)


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory, studio: Studio) -> tuple[Store, ImportResult]:
    store = open_books(str(tmp_path_factory.mktemp("books") / "books.db"), create=True, clock=CLOCK)
    for client in studio.companies:
        form = CompanyForm(name=client.name, vat_number=client.vat_number, fiscal_code=client.fiscal_code)
        register_company(store, CLOCK, "anna", form, client.code)
    first = take_in(store, studio)
    with store.reading() as reader:
        companies = reader.companies()
    for company in companies:
        list(post_ready(store, CLOCK, "anna", company.id))
    return store, first


def test_the_import_answers_as_expected(imported: tuple[Store, ImportResult], studio: Studio) -> None:
    _, result = imported
    expected = studio.expected
    assert result.files == expected.files
    assert (result.created, result.already_known) == (expected.created, expected.already_known)
    assert Counter(item.code for item in result.items if item.outcome == "refused") == expected.refused


def test_every_document_ends_where_it_should(imported: tuple[Store, ImportResult], studio: Studio) -> None:
    store, _ = imported
    expected = studio.expected
    with store.reading() as reader:
        home = reader.home()
        assert list(reader.check(deep=True)) == []
    states = {state: sum(getattr(status, state.value) for status in home) for state in State}
    assert states == {
        State.READY: 0,
        State.HELD: sum(expected.holds.values()),
        State.VOID: expected.void,
        State.FILED: expected.filed,
        State.POSTED: expected.documents - sum(expected.holds.values()) - expected.void - expected.filed,
    }


def test_the_same_delivery_again_brings_nothing_new(imported: tuple[Store, ImportResult], studio: Studio) -> None:
    again = take_in(imported[0], studio)
    assert (again.created, again.already_known) == (0, studio.expected.created + studio.expected.already_known)


def test_the_exports_hold_the_balances_of_the_books(imported: tuple[Store, ImportResult]) -> None:
    with imported[0].reading() as reader:
        for company in reader.companies():
            chart = reader.chart(company.id)
            names = LedgerNames(chart)
            kept = {row.account.code: row.balance for row in reader.trial_balance(company.id)}
            ledger = "".join(beancount.write(reader.all_entries(company.id), chart, company))
            table = "".join(journal_csv.write(reader.all_entries(company.id), chart, company))
            assert in_beancount(ledger) == {names[code]: amount for code, amount in kept.items() if amount}
            assert in_table(table) == {code: amount for code, amount in kept.items() if amount}


def in_beancount(text: str) -> dict[str, int]:
    directives, errors, _ = loader.load_string(text)
    assert errors == []
    found: Counter[str] = Counter()
    for directive in directives:
        if isinstance(directive, data.Transaction):
            for posting in directive.postings:
                assert posting.units is not None
                assert isinstance(posting.units.number, Decimal)
                found[posting.account] += int(posting.units.number * 100)
    return {account: amount for account, amount in found.items() if amount}


def in_table(text: str) -> dict[str, int]:
    found: Counter[str] = Counter()
    for row in csv.DictReader(io.StringIO(text, newline="")):
        found[row["account"]] += int((Decimal(row["debit"] or "0") - Decimal(row["credit"] or "0")) * 100)
    return {account: amount for account, amount in found.items() if amount}
