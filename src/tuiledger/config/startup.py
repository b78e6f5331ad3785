"""What the first picture depends on, read with the standard library alone.

The full model (:mod:`tuiledger.config.settings`) judges every line and says what is wrong, but its library takes longer
to load than the first picture may take. This reads the same file and the same variables for the few values that are
needed before; a value that is not right gives its default here, and its reason there.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple, get_args

from tuiledger.config.choices import THEME, THEMES, GlyphSet, Inspector, Language
from tuiledger.config.colours import ThemeTable, theme_tables
from tuiledger.config.source import read_source
from tuiledger.text.translation import language_from

#: The texts that stand for true and false in a variable of the environment.
SWITCHES: Final = {
    **dict.fromkeys(("1", "on", "t", "true", "y", "yes"), True),
    **dict.fromkeys(("0", "off", "f", "false", "n", "no"), False),
}


class Startup(NamedTuple):
    """The values that the first picture needs.

    ``language`` is settled (it, en or fr). ``theme`` names a built-in theme or one of ``themes``. ``keys`` are the
    wishes of the table ``[keys]``, not yet resolved. ``told`` says whether there is a file or a variable to judge.
    """

    language: str = "en"
    theme: str = THEME
    glyphs: GlyphSet = "auto"
    mouse: bool = False
    inspector: Inspector = "auto"
    restore: bool = True
    keys: Mapping[str, str] = MappingProxyType({})
    themes: tuple[ThemeTable, ...] = ()
    told: bool = False


def read_startup(path: Path | None = None, environ: Mapping[str, str] | None = None) -> Startup:
    """The values in force from the file at ``path`` (default: where settings are kept) and from the environment."""
    environ = os.environ if environ is None else environ
    given = {name: text.strip() for name, text in environ.items() if name.startswith("TUILEDGER_")}
    source = read_source(path)
    table = source.table
    themes = theme_tables(table.get("themes"))
    names = (*THEMES, *(theme.name for theme in themes))
    keys = _table(table.get("keys"))
    return Startup(
        language=settled(_choice(Language, "auto", table.get("language")), environ),
        theme=_first(names, given.get("TUILEDGER_THEME"), table.get("theme")) or THEME,
        glyphs=_choice(GlyphSet, "auto", given.get("TUILEDGER_GLYPHS"), table.get("glyphs")),
        mouse=_switch(given.get("TUILEDGER_MOUSE"), table.get("mouse"), False),
        inspector=_choice(Inspector, "auto", given.get("TUILEDGER_INSPECTOR"), table.get("inspector")),
        restore=_switch(given.get("TUILEDGER_SESSION_RESTORE"), _table(table.get("session")).get("restore"), True),
        keys=MappingProxyType({name: wish for name, wish in keys.items() if isinstance(wish, str)}),
        themes=themes,
        told=bool(source.text or source.problem or given),
    )


def settled(language: str, environ: Mapping[str, str]) -> str:
    """The language to speak: that of ``TUILEDGER_LANG``, else the one that was set, else the environment's."""
    return language_from(environ) if language == "auto" or environ.get("TUILEDGER_LANG") else language


def language_in_force(environ: Mapping[str, str] | None = None) -> str:
    """The language to speak, from the environment and the file; all that a command needs of them before its help."""
    environ = os.environ if environ is None else environ
    if environ.get("TUILEDGER_LANG"):
        return language_from(environ)
    return settled(_choice(Language, "auto", read_source().table.get("language")), environ)


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _first(names: Sequence[str], *values: Any) -> str | None:
    """The first of ``values`` that is one of ``names``."""
    return next((value for value in values if isinstance(value, str) and value in names), None)


def _choice(choices: Any, default: str, *values: Any) -> Any:
    return _first(get_args(choices), *values) or default


def _switch(text: str | None, value: Any, default: bool) -> bool:
    told = SWITCHES.get((text or "").lower())
    return told if told is not None else value if isinstance(value, bool) else default
