"""What registers outside the books know of something that a document names."""

from __future__ import annotations

from tuiledger.domain.documents import Document
from tuiledger.formats.banks import Bank, bank_of


def banks_of(document: Document) -> dict[str, Bank]:
    """The banks behind the IBANs of a document's payments; an IBAN that nobody knows is left out."""
    ibans = {payment.iban for payment in document.payments if payment.iban}
    return {iban: bank for iban in ibans if (bank := bank_of(iban)) is not None}
