"""The same invoice in the clothes that different programs give it: prefixes, encodings, byte order marks."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from typing import Final

_DECLARATION: Final = b"<?xml version='1.0' encoding='UTF-8'?>\n"


def plain(xml: bytes) -> bytes:
    """As it was written: prefix ``p``, UTF-8, declared."""
    return xml


def another_prefix(xml: bytes) -> bytes:
    """The namespace under another prefix."""
    return _with_prefix(xml, b"ns2")


def no_prefix(xml: bytes) -> bytes:
    """The namespace as the default of the root, and taken back for its children."""
    bare = xml.replace(b"<p:Fattura", b"<Fattura").replace(b"</p:Fattura", b"</Fattura").replace(b"xmlns:p=", b"xmlns=")
    for name in (b"FatturaElettronicaHeader", b"FatturaElettronicaBody"):
        bare = bare.replace(b"<" + name + b">", b"<" + name + b' xmlns="">')
    return bare


def windows(xml: bytes) -> bytes:
    """In windows-1252, and saying so."""
    return xml.replace(b"encoding='UTF-8'", b'encoding="windows-1252"').decode().encode("cp1252")


def marked(xml: bytes) -> bytes:
    """With a byte order mark before the declaration."""
    return codecs.BOM_UTF8 + xml


def undeclared(xml: bytes) -> bytes:
    """Without a declaration."""
    return xml.removeprefix(_DECLARATION)


def mislabelled(xml: bytes) -> bytes:
    """In windows-1252, declared as UTF-8."""
    return xml.decode().encode("cp1252")


def one_line(xml: bytes) -> bytes:
    """Without a line break or an indent."""
    return b"".join(line.strip() for line in xml.splitlines())


#: Every dress, the plain one first.
DRESSES: Final[tuple[Callable[[bytes], bytes], ...]] = (
    plain, another_prefix, no_prefix, windows, marked, undeclared, mislabelled, one_line,
)  # fmt: skip


def _with_prefix(xml: bytes, prefix: bytes) -> bytes:
    return (
        xml.replace(b"<p:Fattura", b"<" + prefix + b":Fattura")
        .replace(b"</p:Fattura", b"</" + prefix + b":Fattura")
        .replace(b"xmlns:p=", b"xmlns:" + prefix + b"=")
    )
