"""Where documents stand: a pure function of what is known of them, never of where they stood before.

What is known are the files a document came in, what the exchange system said of them, what people decided and what it
was given for, the entry it has, and the rules of its books. Documents of one legal identity are looked at together, in
one order, and each only against those before it; so whoever asks, and when, is told the same.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from tuiledger.domain.cases import Case, Refused, refused
from tuiledger.domain.documents import Direction, Hold, State
from tuiledger.domain.duplicates import NO_NUMBER, OTHER_CONTENT, Band, Pair, PairState, content_key
from tuiledger.domain.posting import assess
from tuiledger.domain.rules import (
    BROKEN_SIGNATURE,
    CHANGED_AFTER_POSTING,
    CHANGED_THERE,
    DUPLICATE,
    FILING_LAPSED,
    GONE_AFTER_POSTING,
    GONE_THERE,
    INTACT_COPY,
    POSSIBLE_DUPLICATE,
    RECEIVED_LATER,
    RECEIVED_LATER_THAN_SAID,
    REJECTED,
    REJECTED_AFTER_POSTING,
    REJECTED_AFTER_POSTING_FOR,
    REJECTED_FOR,
    REJECTED_UNLESS_ACCEPTED,
    REPLACED,
    SAME_DOCUMENT,
    TAKEN_BEFORE,
    UNCLEAR_NAME,
    PostingRules,
    decision_value,
)
from tuiledger.domain.transmissions import Copy, arrival, is_tampered

#: What a person is asked about what was put away.
_PUT_AWAY: Final = frozenset({FILING_LAPSED.code, INTACT_COPY.code})


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


def joined(group: Group) -> Group:
    """``group`` where each intact document has the tampered files of those that say the same among its own.

    A tampered file is a copy of the intact one that came before it; it is no less so where the intact one came later.
    """
    tampered: dict[object, list[Copy]] = {}
    for case in group.cases:
        if is_tampered(case.copies):
            tampered.setdefault(_likenesses(case)[1], []).extend(case.copies)
    if not tampered:
        return group
    return group._replace(
        cases=tuple(
            case._replace(copies=(*case.copies, *tampered.get(_likenesses(case)[1], ())))
            if any(copy.intact for copy in case.copies)
            else case
            for case in group.cases
        )
    )


def look(group: Group, rules: PostingRules) -> Outlook:
    """Where every document of ``group`` stands under ``rules``.

    What is posted comes first, then what nobody set aside, then what came in an intact file, then what came first; a
    document comes last while it is open whether the exchange system rejected it, so that what nothing speaks against
    does not wait for the answer.
    """
    group = joined(group)
    view = _View(_pairs_of(group.pairs), alone=len(group.cases) == 1)
    against = {case.id: refused(case) for case in group.cases}
    for case in sorted(group.cases, key=lambda case: _order(case, against[case.id], view)):
        view.place(case, _stand(case, against[case.id], view, rules))
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


def _pairs_of(pairs: Iterable[Pair]) -> dict[int, dict[int, Pair]]:
    """The pairs of each document, by the other one."""
    found: dict[int, dict[int, Pair]] = {}
    for pair in pairs:
        found.setdefault(pair.left, {})[pair.right] = pair
        found.setdefault(pair.right, {})[pair.left] = pair
    return found


def _order(case: Case, against: Refused, view: _View) -> tuple[int, bool, bool, int]:
    return _rank(case, against), view.is_set_aside(case), is_tampered(case.copies), case.id


def _rank(case: Case, against: Refused) -> int:
    if case.document.state is State.POSTED:
        return 0
    asked = against.asks
    # Whatever else is asked about may be what was taken before.
    return 1 if asked is None else 3 if asked.code == TAKEN_BEFORE.code else 2


@dataclass(slots=True)
class _View:
    """The documents that were looked at so far, first to last."""

    pairs: dict[int, dict[int, Pair]]
    #: There is nothing to compare.
    alone: bool = False
    standings: dict[int, Standing] = field(default_factory=dict)
    alarms: list[Pair] = field(default_factory=list)
    #: Those that bear the number, each with its place: a later one is compared with them.
    bearing: dict[int, int] = field(default_factory=dict)
    #: Which of them say the same, to the letter or in what the books need.
    alike: dict[object, list[int]] = field(default_factory=dict)
    #: Those that bear it, and those that are the same as one that does, each with its place.
    kept: dict[int, int] = field(default_factory=dict)

    def place(self, case: Case, standing: Standing) -> None:
        """Add the next one."""
        self.standings[case.id] = standing
        code = standing.hold.code if standing.hold else None
        # What has an entry bears its number, whatever is asked of it: a second one must not be posted beside it.
        if not case.trusted or (code == TAKEN_BEFORE.code and standing.state is not State.POSTED):
            return
        if standing.state is not State.VOID:
            self.bearing[case.id] = len(self.bearing)
            for key in () if self.alone else _likenesses(case):
                self.alike.setdefault(key, []).append(case.id)
        if standing.state is not State.VOID or code == SAME_DOCUMENT.code:
            self.kept[case.id] = len(self.kept)

    def pair(self, case: Case, other: int) -> Pair | None:
        """The pair of ``case`` and another one."""
        return self.pairs.get(case.id, {}).get(other)

    def others(self, case: Case, among: Iterable[int]) -> Iterator[int]:
        """Those of ``among`` that were not said to be another document than ``case``."""
        pairs = self.pairs.get(case.id, {})
        return (one for one in among if one not in pairs or pairs[one].state is not PairState.DIFFERENT)

    def is_asked(self, case: Case) -> bool:
        """Whether it waits already for an answer to whether it is one of those that bear the number."""
        pairs = self.pairs.get(case.id, {})
        return any(pair.state is PairState.OPEN and other in self.bearing for other, pair in pairs.items())

    def same_as(self, case: Case) -> int | None:
        """The first that bears the number and says the same as ``case``."""
        found = (next(self.others(case, self.alike.get(key, ())), None) for key in _likenesses(case))
        return min((one for one in found if one is not None), key=self.bearing.__getitem__, default=None)

    def may_be_taken(self, case: Case) -> bool:
        """Whether one that bears the number may be what the exchange system took before ``case``.

        What was put away counts for nothing, and what was said to be another document was sent as another.
        """
        return any(self._counts(other) for other in self.others(case, self.bearing))

    def _counts(self, other: int) -> bool:
        state, hold, _ = self.standings[other]
        return state is not State.FILED and (hold is None or hold.code not in _PUT_AWAY)

    def is_set_aside(self, case: Case) -> bool:
        """Whether a person said that it is the same as one that was there before it."""
        pairs = self.pairs.get(case.id, {}).values()
        return any(pair.state is PairState.SAME and pair.right == case.id for pair in pairs)

    def said_to_be(self, case: Case) -> int | None:
        """The earlier document that a person said ``case`` is; one that was set aside for it only where it counts."""
        pairs = self.pairs.get(case.id, {})
        said = (
            other
            for other, pair in pairs.items()
            if pair.state is PairState.SAME and other in self.kept and (pair.left == other or self._counts(other))
        )
        return min(said, key=self.kept.__getitem__, default=None)

    def is_open(self, pair: Pair) -> bool:
        """Whether the later of the two waits for an answer, or was put away without one, and both bear the number."""
        if pair.left not in self.bearing or pair.right not in self.bearing:
            return False
        later = self.standings[max(pair.left, pair.right, key=self.bearing.__getitem__)]
        return later.state is State.FILED or (later.hold is not None and later.hold.code == DUPLICATE.code)


def _likenesses(case: Case) -> tuple[object, object]:
    """What another document of the number is compared by: its letters, and its date with what the books need of it."""
    document = case.document.document
    # Without a number nothing but the letters tells that two are one.
    alike = case.id if document.numberless else (document.date, content_key(document))
    return case.canonical_sha256, alike


def _stand(case: Case, against: Refused, view: _View, rules: PostingRules) -> Standing:
    document = case.document
    received_on = arrival(case.copies)
    if document.state is State.POSTED:
        return Standing(State.POSTED, _told_of_entry(case, against, received_on), received_on)
    if against.why is not None and (against.asks is None or view.may_be_taken(case)):
        return Standing(State.VOID, _rejection(against, against.why), received_on)
    if case.there.in_place is not None:
        return Standing(State.VOID, REPLACED._replace(values=(str(case.there.in_place),)), received_on)
    same = view.said_to_be(case)
    if same is not None:
        return Standing(State.VOID, _same_as(same), received_on)
    lapse = _lapsed(case, against, view)
    if "file-it" in document.decisions and lapse is None:
        return Standing(State.FILED, None, received_on)
    if not case.trusted:
        return Standing(State.HELD, BROKEN_SIGNATURE, received_on)
    if against.asks is not None:
        return Standing(State.HELD, against.asks, received_on)
    compared = _compared(case, view)
    if compared is not None:
        return compared._replace(received_on=received_on)
    if lapse is not None and lapse.answers[0] not in document.decisions:
        return Standing(State.HELD, lapse, received_on)
    if case.there.changed:
        return Standing(State.HELD, CHANGED_THERE, received_on)
    if case.there.gone and "post-it" not in document.decisions:
        return Standing(State.HELD, GONE_THERE, received_on)
    decisions = document.decisions - {"file-it"} if lapse else document.decisions
    fresh = document._replace(hold=None, received_on=received_on, decisions=decisions)
    return Standing(*assess(fresh, rules), received_on)


def _lapsed(case: Case, against: Refused, view: _View) -> Hold | None:
    """What asks a person anew about a document that was put away, because what it was put away for is gone."""
    if "file-it" not in case.document.decisions:
        # What it was said to be the same as counts no more, or not yet; or no message speaks against it any more that
        # a person said it was rejected by, and none says that it was delivered.
        cleared = case.said == "rejected" and against == Refused() and arrival(case.copies) is None
        return FILING_LAPSED if cleared or view.is_set_aside(case) else None
    if case.filed_for == BROKEN_SIGNATURE.code:
        return None if is_tampered(case.copies) else INTACT_COPY
    gone = (case.filed_for == DUPLICATE.code and not view.bearing) or (
        case.filed_for in (TAKEN_BEFORE.code, UNCLEAR_NAME.code) and against.asks is None
    )
    return FILING_LAPSED if gone else None


def _compared(case: Case, view: _View) -> Standing | None:
    """What ``case`` is against those before it that bear its number and were not said to be others."""
    first = next(view.others(case, view.bearing), None)
    if first is None:
        return None
    same = view.same_as(case)
    if same is not None:
        return Standing(State.VOID, _same_as(same))
    numberless = case.document.document.numberless
    if not view.is_asked(case):
        known = view.pair(case, first)
        band, reasons = (Band.POSSIBLE, NO_NUMBER) if numberless else (Band.LIKELY, OTHER_CONTENT)
        view.alarms.append(known or Pair(first, case.id, case.document.company_id, band, reasons))
    return Standing(State.HELD, POSSIBLE_DUPLICATE if numberless else DUPLICATE)


def _told_of_entry(case: Case, against: Refused, received_on: datetime.date | None) -> Hold | None:
    """What a posted document comes to say: it was rejected, or delivered in a later month (DPR 100/98)."""
    if against.asks is not None or against.why is not None:
        return _rejection_of_entry(against)
    if case.there.changed:
        return CHANGED_AFTER_POSTING
    if case.there.gone and case.document.decisions.isdisjoint(("post-it", "keep-entry")):
        return GONE_AFTER_POSTING
    day = case.posted_on
    if case.document.direction is not Direction.RECEIVED or received_on is None or day is None:
        return None
    month = received_on.replace(day=1)
    decisions = case.document.decisions
    if day >= month or "keep-day" in decisions:
        return None
    said = decision_value(decisions, "date:")
    if said and datetime.date.fromisoformat(said) < month:
        return RECEIVED_LATER_THAN_SAID._replace(values=(received_on.isoformat(), f"date:{said}"))
    return RECEIVED_LATER._replace(values=(received_on.isoformat(),))


def _rejection(against: Refused, why: str) -> Hold:
    """Why a document is void that the exchange system rejected, and what may be said against it."""
    if against.taken is not None:
        return REJECTED_FOR._replace(values=(str(against.taken), why), answers=against.replies)
    return REJECTED._replace(values=(why,), answers=against.replies)


def _rejection_of_entry(against: Refused) -> Hold:
    """That a posted document was rejected, or the question that must be answered before its entry is reversed."""
    if against.asks is not None:
        return against.asks._replace(answers=("accepted", "rejected"))
    if against.taken is not None:
        return REJECTED_AFTER_POSTING_FOR._replace(values=(str(against.taken),), answers=against.replies)
    return REJECTED_UNLESS_ACCEPTED if against.replies else REJECTED_AFTER_POSTING


def _same_as(document_id: int) -> Hold:
    return SAME_DOCUMENT._replace(values=(str(document_id),))
