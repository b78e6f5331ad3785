"""The language of the program: English in the source, Italian and French from the catalogues in ``locale/``.

Code writes ``_("Post")`` or ``ngettext("{} document", "{} documents", n)`` for what it shows at once. A message that
travels as a value (a finding, a refusal) stays an English template until :func:`translate` shows it.
"""

from __future__ import annotations

import gettext as _gettext
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tuiledger.domain.wording import N_

__all__ = ["LANGUAGES", "N_", "_", "language", "language_from", "ngettext", "set_language", "translate"]

#: The languages there are; English is the source and has no catalogue.
LANGUAGES: Final = ("it", "en", "fr")
_CATALOGUES: Final = Path(__file__).resolve().parents[1] / "locale"
_FIELD: Final = re.compile(r"\{(\d*)\}")


class _Spoken:
    """The language in force and its messages; None until it is first needed."""

    language: str | None = None
    messages: _gettext.NullTranslations = _gettext.NullTranslations()


def language_from(environ: Mapping[str, str]) -> str:
    """The language an environment asks for.

    ``TUILEDGER_LANG`` comes first, then ``LC_ALL``, ``LC_MESSAGES`` and ``LANG``, and English is the default. The first
    variable that is set decides, as in POSIX; a language that is not spoken here gives English.
    """
    for name in ("TUILEDGER_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if wanted := environ.get(name):
            code = wanted[:2].lower()
            return code if code in LANGUAGES and not wanted[2:3].isalpha() else "en"
    return "en"


def set_language(language: str) -> None:
    """Speak ``language`` (``it``, ``en`` or ``fr``) from now on, in the whole program.

    Raises:
        ValueError: a language without a catalogue.
    """
    if language not in LANGUAGES:
        raise ValueError(f"no catalogue for {language!r}")
    _Spoken.messages = (
        _gettext.NullTranslations()
        if language == "en"
        else _gettext.translation("tuiledger", str(_CATALOGUES), [language], fallback=True)
    )
    _Spoken.language = language


def language() -> str:
    """The language in force."""
    if _Spoken.language is None:
        set_language(language_from(os.environ))
    return _Spoken.language or "en"


def _(message: str) -> str:
    """``message`` in the language in force."""
    language()
    # gettext answers the empty message with the catalogue's header.
    return _Spoken.messages.gettext(message) if message else message


def ngettext(singular: str, plural: str, number: int) -> str:
    """The form of a message that ``number`` things ask for, in the language in force; its fields are not filled."""
    language()
    return _Spoken.messages.ngettext(singular, plural, number)


def translate(template: str, *values: object) -> str:
    """A carried message in the language in force, its ``{}`` fields filled in order.

    A translation may number its fields (``{1} … {0}``) to change their order. It never raises: a field without a value
    and any other brace stay as they are, for the template may come from a newer version's store.
    """
    position = 0

    def fill(match: re.Match[str]) -> str:
        nonlocal position
        index = int(match[1]) if match[1] else position
        position += 1
        return str(values[index]) if index < len(values) else match[0]

    return _FIELD.sub(fill, _(template))
