"""The store hashes what the domain defines: its faster encoder writes the very bytes anybody can compute again."""

from __future__ import annotations

import datetime

import orjson
from hypothesis import given
from hypothesis import strategies as st

from tuiledger.domain.journal import (
    EntryLine,
    EntryPlan,
    Journal,
    Part,
    Protocol,
    canonical_bytes,
    canonical_form,
    composed,
)
from tuiledger.domain.vat import Register, RegisterRow, VatRow

amounts = st.integers(-(10**16), 10**16)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(amounts, texts, texts, st.none() | st.integers(1, 10**9), st.none() | st.sampled_from(["N1", "N6.7"]))
def test_both_encoders_write_the_same_bytes(
    amount: int, description: str, account: str, party_id: int | None, nature: str | None
) -> None:
    """Whatever an entry says, and however its letters are composed."""
    day = datetime.date(2026, 3, 1)
    plan = EntryPlan(
        company_id=1,
        journal=Journal.SALES,
        date=day,
        document_date=day,
        description=description,
        lines=(EntryLine(account, amount, Part.PARTY, party_id), EntryLine("4010", -amount, Part.NET)),
        registers=(RegisterRow(Register.SALES, "RC", "2026-03", (VatRow(0, nature, amount, 0),)),),
        document_id=party_id,
    )
    protocols = (Protocol(Register.SALES, "RC", 2026, 7),)
    assert composed(orjson.dumps(canonical_form(plan, 7, protocols, "document:1:0"), tuple)) == canonical_bytes(
        plan, 7, protocols, "document:1:0"
    )
