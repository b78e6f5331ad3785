"""Attachments: taken from the stored payload, proven, and saved under names that do no harm."""

from __future__ import annotations

import base64
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import FixedClock
from tests.deliveries import OLMO, body, file, put

from tuiledger.domain.documents import Attachment
from tuiledger.domain.runs import Refusal
from tuiledger.ports import Store
from tuiledger.services import attachments
from tuiledger.services.attachments import Attached, read_payload, safe_name, save_attachment, take_attachment
from tuiledger.services.companies import CompanyForm, register_company
from tuiledger.services.intake import import_paths
from tuiledger.store import open_store


def attached(name: str, data: bytes, kind: str = "PDF") -> str:
    content = base64.b64encode(data).decode()
    return (
        f"<Allegati><NomeAttachment>{name}</NomeAttachment><FormatoAttachment>{kind}</FormatoAttachment>"
        f"<Attachment>{content}</Attachment></Allegati>"
    )


@pytest.fixture
def books(tmp_path: Path) -> Store:
    """A document with three attachments, the last of which cannot be decoded."""
    store = open_store(str(tmp_path / "books.db"), create=True, clock=FixedClock())
    register_company(store, FixedClock(), "anna", CompanyForm(OLMO.name, vat_number=OLMO.vat), "OLMO")
    broken = "<Allegati><NomeAttachment>c</NomeAttachment><Attachment>%%%</Attachment></Allegati>"
    rest = attached("a.pdf", b"%PDF one") + attached("../../b.txt", b"two", "TXT") + broken
    put(tmp_path / "in", "1.xml", file(body("1"), body("2", rest=rest)))
    list(import_paths(store, [str(tmp_path / "in")], FixedClock(), "anna"))
    return store


def test_an_attachment_comes_as_it_was_sent(books: Store) -> None:
    with books.reading() as reader:
        assert take_attachment(reader, 2, 1) == Attached(1, "a.pdf", b"%PDF one")
        assert take_attachment(reader, 2, 2) == Attached(2, "b.txt", b"two")
        for document, place, code in (
            (1, 1, "attachment-unknown"),
            (2, 0, "attachment-unknown"),
            (2, 4, "attachment-unknown"),
            (2, 3, "attachment-damaged"),
            (9, 1, "document-unknown"),
        ):
            with pytest.raises(Refusal) as refused:
                take_attachment(reader, document, place)
            assert refused.value.code == code


def test_too_large_or_altered_bytes_are_not_handed_out(books: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with books.reading() as reader:
        monkeypatch.setattr(attachments, "attachment_of", lambda *_: b"other")
        with pytest.raises(Refusal) as altered:
            take_attachment(reader, 2, 1)
        monkeypatch.setattr(attachments, "LARGEST", 3)
        with pytest.raises(Refusal) as large:
            take_attachment(reader, 2, 1)
    assert (altered.value.code, large.value.code) == ("attachment-altered", "too-large")


def test_saving_writes_over_nothing_and_follows_no_link(tmp_path: Path) -> None:
    folder, outside = tmp_path / "out", tmp_path / "outside"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(b"there first")
    (folder / "a-2.pdf").symlink_to(outside)
    saved = save_attachment(Attached(1, "a.pdf", b"new"), folder)
    assert saved == folder / "a-3.pdf" and saved.read_bytes() == b"new"
    assert (folder / "a.pdf").read_bytes() == b"there first" and not outside.exists()
    with pytest.raises(Refusal, match="cannot be written"):
        save_attachment(Attached(1, "a.pdf", b"new"), tmp_path / "missing")


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("fattura.pdf", "PDF", "fattura.pdf"),
        ("/etc/passwd", None, "passwd"),
        ("..\\..\\autoexec.bat", "", "autoexec.bat"),
        ("../..", "PDF", "attachment-1.pdf"),
        ("", "pdf", "attachment-1.pdf"),
        ("", None, "attachment-1"),
        ("-rf", "PDF", "rf.pdf"),
        (".bashrc", None, "bashrc"),
        ("nul.pdf", None, "_nul.pdf"),
        ("a\x1b[2J\u202egpj.exe", None, "a_[2J_U+202E_gpj.exe"),
        ("due righe\nqui.pdf", None, "due_righe_qui.pdf"),
        ("documento", "../x", "documento"),
        ("東京.pdf", None, "東京.pdf"),
    ],
)
def test_names_from_outside_become_names_of_files(name: str, kind: str | None, expected: str) -> None:
    assert safe_name(Attachment(name, kind, 1, None), 1) == expected


@given(st.text(max_size=400), st.none() | st.text(max_size=12))
def test_any_name_is_one_plain_component(name: str, kind: str | None) -> None:
    made = safe_name(Attachment(name, kind, 1, None), 3)
    assert made and made == Path(made).name and made not in (".", "..")
    assert made[0] not in ".-~" and len(made.encode()) <= 130
    assert not {char for char in made if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")}
    assert not set(made) & set('<>:"|?*/\\')


def test_the_payload_is_read_as_text(books: Store) -> None:
    with books.reading() as reader:
        shown = read_payload(reader, 1)
        assert "<Numero>1</Numero>" in shown.text and not shown.cut
        assert read_payload(reader, 1, 100).cut
        with pytest.raises(Refusal):
            read_payload(reader, 9)
