"""The next session begins where the last one ended, and a damaged memory costs nobody the program."""

from __future__ import annotations

import json
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuiledger.config.remembered import (
    ListView,
    Order,
    Remembered,
    SavedView,
    change_remembered,
    read_remembered,
    remembered_path,
    write_remembered,
)

TEXTS = st.text(st.sampled_from("abcXYZ09 .:_-àéß€<>[]{}\\\"'"), max_size=12)
ORDERS = st.none() | st.builds(Order, TEXTS, st.booleans())
TUPLES = st.lists(TEXTS, max_size=3).map(tuple)
ALL = st.builds(
    Remembered,
    TEXTS,
    TEXTS,
    st.dictionaries(TEXTS, st.builds(ListView, TEXTS, ORDERS, TUPLES, TUPLES, TEXTS), max_size=3),
    st.dictionaries(TEXTS, st.builds(SavedView, TEXTS, TEXTS, ORDERS, TUPLES, TUPLES), max_size=3),
    st.booleans(),
)
SEEN = Remembered(
    "documents",
    "OLMO",
    {"documents": ListView("state:held", Order("date", True), ("currency",), ("number", "date"), "17")},
    {"Da chiedere": SavedView("documents", "state:held")},
    True,
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "session.json"


def test_it_is_kept_in_the_users_state_folder(tmp_home: Path) -> None:
    assert remembered_path() == tmp_home / ".local/state/tuiledger/session.json"
    assert read_remembered() == (Remembered(), None)
    assert list(tmp_home.iterdir()) == []
    write_remembered(SEEN)
    assert read_remembered() == (SEEN, None)


def test_the_file_and_its_folder_are_their_owners_alone(file: Path) -> None:
    write_remembered(SEEN, file)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (file.parent, file)] == [0o700, 0o600]
    assert list(file.parent.iterdir()) == [file]


@settings(max_examples=25)
@given(ALL)
def test_what_is_written_is_what_is_read(tmp_path_factory: pytest.TempPathFactory, remembered: Remembered) -> None:
    file = tmp_path_factory.getbasetemp() / "session.json"
    write_remembered(remembered, file)
    back, problem = read_remembered(file)
    assert problem is None
    assert back == remembered


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{", b"[]", b"null", b"\xff", b'{"version": 2}', b"{}", b'{"version": 1, "place": 5}',
        b'{"version": 1, "tour_taken": "yes"}', b'{"version": 1, "views": []}', b'{"version": 1, "views": {"a": 5}}',
        b'{"version": 1, "views": {"a": {"order": {}}}}', b'{"version": 1, "views": {"a": {"order": {"field": 1}}}}',
        b'{"version": 1, "saved": {"a": {}}}', b'{"version": 1, "views": {"a": {"hidden": "all"}}}', b"[" * 100_000,
        b" " * (1024 * 1024 + 1),
    ],
)  # fmt: skip
def test_a_damaged_file_is_put_aside_and_told(file: Path, data: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(data)
    remembered, problem = read_remembered(file)
    assert remembered == Remembered()
    assert problem is not None
    assert problem.code == "damaged"
    aside = file.with_name("session.json.damaged")
    assert str(aside) in problem.sentence()
    assert (file.exists(), aside.read_bytes()) == (False, data)
    assert read_remembered(file) == (Remembered(), None)


def test_what_is_no_file_is_not_waited_for(file: Path) -> None:
    file.parent.mkdir()
    os.mkfifo(file)
    remembered, problem = read_remembered(file)
    assert (remembered, problem is None, file.exists()) == (Remembered(), False, False)


def test_what_cannot_be_reached_is_told(file: Path) -> None:
    file.parent.write_text("")
    remembered, problem = read_remembered(file)
    assert problem is not None
    assert (remembered, problem.code, problem.file) == (Remembered(), "unreadable", str(file))


def test_a_link_is_not_followed(file: Path, tmp_path: Path) -> None:
    file.parent.mkdir()
    (tmp_path / "target").write_text(json.dumps({"version": 1, "place": "posting"}))
    file.symlink_to(tmp_path / "target")
    remembered, problem = read_remembered(file)
    assert (remembered, problem is None) == (Remembered(), False)
    write_remembered(SEEN, file)
    assert not file.is_symlink()
    assert "posting" in (tmp_path / "target").read_text()


def test_hostile_text_is_cleaned_when_it_is_read(file: Path) -> None:
    file.parent.mkdir()
    file.write_text(json.dumps({"version": 1, "company": "\x1b]0;owned\x07", "views": {"a\u202eb": {"query": "\x9b"}}}))
    remembered, problem = read_remembered(file)
    assert problem is None
    assert remembered.company.isprintable()
    assert all(name.isprintable() and view.query.isprintable() for name, view in remembered.views.items())


def test_windows_that_write_at_once_keep_every_saved_view(file: Path) -> None:
    def keep(number: int) -> Remembered:
        return change_remembered(lambda before: before.with_saved(f"view {number}", SavedView("documents")), file)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(keep, range(12)))
    assert set(read_remembered(file)[0].saved) == {f"view {number}" for number in range(12)}


def test_a_memory_that_could_not_be_read_again_is_not_written(file: Path) -> None:
    write_remembered(SEEN, file)
    with pytest.raises(OSError, match="too large"):
        write_remembered(SEEN.with_saved("x" * (1024 * 1024), SavedView("documents")), file)
    assert read_remembered(file) == (SEEN, None)


def test_a_disk_that_takes_nothing_leaves_what_was_there(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_remembered(SEEN, file)

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_remembered(Remembered(), file)
    assert list(file.parent.iterdir()) == [file]
    assert read_remembered(file) == (SEEN, None)


def test_values_are_changed_by_making_new_ones() -> None:
    more = SEEN.with_view("entries", ListView("x")).with_saved("b", SavedView("entries"))
    assert (set(more.views), set(more.saved)) == ({"documents", "entries"}, {"Da chiedere", "b"})
    assert set(more.without_saved("b").without_saved("none").saved) == {"Da chiedere"}
    assert set(SEEN.views) == {"documents"}
