"""What clouds say of a document since it was read from them: whose word counts, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tuiledger.domain.cases import There
from tuiledger.domain.pulls import RemoteState


class Word(NamedTuple):
    """What one connection last heard of a cloud document that a document is, or was read from.

    ``of`` names the cloud document, whichever connection reaches it; ``document_id`` is the document it is now.
    ``heeded`` says that it is still read: its company is linked, and its connection is not paused.
    """

    of: tuple[str, ...]
    document_id: int | None
    state: RemoteState
    updated_at: str | None = None
    run_id: int = 0
    heeded: bool = True


def heard(document_id: int, words: Iterable[Word]) -> There:
    """What ``words`` come to for a document.

    What nobody reads any more vouches for nothing: it counts only where nothing else is left. One that several cloud
    documents are gives way when none of them is it any more, and is gone when all are.
    """
    words = list(words)
    counted: dict[tuple[str, ...], list[Word]] = {}
    for word in [one for one in words if one.heeded] or words:
        counted.setdefault(word.of, []).append(word)
    states: list[RemoteState] = []
    others: list[int] = []
    for of_it in counted.values():
        last = _last(of_it)
        if last.document_id == document_id:
            states.append(last.state)
        elif last.document_id is not None:
            others.append(last.document_id)
    if not states:
        return There(in_place=max(others)) if others else There()
    # One that cannot be understood any more was changed.
    changed = not {RemoteState.CHANGED, RemoteState.REFUSED}.isdisjoint(states)
    return There(changed=changed, gone=set(states) == {RemoteState.GONE})


def _last(words: Sequence[Word]) -> Word:
    """The last word on one cloud document, of the connections that reach it: of its newest version, or that it went."""
    last = max(words, key=lambda word: (word.updated_at or "", word.run_id))
    went = any(word.state is RemoteState.GONE and (word.updated_at or "") >= (last.updated_at or "") for word in words)
    return last._replace(state=RemoteState.GONE) if went else last
