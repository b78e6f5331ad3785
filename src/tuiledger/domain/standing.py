"""Where documents stand: a pure function of what is known of them, never of where they stood before.

What is known are the files a document came in, what the exchange system said of them, what people decided and what it
was given for, the entry it has, and the rules of its books. Documents of one legal identity are looked at together, in
one order, and each only against those before it; so whoever asks, and when, is told the same.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tuiledger.domain.documents import ClientDocument, Direction, Hold, State
from tuiledger.domain.duplicates import OTHER_CONTENT, Band, Pair, PairState, content_key
from tuiledger.domain.posting import assess
from tuiledger.domain.rules import (
    BROKEN_SIGNATURE,
    DUPLICATE,
    INTACT_COPY,
    RECEIVED_LATER,
    REJECTED,
    REJECTED_AFTER_POSTING,
    SAME_DOCUMENT,
    PostingRules,
)
from tuiledger.domain.transmissions import Copy, Told, arrival, is_tampered, rejections


class Case(NamedTuple):
    """A document and what is known of it beside its content.

    ``filed_for`` is the code of the hold that ``file-it`` answered, ``posted_on`` the day of its live entry.
    """

    document: ClientDocument
    canonical_sha256: str
    copies: tuple[Copy, ...]
    filed_for: str | None = None
    posted_on: datetime.date | None = None

    @property
    def id(self) -> int:
        """The document's."""
        return self.document.id

    @property
    def trusted(self) -> bool:
        """It is in the books, came in an intact file, or a person accepted it although none is."""
        return (
            self.document.state is State.POSTED
            or "accept-signature" in self.document.decisions
            or not is_tampered(self.copies)
        )

    @property
    def filing_lapsed(self) -> bool:
        """It was put away because its signature did not hold, and came in an intact file since."""
        return (
            "file-it" in self.document.decisions
            and self.filed_for == BROKEN_SIGNATURE.code
            and not is_tampered(self.copies)
        )


class Group(NamedTuple):
    """Documents of one company, side and legal identity, and the pairs that were made of them."""

    company_id: int
    cases: tuple[Case, ...]
    pairs: tuple[Pair, ...] = ()


class Standing(NamedTuple):
    """Where a document stands, why, and the day it was delivered."""

    state: State
    hold: Hold | None = None
    received_on: datetime.date | None = None


class Outlook(NamedTuple):
    """Where the documents of a group stand, by id; the pairs to put before a person; and those that change, by id."""

    standings: dict[int, Standing]
    alarms: tuple[Pair, ...]
    changes: dict[int, PairState]


def look(group: Group, rules: PostingRules) -> Outlook:
    """Where every document of ``group`` stands under ``rules``.

    What is posted comes first, then what came in an intact file, then what came first.
    """
    view = _View({frozenset((pair.left, pair.right)): pair for pair in group.pairs})
    for case in sorted(group.cases, key=_order):
        view.place(case, _stand(case, view, rules))
    alarms, reopened = [], dict[int, PairState]()
    for pair in view.alarms:
        if pair.id is None:
            alarms.append(pair)
        else:
            reopened[pair.id] = PairState.OPEN
    lapsed = {
        pair.id: PairState.LAPSED
        for pair in group.pairs
        if pair.id is not None and pair.state is PairState.OPEN and not view.is_open(pair)
    }
    return Outlook(view.standings, tuple(alarms), lapsed | reopened)


def _order(case: Case) -> tuple[bool, bool, int]:
    return case.document.state is not State.POSTED, is_tampered(case.copies), case.id


@dataclass(slots=True)
class _View:
    """The documents that were looked at so far, first to last."""

    pairs: dict[frozenset[int], Pair]
    standings: dict[int, Standing] = field(default_factory=dict)
    contents: dict[int, str] = field(default_factory=dict)
    alarms: list[Pair] = field(default_factory=list)
    #: Those that bear the number: a later one is compared with them.
    bearing: list[Case] = field(default_factory=list)
    #: Those that bear it, and those that are the same as one that does.
    kept: set[int] = field(default_factory=set)

    def place(self, case: Case, standing: Standing) -> None:
        """Add the next one."""
        self.standings[case.id] = standing
        if not case.trusted:
            return
        if standing.state is not State.VOID:
            self.bearing.append(case)
        if standing.state is not State.VOID or (standing.hold and standing.hold.code == SAME_DOCUMENT.code):
            self.kept.add(case.id)

    def same(self, case: Case, other: Case) -> bool:
        """Whether two documents of one number say the same, to the letter or in what the books need."""
        return case.canonical_sha256 == other.canonical_sha256 or (
            case.document.document.date == other.document.document.date and self._content(case) == self._content(other)
        )

    def _content(self, case: Case) -> str:
        content = self.contents.get(case.id)
        if content is None:
            content = self.contents[case.id] = content_key(case.document.document)
        return content

    def decided(self, case: Case, other: int) -> PairState | None:
        """What was said of ``case`` and an earlier one."""
        pair = self.pairs.get(frozenset((case.id, other)))
        return pair.state if pair else None

    def said_to_be(self, case: Case) -> int | None:
        """The earlier document that a person said ``case`` is."""
        return next((other for other in self.standings if other in self.kept
                     and self.decided(case, other) is PairState.SAME), None)  # fmt: skip

    def is_open(self, pair: Pair) -> bool:
        """Whether the later of the two waits for an answer, or was put away without one, and both bear the number."""
        places = [case.id for case in self.bearing]
        if pair.left not in places or pair.right not in places:
            return False
        later = self.standings[max(pair.left, pair.right, key=places.index)]
        return later.state is State.FILED or (later.hold is not None and later.hold.code == DUPLICATE.code)


def _stand(case: Case, view: _View, rules: PostingRules) -> Standing:
    document = case.document
    received_on = arrival(case.copies)
    rejected = rejections(case.copies)
    if document.state is State.POSTED:
        return Standing(State.POSTED, _told_of_entry(case, rejected, received_on), received_on)
    if rejected:
        hold = REJECTED._replace(values=("; ".join(told.text for told in rejected),))
        return Standing(State.VOID, hold, received_on)
    same = view.said_to_be(case)
    if same is not None:
        return Standing(State.VOID, _same_as(same), received_on)
    if "file-it" in document.decisions and not case.filing_lapsed:
        return Standing(State.FILED, None, received_on)
    if not case.trusted:
        return Standing(State.HELD, BROKEN_SIGNATURE, received_on)
    compared = _compared(case, view)
    if compared is not None:
        return compared._replace(received_on=received_on)
    decisions = document.decisions
    if case.filing_lapsed:
        if "accept-copy" not in decisions:
            return Standing(State.HELD, INTACT_COPY, received_on)
        decisions -= {"file-it"}
    fresh = document._replace(hold=None, received_on=received_on, decisions=decisions)
    return Standing(*assess(fresh, rules), received_on)


def _compared(case: Case, view: _View) -> Standing | None:
    """What ``case`` is against those before it that bear its number and were not said to be others."""
    others = [other for other in view.bearing if view.decided(case, other.id) is not PairState.DIFFERENT]
    if not others:
        return None
    for other in others:
        if view.same(case, other):
            return Standing(State.VOID, _same_as(other.id))
    if not any(view.decided(case, other.id) is PairState.OPEN for other in others):
        known = view.pairs.get(frozenset((case.id, others[0].id)))
        view.alarms.append(known or Pair(others[0].id, case.id, case.document.company_id, Band.LIKELY, OTHER_CONTENT))
    return Standing(State.HELD, DUPLICATE)


def _told_of_entry(case: Case, rejected: Sequence[Told], received_on: datetime.date | None) -> Hold | None:
    """What a posted document comes to say: it was rejected, or delivered in a later month (DPR 100/98)."""
    if rejected:
        return REJECTED_AFTER_POSTING
    day = case.posted_on
    if case.document.direction is not Direction.RECEIVED or received_on is None or day is None:
        return None
    if (received_on.year, received_on.month) <= (day.year, day.month):
        return None
    return RECEIVED_LATER._replace(values=(received_on.isoformat(),))


def _same_as(document_id: int) -> Hold:
    return SAME_DOCUMENT._replace(values=(str(document_id),))
