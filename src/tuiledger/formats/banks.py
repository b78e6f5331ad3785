"""The bank behind an IBAN, from the registers of national bank codes."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple


class Bank(NamedTuple):
    """A bank: its name and BIC, as far as its country's register tells them."""

    name: str | None
    bic: str | None


@lru_cache(4096)
def bank_of(iban: str) -> Bank | None:
    """The bank that keeps the account, or None where the IBAN or its bank is not known.

    ``iban`` is text from outside; look-alike letters and wrong check digits give None.
    """
    # The registers of every country take a while to load, and only a document's own page asks for them.
    from schwifty import IBAN
    from schwifty.exceptions import SchwiftyException

    try:
        account = IBAN(iban)
    except (SchwiftyException, ValueError):
        return None
    name, bic = account.bank_name or None, account.bic
    return Bank(name, str(bic) if bic else None) if name or bic else None
