"""What must not leave the machine in a diagnostic file or a crash report: secrets, and what points at a person."""

from __future__ import annotations

import re
from typing import Final

#: What stands in place of a secret.
HIDDEN: Final = "***"

#: A pattern, what stands in place of it, and words in small letters of which one is in every text that it fits.
_SECRETS: Final = (
    (
        re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL),
        HIDDEN,
        ("-----begin",),
    ),
    # user:password@ of a URL; the password may hold anything but the end of the authority.
    (re.compile(r"(\b[a-z][a-z0-9+.-]*://[^/\s:@]*):[^/\s]*@", re.IGNORECASE), rf"\1:{HIDDEN}@", ("@",)),
    (
        re.compile(r"\b(bearer|basic|token)(\s+)[\w.~+/=-]{8,}", re.IGNORECASE),
        rf"\1\2{HIDDEN}",
        ("bearer", "basic", "token"),
    ),
    # A name that says it is secret, then = or :, then a value, quoted or not.
    (
        re.compile(
            r"""((?:pass(?:word|phrase|wd)?|pwd|secret|token|api[_-]?key|private[_-]?key|authorization|cookie)["']?"""
            r"""\s*[=:]\s*)(?:"[^"]*"|'[^']*'|(?:(?:bearer|basic|token)\s+)?[^\s,;&}\])'"]+)""",
            re.IGNORECASE,
        ),
        rf"\1{HIDDEN}",
        ("pass", "pwd", "secret", "token", "key", "authorization", "cookie"),
    ),
    (re.compile(r"\beyJ[\w-]{6,}\.[\w-]{4,}(?:\.[\w-]*)?"), HIDDEN, ("eyj",)),
    # Access and refresh tokens of Fatture in Cloud, then keys with well-known beginnings.
    (re.compile(r"(?<![\w/])[ar]/[\w.-]{16,}"), HIDDEN, ("a/", "r/")),
    (re.compile(r"\b(?:sk|pk|rk|ghp|gho|ghs|glpat|xox[abprs])[_-][\w-]{12,}"), HIDDEN, ("_", "-")),
)
_IBAN: Final = re.compile(r"(?<![A-Z0-9])[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?![A-Z0-9])", re.I)
#: It is looked for where a word begins: from every letter of a long one it would take the square of its length.
_EMAIL: Final = re.compile(r"(?<![\w.%+-])([\w.%+-])[\w.%+-]*@((?:[\w-]+\.)+[\w-]{2,})")
#: The fiscal code of a person, whose letters and figures give name, birthday and birthplace.
_FISCAL_CODE: Final = re.compile(
    r"(?<![A-Z0-9])([A-Z]{3})[A-Z]{3}[0-9L-V]{2}[A-EHLMPRST][0-9L-V]{2}[A-Z][0-9L-V]{3}([A-Z])(?![A-Z0-9])", re.I
)


def _iban(match: re.Match[str]) -> str:
    compact = match[0].replace(" ", "")
    # Most of an account number is figures; a sentence that happens to have the shape is not.
    if not 15 <= len(compact) <= 34 or sum(map(str.isdigit, compact)) < 10:
        return match[0]
    return f"{compact[:4]}…{compact[-4:]}"


def redact(text: str) -> str:
    """``text`` without secrets, and with IBANs, e-mail addresses and personal fiscal codes cut down to a hint.

    Of an IBAN the first and last four characters stay, of an address its first letter and its domain, of a fiscal code
    three letters and the check letter: enough to recognise what one knows, too little to use.
    """
    # A few letters beyond ASCII count as ASCII ones where case is ignored, so only plain texts are looked through.
    plain = text.lower() if text.isascii() else None
    for pattern, replacement, words in _SECRETS:
        if plain is None or any(word in plain for word in words):
            text = pattern.sub(replacement, text)
    if "@" in text:
        text = _EMAIL.sub(r"\1…@\2", text)
    text = _FISCAL_CODE.sub(r"\1…\2", text)
    return _IBAN.sub(_iban, text)
