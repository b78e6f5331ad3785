"""What a person is told of a connection: one sign, plain words, and the next step."""

from __future__ import annotations

import datetime

import pytest
from tests.builders import NOW
from tests.tui.cloud_studio import a_connection

from tuiledger.domain.connections import ORIGINALS, Condition, Verdict
from tuiledger.tui.conditions import explain, severity, sign_of

CODES = (
    "invalid-credentials", "company-account", "missing-scope", "licence-expired", "forbidden", "quota-used-up",
    "no-network", "provider-down", "unexpected-answer", "something-new",
)  # fmt: skip


@pytest.mark.parametrize("code", CODES)
def test_every_failure_is_told_in_a_sentence_with_a_next_step(code: str) -> None:
    failed = a_connection(condition=Condition.UNPROVED, failure=code, failed_at=NOW)
    told = explain(failed, None, NOW)
    assert told.sentence.endswith(".") and told.remedy.endswith(".") and "{}" not in told.text
    assert told.original == ORIGINALS.get(code, "")


def test_the_words_of_this_session_s_trial_go_before_those_of_the_code() -> None:
    failed = a_connection(condition=Condition.UNPROVED, failure="missing-scope", failed_at=NOW)
    last = Verdict("missing-scope", "The token may not do everything that is needed: it lacks {}", "Make it", ("x:r",))
    assert "it lacks x:r" in explain(failed, last, NOW).sentence
    assert "x:r" not in explain(failed, last._replace(code="no-network"), NOW).sentence


def test_a_sign_in_that_ends_soon_is_told_before_it_does() -> None:
    soon = a_connection(expires_at=NOW + datetime.timedelta(days=3))
    assert "r renews it" in explain(soon, None, NOW).remedy
    later = a_connection(expires_at=NOW + datetime.timedelta(days=300))
    assert "Enter links" in explain(later, None, NOW).remedy


def test_state_is_a_glyph_and_a_word_and_what_is_broken_comes_first() -> None:
    broken = a_connection(condition=Condition.NEEDS_RECONNECT, failure="invalid-credentials")
    doubtful = a_connection(failure="no-network", failed_at=NOW)
    ordered = [broken, doubtful, None, a_connection(), a_connection(condition=Condition.PAUSED)]
    assert sorted(ordered, key=severity) == ordered
    assert [sign_of(one).text for one in ordered] == [
        "✖ sign in again", "▲ proved before", "· not connected", "● proved", "· paused",
    ]  # fmt: skip
