"""Entries balance or do not exist; the chain shows every change; a reversal leaves nothing."""

from __future__ import annotations

import datetime
import json
from collections import Counter
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.domain.builders import DAY, RULES, client_documents, entry, invoice, issued, received, registers, row

from tuiledger.domain.documents import ClientDocument
from tuiledger.domain.journal import (
    EntryLine,
    EntryPlan,
    Journal,
    JournalEntry,
    Note,
    Part,
    Protocol,
    Unbalanced,
    canonical_bytes,
    chained,
    genesis,
    reversal,
)  # fmt: skip
from tuiledger.domain.posting import plan
from tuiledger.domain.vat import Register, RegisterRow, VatRow

SALE = entry(issued(invoice()))
PROTOCOLS = (Protocol(Register.SALES, "", 2026, 4),)


def posted(planned: EntryPlan, number: int = 1) -> JournalEntry:
    """``planned`` as the books hold it."""
    return JournalEntry(number, planned, number, PROTOCOLS, "2026-04-01T00:00:00Z", "anna", "key", "0" * 64, "1" * 64)


def built(*lines: EntryLine, rows: tuple[RegisterRow, ...] = ()) -> EntryPlan:
    return EntryPlan(1, Journal.GENERAL, DAY, DAY, "", lines, rows)


@given(st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=8))
def test_lines_that_do_not_sum_to_zero_cannot_be_an_entry_invariant_1(amounts: list[int]) -> None:
    lines = [EntryLine("1010", amount, Part.OTHER) for amount in amounts]
    assert built(*lines, EntryLine("1020", -sum(amounts), Part.OTHER)).total == sum(
        abs(amount) for amount in (*amounts, -sum(amounts)) if amount > 0
    )
    assume(sum(amounts))
    with pytest.raises(Unbalanced):
        built(*lines)


@pytest.mark.parametrize("register", list(Register))
def test_register_rows_must_say_what_the_vat_lines_say_invariant_13(register: Register) -> None:
    rows = (RegisterRow(register, "", "2026-03", (VatRow(2200, None, 10_000, 2_200),)),)
    sign = -1 if register is Register.SALES else 1
    part = Part.SALES_VAT if register is Register.SALES else Part.PURCHASE_VAT
    vat, other = EntryLine("2210", sign * 2_200, part), EntryLine("1110", -sign * 2_200, Part.PARTY)
    assert built(vat, other, rows=rows).registers == rows
    with pytest.raises(Unbalanced):
        built(rows=rows)
    with pytest.raises(Unbalanced):
        built(vat, other)
    with pytest.raises(Unbalanced):
        built(vat._replace(part=Part.OTHER), other, rows=rows)


def test_a_plan_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        SALE.date = DAY  # type: ignore[misc]
    with pytest.raises(Unbalanced):
        replace(SALE, lines=SALE.lines[1:])


def test_the_canonical_form_is_plain_and_versioned() -> None:
    text = canonical_bytes(SALE, 12, PROTOCOLS, "document:1:0")
    assert json.loads(text) == [
        1, 1, "sales", 12, "2026-03-10", "2026-03-10", "TD01 · 7 · Bianchi S.p.A.", 1, None, "document:1:0",
        [["1110", 12200, 5], ["4010", -10000, None], ["2210", -2200, None]],
        [["sales", "", 2026, 4]],
        [["2026-03", [[2200, None, 10000, 2200, "I", 0]]]],
    ]  # fmt: skip


def test_composed_and_decomposed_letters_are_the_same_text() -> None:
    composed, decomposed = replace(SALE, description="caffè"), replace(SALE, description="caffe\u0300")
    assert canonical_bytes(composed, 1, (), "k") == canonical_bytes(decomposed, 1, (), "k")


def test_notes_are_no_part_of_what_is_hashed() -> None:
    noted = replace(SALE, notes=(Note("rounded", "{}", ("0.01",)),))
    assert canonical_bytes(noted, 1, (), "k") == canonical_bytes(SALE, 1, (), "k")


@pytest.mark.parametrize(
    "changed",
    [
        replace(SALE, company_id=2),
        replace(SALE, journal=Journal.PURCHASES),
        replace(SALE, date=DAY + datetime.timedelta(days=1)),
        replace(SALE, document_date=DAY + datetime.timedelta(days=1)),
        replace(SALE, description="other"),
        replace(SALE, document_id=2),
        replace(SALE, reverses_id=2),
        replace(SALE, lines=(SALE.lines[0]._replace(account="1010"), *SALE.lines[1:])),
        replace(SALE, lines=(SALE.lines[0]._replace(party_id=6), *SALE.lines[1:])),
        replace(SALE, lines=(SALE.lines[1], SALE.lines[0], *SALE.lines[2:])),
        replace(SALE, registers=(SALE.registers[0]._replace(period="2026-04"),)),
        replace(SALE, registers=(SALE.registers[0]._replace(rows=(VatRow(2200, "N1", 10_000, 2_200),)),)),
    ],
)
def test_every_change_changes_the_canonical_form_invariant_11(changed: EntryPlan) -> None:
    assert canonical_bytes(changed, 12, PROTOCOLS, "key") != canonical_bytes(SALE, 12, PROTOCOLS, "key")


def test_number_protocol_and_key_are_hashed_too_invariant_11() -> None:
    forms = {
        canonical_bytes(SALE, 12, PROTOCOLS, "key"),
        canonical_bytes(SALE, 13, PROTOCOLS, "key"),
        canonical_bytes(SALE, 12, (), "key"),
        canonical_bytes(SALE, 12, PROTOCOLS, "other"),
    }
    assert len(forms) == 4


def test_anybody_can_compute_the_chain_again_invariant_11() -> None:
    start = genesis(1, Journal.SALES, 2026)
    assert start == sha256(b"tuiledger|1|sales|2026").hexdigest()
    content = canonical_bytes(SALE, 1, PROTOCOLS, "key")
    assert chained(start, content) == sha256(bytes.fromhex(start) + content).hexdigest()


@given(st.lists(st.binary(max_size=12), min_size=2, max_size=6, unique=True), st.data())
def test_removing_swapping_or_changing_an_entry_breaks_the_chain_invariant_11(
    contents: list[bytes], data: st.DataObject
) -> None:
    def head(items: list[bytes]) -> str:
        value = genesis(1, Journal.SALES, 2026)
        for item in items:
            value = chained(value, item)
        return value

    place = data.draw(st.integers(0, len(contents) - 2))
    removed = contents[:place] + contents[place + 1 :]
    swapped = [*contents[:place], contents[place + 1], contents[place], *contents[place + 2 :]]
    changed = [*contents[:place], contents[place] + b"!", *contents[place + 1 :]]
    assert len({head(contents), head(removed), head(swapped), head(changed)}) == 4


def test_every_journal_year_and_company_starts_a_chain_of_its_own() -> None:
    starts = {genesis(company, journal, year) for company in (1, 2) for journal in Journal for year in (2025, 2026)}
    assert len(starts) == 12


@given(client_documents())
def test_an_entry_and_its_reversal_net_to_nothing_invariant_5(document: ClientDocument) -> None:
    planned = plan(document, RULES)
    assume(isinstance(planned, EntryPlan))
    assert isinstance(planned, EntryPlan)
    undone = reversal(posted(planned), planned.date + datetime.timedelta(days=40), "mistake")
    accounts: Counter[tuple[str, int | None]] = Counter()
    vat: Counter[tuple[object, ...]] = Counter()
    for each in (planned, undone):
        for line in each.lines:
            accounts[line.account, line.party_id] += line.amount
        for register in each.registers:
            for place, vat_row in enumerate(register.rows):
                key = (register.register, register.series, place, vat_row.rate, vat_row.nature, vat_row.exigibility)
                vat[*key, "taxable"] += vat_row.taxable
                vat[*key, "tax"] += vat_row.tax
                vat[*key, "lost"] += vat_row.non_deductible
    assert not any(accounts.values())
    assert not any(vat.values())


def test_a_reversal_stands_on_its_own_day_and_names_what_it_undoes() -> None:
    undone = reversal(posted(SALE, 8), datetime.date(2026, 4, 2), "wrong customer")
    assert (undone.date, undone.document_date, undone.reverses_id) == (datetime.date(2026, 4, 2), DAY, 8)
    assert (undone.document_id, undone.description) == (1, "wrong customer")
    assert registers(undone) == ["sales 2026-04: 22.00% -100.00 + -22.00"]


def test_a_reversal_can_be_reversed_invariant_5() -> None:
    purchase = entry(received(invoice(row(10_000))))
    again = reversal(posted(reversal(posted(purchase), DAY, "mistake")), DAY, "no mistake")
    assert (again.lines, again.registers) == (purchase.lines, purchase.registers)
