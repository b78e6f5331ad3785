"""A payload as a person reads it."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from tests.deliveries import body, file

from tuiledger.formats.fatturapa.readable import SHOWN, readable

IBAN = "IT60X0542811101000000123456"


def test_every_element_has_a_line_and_is_indented() -> None:
    payload = file(body("7/A"))
    shown = readable(payload)
    lines = shown.text.split("\n")
    assert lines[0].startswith("<p:FatturaElettronica") and lines[-1] == "</p:FatturaElettronica>"
    assert "        <Numero>7/A</Numero>" in lines
    assert (shown.size, shown.cut) == (len(payload), False)


def test_account_numbers_and_personal_codes_are_cut_down() -> None:
    rest = f"<DatiPagamento><DettaglioPagamento><IBAN>{IBAN}</IBAN></DettaglioPagamento></DatiPagamento>"
    general = "<Causale>RSSMRA80A01H501U password: hunter2</Causale>"
    text = readable(file(body(general=general, rest=rest))).text
    assert IBAN not in text and "<IBAN>IT60…3456</IBAN>" in text
    assert "RSSMRA80A01H501U" not in text and "hunter2" not in text
    assert text.endswith("</p:FatturaElettronica>"), "redaction of one text never eats the next element"


def test_bytes_in_letters_are_left_out_with_a_word_about_it() -> None:
    text = readable(file(body(rest=f"<Allegati><Attachment>{'QUJD' * 10_000}</Attachment></Allegati>"))).text
    assert "QUJD" not in text
    assert "[40,000 characters are left out here]" in text


def test_a_long_payload_is_cut_and_says_so() -> None:
    payload = file(body(rest="".join(f"<Causale>riga {n}</Causale>" for n in range(20_000))))
    shown = readable(payload)
    assert shown.cut and len(shown.text) <= SHOWN and shown.size == len(payload)
    assert not readable(payload, 10_000_000).cut


def test_a_text_that_looks_like_structure_stays_text() -> None:
    text = readable(file(body("1&lt;/Numero&gt;&lt;Numero&gt;2".replace("&lt;", "<").replace("&gt;", ">")))).text
    assert "<Numero>1&lt;/Numero&gt;&lt;Numero&gt;2</Numero>" in text


def test_what_is_not_xml_is_shown_as_it_stands_without_its_controls() -> None:
    shown = readable(b"\x1b]0;title\x07 no XML \xff\xfe\n second line")
    assert "\x1b" not in shown.text and shown.text.endswith("\n second line")
    assert readable(b"").text == ""


@given(st.binary(max_size=300), st.text(max_size=200), st.integers(0, 400))
def test_whatever_came_in_nothing_in_it_steers_a_terminal(data: bytes, said: str, limit: int) -> None:
    wrapped = b'<?xml version="1.0" encoding="UTF-8"?><a b="' + data.hex().encode() + b'">' + data + b"</a>"
    said_in = f"<a>{said}</a>".encode("utf-8", "replace")
    for payload in (data, wrapped, said_in):
        text = readable(payload, limit).text
        assert len(text) <= limit
        assert not {char for char in text if unicodedata.category(char) in ("Cc", "Cf", "Cs") and char not in "\n\t"}
