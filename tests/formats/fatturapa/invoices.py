"""Invoices written for the tests, valid under the newest schema unless a test changes them."""

from __future__ import annotations

NAMESPACE = "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2"

LINE = """<DettaglioLinee>
        <NumeroLinea>1</NumeroLinea><Descrizione>Consulenza</Descrizione><Quantita>2.00</Quantita>
        <PrezzoUnitario>50.00</PrezzoUnitario><PrezzoTotale>100.00</PrezzoTotale><AliquotaIVA>22.00</AliquotaIVA>
      </DettaglioLinee>"""
SUMMARY = """<DatiRiepilogo><AliquotaIVA>22.00</AliquotaIVA><ImponibileImporto>100.00</ImponibileImporto>
        <Imposta>22.00</Imposta><EsigibilitaIVA>I</EsigibilitaIVA></DatiRiepilogo>"""
PAYMENT = """<DatiPagamento><CondizioniPagamento>TP02</CondizioniPagamento><DettaglioPagamento>
      <ModalitaPagamento>MP05</ModalitaPagamento><DataScadenzaPagamento>2026-04-30</DataScadenzaPagamento>
      <ImportoPagamento>122.00</ImportoPagamento><IBAN>IT60X0542811101000000123456</IBAN>
    </DettaglioPagamento></DatiPagamento>"""
BODY = f"""<FatturaElettronicaBody>
    <DatiGenerali><DatiGeneraliDocumento>
      <TipoDocumento>TD01</TipoDocumento><Divisa>EUR</Divisa><Data>2026-03-31</Data><Numero>12/A</Numero>
      <ImportoTotaleDocumento>122.00</ImportoTotaleDocumento><Causale>Marzo</Causale><Causale>Seconda parte</Causale>
    </DatiGeneraliDocumento></DatiGenerali>
    <DatiBeniServizi>
      {LINE}
      {SUMMARY}
    </DatiBeniServizi>
    {PAYMENT}
  </FatturaElettronicaBody>"""
HEADER = """<FatturaElettronicaHeader>
    <DatiTrasmissione>
      <IdTrasmittente><IdPaese>IT</IdPaese><IdCodice>99900010010</IdCodice></IdTrasmittente>
      <ProgressivoInvio>00001</ProgressivoInvio><FormatoTrasmissione>FPR12</FormatoTrasmissione>
      <CodiceDestinatario>ABC1234</CodiceDestinatario>
    </DatiTrasmissione>
    <CedentePrestatore>
      <DatiAnagrafici>
        <IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>99900050016</IdCodice></IdFiscaleIVA>
        <Anagrafica><Denominazione>Alfa Forniture S.r.l.</Denominazione></Anagrafica>
        <RegimeFiscale>RF01</RegimeFiscale>
      </DatiAnagrafici>
      <Sede><Indirizzo>Via Roma</Indirizzo><NumeroCivico>1</NumeroCivico><CAP>20121</CAP><Comune>Milano</Comune>
        <Provincia>MI</Provincia><Nazione>IT</Nazione></Sede>
    </CedentePrestatore>
    <CessionarioCommittente>
      <DatiAnagrafici>
        <IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>99900020019</IdCodice></IdFiscaleIVA>
        <CodiceFiscale>99900020019</CodiceFiscale>
        <Anagrafica><Denominazione>Beta Servizi S.p.A.</Denominazione></Anagrafica>
      </DatiAnagrafici>
      <Sede><Indirizzo>Corso Italia 5</Indirizzo><CAP>10121</CAP><Comune>Torino</Comune><Nazione>IT</Nazione></Sede>
    </CessionarioCommittente>
  </FatturaElettronicaHeader>"""

INVOICE = f"""<?xml version="1.0" encoding="UTF-8"?>
<p:FatturaElettronica versione="FPR12" xmlns:p="{NAMESPACE}">
  {HEADER}
  {BODY}
</p:FatturaElettronica>
"""

SIMPLIFIED = """<?xml version="1.0" encoding="UTF-8"?>
<p:FatturaElettronicaSemplificata versione="FSM10"
    xmlns:p="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.0">
  <FatturaElettronicaHeader>
    <DatiTrasmissione><IdTrasmittente><IdPaese>IT</IdPaese><IdCodice>99900050016</IdCodice></IdTrasmittente>
      <ProgressivoInvio>1</ProgressivoInvio><FormatoTrasmissione>FSM10</FormatoTrasmissione>
      <CodiceDestinatario>0000000</CodiceDestinatario></DatiTrasmissione>
    <CedentePrestatore><IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>99900050016</IdCodice></IdFiscaleIVA>
      <Nome>Anna</Nome><Cognome>Bianchi</Cognome>
      <Sede><Indirizzo>Via Roma 1</Indirizzo><CAP>20121</CAP><Comune>Milano</Comune><Nazione>IT</Nazione></Sede>
      <RegimeFiscale>RF01</RegimeFiscale></CedentePrestatore>
    <CessionarioCommittente><IdentificativiFiscali><CodiceFiscale>99900020019</CodiceFiscale></IdentificativiFiscali>
    </CessionarioCommittente>
  </FatturaElettronicaHeader>
  <FatturaElettronicaBody>
    <DatiGenerali><DatiGeneraliDocumento><TipoDocumento>TD07</TipoDocumento><Divisa>EUR</Divisa>
      <Data>2026-03-31</Data><Numero>S1</Numero></DatiGeneraliDocumento></DatiGenerali>
    <DatiBeniServizi><Descrizione>Pranzo</Descrizione><Importo>55.00</Importo>
      <DatiIVA><Aliquota>10.00</Aliquota></DatiIVA></DatiBeniServizi>
  </FatturaElettronicaBody>
</p:FatturaElettronicaSemplificata>
"""


def invoice(*changes: tuple[str, str]) -> bytes:
    """:data:`INVOICE` with texts exchanged; each must be there."""
    return changed(INVOICE, *changes)


def changed(source: str, *changes: tuple[str, str]) -> bytes:
    """``source`` with texts exchanged; each must be there."""
    for old, new in changes:
        assert old in source, old
        source = source.replace(old, new)
    return source.encode()
