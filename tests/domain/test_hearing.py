"""What clouds say of a document, through whichever connection it was heard."""

from __future__ import annotations

from typing import Any

import pytest

from tuiledger.domain.cases import There
from tuiledger.domain.hearing import Word, heard
from tuiledger.domain.pulls import RemoteState

ROW, COPY = ("fattureincloud", "", "100", "invoice", "1"), ("fattureincloud", "", "100", "invoice", "2")
CURRENT, CHANGED, GONE = RemoteState.CURRENT, RemoteState.CHANGED, RemoteState.GONE


def word(document_id: int, state: RemoteState = CURRENT, at: str = "09", run: int = 1, **more: Any) -> Word:
    """What was heard of the row that document 1 was read from."""
    return Word(ROW, document_id, state, f"2026-11-22 {at}:00:00", run)._replace(**more)


@pytest.mark.parametrize(
    ("words", "there"),
    [
        ([word(1)], There()),
        ([word(1, CHANGED)], There(changed=True)),
        ([word(1, RemoteState.REFUSED)], There(changed=True)),
        ([word(1, GONE)], There(gone=True)),
        ([word(2)], There(in_place=2)),
        # A copy there is the same document here: it counts while one of the two does.
        ([word(1, GONE), word(1, of=COPY)], There()),
        ([word(2), word(1, of=COPY)], There()),
        ([word(2), word(3, of=COPY)], There(in_place=3)),
    ],
)
def test_one_connection(words: list[Word], there: There) -> None:
    assert heard(1, words) == there


@pytest.mark.parametrize(
    ("words", "there"),
    [
        # What is not read any more does not vouch for what went or was changed.
        ([word(1, GONE), word(1, heeded=False)], There(gone=True)),
        ([word(2, at="10"), word(1, heeded=False)], There(in_place=2)),
        ([word(1), word(1, GONE, heeded=False)], There()),
        ([word(1), word(2, at="10", heeded=False)], There()),
        ([word(1, GONE), word(1, of=COPY, heeded=False)], There(gone=True)),
        # Where nobody reads any more, the last word stands.
        ([word(1, heeded=False)], There()),
        ([word(1, GONE, heeded=False), word(1, run=2, heeded=False)], There(gone=True)),
        # Of two that read, the one that heard of the newer version knows it.
        ([word(2, at="10"), word(1)], There(in_place=2)),
        ([word(2, at="10", run=1), word(1, run=2)], There(in_place=2)),
        ([word(1, at="10"), word(2)], There()),
        ([word(1, CHANGED, at="10"), word(1)], There(changed=True)),
        ([word(1, GONE), word(1)], There(gone=True)),
        ([word(1, GONE), word(1, at="10")], There()),
    ],
)
def test_two_connections(words: list[Word], there: There) -> None:
    assert heard(1, words) == heard(1, reversed(words)) == there
