"""The pictures of the documentation come from the running program, and the same books give the same pictures."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.builders import FixedClock
from tests.tui.studio import open_studio

from tuiledger.tui.pictures import WALK, render


@pytest.fixture
def twins(tmp_path: Path) -> tuple[list[Path], list[Path]]:
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        open_studio(tmp_path / name).close()
        place = str(tmp_path / name / "studio.db")
        made.append(render(place, tmp_path / name / "pictures", ((80, 24),), FixedClock()))
    return made[0], made[1]


def test_every_screen_is_drawn_and_the_same_books_give_the_same_pictures(twins: tuple[list[Path], list[Path]]) -> None:
    first, second = twins
    assert [path.name for path in first] == [f"{name}-80x24.svg" for name, _keys in WALK]
    assert all(path.read_text(encoding="utf-8").startswith("<svg") for path in first)
    differing = [one.name for one, two in zip(first, second, strict=True) if one.read_bytes() != two.read_bytes()]
    assert differing == []
