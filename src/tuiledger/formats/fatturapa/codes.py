"""What the codes of FatturaPA mean: English titles, translated where they are shown.

Tables of FatturaPA 1.2.3: TipoDocumento, Natura, TipoRitenuta, TipoCassa, ModalitaPagamento, RegimeFiscale,
EsigibilitaIVA; and the kinds of messages of the exchange system.
"""

from __future__ import annotations

from typing import Final

from tuiledger.text.translation import N_

DOCUMENT_TYPES: Final[dict[str, str]] = {
    "TD01": N_("Invoice"),
    "TD02": N_("Advance on invoice"),
    "TD03": N_("Advance on professional fee"),
    "TD04": N_("Credit note"),
    "TD05": N_("Debit note"),
    "TD06": N_("Professional fee"),
    "TD07": N_("Simplified invoice"),
    "TD08": N_("Simplified credit note"),
    "TD09": N_("Simplified debit note"),
    "TD16": N_("Integration for domestic reverse charge"),
    "TD17": N_("Integration or self-invoice for services from abroad"),
    "TD18": N_("Integration for goods from the EU"),
    "TD19": N_("Integration or self-invoice for goods, art. 17 c. 2"),
    "TD20": N_("Self-invoice for missing or irregular invoice"),
    "TD21": N_("Self-invoice for exceeding the export ceiling"),
    "TD22": N_("Extraction from VAT warehouse"),
    "TD23": N_("Extraction from VAT warehouse with VAT paid"),
    "TD24": N_("Deferred invoice, art. 21 c. 4 lett. a"),
    "TD25": N_("Deferred invoice, art. 21 c. 4 lett. b"),
    "TD26": N_("Sale of depreciable assets or internal transfer"),
    "TD27": N_("Self-invoice for own use or gifts"),
    "TD28": N_("Purchase from San Marino with VAT"),
    "TD29": N_("Report of missing or irregular invoice"),
}

NATURES: Final[dict[str, str]] = {
    "N1": N_("Excluded, art. 15"),
    "N2": N_("Not subject to VAT"),
    "N2.1": N_("Not subject to VAT, art. 7 to 7-septies"),
    "N2.2": N_("Not subject to VAT, other cases"),
    "N3": N_("Not taxable"),
    "N3.1": N_("Not taxable, exports"),
    "N3.2": N_("Not taxable, supplies within the EU"),
    "N3.3": N_("Not taxable, supplies to San Marino"),
    "N3.4": N_("Not taxable, like exports"),
    "N3.5": N_("Not taxable, letter of intent"),
    "N3.6": N_("Not taxable, outside the export ceiling"),
    "N4": N_("Exempt"),
    "N5": N_("Margin scheme"),
    "N6": N_("Reverse charge"),
    "N6.1": N_("Reverse charge, scrap"),
    "N6.2": N_("Reverse charge, gold and silver"),
    "N6.3": N_("Reverse charge, construction subcontracts"),
    "N6.4": N_("Reverse charge, buildings"),
    "N6.5": N_("Reverse charge, mobile phones"),
    "N6.6": N_("Reverse charge, electronics"),
    "N6.7": N_("Reverse charge, construction and related services"),
    "N6.8": N_("Reverse charge, energy"),
    "N6.9": N_("Reverse charge, other cases"),
    "N7": N_("VAT paid in another EU country"),
}

WITHHOLDINGS: Final[dict[str, str]] = {
    "RT01": N_("Withholding tax, natural persons"),
    "RT02": N_("Withholding tax, legal persons"),
    "RT03": N_("INPS contribution"),
    "RT04": N_("ENASARCO contribution"),
    "RT05": N_("ENPAM contribution"),
    "RT06": N_("Other social security contribution"),
}

FUNDS: Final[dict[str, str]] = {
    "TC01": N_("Fund of lawyers"),
    "TC02": N_("Fund of chartered accountants"),
    "TC03": N_("Fund of surveyors"),
    "TC04": N_("Fund of engineers and architects"),
    "TC05": N_("Fund of notaries"),
    "TC06": N_("Fund of accountants and commercial experts"),
    "TC07": N_("ENASARCO, commercial agents"),
    "TC08": N_("ENPACL, labour consultants"),
    "TC09": N_("ENPAM, doctors"),
    "TC10": N_("ENPAF, pharmacists"),
    "TC11": N_("ENPAV, veterinarians"),
    "TC12": N_("ENPAIA, agricultural employees"),
    "TC13": N_("Fund of shipping and agency employees"),
    "TC14": N_("INPGI, journalists"),
    "TC15": N_("ONAOSI, orphans of health professionals"),
    "TC16": N_("CASAGIT, journalists"),
    "TC17": N_("EPPI, industrial experts"),
    "TC18": N_("EPAP, several professions"),
    "TC19": N_("ENPAB, biologists"),
    "TC20": N_("ENPAPI, nurses"),
    "TC21": N_("ENPAP, psychologists"),
    "TC22": N_("INPS"),
}

PAYMENT_METHODS: Final[dict[str, str]] = {
    "MP01": N_("Cash"),
    "MP02": N_("Cheque"),
    "MP03": N_("Banker's draft"),
    "MP04": N_("Cash at the treasury"),
    "MP05": N_("Bank transfer"),
    "MP06": N_("Promissory note"),
    "MP07": N_("Bank payment slip"),
    "MP08": N_("Payment card"),
    "MP09": N_("RID direct debit"),
    "MP10": N_("RID direct debit, utilities"),
    "MP11": N_("Fast RID direct debit"),
    "MP12": N_("RIBA bank receipt"),
    "MP13": N_("MAV payment slip"),
    "MP14": N_("Tax office receipt"),
    "MP15": N_("Transfer between special accounts"),
    "MP16": N_("Bank standing order"),
    "MP17": N_("Postal standing order"),
    "MP18": N_("Postal payment slip"),
    "MP19": N_("SEPA direct debit"),
    "MP20": N_("SEPA direct debit CORE"),
    "MP21": N_("SEPA direct debit B2B"),
    "MP22": N_("Withheld from sums already collected"),
    "MP23": N_("PagoPA"),
}

REGIMES: Final[dict[str, str]] = {
    "RF01": N_("Ordinary"),
    "RF02": N_("Minimum taxpayers"),
    "RF04": N_("Farming and fishing"),
    "RF05": N_("Salt and tobacco"),
    "RF06": N_("Matches"),
    "RF07": N_("Publishing"),
    "RF08": N_("Public telephony"),
    "RF09": N_("Transport and parking tickets"),
    "RF10": N_("Entertainment and games"),
    "RF11": N_("Travel agencies"),
    "RF12": N_("Farm holidays"),
    "RF13": N_("Door-to-door sales"),
    "RF14": N_("Second-hand goods, art and antiques"),
    "RF15": N_("Auction houses"),
    "RF16": N_("VAT on collection, public bodies"),
    "RF17": N_("VAT on collection"),
    "RF18": N_("Other regime"),
    "RF19": N_("Flat-rate scheme"),
    "RF20": N_("Cross-border VAT exemption"),
}

EXIGIBILITIES: Final[dict[str, str]] = {
    "I": N_("VAT due at once"),
    "D": N_("VAT due on payment"),
    "S": N_("Split payment"),
}

MESSAGE_KINDS: Final[dict[str, str]] = {
    "RC": N_("Delivered"),
    "NS": N_("Rejected by the exchange system"),
    "MC": N_("Not delivered, left in the tax drawer"),
    "MT": N_("Metadata of a received file"),
    "NE": N_("Outcome told by the public body"),
    "DT": N_("Terms elapsed without an outcome"),
    "AT": N_("Transmitted but not deliverable"),
    "EC": N_("Outcome of the buyer"),
    "SE": N_("Outcome rejected by the exchange system"),
}

OUTCOMES: Final[dict[str, str]] = {
    "EC01": N_("Accepted"),
    "EC02": N_("Refused"),
    "EN00": N_("Outcome not conforming to the format"),
    "EN01": N_("Outcome not admissible"),
}

_TABLES: Final = (
    DOCUMENT_TYPES,
    NATURES,
    WITHHOLDINGS,
    FUNDS,
    PAYMENT_METHODS,
    REGIMES,
    EXIGIBILITIES,
    MESSAGE_KINDS,
    OUTCOMES,
)


def title(code: str) -> str:
    """The English title of any code of these tables, to be translated; the code itself where it is unknown."""
    for table in _TABLES:
        if code in table:
            return table[code]
    return code
