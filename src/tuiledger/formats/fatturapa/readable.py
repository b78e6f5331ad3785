"""A stored payload as a person reads it: one element a line, indented, nothing in it that steers a terminal.

It is made for reading alone and never parsed again: secrets and account numbers are cut down, and what nobody reads,
such as the bytes of an attachment, is left out with a word about it. The payload itself stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from tuiledger.domain.runs import Refusal
from tuiledger.formats.fatturapa.parse import parse
from tuiledger.text.amounts import count_text
from tuiledger.text.clean import clean, clean_line
from tuiledger.text.redact import redact
from tuiledger.text.translation import N_, translate

#: Characters of a payload that are shown at most, where nobody asks for more.
SHOWN: Final = 200_000
#: A longer text is no prose but bytes in letters: signatures, certificates, attachments.
_LONGEST: Final = 2_000
_STEP: Final = "  "


class Readable(NamedTuple):
    """A payload to read: its text, the bytes it has in truth, and whether the text ends before it does."""

    text: str
    size: int
    cut: bool


def readable(payload: bytes, limit: int = SHOWN) -> Readable:
    """``payload`` as text, pretty-printed where it is XML, else as it stands; ``limit`` is in characters."""
    try:
        lines = _element_lines(parse(payload).root)
    except Refusal:
        lines = iter(redact(clean(payload[: limit * 4].decode("utf-8", "replace"))).split("\n"))
    taken: list[str] = []
    length = 0
    for line in lines:
        length += len(line) + 1
        if length > limit:
            return Readable("\n".join((*taken, line[: max(len(line) - (length - limit), 0)])), len(payload), True)
        taken.append(line)
    return Readable("\n".join(taken), len(payload), False)


def _element_lines(root: etree._Element) -> Iterator[str]:
    """One line for each leaf, two for what holds others; walked without recursion, however deep it is."""
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = _name(element)
        if event == "end":
            if len(element):
                depth -= 1
                yield f"{_STEP * depth}</{name}>"
            continue
        attributes = "".join(f" {_shown(key)}={quoteattr(_shown(value))}" for key, value in element.attrib.items())
        text = _text(element.text or "")
        if len(element):
            yield f"{_STEP * depth}<{name}{attributes}>{text}"
            depth += 1
        elif text:
            yield f"{_STEP * depth}<{name}{attributes}>{text}</{name}>"
        else:
            yield f"{_STEP * depth}<{name}{attributes}/>"


def _name(element: etree._Element) -> str:
    local = str(element.tag).rpartition("}")[2]
    return _shown(f"{element.prefix}:{local}" if element.prefix else local)


def _text(text: str) -> str:
    text = text.strip()
    if len(text) > _LONGEST:
        return translate(N_("[{} characters are left out here]"), count_text(len(text)))
    return escape(_shown(text))


def _shown(text: str) -> str:
    return clean_line(redact(text))
