"""What leaves in a report holds no secret and points at nobody."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuiledger.text.redact import _SECRETS, redact


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer CANARYabcdef123456",
        "{'Authorization': 'Bearer CANARYabcdef123456'}",
        'password="CANARY pass, word"',
        "TUILEDGER_PASSPHRASE=CANARY",
        "client_secret=CANARY&grant_type=x",
        '{"refresh_token": "CANARY/+=="}',
        "api_key: CANARY",
        "postgresql://studio:CANARY@db.example/books",
        "postgresql://studio:CAN@ARY@db.example/books",
        "got eyJCANARY0.CANARY.CANARY",
        "token a/CANARYCANARYCANARY0 expired",
        "ghp_CANARYCANARY1234",
        "-----BEGIN RSA PRIVATE KEY-----\nCANARY\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nCANARY",
    ],
)
def test_secrets_are_gone(text: str) -> None:
    assert "CANARY" not in redact(text)
    assert "***" in redact(text)


def test_an_iban_keeps_its_ends() -> None:
    assert redact("to IT60X0542811101000000123456.") == "to IT60…3456."
    assert redact("to IT60 X054 2811 1010 0000 0123 456, soon") == "to IT60…3456, soon"
    assert redact("de89370400440532013000") == "de89…3000"


def test_addresses_and_fiscal_codes_keep_a_hint() -> None:
    assert redact("mario.rossi@studio.example wrote") == "m…@studio.example wrote"
    assert redact("RSSMRA80A01H501U") == "RSS…U"


@pytest.mark.parametrize(
    "text",
    [
        "IT01234567890_00001.xml was refused: 00421",
        "Traceback: File /srv/books.py, line 12",
        "sha256 " + "ab12" * 16,
        "1.234,56 EUR on 2026-11-21",
        "ab12 some text here with room",
        "the token was refused",
    ],
)
def test_what_a_helper_needs_stays(text: str) -> None:
    assert redact(text) == text


@given(st.text())
def test_redacting_twice_changes_nothing(text: str) -> None:
    assert redact(redact(text)) == redact(text)


@pytest.mark.parametrize(("pattern", "words"), [(pattern, words) for pattern, _, words in _SECRETS])
@given(data=st.data())
def test_no_secret_is_passed_over_for_want_of_a_word(
    pattern: re.Pattern[str], words: tuple[str, ...], data: st.DataObject
) -> None:
    text = data.draw(st.from_regex(pattern, alphabet=st.characters(max_codepoint=127)))
    assert any(word in text.lower() for word in words)


@pytest.mark.parametrize("text", ["pa\u017f\u017fword=CANARY", "to\u212aen: CANARY", "pr\u0131vate_key=CANARY"])
def test_letters_that_only_look_like_others_hide_no_name_of_a_secret(text: str) -> None:
    assert "CANARY" not in redact(text)
