"""Archives walked member by member, in memory and within limits, so that every member gets exactly one answer.

Nothing is written to disk and no member's name is used as a path: names are text to show. Sizes are judged before
anything is unpacked, from the directory of the archive, beyond which the unpacker gives not one byte.
"""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Iterator
from typing import Final, NamedTuple

from tuiledger.domain.runs import Refusal
from tuiledger.formats.fatturapa.classify import Content, classify
from tuiledger.text.clean import clean_line

MOST_MEMBERS: Final = 5_000
LARGEST_TOTAL: Final = 200 * 1024 * 1024
LARGEST_MEMBER: Final = 30 * 1024 * 1024
LARGEST_RATIO: Final = 100
#: Archives inside archives; one more level is refused.
DEEPEST: Final = 2

#: Below this size a member is too small to be a bomb, whatever its ratio.
_RATIO_FROM: Final = 1024 * 1024
_LONGEST_NAME: Final = 200
_DIRECTORY_ENTRY: Final = b"PK\x01\x02"
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_JUNK: Final = (".DS_Store", "Thumbs.db", "desktop.ini")


class Member(NamedTuple):
    """One member: its bytes, or the reason it was refused. ``name`` is cleaned, with ``/`` between nested archives."""

    name: str
    data: bytes | None = None
    refusal: Refusal | None = None


class _Budget:
    """What is left of the limits that an archive and those inside it share."""

    def __init__(self) -> None:
        self.members = MOST_MEMBERS
        self.bytes = LARGEST_TOTAL

    def take(self, entries: list[zipfile.ZipInfo]) -> None:
        """Charge an archive's whole directory, before anything of it is unpacked."""
        members = self.members - len(entries)
        size = self.bytes - sum(entry.file_size for entry in entries)
        if members < 0:
            raise _too_many()
        if size < 0:
            raise Refusal("archive-bomb", "The archive would unpack to more than {} MB", (str(LARGEST_TOTAL >> 20),))
        self.members, self.bytes = members, size


def members(data: bytes) -> Iterator[Member]:
    """Every file in a zip archive and in the archives inside it, unpacked one at a time; folders are passed over.

    Raises:
        Refusal: for the archive as a whole, before the first member: ``archive-damaged``, ``archive-too-many``,
            ``archive-bomb``, ``empty``, or ``not-an-invoice`` for an office document.
    """
    budget = _Budget()
    archive, entries = _opened(data, budget)
    return _walk(archive, entries, budget, "", 0)


def _opened(data: bytes, budget: _Budget) -> tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]:
    # Each entry of the directory has this mark, so it is counted before a directory of millions is taken apart.
    if data.count(_DIRECTORY_ENTRY) > MOST_MEMBERS * 2:
        raise _too_many()
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except Exception:  # the directory is hostile input to zipfile, which answers with errors of many kinds
        raise Refusal("archive-damaged", "The archive is damaged or cut short") from None
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if any(entry.filename == "[Content_Types].xml" for entry in entries):
        raise Refusal("not-an-invoice", "The file is an office document")
    if not entries:
        raise Refusal("empty", "The archive is empty")
    budget.take(entries)
    return archive, entries


def _walk(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], budget: _Budget, prefix: str, depth: int
) -> Iterator[Member]:
    for entry in entries:
        name = prefix + clean_line(entry.filename, _LONGEST_NAME)
        try:
            data = _content(archive, entry)
            if classify(data) is not Content.ARCHIVE:
                yield Member(name, data)
                continue
            if depth >= DEEPEST:
                raise Refusal("archive-too-deep", "The archive is nested more than {} deep", (str(DEEPEST),))
            inner, inner_entries = _opened(data, budget)
        except Refusal as refusal:
            yield Member(name, refusal=refusal)
            continue
        yield from _walk(inner, inner_entries, budget, name + "/", depth + 1)


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The bytes of a member.

    Raises:
        Refusal: the member is refused, and only it.
    """
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise Refusal("not-an-invoice", "The member is a link to another file")
    if "__MACOSX/" in entry.filename or entry.filename.rpartition("/")[2] in _JUNK:
        raise Refusal("not-an-invoice", "The member is a file of the operating system that made the archive")
    if entry.flag_bits & 1:
        raise Refusal("archive-encrypted", "The member is protected by a password")
    if entry.file_size > LARGEST_MEMBER:
        raise Refusal("too-large", "The file is larger than {} MB", (str(LARGEST_MEMBER >> 20),))
    if entry.file_size > _RATIO_FROM and entry.file_size > LARGEST_RATIO * entry.compress_size:
        raise Refusal("archive-bomb", "The member would unpack to more than {} times its size", (str(LARGEST_RATIO),))
    # Other methods reserve memory as the archive asks, and nobody packs invoices with them.
    if entry.compress_type not in _METHODS:
        raise Refusal("archive-damaged", "The member is packed in a way that is not read here")
    try:
        with archive.open(entry) as stream:
            data = stream.read(LARGEST_MEMBER + 1)
    except Exception:  # a damaged member makes zipfile and zlib answer with errors of many kinds
        raise Refusal("archive-damaged", "The member is damaged") from None
    if len(data) > LARGEST_MEMBER:
        raise Refusal("too-large", "The file is larger than {} MB", (str(LARGEST_MEMBER >> 20),))
    return data


def _too_many() -> Refusal:
    return Refusal("archive-too-many", "The archive holds more than {} files", (str(MOST_MEMBERS),))
