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
from tuiledger.text.translation import language

_PACKAGE: Final = "tuiledger.providers"


class Explanation(NamedTuple):
    """What a message means, in the language in force; ``original`` is the provider's sentence."""

    code: str
    cause: str
    fix: str
    where: str
    original: str


class _Entry(NamedTuple):
    code: str
    faults: frozenset[str]
    pattern: re.Pattern[str] | None
    original: str
    words: dict[str, dict[str, str]]


def explain(provider: str, fault: ProviderError) -> Explanation | None:
    """What ``fault`` means at ``provider``; None where nobody has explained it yet."""
    texts = [str(fault), *fault.values]
    if isinstance(fault, Invalid):
        texts += [f"{path}: {sentence}" for path, sentence in fault.fields]
    said = "\n".join(texts)
    for entry in _catalogue(provider):
        if entry.faults and fault.code not in entry.faults:
            continue
        if entry.pattern is None or entry.pattern.search(said):
            words = entry.words.get(language()) or entry.words["en"]
            return Explanation(entry.code, words["cause"], words["fix"], words["where"], entry.original)
    return None


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
