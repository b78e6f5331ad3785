"""The providers there are, by name; only the one that is asked for is imported.

Other packages add theirs as an entry point of the group ``tuiledger.providers`` that leads to an
:class:`tuiledger.providers.base.Adapter`. Those are used only when a person's settings allow them by name, and never in
place of one of our own.
"""

from __future__ import annotations

from collections.abc import Collection
from importlib import import_module
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tuiledger.providers.base import Adapter

GROUP: Final = "tuiledger.providers"
_OWN: Final = {"fattureincloud": "tuiledger.providers.fattureincloud"}


class UnknownProvider(LookupError):
    """No provider has this name, or it comes from another package and is not allowed."""


def names(allowed: Collection[str] = ()) -> tuple[str, ...]:
    """The names of all providers: our own, then those of other packages that are ``allowed`` and installed."""
    if not allowed:
        return tuple(_OWN)
    others = {point.name for point in entry_points(group=GROUP)} & set(allowed) - set(_OWN)
    return (*_OWN, *sorted(others))


def load(name: str, allowed: Collection[str] = ()) -> Adapter:
    """The adapter called ``name``.

    Raises:
        UnknownProvider: there is none of that name, it is not allowed, or what it leads to is no adapter.
    """
    if name in _OWN:
        adapter: Adapter = import_module(_OWN[name]).ADAPTER
        return adapter
    if name in allowed:
        from tuiledger.providers.base import Adapter

        for point in entry_points(group=GROUP, name=name):
            loaded = point.load()
            if isinstance(loaded, Adapter) and loaded.name == name:
                return loaded
    raise UnknownProvider(name)
