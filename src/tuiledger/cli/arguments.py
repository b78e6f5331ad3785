"""Kinds of argument that several commands take."""

from __future__ import annotations

import argparse
import calendar
import datetime
import re

from tuiledger.text.translation import _


def day(text: str) -> datetime.date:
    """A date written ISO 8601."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("not a date (YYYY-MM-DD)")) from None


def period(text: str) -> tuple[datetime.date, datetime.date]:
    """A month ``YYYY-MM``, a quarter ``YYYY-Q1`` or a year ``YYYY``: its first and last day."""
    match = re.fullmatch(r"([0-9]{4})(?:-(?:([0-9]{2})|[Qq]([1-4])))?", text)
    if match and int(match[1]) >= 1 and (match[2] is None or 1 <= int(match[2]) <= 12):
        year = int(match[1])
        first, last = 1, 12
        if match[2]:
            first = last = int(match[2])
        elif match[3]:
            first, last = int(match[3]) * 3 - 2, int(match[3]) * 3
        return datetime.date(year, first, 1), datetime.date(year, last, calendar.monthrange(year, last)[1])
    raise argparse.ArgumentTypeError(_("not a period (YYYY-MM, YYYY-Q1 or YYYY)"))


def identity(text: str) -> int:
    """The id of something in the books."""
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 1 << 63):
        raise argparse.ArgumentTypeError(_("not an id"))
    return int(text)


def count(text: str) -> int:
    """How many at most: one or more."""
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 1 << 31):
        raise argparse.ArgumentTypeError(_("not a number of one or more"))
    return int(text)


def port(text: str) -> int:
    """A TCP port; 0 stands for any that is free."""
    if not (text.isascii() and text.isdigit() and int(text) < 1 << 16):
        raise argparse.ArgumentTypeError(_("not a port (0 to 65535)"))
    return int(text)


def company_option(parser: argparse.ArgumentParser, *, required: bool = False) -> None:
    """``--company CODE``."""
    parser.add_argument("--company", metavar=_("CODE"), required=required, help=_("only this company"))
