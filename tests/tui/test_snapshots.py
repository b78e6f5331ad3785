"""The screens look as they did when somebody last looked at them."""

from __future__ import annotations

import pytest
from tests.tui.snapshots import SIZES, kept, render


@pytest.mark.parametrize("size", SIZES)
def test_every_screen_looks_as_it_was_last_seen(size: tuple[int, int]) -> None:
    seen = render(size).splitlines()
    assert seen == kept(size).read_text(encoding="utf-8").splitlines(), (
        "python -m tests.tui.snapshots keeps the new ones"
    )
