"""Names of accounts in plain-text ledgers."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.books import CHART

from tuiledger.domain.chart import ITALIAN_CHART, Account, AccountKind, Chart, ChartError
from tuiledger.domain.journal import Protocol
from tuiledger.domain.vat import Register
from tuiledger.formats.ledger_names import LedgerNames, protocol_text


def test_a_name_is_made_of_kind_code_and_name() -> None:
    names = LedgerNames(Chart(ITALIAN_CHART))
    assert names["1110"] == "Assets:1110-Customers"
    assert names["2230"] == "Liabilities:2230-Tax-office-split-payment-VAT"
    assert names["4010"] == "Income:4010-Sales-and-services"


def test_codes_that_differ_in_punctuation_alone_keep_apart() -> None:
    names = LedgerNames(CHART)
    assert names["10.10"] != names["10-10"]
    assert names["10-10"] == "Assets:10-10-Cash-office-petty"


def test_an_account_that_the_chart_lacks_is_refused() -> None:
    with pytest.raises(ChartError, match="9999"):
        LedgerNames(CHART)["9999"]


def test_a_series_of_its_own_stands_in_the_protocol() -> None:
    assert protocol_text(Protocol(Register.SALES, "", 2026, 12)) == "sales/2026/12"
    assert protocol_text(Protocol(Register.PURCHASES, "RC", 2026, 3)) == "purchases-RC/2026/3"


@given(st.dictionaries(st.text(min_size=1, max_size=6), st.text(max_size=80), max_size=8))
def test_names_are_valid_and_never_meet(odd: dict[str, str]) -> None:
    extra = [Account(code, name, AccountKind.ASSET, "") for code, name in odd.items() if code not in CHART]
    chart = Chart((*CHART.accounts.values(), *extra))
    names = LedgerNames(chart)
    made = [names[code] for code in chart.accounts]
    assert len(set(made)) == len(made)
    for name in made:
        assert re.fullmatch(r"(Assets|Liabilities|Equity|Income|Expenses):[A-Z0-9][A-Za-z0-9-]*", name)
