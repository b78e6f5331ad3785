"""What becomes an entry and what waits: holds and their answers, the declared total explained, the laws of plan()."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import assume, given
from tests.domain.builders import (
    DAY,
    RULES,
    client_documents,
    codes,
    entry,
    hold,
    invoice,
    issued,
    lines,
    received,
    registers,
    row,
)  # fmt: skip

from tuiledger.domain.chart import Role
from tuiledger.domain.documents import ClientDocument, Direction, Document, Finding, Hold, State, Withholding
from tuiledger.domain.journal import EntryPlan, Part
from tuiledger.domain.posting import (
    ANSWERS,
    BROKEN_SIGNATURE,
    DUPLICATE,
    Gap,
    PostingRules,
    assess,
    decision_value,
    explain_total,
    plan,
    registration_date,
)  # fmt: skip
from tuiledger.domain.vat import Register

MARCH = datetime.date(2026, 3, 31)


# the declared total


def explained(document: Document, *, tolerance: int = 5, accept: bool = False) -> Gap:
    gap = explain_total(document, tolerance, accept=accept)
    assert isinstance(gap, Gap), gap
    return gap


def test_a_total_that_meets_the_summary_needs_no_explanation() -> None:
    assert explained(invoice(total_declared=12_200, stamp_duty=200, discount=-500, rounding=3)) == Gap()


def test_a_missing_total_is_the_summary_with_discount_and_rounding() -> None:
    assert explained(invoice(discount=-500, rounding=3, stamp_duty=200)) == Gap(discount=-500, rounding=3)


@pytest.mark.parametrize(
    ("difference", "gap"),
    [
        (200, Gap(stamp=200)),
        (-500, Gap(discount=-500)),
        (30, Gap(rounding=30)),
        (-300, Gap(stamp=200, discount=-500)),
        (230, Gap(stamp=200, rounding=30)),
        (-470, Gap(discount=-500, rounding=30)),
        (-270, Gap(stamp=200, discount=-500, rounding=30)),
        (4, Gap(rounding=4)),
        (-5, Gap(rounding=-5)),
        (204, Gap(stamp=200, rounding=4)),
        (233, Gap(stamp=200, rounding=33)),
        (-501, Gap(discount=-500, rounding=-1)),
    ],
)
def test_each_reading_that_makes_the_totals_meet_is_taken(difference: int, gap: Gap) -> None:
    document = invoice(stamp_duty=200, discount=-500, rounding=30, total_declared=12_200 + difference)
    assert explained(document) == gap


def test_rounding_is_read_both_ways() -> None:
    assert explained(invoice(rounding=40, total_declared=12_240)) == Gap(rounding=40)
    assert explained(invoice(rounding=40, total_declared=12_200)) == Gap()


def test_the_stamp_is_not_charged_a_second_time_outside_the_summary() -> None:
    document = invoice(row(10_000), row(200, 0, nature="N1"), stamp_duty=200, total_declared=12_600)
    assert isinstance(explain_total(document, 5), Hold)


@pytest.mark.parametrize("left_out", [2_000, 400, 2_400])
def test_a_total_net_of_withholding_is_read_as_gross(left_out: int) -> None:
    withheld = (Withholding("RT01", 2_000), Withholding("RT04", 400))
    document = invoice(withholding=withheld, total_declared=12_200 - left_out)
    gap = explained(document)
    assert gap.note is not None and gap.note.code == "net-of-withholding"
    assert lines(entry(issued(document)))[0] == "D Customers 122.00"
    assert codes(entry(issued(document))) == ["net-of-withholding", "withholding"]


def test_a_total_net_of_split_vat_is_read_as_gross() -> None:
    document = invoice(row(10_000, exigibility="S"), total_declared=10_000)
    assert codes(entry(issued(document))) == ["net-of-split"]
    assert lines(entry(issued(document)))[0] == "D Customers 122.00"


def test_the_tolerance_is_the_companys() -> None:
    document = invoice(total_declared=12_206)
    assert isinstance(explain_total(document, 5), Hold)
    assert explained(document, tolerance=6) == Gap(rounding=6)
    assert isinstance(explain_total(invoice(total_declared=12_201), 0), Hold)


# holds


def test_totals_that_differ_wait_and_can_be_posted_on_the_summary() -> None:
    document = invoice(total_declared=15_000)
    waiting = hold(received(document))
    assert (waiting.code, waiting.answers) == ("totals-differ", ("accept-summary", "file-it"))
    assert waiting.values == ("150.00", "122.00", "28.00")
    assert lines(entry(received(document, "accept-summary")))[-1] == "C Suppliers 122.00"


def test_an_unknown_type_waits() -> None:
    waiting = hold(received(invoice(code="TD99")))
    assert (waiting.code, waiting.values, waiting.answers) == ("unknown-type", ("TD99",), ("file-it",))


@pytest.mark.parametrize(
    ("code", "side", "answers"),
    [("TD20", received, ("both-registers", "purchase-register", "file-it")),
     ("TD21", issued, ("sales-register", "file-it"))],
)  # fmt: skip
def test_self_invoices_that_depend_on_the_case_wait(
    code: str, side: Callable[..., ClientDocument], answers: tuple[str, ...]
) -> None:
    waiting = hold(side(invoice(code=code)))
    assert (waiting.code, waiting.answers) == ("needs-decision", answers)
    for answer in answers[:-1]:
        assert isinstance(plan(side(invoice(code=code), answer), RULES), EntryPlan)


def test_a_communication_has_nothing_to_post_and_is_filed() -> None:
    document = received(invoice(code="TD29"))
    assert hold(document).code == "nothing-to-post"
    assert assess(document, RULES) == (State.FILED, None)


def test_without_a_summary_there_is_nothing_to_post_from() -> None:
    document = invoice()._replace(vat_summary=())
    assert hold(received(document)).code == "no-vat-summary"
    assert assess(received(document, "file-it"), RULES) == (State.FILED, None)


@pytest.mark.parametrize("code", ["00419", "00443", "00444"])
def test_a_summary_that_lacks_a_used_rate_waits(code: str) -> None:
    document = invoice(findings=(Finding(code, "…", ("10.00",)),))
    waiting = hold(received(document))
    assert (waiting.code, waiting.values) == ("summary-incomplete", ("10.00",))
    assert isinstance(plan(received(document, "accept-summary"), RULES), EntryPlan)


def test_other_findings_stop_nothing() -> None:
    assert isinstance(plan(received(invoice(findings=(Finding("00423", "…"),))), RULES), EntryPlan)


@pytest.mark.parametrize("tax", [2_198, 2_202, 0, -2_200])
def test_vat_that_does_not_agree_with_its_rate_waits(tax: int) -> None:
    waiting = hold(received(invoice(row(10_000, tax=tax))))
    assert (waiting.code, waiting.answers) == ("tax-differs", ("accept-summary", "file-it"))
    assert isinstance(plan(received(invoice(row(10_000, tax=tax)), "accept-summary"), RULES), EntryPlan)


@pytest.mark.parametrize("tax", [2_199, 2_201])
def test_a_cent_is_the_exchange_systems_own_tolerance(tax: int) -> None:
    assert isinstance(plan(received(invoice(row(10_000, tax=tax))), RULES), EntryPlan)


def test_tax_without_a_rate_waits() -> None:
    assert hold(received(invoice(row(10_000, 0, tax=2_200, nature="N4")))).code == "tax-differs"


def test_simplified_invoices_derive_their_vat_and_are_not_asked() -> None:
    assert isinstance(plan(received(invoice(row(10_000, tax=2_203), code="TD07")), RULES), EntryPlan)


def test_a_credit_note_with_negative_amounts_is_read_as_a_person_says() -> None:
    document = invoice(row(-10_000), code="TD04")
    waiting = hold(received(document))
    assert (waiting.code, waiting.answers) == ("sign-unclear", ("as-credit", "as-written"))
    takes_away = entry(received(document, "as-credit"))
    assert lines(takes_away) == ["C Purchases of goods and services 100.00", "C Input VAT 22.00", "D Suppliers 122.00"]
    assert registers(takes_away) == ["purchases 2026-03: 22.00% -100.00 + -22.00"]
    adds = entry(received(document, "as-written"))
    assert lines(adds) == ["D Purchases of goods and services 100.00", "D Input VAT 22.00", "C Suppliers 122.00"]
    assert registers(adds) == ["purchases 2026-03: 22.00% 100.00 + 22.00"]


def test_accepting_the_summary_does_not_settle_the_sign() -> None:
    document = invoice(row(-10_000), code="TD04", findings=(Finding("00419", "…"),))
    assert hold(received(document, "accept-summary")).code == "sign-unclear"


def test_one_answer_leads_to_the_next_question() -> None:
    document = invoice(row(-10_000), code="TD04", total_declared=-20_000)
    assert hold(received(document)).code == "sign-unclear"
    assert hold(received(document, "as-credit")).code == "totals-differ"
    assert isinstance(plan(received(document, "as-credit", "accept-summary"), RULES), EntryPlan)


@pytest.mark.parametrize("lasting", [BROKEN_SIGNATURE, DUPLICATE])
def test_a_hold_from_outside_the_document_stays_until_all_is_looked_at_again(lasting: Hold) -> None:
    assert hold(received(invoice(), hold=lasting)) == lasting
    assert assess(received(invoice(), hold=lasting), RULES) == (State.HELD, lasting)


def test_no_answer_lifts_a_hold_from_outside_the_document() -> None:
    """An answer was given for one hold; whether it holds for this one is not for the document's content to say."""
    assert hold(received(invoice(), "accept-signature", hold=BROKEN_SIGNATURE)) == BROKEN_SIGNATURE
    assert hold(received(invoice(), "different", hold=DUPLICATE)) == DUPLICATE


def test_a_hold_of_the_document_itself_is_looked_at_anew() -> None:
    earlier = hold(received(invoice(total_declared=99)))
    assert isinstance(plan(received(invoice(), hold=earlier), RULES), EntryPlan)


def test_a_locked_day_waits_for_another_one() -> None:
    rules = PostingRules(1, RULES.chart, locked_until=MARCH)
    waiting = hold(received(invoice()), rules)
    assert (waiting.code, waiting.values, waiting.answers) == ("locked", ("2026-03-10", "2026-03-31"), ("date:",))
    assert hold(received(invoice(), "date:2026-03-31"), rules).code == "locked"
    assert entry(received(invoice(), "date:2026-04-01"), rules).date == datetime.date(2026, 4, 1)


def test_the_lock_is_about_registration_and_not_the_documents_date() -> None:
    rules = PostingRules(1, RULES.chart, locked_until=MARCH)
    arrived = received(invoice(), received_on=datetime.date(2026, 4, 2))
    assert (entry(arrived, rules).date, entry(arrived, rules).document_date) == (datetime.date(2026, 4, 2), DAY)


def test_an_account_that_is_not_in_the_chart_waits_for_another() -> None:
    waiting = hold(received(invoice(), "account:9999"))
    assert (waiting.code, waiting.values, waiting.answers) == ("account-unknown", ("9999",), ("account:",))


def test_every_answer_a_hold_offers_is_explained() -> None:
    for kept in (
        received(invoice(total_declared=1)), received(invoice(code="TD99")), received(invoice(code="TD20")),
        issued(invoice(code="TD21")), received(invoice(currency="USD")), received(invoice(row(-1_000), code="TD04")),
        received(invoice(), "account:1"), received(invoice(), hold=DUPLICATE),
        received(invoice(), hold=BROKEN_SIGNATURE),
    ):  # fmt: skip
        answers = hold(kept).answers
        assert answers and set(answers) <= set(ANSWERS)


def test_filing_posts_nothing_whatever_else_was_said() -> None:
    assert assess(received(invoice(), "file-it", "accept-summary"), RULES) == (State.FILED, None)


def test_a_document_that_can_be_posted_is_ready() -> None:
    assert assess(received(invoice()), RULES) == (State.READY, None)


# the day


@pytest.mark.parametrize(
    ("side", "said", "received_on", "day"),
    [
        (Direction.RECEIVED, None, None, "2026-03-10"),
        (Direction.RECEIVED, None, "2026-03-14", "2026-03-14"),
        (Direction.RECEIVED, None, "2026-03-01", "2026-03-10"),
        (Direction.RECEIVED, "2026-05-05", "2026-03-14", "2026-05-05"),
        (Direction.ISSUED, None, "2026-03-14", "2026-03-10"),
        (Direction.ISSUED, "2026-05-05", None, "2026-05-05"),
    ],
)
def test_the_registration_date(side: Direction, said: str | None, received_on: str | None, day: str) -> None:
    delivered = datetime.date.fromisoformat(received_on) if received_on else None
    answers = (f"date:{said}",) if said else ()
    make = issued if side is Direction.ISSUED else received
    assert registration_date(make(invoice(), *answers, received_on=delivered)) == datetime.date.fromisoformat(day)


def test_an_answer_with_a_value_is_found_by_its_key() -> None:
    assert decision_value({"file-it", "rate:1.08"}, "rate:") == "1.08"
    assert decision_value({"file-it"}, "rate:") is None


# the laws


@given(client_documents())
def test_plan_is_pure_invariant_20(document: ClientDocument) -> None:
    assert plan(document, RULES) == plan(document, RULES)
    state, reason = assess(document, RULES)
    outcome = plan(document, RULES)
    assert state is (State.READY if isinstance(outcome, EntryPlan) else State.HELD)
    assert reason == (None if isinstance(outcome, EntryPlan) else outcome)


@given(client_documents())
def test_every_plan_balances_and_agrees_with_its_registers_invariants_1_and_13(document: ClientDocument) -> None:
    planned = plan(document, RULES)
    assume(isinstance(planned, EntryPlan))
    assert isinstance(planned, EntryPlan)
    assert sum(line.amount for line in planned.lines) == 0
    assert all(line.amount for line in planned.lines)
    parts: Counter[Part] = Counter()
    for line in planned.lines:
        parts[line.part] += line.amount
    owed = sum(r.tax for register in planned.registers if register.register is Register.SALES for r in register.rows)
    deducted = sum(
        r.tax - r.non_deductible
        for register in planned.registers if register.register is Register.PURCHASES for r in register.rows
    )  # fmt: skip
    assert parts[Part.SALES_VAT] == -owed
    assert parts[Part.PURCHASE_VAT] == deducted
    for register in planned.registers:
        assert sum(r.taxable for r in register.rows) in (document.document.taxable, -document.document.taxable)
        assert sum(r.tax for r in register.rows) in (document.document.vat, -document.document.vat)


@given(client_documents())
def test_the_party_owes_taxable_vat_stamp_discount_and_rounding_invariant_13(document: ClientDocument) -> None:
    planned = plan(document, RULES)
    assume(isinstance(planned, EntryPlan))
    assert isinstance(planned, EntryPlan)
    assume(document.document.type_code not in ("TD16", "TD20", "TD21", "TD22", "TD23", "TD27"))
    gap = explain_total(document.document, RULES.tolerance, accept="accept-summary" in document.decisions)
    assert isinstance(gap, Gap)
    integration = document.document.type_code in ("TD17", "TD18", "TD19") and document.direction is Direction.RECEIVED
    vat = 0 if integration else document.document.vat
    split = 0 if integration else sum(r.tax for r in document.document.vat_summary if r.exigibility == "S")
    owed = document.document.taxable + vat + gap.stamp + gap.discount + gap.rounding - split
    party = sum(line.amount for line in planned.lines if line.part is Part.PARTY)
    assert abs(party) == abs(owed)
    rounding = sum(line.amount for line in planned.lines if line.account == RULES.chart.account(Role.ROUNDING))
    assert abs(rounding) == abs(gap.rounding)


@given(client_documents())
def test_a_wider_tolerance_changes_no_vat(document: ClientDocument) -> None:
    planned, wider = plan(document, RULES), plan(document, replace(RULES, tolerance=100))
    assume(isinstance(planned, EntryPlan))
    assert isinstance(planned, EntryPlan) and isinstance(wider, EntryPlan)
    assert planned.registers == wider.registers
