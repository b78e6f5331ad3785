"""The header of an e-invoice: who sends, who sells, who buys (FatturaPA 1.2.3, part 1)."""

from __future__ import annotations

from typing import NamedTuple

from tuiledger.domain.documents import Address, PartyDetails
from tuiledger.domain.identifiers import fiscal_code, vat_number
from tuiledger.formats.fatturapa.records import Record, first, required


class Header(NamedTuple):
    """What holds for every body of the file.

    ``version`` is the root's attribute, ``format`` what the transmission block says; they should agree (00428).
    """

    version: str
    format: str
    transmitter: str | None
    progressive: str
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
    transmission = first(record, "DatiTrasmissione")
    sender = first(transmission, "IdTrasmittente")
    seller, regime = _party(required(record, "CedentePrestatore", "FatturaElettronicaHeader"))
    buyer, _ = _party(required(record, "CessionarioCommittente", "FatturaElettronicaHeader"))
    return Header(
        version=version,
        format=_code(transmission.get("FormatoTrasmissione")) or version,
        transmitter=_code(sender.get("IdPaese", "") + sender.get("IdCodice", "")),
        progressive=transmission.get("ProgressivoInvio", ""),
        recipient=_code(transmission.get("CodiceDestinatario")),
        certified_mail=transmission.get("PECDestinatario"),
        seller=seller,
        buyer=buyer,
        regime=regime,
        issuer=_code(record.get("SoggettoEmittente")),
    )


def _party(record: Record) -> tuple[PartyDetails, str | None]:
    """A seller or buyer and its tax regime.

    Ordinary invoices keep the details one or two blocks deeper than simplified ones, under names that never clash, so
    one gathering serves both.
    """
    gathered = record
    for name in ("DatiAnagrafici", "Anagrafica", "IdentificativiFiscali", "AltriDatiIdentificativi"):
        if name in gathered:
            gathered = gathered[name][0] | gathered
    identity = first(gathered, "IdFiscaleIVA")
    country = _code(identity.get("IdPaese"))
    details = PartyDetails(
        name=_name(gathered),
        country=country,
        vat_number=vat_number(country, identity.get("IdCodice")),
        fiscal_code=fiscal_code(gathered.get("CodiceFiscale")),
        address=_address(first(gathered, "Sede")),
    )
    return details, _code(gathered.get("RegimeFiscale"))


def _name(record: Record) -> str | None:
    name = record.get("Denominazione") or f"{record.get('Nome', '')} {record.get('Cognome', '')}".strip()
    return name or None


def _address(seat: Record) -> Address | None:
    if not seat:
        return None
    street = seat.get("Indirizzo")
    if street and (number := seat.get("NumeroCivico")):
        street = f"{street} {number}"
    return Address(
        street=street,
        postcode=_code(seat.get("CAP")),
        city=seat.get("Comune"),
        province=_code(seat.get("Provincia")),
        country=_code(seat.get("Nazione")),
    )


def _code(value: str | None) -> str | None:
    return value.upper() if value else None
