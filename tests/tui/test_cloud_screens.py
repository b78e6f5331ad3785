"""The screens of the clouds: as somebody last saw them, whole in every language, and harmless whatever a cloud says."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len
from tests.tui.cloud_studio import books_app, open_hostile_clouds, open_linked_studio
from tests.tui.conftest import Press
from tests.tui.reading import lines
from tests.tui.snapshots import CLOUD_WALK, SIZES, kept_clouds, render_clouds

from tuiledger.ports import Store


@pytest.fixture
def clouds(tmp_path: Path, tmp_home: Path) -> Iterator[Store]:
    opened = open_linked_studio(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def hostile(tmp_path: Path, tmp_home: Path) -> Iterator[Store]:
    opened = open_hostile_clouds(tmp_path)
    yield opened
    opened.close()


@pytest.mark.parametrize("size", SIZES)
def test_the_screens_of_the_clouds_look_as_they_were_last_seen(size: tuple[int, int]) -> None:
    seen = render_clouds(size).splitlines()
    assert seen == kept_clouds(size).read_text(encoding="utf-8").splitlines(), (
        "python -m tests.tui.snapshots keeps the new ones"
    )


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_the_screens_of_the_clouds_are_whole(clouds: Store, tmp_path: Path, press: Press, language: str) -> None:
    app = books_app(clouds, tmp_path, language=language)
    async with app.run_test(size=(80, 24)) as pilot:
        for name, keys in CLOUD_WALK:
            await press(pilot, *keys)
            shown = lines(app)
            assert {cell_len(line) for line in shown} == {80} and len(shown) == 24, name


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
async def test_no_name_that_a_cloud_gives_steers_the_terminal_or_is_taken_for_markup(
    hostile: Store, tmp_path: Path, press: Press, size: tuple[int, int]
) -> None:
    app = books_app(hostile, tmp_path)
    shown = ""
    lists = ("0", "i", "q", "i", "x", "n", "e", "1", "b", "y", "enter", "j", "k", "i", "escape")
    links = ("A", "n", "n", "n", "m", "paste:evil", "enter", "escape", "0", "x", "u", "enter", "z")
    asides = ("question_mark", "q", "L", "q", "q")
    async with app.run_test(size=size, notifications=True) as pilot:
        for key in (*lists, *links, *asides):
            await press(pilot, key)
            assert app.is_running, key
            for strip in app.screen._compositor.render_strips():
                shown += strip.text
                bad = {char for char in strip.text if unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs")}
                assert not bad, (key, bad)
                actions = {meta for segment in strip for meta in (segment.style.meta if segment.style else {})}
                assert not any(name.startswith("@") for name in actions), key
    assert "[/red]" in shown and "[@click=app.quit]" in shown
    assert app.return_code in (0, None)
