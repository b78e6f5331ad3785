"""What of a company changed, in the words and figures of the language in force."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Final

from tuiledger.text.amounts import amount_text
from tuiledger.text.dates import date_text
from tuiledger.text.translation import N_, _
from tuiledger.tui.glyphs import glyphs

if TYPE_CHECKING:
    from tuiledger.domain.parties import Company
    from tuiledger.ports import Act

#: What people call the fields of a company.
FIELDS: Final = {
    "name": N_("Name"),
    "country": N_("Country"),
    "vat_number": N_("VAT number"),
    "fiscal_code": N_("Fiscal code"),
    "locked_until": N_("Locked until"),
    "tolerance": N_("Rounding posted without asking"),
}
_FIELD: Final = "|".join(FIELDS)
#: One change as the log of acts keeps it; the next one begins with the name of a field.
_KEPT: Final = re.compile(rf"(?:^|; )({_FIELD}): (.*?) -> (.*?)(?=; (?:{_FIELD}): |$)")


def company_value(company: Company, name: str) -> str:
    """A field of a company as people read it; the VAT number with its country."""
    value = getattr(company, name)
    return f"{company.country}{value}" if name == "vat_number" and value else _shown(name, str(value))


def act_detail(act: Act) -> str:
    """The detail of an act; the changes of a company by the names that people know."""
    if act.verb != "company-set":
        return act.detail
    changes = [(_(FIELDS[name]), _shown(name, old), _shown(name, new)) for name, old, new in _KEPT.findall(act.detail)]
    return "; ".join(_("{}: from {} to {}").format(*change) for change in changes) or act.detail


def _shown(name: str, kept: str) -> str:
    if kept == "None":
        return glyphs().none
    try:
        if name == "tolerance":
            return amount_text(int(kept))
        return date_text(datetime.date.fromisoformat(kept)) if name == "locked_until" else kept
    except ValueError:
        return kept
