"""Nothing steers the terminal, and the guard says so when it no longer guards."""

from __future__ import annotations

import pytest
from rich.text import Text
from textual import content
from textual.content import Content

from tuiledger.tui import output_guard


@pytest.mark.parametrize("code", output_guard.UNSAFE)
def test_no_unsafe_character_reaches_the_libraries_that_draw(code: int) -> None:
    output_guard.install()
    assert Text(f"a{chr(code)}z").plain == "az"
    assert Content(f"a{chr(code)}z").plain == "az"


def test_the_program_does_not_draw_when_the_guard_has_no_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "_CONTROL_STRIP_TRANSLATE", None)
    with pytest.raises(output_guard.UnguardedOutput):
        output_guard.install()


def test_the_program_does_not_draw_when_the_table_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "_strip_control_codes", lambda text: text)
    with pytest.raises(output_guard.UnguardedOutput):
        output_guard.install()
