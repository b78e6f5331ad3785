"""The header of an e-invoice: who sends, who sells, who buys (FatturaPA 1.2.3, part 1)."""

from __future__ import annotations

from typing import NamedTuple

from tuiledger.domain.documents import Address, PartyDetails
from tuiledger.domain.identifiers import fiscal_code, vat_number
from tuiledger.formats.fatturapa.records import Record, Texts


class Header(NamedTuple):
    """What holds for every body of the file.

    ``version`` is the root's attribute, ``format`` what the transmission block says; they should agree (00428).
    """

    version: str
    format: str
    transmitter: str | None
    recipient: str | None
    certified_mail: str | None
    seller: PartyDetails
    buyer: PartyDetails
    regime: str | None
    issuer: str | None


def read_header(record: Record, version: str) -> Header:
    """The header's facts, for ordinary and simplified invoices alike.

    Raises:
        Refusal: ``incomplete``, without a seller or a buyer.
    """
    transmission = record.first("DatiTrasmissione")
    sending = transmission.texts
    sender = transmission.first("IdTrasmittente").texts
    seller, regime = _party(record.required("CedentePrestatore", "FatturaElettronicaHeader"))
    buyer, _ = _party(record.required("CessionarioCommittente", "FatturaElettronicaHeader"))
    return Header(
        version=version,
        format=_code(sending.get("FormatoTrasmissione")) or version,
        transmitter=_code(sender.get("IdPaese", "") + sender.get("IdCodice", "")),
        recipient=_code(sending.get("CodiceDestinatario")),
        certified_mail=sending.get("PECDestinatario"),
        seller=seller,
        buyer=buyer,
        regime=regime,
        issuer=_code(record.texts.get("SoggettoEmittente")),
    )


def _party(record: Record) -> tuple[PartyDetails, str | None]:
    """A seller or buyer and its tax regime.

    Ordinary invoices keep the details one or two blocks deeper than simplified ones, under names that never clash, so
    one gathering serves both.
    """
    texts, blocks = record
    for name in ("DatiAnagrafici", "Anagrafica", "IdentificativiFiscali", "AltriDatiIdentificativi"):
        if name in blocks:
            inner = blocks[name][0]
            texts = inner.texts | texts
            blocks = inner.blocks | blocks
    gathered = Record(texts, blocks)
    identity = gathered.first("IdFiscaleIVA").texts
    country = _code(identity.get("IdPaese"))
    details = PartyDetails(
        name=_name(texts),
        country=country,
        vat_number=vat_number(country, identity.get("IdCodice")),
        fiscal_code=fiscal_code(texts.get("CodiceFiscale")),
        address=_address(gathered.first("Sede").texts),
    )
    return details, _code(texts.get("RegimeFiscale"))


def _name(texts: Texts) -> str | None:
    name = texts.get("Denominazione") or f"{texts.get('Nome', '')} {texts.get('Cognome', '')}".strip()
    return name or None


def _address(texts: Texts) -> Address | None:
    if not texts:
        return None
    street = texts.get("Indirizzo")
    if street and (number := texts.get("NumeroCivico")):
        street = f"{street} {number}"
    return Address(
        street=street,
        postcode=_code(texts.get("CAP")),
        city=texts.get("Comune"),
        province=_code(texts.get("Provincia")),
        country=_code(texts.get("Nazione")),
    )


def _code(value: str | None) -> str | None:
    return value.upper() if value else None
