"""What the word that is being typed may become."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from tuiledger.domain.identifiers import name_key
from tuiledger.services.find.fields import Field, FieldKind, bounds, choice_of, choice_word, typed, vocabulary
from tuiledger.text.translation import _

_LAST: Final = re.compile(r"(-?)(?:([^ :=<>!\"]+)(:|=|!=))?([^ :=<>!\"]*)")
#: Characters of a word that may still become something.
_LONGEST: Final = 200
_DAYS: Final = ("today", "yesterday")


def completions(typed_text: str, fields: Sequence[Field]) -> list[str]:
    """What the last word of ``typed_text`` may become, whole: names of fields, or the words of a choice."""
    last = typed_text[typed_text.rfind(" ") + 1 :]
    if len(last) > _LONGEST:
        return []
    match = _LAST.fullmatch(last)
    if match is None or typed_text.count('"') % 2:
        return []
    minus, head, sign, begun = match.groups()
    if not head:
        words = [*(field.word for field in fields), *(typed(_(word)) for word, _field, _sign in bounds(fields))]
        return [f"{minus}{word}:" for word in _beginning(begun, words)]
    names = vocabulary(fields).get(name_key(head), ())
    if len(names) != 1:
        return []
    field = names[0].field
    before, comma, begun = begun.rpartition(",")
    stem = f"{minus}{head}{sign}{before}{comma}"
    chosen = {choice_of(field, word) for word in before.split(",")}
    offered = [choice_word(field, value) for value in field.choices if value not in chosen]
    if field.kind is FieldKind.DAY and not comma:
        offered = [typed(_(word)) for word in _DAYS]
    return [stem + word for word in _beginning(begun, offered) if word != begun]


def _beginning(begun: str, words: Iterable[str]) -> list[str]:
    key = name_key(begun)
    return [word for word in dict.fromkeys(words) if name_key(word).startswith(key)]
