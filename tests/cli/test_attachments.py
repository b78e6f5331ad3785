"""Files inside documents, and stored payloads, on the command line."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from tests.cli.conftest import Terminal
from tests.deliveries import body, file, put

IBAN = "IT60X0542811101000000123456"


def attached(name: str, data: str) -> str:
    return f"<Allegati><NomeAttachment>{name}</NomeAttachment><Attachment>{data}</Attachment></Allegati>"


@pytest.fixture
def delivered(studio: Terminal) -> Terminal:
    """A document with two attachments, one of which cannot be decoded, and one without."""
    good = attached("../../consegna.pdf", base64.b64encode(b"%PDF").decode())
    pay = f"<DatiPagamento><DettaglioPagamento><IBAN>{IBAN}</IBAN></DettaglioPagamento></DatiPagamento>"
    put(studio.folder, "1.xml", file(body("1", rest=pay + good + attached("rotto", "%%%")), body("2")))
    assert studio("import", studio.folder).code == 0
    return studio


def test_attachments_are_listed(delivered: Terminal) -> None:
    answer = delivered("documents", "attachments", 1)
    assert answer.code == 0 and answer.data["total"] == 2 and answer.data["document"] == 1
    first, second = answer.data["items"]
    assert (first["place"], first["file_name"], first["size"], first["path"]) == (1, "consegna.pdf", 4, None)
    assert (second["size"], second["sha256"]) == (None, None)
    assert "consegna.pdf" in delivered("documents", "attachments", 1, json=False).out
    assert delivered("documents", "attachments", 2).data["items"] == []


def test_they_are_saved_over_nothing_and_one_that_is_damaged_stops_no_other(
    delivered: Terminal, tmp_path: Path
) -> None:
    folder = tmp_path / "a" / "b"
    for name in ("consegna.pdf", "consegna-2.pdf"):
        answer = delivered("documents", "attachments", 1, "--save", folder)
        assert answer.code == 1
        first, second = answer.data["items"]
        assert first["path"] == str(folder / name) and (folder / name).read_bytes() == b"%PDF"
        assert second["error"]["code"] == "attachment-damaged" and second["path"] is None
    assert len(list(folder.iterdir())) == 2


def test_what_cannot_be_done_is_said(delivered: Terminal, tmp_path: Path) -> None:
    taken = tmp_path / "file"
    taken.write_text("x")
    for words, code in (
        (("attachments", 9), "document-unknown"),
        (("attachments", 1, "--save", taken), "not-written"),
        (("show", 9, "--payload"), "document-unknown"),
    ):
        answer = delivered("documents", *words)
        assert (answer.code, answer.error) == (3, code)
    assert delivered("documents", "attachments", "x").code == 2


def test_the_payload_is_shown_to_be_read(delivered: Terminal) -> None:
    payload = delivered("documents", "show", 1, "--payload").data["payload"]
    assert "<Numero>1</Numero>" in payload["text"] and not payload["cut"] and payload["size"] > 100
    assert IBAN not in payload["text"] and "IT60…3456" in payload["text"]
    assert "payload" not in delivered("documents", "show", 1).data
    assert "<Numero>1</Numero>" in delivered("documents", "show", 1, "--payload", json=False).out
