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
    draft_change,
    draft_company,
    put_back,
    register_company,
    warnings_about,
)

CLOCK = FixedClock()
FEBRUARY = datetime.date(2026, 2, 28)
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
    changed = change_company(store, CLOCK, "anna", "PONTE", CompanyForm(name="Ponte S.c.a r.l.")).after
    assert (changed.name, changed.vat_number) == ("Ponte S.c.a r.l.", "99900020019")


def test_a_change_is_taken_back_whole_and_both_stand_in_the_log(store: Store) -> None:
    before, _ = register_company(store, CLOCK, "anna", OLMO)
    form = CompanyForm(fiscal_code="99900010010", locked_until=datetime.date(2026, 2, 28))
    change = change_company(store, CLOCK, "anna", "olmo", form)
    assert put_back(store, CLOCK, "bea", change) == change.before == before
    with store.reading() as reader:
        assert reader.companies() == (before,)
        acts = [(act.actor, act.verb) for act in reader.acts_on("OLMO")]
    assert acts == [("bea", "company-set"), ("anna", "company-set"), ("anna", "company-add")]


def test_taking_a_change_back_leaves_what_a_colleague_changed_before_and_after_it(store: Store) -> None:
    register_company(store, CLOCK, "anna", OLMO)
    with store.reading() as reader:
        draft_change(reader, "OLMO", CompanyForm(locked_until=FEBRUARY))
    change_company(store, CLOCK, "bea", "OLMO", CompanyForm(tolerance=20))
    change = change_company(store, CLOCK, "anna", "OLMO", CompanyForm(locked_until=FEBRUARY))
    change_company(store, CLOCK, "bea", "OLMO", CompanyForm(name="Olmo S.p.A."))
    former = put_back(store, CLOCK, "anna", change)
    assert (former.name, former.tolerance, former.locked_until) == ("Olmo S.p.A.", 20, None)
    with store.reading() as reader:
        assert reader.companies() == (former,)


def test_a_field_that_was_changed_again_is_not_taken_back(store: Store) -> None:
    register_company(store, CLOCK, "anna", OLMO)
    change = change_company(store, CLOCK, "anna", "OLMO", CompanyForm(locked_until=FEBRUARY))
    april = datetime.date(2026, 4, 30)
    change_company(store, CLOCK, "bea", "OLMO", CompanyForm(locked_until=april))
    with pytest.raises(Refusal, match="changed again since"):
        put_back(store, CLOCK, "anna", change)
    with store.reading() as reader:
        (kept,) = reader.companies()
    assert kept.locked_until == april


def test_identifiers_that_another_company_took_meanwhile_are_not_put_back(store: Store) -> None:
    register_company(store, CLOCK, "anna", OLMO)
    change = change_company(store, CLOCK, "anna", "OLMO", CompanyForm(vat_number="99900020019"))
    register_company(store, CLOCK, "bea", CompanyForm("Altro Olmo", vat_number="99900010010"), "ALTRO")
    with pytest.raises(Refusal) as refused:
        put_back(store, CLOCK, "anna", change)
    assert refused.value.code == "company-twin"


def test_a_change_is_made_only_from_what_was_shown(store: Store) -> None:
    register_company(store, CLOCK, "anna", OLMO)
    form = CompanyForm(tolerance=10)
    with store.reading() as reader:
        seen = draft_change(reader, "OLMO", form)
    change_company(store, CLOCK, "bea", "OLMO", CompanyForm(name="Olmo S.p.A."))
    assert change_company(store, CLOCK, "anna", "OLMO", form, seen).after.name == "Olmo S.p.A."
    with pytest.raises(Refusal, match="changed meanwhile"):
        change_company(store, CLOCK, "anna", "OLMO", CompanyForm(tolerance=30), seen)


def test_a_change_of_nothing_leaves_no_trace(store: Store) -> None:
    register_company(store, CLOCK, "anna", OLMO)
    assert not change_company(store, CLOCK, "anna", "OLMO", OLMO).fields
    with store.reading() as reader:
        assert [act.verb for act in reader.acts_on("OLMO")] == ["company-add"]
