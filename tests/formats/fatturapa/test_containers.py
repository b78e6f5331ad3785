"""Archives: one answer a member, and no memory for bombs."""

from __future__ import annotations

import io
import tracemalloc
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats.fatturapa.invoices import invoice

from tuiledger.domain.runs import Refusal
from tuiledger.formats.fatturapa.containers import MOST_MEMBERS, Member, members

XML = invoice()


def archive(*entries: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as writer:
        for name, data in entries:
            writer.writestr(name, data)
    return target.getvalue()


def outcomes(data: bytes) -> list[tuple[str, str]]:
    return [(member.name, member.refusal.code if member.refusal else "taken") for member in members(data)]


def refused(data: bytes) -> str:
    with pytest.raises(Refusal) as caught:
        members(data)
    return caught.value.code


def test_members_come_with_their_bytes_and_folders_are_silent() -> None:
    data = archive(("a/", b""), ("a/1.xml", XML), ("2.pdf", b"%PDF-"), method=zipfile.ZIP_STORED)
    assert list(members(data)) == [Member("a/1.xml", XML), Member("2.pdf", b"%PDF-")]


def test_archives_inside_archives_are_walked_two_deep() -> None:
    data = archive(("x.xml", XML))
    for name in ("a.zip", "b.zip", "c.zip"):
        data = archive((name, data), ("beside.xml", XML))
    assert outcomes(data) == [
        ("c.zip/b.zip/a.zip", "archive-too-deep"),
        ("c.zip/b.zip/beside.xml", "taken"),
        ("c.zip/beside.xml", "taken"),
        ("beside.xml", "taken"),
    ]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "C:\\x.xml", "a\x1b]52;c;eA==\x07.xml", "\u202egpj.xml"]
)
def test_names_are_text_and_cleaned(name: str) -> None:
    (member,) = members(archive((name, XML)))
    assert member.data == XML
    assert not {"\x1b", "\x07", "\u202e"} & set(member.name)


def test_two_members_of_one_name_are_two_members() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = archive(("a.xml", XML), ("a.xml", b"<x/>"))
    assert [member.data for member in members(data)] == [XML, b"<x/>"]


def test_links_passwords_and_leftovers_are_refused_one_by_one() -> None:
    link = zipfile.ZipInfo("link.xml")
    link.external_attr = 0o120777 << 16
    leftovers = [("__MACOSX/._a.xml", b"x"), ("sub/.DS_Store", b"x"), ("Thumbs.db", b"x")]
    data = archive((link, b"/etc/passwd"), *leftovers, ("good.xml", XML))
    assert outcomes(data) == [
        ("link.xml", "not-an-invoice"),
        *((name, "not-an-invoice") for name, _ in leftovers),
        ("good.xml", "taken"),
    ]
    locked = bytearray(archive(("a.xml", XML)))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert outcomes(bytes(locked)) == [("a.xml", "archive-encrypted")]


def test_a_damaged_member_does_not_stop_the_others() -> None:
    data = bytearray(archive(("bad.xml", XML), ("good.xml", XML)))
    data[60:90] = b"\xff" * 30
    assert outcomes(bytes(data)) == [("bad.xml", "archive-damaged"), ("good.xml", "taken")]
    packed = archive(("a.xml", XML), method=zipfile.ZIP_LZMA)
    assert outcomes(packed) == [("a.xml", "archive-damaged")]


def test_a_false_size_gives_no_byte_more() -> None:
    data = bytearray(archive(("a.xml", b"x" * 5_000_000)))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(mark) + offset
        data[at : at + 4] = (100).to_bytes(4, "little")
    assert outcomes(bytes(data)) == [("a.xml", "archive-damaged")]


def claiming(data: bytes, size: int) -> bytes:
    """An archive whose directory says that every member is ``size`` bytes long."""
    at = -1
    changed = bytearray(data)
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        changed[at + 24 : at + 28] = size.to_bytes(4, "little")
    return bytes(changed)


def test_bombs_stop_before_memory_grows() -> None:
    flat = archive(("bomb.xml", b"\0" * 29_000_000), ("good.xml", XML))
    large = archive(("large.xml", b"\0" * 32_000_000), ("good.xml", XML))
    many = claiming(archive(*((f"{n}.xml", XML) for n in range(8))), 29_000_000)
    nested = archive(("inner.zip", many), ("good.xml", XML))
    tracemalloc.start()
    try:
        assert outcomes(flat) == [("bomb.xml", "archive-bomb"), ("good.xml", "taken")]
        assert outcomes(large) == [("large.xml", "too-large"), ("good.xml", "taken")]
        assert outcomes(nested) == [("inner.zip", "archive-bomb"), ("good.xml", "taken")]
        assert refused(many) == "archive-bomb"
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()


def test_too_many_members_refuse_the_whole_archive() -> None:
    assert refused(archive(*((f"{n}.xml", b"<x/>") for n in range(10_000)))) == "archive-too-many"
    assert refused(archive(*((f"{n}.xml", b"") for n in range(MOST_MEMBERS + 1)))) == "archive-too-many"
    inner = archive(*((f"{n}.xml", b"") for n in range(3_000)))
    found = outcomes(archive(("1.zip", inner), ("2.zip", inner), ("good.xml", XML)))
    assert found[-2:] == [("2.zip", "archive-too-many"), ("good.xml", "taken")]
    assert len(found) == 3_002


def test_a_directory_of_millions_is_not_taken_apart() -> None:
    entry = b"PK\x01\x02" + b"\0" * 42
    data = b"PK\x03\x04" + entry * 300_000
    end = b"PK\x05\x06" + b"\0" * 8 + (len(entry) * 300_000).to_bytes(4, "little") + (4).to_bytes(4, "little") + b"\0\0"
    assert refused(data + end) == "archive-too-many"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04 not really", "archive-damaged"),
        (archive(("a.xml", XML))[:-30], "archive-damaged"),
        (archive(), "empty"),
        (archive(("a/", b"")), "empty"),
        (archive(("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>")), "not-an-invoice"),
    ],
)
def test_an_archive_without_members_says_why(data: bytes, code: str) -> None:
    assert refused(data) == code


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_archive_never_fails_otherwise(data: st.DataObject) -> None:
    source = bytearray(archive(("a.xml", XML), ("b.zip", archive(("c.xml", XML)))))
    for _ in range(data.draw(st.integers(1, 6))):
        source[data.draw(st.integers(0, len(source) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = list(members(bytes(source)))
    except Refusal:
        return
    assert all((member.data is None) != (member.refusal is None) for member in found)
