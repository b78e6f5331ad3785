"""XML from anywhere, parsed strictly: no document type, no entity, no network, and never a silent loss of text.

The ladder goes from strict to lenient and stops at the first tree: as declared, in the encoding the bytes really have,
mended at its edges, and last a recovered tree, which is taken only when every element and every text of the file is
proven to be in it.
"""

from __future__ import annotations

import codecs
import re
from enum import StrEnum
from typing import Final, NamedTuple

from lxml import etree

from tuiledger.domain.documents import Finding
from tuiledger.domain.runs import Refusal
from tuiledger.formats.fatturapa.values import quoted

#: The largest file that is parsed; the exchange system itself takes at most this by certified mail.
LARGEST_FILE: Final = 30 * 1024 * 1024


_DECLARATION: Final = re.compile(rb"<\?xml[^<>]{0,500}\?>")
_ENCODING: Final = re.compile(rb"""<\?xml[^<>]{0,400}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_ROOT: Final = re.compile(rb"<(?:([A-Za-z_][\w.-]*):)?([A-Za-z_][\w.-]*)([^<>]*)>")
_NAMESPACE: Final = re.compile(rb"""(xmlns(?::[\w.-]+)?\s*=\s*)("[^"]*"|'[^']*')""")
_NOT_IN_ADDRESS: Final = re.compile(rb"&\w*;|[^A-Za-z0-9:/?#@!$&()*+,;=._~%-]")
#: In UTF-8, what is unsafe between U+0080 and U+00FF: the C1 controls and the soft hyphen.
_UNSAFE_LATIN: Final = re.compile(rb"\xc2[\x80-\x9f\xad]")
#: How a character named by its number begins.
_NUMBERED: Final = re.compile(rb"&#")
_TAG: Final = re.compile(r"<[^<>]*>")
_REFERENCE: Final = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos));")
_NAMED: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}

#: How nearly every file begins.
_USUAL: Final = (b'<?xml version="1.0" encoding="UTF-8"', b'<?xml version="1.0" encoding="utf-8"')

#: Byte order marks and the first bytes of ``<?xml`` without one, longest first.
_WIDE: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"),
)  # fmt: skip


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        # A comment inside a leaf would cut its text in two.
        remove_comments=True,
        remove_pis=True,
        # Fewer nodes to read; a leaf of spaces alone stays as it is.
        remove_blank_text=True,
        recover=recover,
    )


_PARSER: Final = _parser(recover=False)


class Letters(StrEnum):
    """The letters a file is written in, as far as the schema tells them apart."""

    ASCII = "ascii"
    LATIN = "latin"
    ANY = "any"


class Parsed(NamedTuple):
    """A tree and what had to be done to get it."""

    root: etree._Element
    letters: Letters = Letters.ANY
    #: No text in it needs cleaning before it is shown.
    plain: bool = False
    findings: tuple[Finding, ...] = ()


def parse(data: bytes) -> Parsed:
    """The tree of an XML file.

    Raises:
        Refusal: ``empty``, ``too-large``, ``not-an-invoice`` (no XML), ``doctype`` or ``xml-damaged``.
    """
    if len(data) > LARGEST_FILE:
        raise Refusal("too-large", "The file is larger than {} MB", (str(LARGEST_FILE >> 20),))
    data, findings = _utf8(data)
    if not data:
        raise Refusal("empty", "The file is empty")
    if not data.startswith(b"<"):
        raise Refusal("not-an-invoice", "The file is not XML")
    # A single byte is found far faster than a word, and most files do without this one.
    if b"!" in data and (b"<!DOCTYPE" in data or b"<!ENTITY" in data):
        raise _doctype()
    try:
        letters = _letters(data)
        return Parsed(_strict(data), letters, _plain(data, letters), findings)
    except etree.XMLSyntaxError as error:
        _refuse_hopeless(error)
        parsed = _mended(data, error)
        return parsed._replace(findings=findings + parsed.findings)


def local_name(element: etree._Element) -> str:
    """The name of an element without its namespace or prefix."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]


def _utf8(data: bytes) -> tuple[bytes, tuple[Finding, ...]]:
    """``data`` as UTF-8 without byte order mark or leading space, whatever encoding it came in."""
    if data.startswith(_USUAL):
        return data, ()
    for mark, codec in _WIDE:
        if data.startswith(mark):
            return _without_declaration(_decoded(data, codec).lstrip("\ufeff \t\r\n\0").encode()), ()
    data = data.lstrip(b"\xef\xbb\xbf \t\r\n\0")
    match = _ENCODING.match(data)
    declared = match[1].decode("ascii").lower() if match else "utf-8"
    if declared in ("utf-8", "utf8", "us-ascii"):
        return data, ()
    body = _without_declaration(data)
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(body, _single_byte_codec(declared)).encode(), ()
    # Bytes that are UTF-8 are never by accident another encoding: read as declared they would turn to mojibake.
    return body, () if body.isascii() else (_encoding_finding("UTF-8"),)


def _single_byte_codec(declared: str) -> str:
    try:
        codec = codecs.lookup(declared).name
    except LookupError:
        codec = ""
    if codec == "iso8859-1":
        # What calls itself Latin-1 and uses 0x80 to 0x9F means windows-1252: euro sign, curly quotes, dashes.
        return "cp1252"
    if codec.startswith(("iso8859", "cp125")):
        return codec
    raise Refusal("xml-damaged", "The file is in an encoding that no e-invoice uses: {}", (quoted(declared),))


def _decoded(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except (UnicodeDecodeError, ValueError):
        raise Refusal("xml-damaged", "The file does not keep to its encoding, {}", (codec,)) from None


def _without_declaration(data: bytes) -> bytes:
    match = _DECLARATION.match(data)
    return data[match.end() :].lstrip() if match else data


def _strict(data: bytes) -> etree._Element:
    root = etree.fromstring(data, _PARSER)
    # The search before the parse finds every document type; this is the net under it.
    if root.getroottree().docinfo.internalDTD is not None:
        raise _doctype()
    return root


def _letters(data: bytes) -> Letters:
    """What letters UTF-8 can hold; a character reference could name any."""
    if _NUMBERED.search(data) is not None:
        return Letters.ANY
    if data.isascii():
        return Letters.ASCII
    try:
        # Latin-1 is Basic Latin and its supplement, and two passes in C tell faster than a search byte by byte.
        data.decode("utf-8").encode("latin-1")
    except UnicodeError:
        return Letters.ANY
    return Letters.LATIN


def _plain(data: bytes, letters: Letters) -> bool:
    """Whether no text in UTF-8 needs cleaning before it is shown."""
    if letters is Letters.ANY or b"\x7f" in data:
        return False
    return letters is Letters.ASCII or _UNSAFE_LATIN.search(data) is None


def _mended(data: bytes, error: etree.XMLSyntaxError) -> Parsed:
    findings: list[Finding] = []
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        data = _decoded(_without_declaration(data), "cp1252").encode()
        findings.append(_encoding_finding("windows-1252"))
    for mend, finding in (
        (_without_tail, Finding("repaired", "What follows the end of the invoice was set aside")),
        (_with_valid_namespaces, Finding("repaired", "A namespace address that is not valid was mended")),
    ):
        better = mend(data)
        if better != data:
            data = better
            findings.append(finding)
    try:
        return Parsed(_strict(data), findings=tuple(findings))
    except etree.XMLSyntaxError as again:
        error = again
    root = etree.fromstring(data, _parser(recover=True))
    if root is None or not _whole(data.decode("utf-8"), root):
        raise _damaged(error)
    for element in root.iter("*"):
        # A prefix that is declared nowhere is left in the name.
        if ":" in (name := str(element.tag)) and name[0] != "{":
            element.tag = local_name(element)
    findings.append(Finding("repaired", "The file breaks the rules of XML; every element and text of it was read"))
    return Parsed(root, findings=tuple(findings))


def _without_tail(data: bytes) -> bytes:
    """``data`` up to the closing tag of its root."""
    root = _ROOT.search(data)
    if root is None:
        return data
    name = b":".join(part for part in root.group(1, 2) if part)
    at = data.rfind(b"</" + name)
    end = data.find(b">", at) if at >= 0 else -1
    return data[: end + 1] if end >= 0 and data[end + 1 :].strip() else data


def _with_valid_namespaces(data: bytes) -> bytes:
    """``data`` whose root declares no namespace address that the parser refuses."""
    root = _ROOT.search(data)
    if root is None:
        return data

    def mend(match: re.Match[bytes]) -> bytes:
        address = match[2][1:-1]
        return match[1] + b'"' + (_NOT_IN_ADDRESS.sub(b"", address) or b"urn:unknown") + b'"'

    attributes = _NAMESPACE.sub(mend, root[3])
    return data[: root.start(3)] + attributes + data[root.end(3) :] if attributes != root[3] else data


def _whole(source: str, root: etree._Element) -> bool:
    """Whether a recovered tree holds every element and every text of ``source``, closed as they were opened."""
    if "<!--" in source or "<![CDATA[" in source or "\ufffd" in source:
        return False
    open_names: list[str] = []
    opened = 0
    for match in _TAG.finditer(source):
        tag = match[0][1:-1]
        if tag.startswith("/"):
            if not open_names or open_names.pop() != tag[1:].strip():
                return False
        elif not tag.startswith("?"):
            opened += 1
            if not tag.endswith("/"):
                open_names.append(tag.split(maxsplit=1)[0] if tag.strip() else "")
    between = _TAG.sub("", source)
    if open_names or opened != sum(1 for _ in root.iter("*")) or "&" in _REFERENCE.sub("", between):
        return False
    written = _REFERENCE.sub(_referred, between)
    return "".join(written.split()) == "".join("".join(root.itertext()).split())


def _referred(match: re.Match[str]) -> str:
    if match[3]:
        return _NAMED[match[3]]
    code = int(match[1]) if match[1] else int(match[2], 16)
    return chr(code) if code < 0x110000 else "\ufffd"


def _refuse_hopeless(error: etree.XMLSyntaxError) -> None:
    """Raise for what no mending helps: a text beyond the parser's limits."""
    message = (error.msg or "").lower()
    if "depth" not in message and ("huge" in message or "resource limit" in message):
        raise Refusal("too-large", "A single text in the file is larger than {} MB", ("10",)) from None


def _damaged(error: etree.XMLSyntaxError) -> Refusal:
    line = error.position[0] if error.position else 0
    return Refusal("xml-damaged", "The XML is damaged at line {}", (str(line),))


def _doctype() -> Refusal:
    return Refusal("doctype", "The file declares a document type or entities, which no e-invoice may")


def _encoding_finding(name: str) -> Finding:
    return Finding("encoding", "The file does not keep to the encoding it declares; it was read as {}", (name,))
