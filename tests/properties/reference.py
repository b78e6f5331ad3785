"""A ledger of dictionaries and integers that says what the books must hold: the auditor of the state machine.

It knows nothing of the program but the accounts' codes and the rules of the trade, and is written to be read at once.
"""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

TODAY = datetime.date(2026, 3, 31)

Register = tuple[str, str]


class Paper(NamedTuple):
    """What a document says; ``rows`` are (taxable in cents, rate in hundredths of a percent)."""

    company: int
    issued: bool
    code: str
    number: int
    day: datetime.date
    rows: tuple[tuple[int, int], ...]
    split: bool

    @property
    def taxable(self) -> int:
        return sum(taxable for taxable, _ in self.rows)

    @property
    def tax(self) -> int:
        return sum((taxable * rate + 5_000) // 10_000 for taxable, rate in self.rows)

    @property
    def sign(self) -> int:
        return -1 if self.code == "TD04" else 1

    @property
    def identity(self) -> tuple[int, bool, str, int]:
        kind = {"TD04": "credit", "TD16": "integration"}.get(self.code, "invoice")
        return self.company, self.issued, kind, self.number

    def lines(self) -> dict[str, int]:
        """Account and amount, debit positive, as an accountant writes the document."""
        net, tax, split = self.taxable, self.tax, self.tax if self.split else 0
        if self.code == "TD16":
            lines = {"1210": tax, "2220": -tax}
        elif self.issued:
            lines = {"1110": net + tax - split, "4010": -net, "2210": split - tax}
        else:
            lines = {"5010": net, "1210": tax, "2110": split - net - tax, "2230": -split}
        return {account: self.sign * amount for account, amount in lines.items()}

    def registers(self) -> dict[Register, tuple[int, int]]:
        """Taxable and tax in each register and series."""
        amounts = self.sign * self.taxable, self.sign * self.tax
        if self.code == "TD16":
            return {("sales", "RC"): amounts, ("purchases", "RC"): amounts}
        return {("sales" if self.issued else "purchases", ""): amounts}


@dataclass
class Stored:
    """A document on the books: its state, its live entry and whether it waits for a decision."""

    paper: Paper
    state: str
    entry: int | None = None
    undecided: bool = False


class Entry(NamedTuple):
    """An entry of the reference: ``turned`` is -1 for a reversal."""

    document: int
    turned: int
    day: datetime.date
    reverses: int | None
    batch: int | None


@dataclass
class Books:
    """Everything that is expected of the store; ids are the store's own, given in the order of arrival."""

    documents: dict[int, Stored] = field(default_factory=dict)
    entries: dict[int, Entry] = field(default_factory=dict)
    pairs: dict[int, tuple[int, int, str]] = field(default_factory=dict)
    locked: dict[int, datetime.date] = field(default_factory=dict)
    balances: Counter[tuple[int, str]] = field(default_factory=Counter)
    printed: dict[tuple[int, Register], list[tuple[int, int]]] = field(default_factory=dict)

    def receive(self, paper: Paper) -> tuple[str, int]:
        """The outcome of a delivery and the document it belongs to; those that count go before the void ones."""
        alike = [number for number, d in self.documents.items() if d.paper.identity == paper.identity]
        alike.sort(key=lambda number: (self.documents[number].paper != paper, self.documents[number].state == "void"))
        for number in alike:
            if self.alike(self.documents[number].paper, paper):
                return "already_known", number
        number = len(self.documents) + 1
        self.documents[number] = Stored(paper, "ready")
        self.look_again(number)
        return "created", number

    @staticmethod
    def alike(one: Paper, other: Paper) -> bool:
        """Whether two papers of one identity say the same to the books."""
        return (one.day, sorted(one.rows), one.split) == (other.day, sorted(other.rows), other.split)

    def look_again(self, document: int) -> None:
        """Where those of one identity stand: each against those before it, and what is posted comes first."""
        identity = self.documents[document].paper.identity
        members = [number for number, d in self.documents.items() if d.paper.identity == identity]
        members.sort(key=lambda number: (self.documents[number].entry is None, number))
        said = {frozenset((left, right)): state for left, right, state in self.pairs.values()}
        before: list[int] = []
        for number in members:
            stored = self.documents[number]
            if stored.entry is None:
                same = [n for n in members[: members.index(number)] if said.get(frozenset((n, number))) == "same"]
                rivals = [n for n in before if said.get(frozenset((n, number))) != "different"]
                stored.undecided = False
                if same or any(self.alike(self.documents[n].paper, stored.paper) for n in rivals):
                    stored.state = "void"
                    continue
                stored.undecided = bool(rivals)
                stored.state = "held" if rivals or not self.open(stored.paper) else "ready"
                if rivals:
                    self._ask(rivals, number, before)
            before.append(number)
        for pair, (left, right, state) in self.pairs.items():
            if state == "open" and left in members and not self._waits(left, right, before):
                self.pairs[pair] = (left, right, "lapsed")

    def _ask(self, rivals: list[int], number: int, before: list[int]) -> None:
        pairs = {frozenset((left, right)): pair for pair, (left, right, _) in self.pairs.items()}
        known = [pairs[frozenset((n, number))] for n in rivals if frozenset((n, number)) in pairs]
        if any(self.pairs[pair][2] == "open" for pair in known):
            return
        first = pairs.get(frozenset((rivals[0], number)), len(self.pairs) + 1)
        left, right, _ = self.pairs.get(first, (rivals[0], number, ""))
        self.pairs[first] = (left, right, "open")

    def _waits(self, left: int, right: int, before: list[int]) -> bool:
        if left not in before or right not in before:
            return False
        return self.documents[max(left, right, key=before.index)].undecided

    def open(self, paper: Paper) -> bool:
        """Whether the paper's day may be posted to."""
        return paper.day > self.locked.get(paper.company, datetime.date.min)

    def post(self, company: int, batch: int) -> list[int]:
        """Documents that are posted, oldest first; the others are held."""
        waiting = [n for n, d in self.documents.items() if d.paper.company == company and d.state in ("ready", "held")]
        posted = []
        for number in sorted(waiting, key=lambda n: (self.documents[n].paper.day, n)):
            document = self.documents[number]
            if document.state == "held":
                continue
            self._write(Entry(number, 1, document.paper.day, None, batch))
            posted.append(number)
        return posted

    def reversal_day(self, entry: Entry) -> datetime.date:
        """The day a reversal lands on: today, or the first that is open."""
        locked = self.locked.get(self.documents[entry.document].paper.company)
        return max(TODAY, entry.day, *((locked + datetime.timedelta(days=1),) if locked else ()))

    def can_reverse(self, entry_id: int) -> bool:
        """A reversal of a reversal posts its document again, which must be free for it and wait for nothing."""
        entry = self.entries[entry_id]
        return entry.turned == 1 or self.documents[entry.document].state == "ready"

    def lock(self, company: int, day: datetime.date | None) -> None:
        """Close the books up to a day, or open them; everything that is not posted is looked at again."""
        self.locked.pop(company, None)
        if day:
            self.locked[company] = day
        for number, document in self.documents.items():
            if document.paper.company == company and document.state in ("ready", "held"):
                self.look_again(number)

    def reverse(self, entry_id: int) -> None:
        """Turn every sign of an entry."""
        entry = self.entries[entry_id]
        self._write(Entry(entry.document, -entry.turned, self.reversal_day(entry), entry_id, None))

    def reversed(self) -> set[int]:
        """Entries that have a reversal."""
        return {entry.reverses for entry in self.entries.values() if entry.reverses}

    def decide(self, pair: int, state: str) -> None:
        """Decide a pair, or open it again."""
        left, right, _ = self.pairs[pair]
        self.pairs[pair] = (left, right, state)
        self.look_again(right)

    def _write(self, entry: Entry) -> None:
        number = len(self.entries) + 1
        self.entries[number] = entry
        document = self.documents[entry.document]
        document.state, document.entry = ("posted", number) if entry.turned == 1 else ("ready", None)
        self.look_again(entry.document)
        paper = document.paper
        for account, amount in paper.lines().items():
            self.balances[paper.company, account] += entry.turned * amount
        for register, (taxable, tax) in paper.registers().items():
            rows = self.printed.setdefault((paper.company, register), [])
            rows.append((entry.turned * taxable, entry.turned * tax))
