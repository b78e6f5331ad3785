"""Client companies: registered, changed, and changes taken back."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.builders import FixedClock

from tuiledger.bootstrap import open_books
from tuiledger.domain.runs import Refusal
from tuiledger.ports import Store
from tuiledger.services.companies import (
    CompanyForm,
    change_company,
    draft_company,
    put_back,
    register_company,
    warnings_about,
)

CLOCK = FixedClock()
OLMO = CompanyForm("Olmo S.r.l.", vat_number="IT 99900010010")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Books without a company."""
    opened = open_books(str(tmp_path / "books.db"), create=True, clock=CLOCK)
    yield opened
    opened.close()


def test_a_draft_is_what_would_be_registered_and_changes_nothing(store: Store) -> None:
    with store.reading() as reader:
        draft = draft_company(reader, OLMO)
        assert reader.companies() == ()
    company, _warnings = register_company(store, CLOCK, "anna", OLMO)
    assert company == draft._replace(id=company.id)
    with store.reading() as reader:
        odd = draft_company(reader, CompanyForm("Altra", vat_number="99900010011"))
        with pytest.raises(Refusal, match="identifiers already"):
            draft_company(reader, OLMO)
        with pytest.raises(Refusal, match="needs a VAT number"):
            draft_company(reader, CompanyForm("Nobody"))
    assert [one.code for one in warnings_about(odd)] == ["vat-check-digit"]


def test_no_change_makes_two_companies_that_no_document_tells_apart(store: Store) -> None:
    register_company(store, CLOCK, "anna", OLMO)
    register_company(store, CLOCK, "anna", CompanyForm("Ponte", vat_number="99900020019"), "PONTE")
    with pytest.raises(Refusal) as refused:
        change_company(store, CLOCK, "anna", "PONTE", CompanyForm(vat_number="99900010010"))
    assert refused.value.code == "company-twin"
    changed, _ = change_company(store, CLOCK, "anna", "PONTE", CompanyForm(name="Ponte S.c.a r.l."))
    assert (changed.name, changed.vat_number) == ("Ponte S.c.a r.l.", "99900020019")


def test_a_change_is_taken_back_whole_and_both_stand_in_the_log(store: Store) -> None:
    before, _ = register_company(store, CLOCK, "anna", OLMO)
    form = CompanyForm(fiscal_code="99900010010", locked_until=datetime.date(2026, 2, 28))
    after, _ = change_company(store, CLOCK, "anna", "olmo", form)
    assert put_back(store, CLOCK, "bea", before, after) == before
    with store.reading() as reader:
        assert reader.companies() == (before,)
        acts = [(act.actor, act.verb) for act in reader.acts_on("OLMO")]
    assert acts == [("bea", "company-set"), ("anna", "company-set"), ("anna", "company-add")]


def test_a_change_that_another_followed_is_not_taken_back(store: Store) -> None:
    before, _ = register_company(store, CLOCK, "anna", OLMO)
    after, _ = change_company(store, CLOCK, "anna", "OLMO", CompanyForm(locked_until=datetime.date(2026, 2, 28)))
    change_company(store, CLOCK, "bea", "OLMO", CompanyForm(name="Olmo S.p.A."))
    with pytest.raises(Refusal, match="changed again since"):
        put_back(store, CLOCK, "anna", before, after)
    with store.reading() as reader:
        (kept,) = reader.companies()
    assert (kept.name, kept.locked_until) == ("Olmo S.p.A.", datetime.date(2026, 2, 28))
