"""A provider's error messages explained: what caused one, what mends it, and where.

Each adapter keeps a catalogue in ``explanations.toml`` beside it. An entry matches by status, code or a pattern in the
message, and keeps the provider's own sentence as ``original``; cause, fix and place are told in each language.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib import resources
from typing import Final, NamedTuple

from tuiledger.domain.faults import Invalid, ProviderError
from tuiledger.ports.explaining import Explanation
from tuiledger.text.translation import language

_PACKAGE: Final = "tuiledger.providers"
#: Letters of a part of a sentence that tell which one it is.
_LEAST: Final = 6


class _Entry(NamedTuple):
    code: str
    faults: frozenset[str]
    pattern: re.Pattern[str] | None
    original: str
    words: dict[str, dict[str, str]]

    def told(self) -> Explanation:
        """In the language in force."""
        words = self.words.get(language()) or self.words["en"]
        return Explanation(self.code, words["cause"], words["fix"], words["where"], self.original)

    def is_about(self, sought: str) -> bool:
        """Whether ``sought``, in lower case, is a code of it, its sentence or a part of that, or has it in it."""
        if sought == self.code or sought in self.faults:
            return True
        original = self.original.casefold()
        in_part = len(sought) >= _LEAST and sought in original
        return in_part or bool(original and original in sought) or bool(self.pattern and self.pattern.search(sought))


def explain(provider: str, fault: ProviderError) -> Explanation | None:
    """What ``fault`` means at ``provider``; None where nobody has explained it yet."""
    texts = [str(fault), *fault.values]
    if isinstance(fault, Invalid):
        texts += [f"{path}: {sentence}" for path, sentence in fault.fields]
    return explain_kept(provider, fault.code, "\n".join(texts))


def explain_kept(provider: str, code: str, said: str) -> Explanation | None:
    """What a fault that was kept means, by its ``code`` and what was ``said`` of it."""
    for entry in _catalogue(provider):
        if entry.faults and code not in entry.faults:
            continue
        if entry.pattern is None or entry.pattern.search(said):
            return entry.told()
    return None


def explanations_of(provider: str, text: str) -> tuple[Explanation, ...]:
    """Every entry that ``text`` may be about: its code, that of its fault, or a sentence, whole or in part."""
    sought = " ".join(text.split()).casefold()
    return tuple(entry.told() for entry in _catalogue(provider) if sought and entry.is_about(sought))


@lru_cache
def _catalogue(provider: str) -> tuple[_Entry, ...]:
    file = resources.files(f"{_PACKAGE}.{provider}") / "explanations.toml"
    return tuple(
        _Entry(
            code=entry["code"],
            faults=frozenset(entry.get("faults", ())),
            pattern=re.compile(entry["pattern"], re.IGNORECASE) if "pattern" in entry else None,
            original=entry.get("original", ""),
            words={name: entry[name] for name in ("en", "it", "fr") if name in entry},
        )
        for entry in tomllib.loads(file.read_text(encoding="utf-8"))["explanation"]
    )
