"""Journals to export: balanced entries over the Italian chart, with names nobody should trust."""

from __future__ import annotations

import datetime
import random
from collections import Counter
from collections.abc import Iterable

from hypothesis import strategies as st

from tuiledger.domain.chart import ITALIAN_CHART, Account, AccountKind, Chart
from tuiledger.domain.journal import EntryLine, EntryPlan, Journal, JournalEntry, Part, Protocol
from tuiledger.domain.parties import Company
from tuiledger.domain.vat import Register, RegisterLine, RegisterRow, VatRow

COMPANY = Company(1, "OLMO", 'Olmo "2000" S.r.l. \\ & figli; (sede)', "IT", "99900000016", "99900000016")
ODD_ACCOUNTS = (
    Account("10.10", "Cash; office  [petty]", AccountKind.ASSET, "Liquid funds"),
    Account("10-10", "Cash; office  [petty]", AccountKind.ASSET, "Liquid funds"),
    Account("àè", "\u5317\u4eac", AccountKind.EXPENSE, "Sundry"),
    Account("x", 'quote " and \\', AccountKind.EXPENSE, "Sundry"),
)
CHART = Chart((*ITALIAN_CHART, *ODD_ACCOUNTS))
CODES = sorted(CHART.accounts)

HOSTILE = (
    'Bar "Da Ugo"', "C:\\temp\\", "=HYPERLINK(1)", "@SUM(A1)", "-1+1", "+39 02", "\uff1d1+1", "a\nb", "a\r\nb",
    "tab\there", "semi;colon", "pipe | note", "two  spaces", "(code) * !", "[2026-01-01]", "date:2020-01-01, x:y",
    "\x1b[2Jred", "\u202egnp.exe", "{}", "{0}", "%s", "", "\u5317\u4eac \U0001f600", "#tag ^link", "; comment",
    "a,b", "\ufeffbom", "x" * 500, "option \"title\" \"x\"\n2020-01-01 open Assets:Evil", "\\", '"', '\\"',
    "trailing ", "'apostrophe", "=\n=", "\t=1",
)  # fmt: skip

#: What a spreadsheet takes for the beginning of a formula.
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def sums(entries: Iterable[JournalEntry]) -> dict[str, int]:
    """Balance of every account that is used, in minor units."""
    found: Counter[str] = Counter()
    for entry in entries:
        for line in entry.plan.lines:
            found[line.account] += line.amount
    return dict(found)


def entry(
    number: int,
    lines: tuple[EntryLine, ...],
    *,
    day: datetime.date = datetime.date(2026, 1, 31),
    description: str = "TD01 · 7 · Olmo",
    party: str = "Bianchi",
    document: str = "7",
    registers: tuple[RegisterRow, ...] = (),
    protocols: tuple[Protocol, ...] = (),
    reverses: int | None = None,
) -> JournalEntry:
    """A posted entry; its hash is only shaped like one."""
    plan = EntryPlan(
        1, Journal.PURCHASES, day, day, description, lines, registers, document_id=number, reverses_id=reverses
    )
    return JournalEntry(
        id=number,
        plan=plan,
        number=number,
        protocols=protocols,
        posted_at="2026-02-01T10:00:00+00:00",
        actor="anna",
        idempotency_key=f"key-{number}",
        previous_hash="0" * 64,
        hash=f"{number:064x}",
        type_code="TD01",
        document_number=document,
        party_name=party,
    )


def ledger(size: int, seed: int = 1) -> list[JournalEntry]:
    """``size`` entries in order of date, most of them with hostile texts."""
    rng = random.Random(seed)  # noqa: S311
    return [_entry(rng, number, size) for number in range(1, size + 1)]


def _entry(rng: random.Random, number: int, size: int) -> JournalEntry:
    amounts = [rng.randint(-(10**9), 10**9) for _ in range(rng.randint(1, 5))]
    amounts.append(-sum(amounts))
    parties = [rng.choice((None, rng.randint(1, 50))) for _ in amounts]
    return entry(
        number,
        tuple(
            EntryLine(rng.choice(CODES), amount, Part.OTHER, party)
            for amount, party in zip(amounts, parties, strict=True)
        ),
        day=datetime.date(2026, 1, 1) + datetime.timedelta(days=number * 300 // size),
        description=rng.choice(HOSTILE),
        party=rng.choice(HOSTILE),
        document=rng.choice(HOSTILE),
        protocols=(Protocol(Register.PURCHASES, rng.choice(("", "RC", "a)b;")), 2026, number),),
        reverses=number - 1 if rng.random() < 0.05 and number > 1 else None,
    )


@st.composite
def entries(draw: st.DrawFn) -> list[JournalEntry]:
    """A few balanced entries with any texts."""
    made = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        amounts = draw(st.lists(st.integers(-(10**15), 10**15), max_size=4))
        amounts.append(-sum(amounts))
        lines = tuple(
            EntryLine(draw(st.sampled_from(CODES)), amount, Part.OTHER, draw(st.none() | st.integers(1, 9)))
            for amount in amounts
        )
        made.append(
            entry(
                number, lines, description=draw(st.text()), party=draw(st.text()), document=draw(st.text(max_size=20))
            )
        )
    return made


def register_line(
    protocol: int,
    row: VatRow,
    *,
    register: Register = Register.SALES,
    series: str = "",
    number: str = "7/A",
    party: str = "Bianchi S.p.A.",
    period: str = "2026-01",
    reverses: bool = False,
) -> RegisterLine:
    """One printed line of January 2026."""
    registered, dated = datetime.date(2026, 1, 31), datetime.date(2026, 1, 30)
    return RegisterLine(
        1, register, series, 2026, protocol, registered, dated, number, "TD01", party, "IT99900000123", row, period,
        protocol, protocol, f"{protocol:02x}" * 32, reverses,
    )  # fmt: skip
