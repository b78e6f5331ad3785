"""Secrets as values that cannot be shown by accident."""

from __future__ import annotations

from typing import Final, NoReturn

#: What is shown in place of any secret.
DOTS: Final = "••••"


class Secret:
    """A text that no print, log, traceback, comparison message, copy or pickle gives away; :meth:`reveal` does."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself, for the one call that needs it."""
        return self._text

    def hint(self) -> str:
        """Dots and the last four characters, to tell two secrets apart; dots alone for a short one."""
        return f"{DOTS}{self._text[-4:]}" if len(self._text) >= 16 else DOTS

    def __repr__(self) -> str:
        return DOTS

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format(DOTS, spec)

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._text == other._text

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written anywhere")
