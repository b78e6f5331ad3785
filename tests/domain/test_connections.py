"""What a trial makes of a connection."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tuiledger.domain.connections import CloudAccount, Condition, Connection, Grant, Verdict, judged, resumed

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
BEFORE = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
NEW = Connection(1, "fattureincloud", "Studio", Grant.PERSONAL_TOKEN, Condition.UNPROVED)
PROVED = NEW._replace(condition=Condition.PROVED, account="Anna", proved_at=BEFORE)
ACCOUNT = CloudAccount("7", "Marta", None, True, ())


def verdict(code: str) -> Verdict:
    return Verdict(code, "", "", account=ACCOUNT if code == "proved" else None)


def test_a_proof_clears_what_was_wrong() -> None:
    failed = NEW._replace(condition=Condition.NEEDS_RECONNECT, failure="invalid-credentials", failed_at=BEFORE)
    assert judged(failed, verdict("proved"), NOW) == NEW._replace(
        condition=Condition.PROVED, account="Marta", proved_at=NOW
    )


@pytest.mark.parametrize(
    ("code", "condition"),
    [("invalid-credentials", Condition.NEEDS_RECONNECT), ("company-account", Condition.UNPROVED),
     ("missing-scope", Condition.UNPROVED), ("licence-expired", Condition.UNPROVED), ("forbidden", Condition.UNPROVED),
     ("quota-used-up", Condition.PROVED), ("no-network", Condition.PROVED), ("provider-down", Condition.PROVED),
     ("unexpected-answer", Condition.PROVED)],
)  # fmt: skip
def test_a_failure_is_kept_and_only_what_lasts_changes_the_condition(code: str, condition: Condition) -> None:
    after = judged(PROVED, verdict(code), NOW)
    assert (after.condition, after.failure, after.failed_at, after.proved_at) == (condition, code, NOW, BEFORE)
    assert after.account == "Anna"


@pytest.mark.parametrize("code", ["proved", "invalid-credentials", "no-network"])
def test_a_paused_connection_stays_paused(code: str) -> None:
    assert judged(PROVED._replace(condition=Condition.PAUSED), verdict(code), NOW).condition is Condition.PAUSED


@pytest.mark.parametrize(
    ("paused", "condition"),
    [(PROVED, Condition.PROVED), (NEW, Condition.UNPROVED), (PROVED._replace(failure="no-network"), Condition.PROVED),
     (PROVED._replace(failure="missing-scope"), Condition.UNPROVED),
     (PROVED._replace(failure="invalid-credentials"), Condition.NEEDS_RECONNECT)],
)  # fmt: skip
def test_it_is_resumed_as_the_last_trial_left_it(paused: Connection, condition: Condition) -> None:
    assert resumed(paused._replace(condition=Condition.PAUSED)).condition is condition
