"""The language over records in memory; that the books answer alike is held by the tests of the store."""

from __future__ import annotations

import datetime

import pytest

from tuiledger.domain.runs import Outcome
from tuiledger.services.find import Field, FieldKind, matches, read_query

FIELDS = (
    Field("started", FieldKind.DAY),
    Field("what", FieldKind.TEXT),
    Field("outcome", FieldKind.CHOICE, {outcome: outcome.value for outcome in Outcome}),
    Field("files", FieldKind.COUNT),
    Field("balance", FieldKind.AMOUNT),
    Field("finished", FieldKind.DAY),
)
RUN: dict[str, object] = {
    "started": datetime.datetime(2026, 3, 2, 12, 0, tzinfo=datetime.UTC),
    "what": "/posta/Società Gàmma",
    "outcome": Outcome.ALREADY_KNOWN,
    "files": 12,
    "balance": -123_456,
    "finished": None,
}
SEARCHED = "118\nSocietà Gàmma & Figli"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "gamma",
        "GÀMMA società",
        '"gamma & figli"',
        "118",
        "-beta",
        '-"118 societa"',
        "&",
        "-&",
        "what:gamma",
        "-what:beta",
        "what!=gamma",
        'what="posta societa GAMMA"',
        "outcome:already_known",
        "outcome:created,already-known",
        "-outcome:created",
        "files:12",
        "files>11 files<13",
        "files:1..12",
        "-files:13..",
        "balance<0",
        "balance:-1,234.56",
        "balance>=-1234.56",
        "-balance:0..5",
        "started:2026-03",
        "started:2026-03-02",
        "started>2026-02",
        "-finished:2026",
        "finished!=2026-01-01",
    ],
)
def test_what_is_there_is_found(typed: str) -> None:
    assert matches(read_query(typed, FIELDS), RUN, SEARCHED)


@pytest.mark.parametrize(
    "typed",
    [
        "beta",
        "-gamma",
        '"gamma figli x"',
        '"118 societa"',
        "what:beta",
        "-what:gamma",
        "what=gamma",
        "outcome:created",
        "-outcome:already-known",
        "files:13",
        "-files:1..12",
        "balance>0",
        "balance:1234.56",
        "started:2026-02",
        "started<2026-03",
        "finished:2026",
        "finished<2099",
        "finished>2000",
    ],
)
def test_what_is_not_there_is_not_found(typed: str) -> None:
    assert not matches(read_query(typed, FIELDS), RUN, SEARCHED)


def test_a_field_that_a_record_lacks_has_no_value() -> None:
    assert not matches(read_query("files>1", FIELDS), {}, "")
    assert matches(read_query("-files:1", FIELDS), {}, "")
