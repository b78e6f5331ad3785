"""The names of keys: as a person writes them (``Ctrl+N``, ``/``, ``PgUp``), and as the program knows them."""

from __future__ import annotations

import unicodedata
from typing import Final

_MODIFIERS: Final = frozenset({"alt", "ctrl", "shift"})
_NAMED: Final = frozenset(
    {
        "enter", "tab", "escape", "space", "backspace", "delete", "insert", "home", "end", "pageup", "pagedown", "up",
        "down", "left", "right", *(f"f{number}" for number in range(1, 25)),
    }
)  # fmt: skip
#: Other ways to write a named key or a modifier.
_ALSO: Final = {
    "return": "enter", "esc": "escape", "del": "delete", "ins": "insert", "pgup": "pageup", "pgdn": "pagedown",
    "page_up": "pageup", "page_down": "pagedown", "control": "ctrl", "option": "alt", "meta": "alt",
}  # fmt: skip
#: Signs whose key is not called what Unicode calls the sign.
_SIGNS: Final = {
    "solidus": "slash", "reverse_solidus": "backslash", "commercial_at": "at", "hyphen_minus": "minus",
    "plus_sign": "plus", "low_line": "underscore",
}  # fmt: skip


class NotAKeyError(ValueError):
    """A text that names no key; it is the exception's only argument."""


def _unicode_name(char: str) -> str:
    name = unicodedata.name(char).lower().replace("-", "_").replace(" ", "_")
    return _SIGNS.get(name, name)


#: The signs of European keyboards by the names of their keys.
_WRITTEN: Final = {
    _unicode_name(char): char
    for char in (*map(chr, range(0x21, 0x100)), "€")
    if char.isprintable() and not char.isalnum()
}
_NAME_OF: Final = {char: name for name, char in _WRITTEN.items()}
#: Every key that has a name.
NAMES: Final = _NAMED | _WRITTEN.keys()


def key_name(text: str) -> str:
    """The key that ``text`` names: ``ctrl+n``, ``A`` (also ``shift+a``), ``slash`` (also ``/``), ``f5``, ``pageup``.

    Raises:
        NotAKeyError: it names none.
    """
    # The plus sign is a key too, alone or at the end.
    *before, last = ["+"] if text == "+" else [*text[:-2].split("+"), "+"] if text.endswith("++") else text.split("+")
    modifiers = {_ALSO.get(part.strip().lower(), part.strip().lower()) for part in before}
    last = last.strip() or last
    if len(last) == 1 and last.isalnum():
        key = last.lower() if "ctrl" in modifiers else last
    else:
        name = last.lower().replace(" ", "_").replace("-", "_") if len(last) > 1 else _NAME_OF.get(last, "")
        key = "space" if last == " " else _ALSO.get(name, name)
    if modifiers - _MODIFIERS or not (key in NAMES or (len(key) == 1 and key.isalnum())):
        raise NotAKeyError(text)
    if modifiers == {"shift"} and len(key) == 1 and len(key.upper()) == 1 and key.isalpha():
        return key.upper()
    return "+".join((*sorted(modifiers), key))


def key_names(text: str) -> tuple[str, ...]:
    """The keys of a list with commas, each once; an empty list names none, a comma alone is that key.

    Raises:
        NotAKeyError: one of them is none.
    """
    if text.strip() == ",":
        return ("comma",)
    return tuple(dict.fromkeys(key_name(part.strip()) for part in text.split(",") if part.strip()))


def key_text(key: str) -> str:
    """A key as a person writes it: ``/`` for ``slash``, ``ctrl+[`` for ``ctrl+left_square_bracket``."""
    *modifiers, last = key.split("+")
    return "+".join((*modifiers, _WRITTEN.get(last, last)))
