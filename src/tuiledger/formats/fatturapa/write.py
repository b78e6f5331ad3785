"""Documents as an e-invoice file, in the order and within the limits that the schema sets; what it refuses, we refuse.

Ordinary invoices (FPA12, FPR12) and simplified ones (FSM10). Every file is validated before it is handed out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from lxml import etree

from tuiledger.domain.documents import Address, Document, PartyDetails
from tuiledger.domain.runs import Refusal
from tuiledger.formats.fatturapa import schema
from tuiledger.formats.fatturapa.latin import latin
from tuiledger.formats.fatturapa.write_body import Bytes, add_body
from tuiledger.formats.fatturapa.write_fields import block, leaf
from tuiledger.formats.fatturapa.write_simplified import add_simplified_body

if TYPE_CHECKING:
    from lxml.etree import _Element

_ORDINARY: Final = "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2"
_SIMPLIFIED: Final = "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.0"
_SIGNATURE: Final = "http://www.w3.org/2000/09/xmldsig#"


class Transmission(NamedTuple):
    """Who sends the file and where to (1.1 DatiTrasmissione).

    ``recipient`` is the office's code of six characters, or the channel's of seven: ``0000000`` for none and
    ``XXXXXXX`` for a customer abroad. ``progressive`` names the file among the sender's, in up to ten characters.
    """

    country: str
    code: str
    progressive: str
    recipient: str = "0000000"
    certified_mail: str | None = None


def write(documents: Sequence[Document], transmission: Transmission, attached: Bytes | None = None) -> bytes:
    """The file that holds ``documents``, all of one seller and one buyer, as UTF-8.

    Free text is transliterated to Latin-1 and cut to the length the schema allows.

    Args:
        documents: one at least; each becomes a body, in this order.
        transmission: the sender and the recipient.
        attached: the bytes of the documents' attachments by their SHA-256 in hexadecimal.

    Raises:
        Refusal: ``mixed-file`` when seller, buyer, regime, issuer or format differ; ``attachment-missing``; ``xsd``
            when what the document lacks or says has no valid form.
    """
    first = documents[0]
    if any(_common(document) != _common(first) for document in documents[1:]):
        raise Refusal("mixed-file", "The documents of one file must have the same seller, buyer and format")
    simplified = first.format == "FSM10"
    name = "FatturaElettronicaSemplificata" if simplified else "FatturaElettronica"
    namespace = _SIMPLIFIED if simplified else _ORDINARY
    root = etree.Element(f"{{{namespace}}}{name}", versione=first.format, nsmap={"p": namespace, "ds": _SIGNATURE})
    header = block(root, "FatturaElettronicaHeader")
    _add_transmission(header, first.format, transmission)
    if simplified:
        _add_simplified_parties(header, first)
    else:
        _add_parties(header, first)
    leaf(header, "SoggettoEmittente", first.issuer)
    files: Mapping[str, bytes] = attached or {}
    add = add_simplified_body if simplified else add_body
    for document in documents:
        add(block(root, "FatturaElettronicaBody"), document, files)
    for finding in schema.validate(root):
        raise Refusal("xsd", finding.message, finding.values)
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def _common(document: Document) -> tuple[object, ...]:
    return document.seller, document.buyer, document.regime, document.issuer, document.format


def _add_transmission(header: _Element, form: str, transmission: Transmission) -> None:
    sending = block(header, "DatiTrasmissione")
    sender = block(sending, "IdTrasmittente")
    leaf(sender, "IdPaese", transmission.country)
    leaf(sender, "IdCodice", transmission.code)
    leaf(sending, "ProgressivoInvio", latin(transmission.progressive, 10, basic=True))
    leaf(sending, "FormatoTrasmissione", form)
    leaf(sending, "CodiceDestinatario", transmission.recipient)
    leaf(sending, "PECDestinatario", transmission.certified_mail)


def _add_parties(header: _Element, document: Document) -> None:
    for name, party in (("CedentePrestatore", document.seller), ("CessionarioCommittente", document.buyer)):
        side = block(header, name)
        details = block(side, "DatiAnagrafici")
        _add_identity(details, party)
        leaf(block(details, "Anagrafica"), "Denominazione", latin(party.name or "-", 80))
        if party is document.seller and name == "CedentePrestatore":
            leaf(details, "RegimeFiscale", document.regime)
        _add_address(side, party.address)


def _add_simplified_parties(header: _Element, document: Document) -> None:
    seller = block(header, "CedentePrestatore")
    _add_identity(seller, document.seller)
    leaf(seller, "Denominazione", latin(document.seller.name or "-", 80))
    _add_address(seller, document.seller.address)
    leaf(seller, "RegimeFiscale", document.regime)
    buyer = block(header, "CessionarioCommittente")
    _add_identity(block(buyer, "IdentificativiFiscali"), document.buyer)
    if document.buyer.name and document.buyer.address:
        details = block(buyer, "AltriDatiIdentificativi")
        leaf(details, "Denominazione", latin(document.buyer.name, 80))
        _add_address(details, document.buyer.address)


def _add_identity(parent: _Element, party: PartyDetails) -> None:
    if party.vat_number:
        identity = block(parent, "IdFiscaleIVA")
        leaf(identity, "IdPaese", party.country or "IT")
        leaf(identity, "IdCodice", latin(party.vat_number, 28))
    leaf(parent, "CodiceFiscale", party.fiscal_code)


def _add_address(parent: _Element, address: Address | None) -> None:
    """The seat (Sede); a postcode from abroad, which the schema has no room for, becomes 00000."""
    if address is None:
        return
    seat = block(parent, "Sede")
    country = address.country or "IT"
    leaf(seat, "Indirizzo", latin(address.street or "", 60))
    leaf(seat, "CAP", address.postcode if country == "IT" else "00000")
    leaf(seat, "Comune", latin(address.city or "", 60))
    leaf(seat, "Provincia", address.province if country == "IT" else None)
    leaf(seat, "Nazione", country)
