"""Plain invoices by the thousand, quickly: for measuring, and for trying the program on a large studio."""

from __future__ import annotations

import datetime
import random
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from tuiledger.domain.documents import PartyDetails
from tuiledger.domain.money import decimal_text
from tuiledger.sandbox.people import cast, supplier
from tuiledger.sandbox.studio import Client

#: Firms that the company deals with.
SUPPLIERS: Final = 500
#: One file in so many is issued by the company, the others are received.
_ISSUED: Final = 5
_FIRST: Final = datetime.date(2026, 1, 2)
_DAYS: Final = 300
_WORDS: Final = (
    "consulenza", "amministrativa", "fornitura", "materiale", "elettrico", "canone", "mensile", "servizio",
    "assistenza", "tecnica", "trasporto", "merci", "licenza", "software", "manutenzione", "ordinaria",
    "straordinaria", "impianto", "noleggio", "attrezzature", "ricambi", "lavorazione",
)  # fmt: skip
_RATES: Final = (2200, 2200, 2200, 1000, 400)

_PARTY: Final = """\
      <DatiAnagrafici>
        <IdFiscaleIVA>
          <IdPaese>IT</IdPaese>
          <IdCodice>{number}</IdCodice>
        </IdFiscaleIVA>
        <CodiceFiscale>{number}</CodiceFiscale>
        <Anagrafica>
          <Denominazione>{name}</Denominazione>
        </Anagrafica>{regime}
      </DatiAnagrafici>
      <Sede>
        <Indirizzo>{street}</Indirizzo>
        <CAP>{postcode}</CAP>
        <Comune>{city}</Comune>
        <Provincia>{province}</Provincia>
        <Nazione>IT</Nazione>
      </Sede>"""
_REGIME: Final = "\n        <RegimeFiscale>RF01</RegimeFiscale>"
_LINE: Final = """\
      <DettaglioLinee>
        <NumeroLinea>{line}</NumeroLinea>
        <CodiceArticolo>
          <CodiceTipo>INTERNO</CodiceTipo>
          <CodiceValore>ART-{article:05d}</CodiceValore>
        </CodiceArticolo>
        <Descrizione>{description}</Descrizione>
        <Quantita>{quantity}.00</Quantita>
        <UnitaMisura>PZ</UnitaMisura>
        <PrezzoUnitario>{price}</PrezzoUnitario>
        <PrezzoTotale>{total}</PrezzoTotale>
        <AliquotaIVA>{rate}</AliquotaIVA>
        <AltriDatiGestionali>
          <TipoDato>COMMESSA</TipoDato>
          <RiferimentoTesto>C{article:05d}</RiferimentoTesto>
        </AltriDatiGestionali>
      </DettaglioLinee>
"""
_SUMMARY: Final = """\
      <DatiRiepilogo>
        <AliquotaIVA>{rate}</AliquotaIVA>
        <ImponibileImporto>{taxable}</ImponibileImporto>
        <Imposta>{tax}</Imposta>
        <EsigibilitaIVA>I</EsigibilitaIVA>
      </DatiRiepilogo>
"""
_FILE: Final = """\
<?xml version="1.0" encoding="UTF-8"?>
<p:FatturaElettronica versione="FPR12" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" \
xmlns:p="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2">
  <FatturaElettronicaHeader>
    <DatiTrasmissione>
      <IdTrasmittente>
        <IdPaese>IT</IdPaese>
        <IdCodice>99909990100</IdCodice>
      </IdTrasmittente>
      <ProgressivoInvio>{index:07d}</ProgressivoInvio>
      <FormatoTrasmissione>FPR12</FormatoTrasmissione>
      <CodiceDestinatario>ABC1234</CodiceDestinatario>
    </DatiTrasmissione>
    <CedentePrestatore>
{seller}
      <Contatti>
        <Telefono>0510000000</Telefono>
        <Email>amministrazione@example.com</Email>
      </Contatti>
    </CedentePrestatore>
    <CessionarioCommittente>
{buyer}
    </CessionarioCommittente>
  </FatturaElettronicaHeader>
  <FatturaElettronicaBody>
    <DatiGenerali>
      <DatiGeneraliDocumento>
        <TipoDocumento>TD01</TipoDocumento>
        <Divisa>EUR</Divisa>
        <Data>{day}</Data>
        <Numero>{number}</Numero>
        <ImportoTotaleDocumento>{total}</ImportoTotaleDocumento>
        <Causale>Forniture e servizi come da contratto quadro</Causale>
      </DatiGeneraliDocumento>
      <DatiOrdineAcquisto>
        <IdDocumento>ORD-{index}</IdDocumento>
        <Data>{day}</Data>
      </DatiOrdineAcquisto>
    </DatiGenerali>
    <DatiBeniServizi>
{lines}{summary}    </DatiBeniServizi>
    <DatiPagamento>
      <CondizioniPagamento>TP02</CondizioniPagamento>
      <DettaglioPagamento>
        <ModalitaPagamento>MP05</ModalitaPagamento>
        <DataScadenzaPagamento>{due}</DataScadenzaPagamento>
        <ImportoPagamento>{total}</ImportoPagamento>
        <IBAN>IT60X0542811101000000123456</IBAN>
      </DettaglioPagamento>
    </DatiPagamento>
  </FatturaElettronicaBody>
</p:FatturaElettronica>
"""


def write_many(folder: Path, n: int, seed: int = 1, lines: tuple[int, int] = (5, 20)) -> Client:
    """Write ``n`` ordinary invoices (TD01, about 13 KB with the usual lines) of one company and 500 others.

    Four in five are received by the company, the fifth is issued by it. All are valid and correct, and no two are the
    same document.

    Args:
        folder: made if need be; file names follow from the numbers, so that a second call overwrites the first.
        n: how many files.
        seed: of everything that is drawn.
        lines: the fewest and the most lines of a file.

    Returns:
        The company to register before importing them.
    """
    rng = random.Random(seed)  # noqa: S311  the same files for the same seed; nothing here is a secret
    company = cast().clients[0]
    sides = {True: _party(company.details, ""), False: _party(company.details, _REGIME)}
    others = [supplier(index) for index in range(SUPPLIERS)]
    sellers = [_party(details, _REGIME) for details in others]
    buyers = [_party(details, "") for details in others]
    folder.mkdir(parents=True, exist_ok=True)
    for index in range(n):
        other = rng.randrange(SUPPLIERS)
        received = index % _ISSUED != 0
        parties = (sellers[other], sides[True]) if received else (sides[False], buyers[other])
        text = _invoice(rng, index, n, parties, rng.randint(*lines))
        (folder / f"IT99909990100_{index:06d}.xml").write_text(text, encoding="utf-8")
    details = company.details
    return Client(company.code, details.name or "", details.vat_number or "", details.fiscal_code)


def _invoice(rng: random.Random, index: int, n: int, parties: tuple[str, str], count: int) -> str:
    day = _FIRST + datetime.timedelta(days=index * _DAYS // n)
    sums: dict[int, int] = {}
    written = []
    for line in range(1, count + 1):
        quantity, price, rate = rng.randint(1, 50), rng.randint(100, 50_000), rng.choice(_RATES)
        total = quantity * price
        sums[rate] = sums.get(rate, 0) + total
        words = " ".join(rng.choices(_WORDS, k=12)).capitalize()
        written.append(
            _LINE.format(
                line=line,
                article=rng.randrange(100_000),
                description=f"{words} rif. {rng.randrange(10_000)} &amp; DDT",
                quantity=quantity,
                price=decimal_text(price),
                total=decimal_text(total),
                rate=decimal_text(rate),
            )
        )
    # Half a cent goes up, as on every summary row.
    taxes = {rate: (taxable * rate + 5_000) // 10_000 for rate, taxable in sums.items()}
    summary = "".join(
        _SUMMARY.format(rate=decimal_text(rate), taxable=decimal_text(sums[rate]), tax=decimal_text(taxes[rate]))
        for rate in sorted(sums)
    )
    return _FILE.format(
        index=index,
        seller=parties[0],
        buyer=parties[1],
        day=day.isoformat(),
        due=(day + datetime.timedelta(days=30)).isoformat(),
        number=f"{index + 1}/{day.year}",
        total=decimal_text(sum(sums.values()) + sum(taxes.values())),
        lines="".join(written),
        summary=summary,
    )


def _party(details: PartyDetails, regime: str) -> str:
    address = details.address
    if address is None:
        raise ValueError("a company of the sample has an address")
    return _PARTY.format(
        number=details.vat_number,
        name=escape(details.name or ""),
        regime=regime,
        street=address.street,
        postcode=address.postcode,
        city=address.city,
        province=address.province,
    )
