"""Words for the values of the domain, in the language in force."""

from __future__ import annotations

import datetime
from typing import Final, Protocol

from tuiledger.domain.documents import Direction, Kind
from tuiledger.domain.journal import Journal
from tuiledger.domain.money import AmountError, decimal_from_text
from tuiledger.domain.vat import REVERSE_CHARGE_SERIES, Register
from tuiledger.text.amounts import decimal_text
from tuiledger.text.dates import date_text, moment_text
from tuiledger.text.translation import N_, _, translate
from tuiledger.text.words import DIRECTIONS, JOURNALS, KINDS, REGISTERS

#: Why two documents may be one (:func:`tuiledger.domain.duplicates.judge`).
REASONS: Final = {
    "canonical": N_("the same content"),
    "number": N_("the same issuer, year and number"),
    "date": N_("the same date"),
    "total": N_("the same total"),
    "summary": N_("the same VAT summary"),
    "number-other-content": N_("the same issuer, year and number, with other content"),
    "no-number-same-amounts": N_("no number, but the same issuer, day and total"),
}


#: Messages whose values are amounts as the domain writes them, and those whose values are days.
_AMOUNTS: Final = frozenset(
    {"totals-differ", "tax-differs", "sign-unclear", "net-of-withholding", "net-of-split", "rounded", "withholding"}
)
_DAYS: Final = frozenset({"locked", "before-entry"})


class Message(Protocol):
    """A finding, a note or the reason of a hold: an English template and the values of its fields."""

    @property
    def code(self) -> str: ...
    @property
    def message(self) -> str: ...
    @property
    def values(self) -> tuple[str, ...]: ...


def sentence(message: Message) -> str:
    """A carried message in the language in force, its amounts and days as that language writes them."""
    values = message.values
    if message.code in _AMOUNTS:
        values = tuple(map(_amount, values))
    elif message.code in _DAYS:
        values = tuple(date_text(datetime.date.fromisoformat(value)) for value in values)
    return translate(message.message, *values)


def _amount(value: str) -> str:
    try:
        return decimal_text(decimal_from_text(value))
    except AmountError:
        return value


def wall_time(moment: datetime.datetime) -> str:
    """A stored moment as the clock on the wall showed it."""
    return moment_text(moment.astimezone())


def wall_day(moment: datetime.datetime) -> str:
    """The day of a stored moment as the calendar on the wall showed it."""
    return date_text(moment.astimezone().date())


def direction_word(direction: Direction) -> str:
    """Issued or received."""
    return _(DIRECTIONS[direction])


def kind_word(kind: str) -> str:
    """What sort of document it is; a code from elsewhere stands as it is."""
    return _(KINDS[Kind(kind)]) if kind in Kind.__members__.values() else kind


def journal_word(journal: Journal) -> str:
    """The journal's name."""
    return _(JOURNALS[journal])


def register_word(register: Register, series: str = "") -> str:
    """The register's name, with its series where it has one."""
    return f"{_(REGISTERS[register])} {series}".strip() if series != REVERSE_CHARGE_SERIES else _double(register)


def _double(register: Register) -> str:
    return _("sales, reverse charge") if register is Register.SALES else _("purchases, reverse charge")


def protocols_text(protocols: str) -> str:
    """Protocols as lists keep them (``sales 12, purchases RC 3``), the registers' names in the language in force."""
    named = []
    for protocol in filter(None, protocols.split(", ")):
        register, *rest = protocol.split(" ")
        word = _(REGISTERS[Register(register)]) if register in Register.__members__.values() else register
        named.append(" ".join((word, *rest)))
    return ", ".join(named)


def reason_word(reason: str) -> str:
    """Why two documents may be one; an unknown code stands as it is."""
    return _(REASONS[reason]) if reason in REASONS else reason
