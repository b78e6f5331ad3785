"""What one session leaves for the next: where it ended, how lists were looked at, and the views that were saved."""

from __future__ import annotations

import errno
import json
import os
import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from tuiledger.config.locations import state_folder
from tuiledger.config.problems import SettingsProblem, shown
from tuiledger.config.replacing import alone_in, replace_file
from tuiledger.text.clean import clean_line
from tuiledger.text.translation import N_

_VERSION: Final = 1
#: The most bytes of the file.
_LIMIT: Final = 1024 * 1024


class Order(NamedTuple):
    """By which field a list is ordered."""

    field: str
    descending: bool = False


class ListView(NamedTuple):
    """How a list was looked at: what was asked for, its order, its columns, and the key of the row under the cursor."""

    query: str = ""
    order: Order | None = None
    hidden: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    cursor: str = ""


class SavedView(NamedTuple):
    """A way to look at a list that was given a name; ``view`` is the list."""

    view: str
    query: str = ""
    order: Order | None = None
    columns: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()


class Remembered(NamedTuple):
    """All that is remembered: ``views`` by the list's name, ``saved`` by the name they were given."""

    place: str = ""
    company: str = ""
    views: Mapping[str, ListView] = MappingProxyType({})
    saved: Mapping[str, SavedView] = MappingProxyType({})
    tour_taken: bool = False

    def with_view(self, name: str, view: ListView) -> Remembered:
        """This, with another view of the list ``name``."""
        return self._replace(views=MappingProxyType({**self.views, name: view}))

    def with_saved(self, name: str, view: SavedView) -> Remembered:
        """This, with a view saved as ``name``."""
        return self._replace(saved=MappingProxyType({**self.saved, name: view}))

    def without_saved(self, name: str) -> Remembered:
        """This, without the saved view ``name``."""
        return self._replace(saved=MappingProxyType({key: kept for key, kept in self.saved.items() if key != name}))


def remembered_path() -> Path:
    """Where it is kept."""
    return state_folder() / "session.json"


def read_remembered(path: Path | None = None) -> tuple[Remembered, SettingsProblem | None]:
    """What the last session left; nothing when there is no such file.

    Never raises: a file that is damaged or of a newer version is put aside beside its place with the ending
    ``.damaged``, and the problem says so.
    """
    path = path or remembered_path()
    try:
        return _remembered(json.loads(_bytes(path))), None
    except FileNotFoundError:
        return Remembered(), None
    except OSError as error:
        message = N_("what was remembered cannot be read: {}")
        reason = shown(error.strerror or type(error).__name__)
        return Remembered(), SettingsProblem("unreadable", message, (reason,), shown(path))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Remembered(), _set_aside(path)


def write_remembered(remembered: Remembered, path: Path | None = None) -> None:
    """Keep ``remembered`` for the next session.

    Raises:
        OSError: it cannot be written; what was there is still there.
    """
    change_remembered(lambda _before: remembered, path)


def change_remembered(change: Callable[[Remembered], Remembered], path: Path | None = None) -> Remembered:
    """Change what is remembered, on top of what other windows have written meanwhile; gives what is kept now.

    Raises:
        OSError: it cannot be written; what was there is still there.
    """
    path = path or remembered_path()
    with alone_in(path.parent):
        after = change(read_remembered(path)[0])
        data = json.dumps(_plain(after), ensure_ascii=False, indent=1).encode("utf-8", "replace")
        if len(data) > _LIMIT:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
        replace_file(path, data)
    return after


def _bytes(path: Path) -> bytes:
    # Neither a link is followed nor a pipe waited for: the file is the program's own.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise ValueError("not a file")
        with os.fdopen(handle, "rb", closefd=False) as file:
            data = file.read(_LIMIT + 1)
    finally:
        os.close(handle)
    if len(data) > _LIMIT:
        raise ValueError("too large")
    return data


def _set_aside(path: Path) -> SettingsProblem:
    aside = path.with_name(f"{path.name}.damaged")
    try:
        os.replace(path, aside)
    except OSError:
        message = N_("what was remembered is damaged and is not used")
        return SettingsProblem("damaged", message, (), shown(path))
    message = N_("what was remembered is damaged; it is kept as {}")
    return SettingsProblem("damaged", message, (shown(aside),), shown(path))


def _plain(remembered: Remembered) -> dict[str, Any]:
    return {
        "version": _VERSION,
        "place": remembered.place,
        "company": remembered.company,
        "tour_taken": remembered.tour_taken,
        "views": {name: _plain_view(view) for name, view in remembered.views.items()},
        "saved": {name: _plain_view(view) for name, view in remembered.saved.items()},
    }


def _plain_view(view: ListView | SavedView) -> dict[str, Any]:
    return {**view._asdict(), "order": view.order._asdict() if view.order else None}


# What is read is held to its shape: a wrong one raises, and the whole file is put aside.


def _remembered(table: dict[str, Any]) -> Remembered:
    if table["version"] != _VERSION:
        raise ValueError("another version")
    return Remembered(
        _text(table.get("place", "")),
        _text(table.get("company", "")),
        MappingProxyType({_text(name): _list_view(view) for name, view in table.get("views", {}).items()}),
        MappingProxyType({_text(name): _saved_view(view) for name, view in table.get("saved", {}).items()}),
        _true_or_false(table.get("tour_taken", False)),
    )


def _list_view(view: dict[str, Any]) -> ListView:
    return ListView(
        _text(view.get("query", "")),
        _order(view.get("order")),
        _texts(view.get("hidden", [])),
        _texts(view.get("columns", [])),
        _text(view.get("cursor", "")),
    )


def _saved_view(view: dict[str, Any]) -> SavedView:
    return SavedView(
        _text(view["view"]),
        _text(view.get("query", "")),
        _order(view.get("order")),
        _texts(view.get("columns", [])),
        _texts(view.get("hidden", [])),
    )


def _order(order: dict[str, Any] | None) -> Order | None:
    return Order(_text(order["field"]), _true_or_false(order.get("descending", False))) if order is not None else None


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError("a list is wanted")
    return tuple(map(_text, value))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is wanted")
    return clean_line(value)


def _true_or_false(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("true or false is wanted")
    return value
