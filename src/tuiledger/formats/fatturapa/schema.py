"""Validation against the published schemas: advice on what comes in, a rule for what goes out.

Nothing in a file says which version of the schema it was written for, and the exchange system took many that fail the
newest. So the newest is asked first and the older ones only to word the finding.
"""

from __future__ import annotations

import re
from pathlib import Path
from threading import local as thread_local
from typing import TYPE_CHECKING, Final

from lxml import etree

from tuiledger.domain.documents import Finding
from tuiledger.formats.fatturapa.parse import Letters
from tuiledger.formats.fatturapa.values import quoted

if TYPE_CHECKING:
    from lxml.etree import XMLSchema, _Element, _LogEntry

_FOLDER: Final = Path(__file__).parent / "schemas"

#: Schemas by the namespace of the root, newest first.
VERSIONS: Final[dict[str, tuple[str, ...]]] = {
    "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2": ("1.2.3", "1.2.2", "1.2.1", "1.2"),
    "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.0": ("1.0.2", "1.0.1", "1.0"),
    "http://www.fatturapa.gov.it/sdi/fatturapa/v1.1": ("1.1",),
}

#: Patterns that say nothing but which letters and how many, and what says only how many.
_LATIN: Final = re.compile(
    rb'<(\w+):pattern value="[(]?\[\\p\{IsBasicLatin\}\\p\{IsLatin-1Supplement\}\]\{(\d+),(\d+)\}[)]?"\s*/>'
)
_BASIC_LATIN: Final = re.compile(rb'<(\w+):pattern value="[(]?\\p\{IsBasicLatin\}\{(\d+),(\d+)\}[)]?"\s*/>')
_LENGTH: Final = rb'<\1:minLength value="\2"/><\1:maxLength value="\3"/>'

#: How many errors a person is shown; the rest are only counted.
_SHOWN: Final = 3

_ELEMENT: Final = re.compile(r"Element '(?:\{[^}]*\})?([^']*)'")
_VALUE: Final = re.compile(r"(?:The value |: )'(.*?)' is not (?:a valid value|accepted|an element)", re.DOTALL)
_EXPECTED: Final = re.compile(r"Expected is (?:one of )?\(\s*(.*?)\s*\)")


class _Compiled(thread_local):
    """The schemas compiled so far; a thread has its own, because a validator keeps the errors of its last run."""

    def __init__(self) -> None:
        self.schemas: dict[tuple[str, Letters], XMLSchema] = {}


_compiled = _Compiled()


def validate(root: _Element, letters: Letters = Letters.ANY) -> tuple[Finding, ...]:
    """Findings ``xsd`` for a tree as it stands in the file; none when the newest schema of its namespace accepts it.

    Args:
        letters: what the file is known to be written in; it changes the time this takes, never the answer.
    """
    namespace = etree.QName(root).namespace or ""
    versions = VERSIONS.get(namespace)
    if versions is None:
        return (Finding("xsd", "The namespace is not one of FatturaPA: “{}”", (quoted(namespace),)),)
    if letters is not Letters.ANY and schema(versions[0], letters).validate(root):
        return ()
    newest = schema(versions[0])
    if newest.validate(root):
        return ()
    errors = list(newest.error_log)
    for older in versions[1:]:
        if schema(older).validate(root):
            return (Finding("xsd", "Valid only under version {} of the format", (older,)),)
    findings = [_finding(error) for error in errors[:_SHOWN]]
    if len(errors) > _SHOWN:
        findings.append(Finding("xsd", "{} more places do not follow the format", (str(len(errors) - _SHOWN),)))
    return tuple(findings)


def schema(version: str, letters: Letters = Letters.ANY) -> XMLSchema:
    """The schema of a version of the format, compiled at its first use in a thread.

    Args:
        letters: for files in no other letters, patterns that only name those letters and a length are compiled as the
            length alone; matching them letter by letter takes two thirds of the whole validation.
    """
    compiled = _compiled.schemas.get((version, letters))
    if compiled is None:
        family = "FSM10" if version.startswith("1.0") else "FatturaPA"
        path = _FOLDER / f"{family}_v{version}.xsd"
        source = path.read_bytes()
        if letters is not Letters.ANY:
            source = _LATIN.sub(_LENGTH, source)
        if letters is Letters.ASCII:
            source = _BASIC_LATIN.sub(_LENGTH, source)
        compiled = etree.XMLSchema(etree.fromstring(source, base_url=str(path)))
        _compiled.schemas[version, letters] = compiled
    return compiled


def _finding(error: _LogEntry) -> Finding:
    """A validator's error in words of the invoice."""
    message = error.message
    line = str(error.line)
    found = _ELEMENT.search(message)
    element = quoted(found[1]) if found else "?"
    if "attribute" in message:
        return Finding("xsd", "Line {}: {} has an attribute that does not belong there", (line, element))
    expected = _EXPECTED.search(message)
    if expected and "Missing child" in message:
        return Finding("xsd", "Line {}: {} lacks {}", (line, element, quoted(expected[1])))
    if expected:
        return Finding("xsd", "Line {}: {} stands where {} is expected", (line, element, quoted(expected[1])))
    value = _VALUE.search(message)
    if value:
        return Finding("xsd", "Line {}: {} may not be “{}”", (line, element, quoted(value[1])))
    return Finding("xsd", "Line {}: {} does not follow the format", (line, element))
