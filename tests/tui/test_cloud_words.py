"""Codes of the clouds are told in words, and companies by their names."""

from __future__ import annotations

import pytest
from tests.builders import NOW

from tuiledger.domain.pulls import Event, Trouble
from tuiledger.tui.cloud_words import event_text, said, what_of

NAMES = {"100003": "Cooperativa Il Ponte"}


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ("fic_received_documents", "received documents"),
        ("fic_taxes_detailed.f24", "taxes: f24"),
        ("100003", "Cooperativa Il Ponte"),
        ("expense", "purchase"),
        ("settings:r", "settings, to read (settings:r)"),
        ("something else", "something else"),
    ],
)
def test_values_of_messages_are_words_and_names(value: str, word: str) -> None:
    assert said("It is about {}", (value,), NAMES) == f"It is about {word}"


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (("57", "0", "0", "0", "0"), "57 new"),
        (("1", "2", "3", "4", "5"), "1 new, 2 changed, 3 gone, 5 refused, 4 unchanged"),
        (("0", "0", "0", "0", "0"), "nothing there"),
    ],
)
def test_what_was_read_of_a_client_counts_what_there_is(values: tuple[str, ...], told: str) -> None:
    event = Event(NOW, "ok", "client-read", "{} new, {} changed, {} gone, {} unchanged, {} refused", values, 7)
    assert event_text(event, {7: "Officine Olmo"}, NAMES) == f"Officine Olmo: {told}"
    assert event_text(event, {}, NAMES) == told


def test_a_problem_is_about_a_document_a_list_or_the_whole_company() -> None:
    trouble = Trouble(1, "100003", "expense", "77", "code", "message", (), NOW, NOW)
    assert what_of(trouble) == "purchase 77"
    assert what_of(trouble._replace(remote_id="")) == "purchase"
    assert what_of(trouble._replace(remote_id="", kind="")) == "the whole company"
