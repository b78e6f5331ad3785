"""A workbench that nobody touches writes nothing and computes nothing: a session over a slow line stays free."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.terminal.harness import idle_together, workbench
from tests.terminal.places import SCREENS, at_home, go, return_home

#: How many programs rest side by side.
_ABREAST = 4


@pytest.mark.timeout(300)
def test_no_screen_writes_or_works_while_nobody_does_anything(books: Path, thorough: bool) -> None:
    seconds = 5.0 if thorough else 1.5
    written: dict[str, bytes] = {}
    busy: dict[str, float] = {}
    names = list(SCREENS)
    with ExitStack() as stack:
        terminals = [stack.enter_context(workbench(books)) for _ in range(_ABREAST)]
        for terminal in terminals:
            at_home(terminal)
        for first in range(0, len(names), _ABREAST):
            shown = dict(zip(names[first : first + _ABREAST], terminals, strict=False))
            for name, terminal in shown.items():
                go(terminal, name)
                busy[name] = -terminal.processor_time
            written.update(zip(shown, idle_together(list(shown.values()), seconds), strict=True))
            for name, terminal in shown.items():
                busy[name] = (busy[name] + terminal.processor_time) / seconds
                return_home(terminal, name)
    assert written == dict.fromkeys(SCREENS, b"")
    assert {name: share for name, share in busy.items() if share > 0.05} == {}
