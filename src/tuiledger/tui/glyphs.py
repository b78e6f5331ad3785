"""Signs of state: a glyph and a word, which colour only repeats; plain ASCII where the terminal knows nothing else."""

from __future__ import annotations

import locale
import sys
from typing import Final, NamedTuple

from tuiledger.domain.documents import State
from tuiledger.domain.runs import Outcome
from tuiledger.text import words
from tuiledger.text.translation import N_, _


class Glyphs(NamedTuple):
    """One character for each sign; every one takes a single cell."""

    ok: str
    part: str
    warn: str
    error: str
    none: str
    cursor: str
    mark: str
    rule: str
    equal: str
    differs: str
    arrow: str
    up: str
    down: str
    bar: str
    rest: str


UNICODE: Final = Glyphs("●", "◐", "▲", "✖", "·", "▸", "■", "─", "=", "≠", "›", "↑", "↓", "━", "─")
ASCII: Final = Glyphs("o", "~", "!", "x", ".", ">", "*", "-", "=", "#", ">", "^", "v", "#", "-")


class _Chosen:
    glyphs: Glyphs = UNICODE


def choose(encoding: str | None = None) -> Glyphs:
    """Settle the set for the terminal's ``encoding`` (default: that of standard output, else of the locale)."""
    name = encoding or getattr(sys.__stdout__, "encoding", None) or locale.getpreferredencoding(False)
    _Chosen.glyphs = UNICODE if "utf" in name.lower() else ASCII
    return _Chosen.glyphs


def glyphs() -> Glyphs:
    """The set in force."""
    return _Chosen.glyphs


class Sign(NamedTuple):
    """A state as it is shown: which glyph, which tone and the English word for it."""

    glyph: str
    tone: str
    word: str

    @property
    def text(self) -> str:
        """Glyph and word."""
        return f"{getattr(glyphs(), self.glyph)} {_(self.word)}"


STATES: Final = {
    State.READY: Sign("part", "part", words.STATES[State.READY]),
    State.HELD: Sign("warn", "warn", words.STATES[State.HELD]),
    State.POSTED: Sign("ok", "ok", words.STATES[State.POSTED]),
    State.VOID: Sign("none", "dim", words.STATES[State.VOID]),
    State.FILED: Sign("none", "dim", words.STATES[State.FILED]),
}

OUTCOMES: Final = {
    Outcome.CREATED: Sign("ok", "ok", N_("new")),
    Outcome.ALREADY_KNOWN: Sign("none", "dim", N_("already there")),
    Outcome.REFUSED: Sign("error", "error", N_("refused")),
}
