"""Files as a studio receives them: small e-invoices, lots, envelopes, archives and messages of the exchange system."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

from tuiledger.domain.money import decimal_text
from tuiledger.formats.fatturapa.sign import Shape, Signer


class Firm(NamedTuple):
    """Somebody on an invoice; numbers are of a range that nobody has."""

    name: str
    vat: str | None
    fiscal_code: str | None = None
    country: str = "IT"


OLMO = Firm("Olmo S.r.l.", "99900010010", "99900010010")
PONTE = Firm("Ponte S.c. a r.l.", "99900020019", "99900020019")
FORNACE = Firm("Fornace & Figli S.n.c.", "99900030018")
ROVERE = Firm("Rovere S.p.A.", "99900040017")

#: Taxable amount in cents, rate in hundredths of a percent, nature.
Row = tuple[int, int, str | None]
ROWS: tuple[Row, ...] = ((10_000, 2200, None),)


def body(
    number: str = "1",
    *,
    code: str = "TD01",
    date: str = "2026-03-02",
    rows: Sequence[Row] = ROWS,
    total: str | None = "",
    currency: str = "EUR",
    general: str = "",
    rest: str = "",
    exigibility: str = "",
) -> str:
    """One document of a file. ``total`` is declared as given; left out when None; what the rows sum to when empty."""
    taxes = [_half_up(taxable * rate) for taxable, rate, _ in rows]
    if total == "":
        total = decimal_text(sum(row[0] for row in rows) + sum(taxes))
    declared = f"<ImportoTotaleDocumento>{total}</ImportoTotaleDocumento>" if total else ""
    lines = "".join(
        f"<DettaglioLinee><NumeroLinea>{place}</NumeroLinea><Descrizione>Fornitura {place}</Descrizione>"
        f"<PrezzoUnitario>{decimal_text(taxable)}</PrezzoUnitario><PrezzoTotale>{decimal_text(taxable)}</PrezzoTotale>"
        f"<AliquotaIVA>{decimal_text(rate)}</AliquotaIVA>{_nature(nature)}</DettaglioLinee>"
        for place, (taxable, rate, nature) in enumerate(rows, 1)
    )
    due = f"<EsigibilitaIVA>{exigibility}</EsigibilitaIVA>" if exigibility else ""
    summary = "".join(
        f"<DatiRiepilogo><AliquotaIVA>{decimal_text(rate)}</AliquotaIVA>{_nature(nature)}"
        f"<ImponibileImporto>{decimal_text(taxable)}</ImponibileImporto><Imposta>{decimal_text(tax)}</Imposta>{due}"
        "</DatiRiepilogo>"
        for (taxable, rate, nature), tax in zip(rows, taxes, strict=True)
    )
    return (
        f"<FatturaElettronicaBody><DatiGenerali><DatiGeneraliDocumento><TipoDocumento>{code}</TipoDocumento>"
        f"<Divisa>{currency}</Divisa><Data>{date}</Data><Numero>{escape(number)}</Numero>{general}{declared}"
        f"</DatiGeneraliDocumento></DatiGenerali><DatiBeniServizi>{lines}{summary}</DatiBeniServizi>{rest}"
        "</FatturaElettronicaBody>"
    )


def _nature(nature: str | None) -> str:
    return f"<Natura>{nature}</Natura>" if nature else ""


def _half_up(scaled: int) -> int:
    return (abs(scaled) + 5_000) // 10_000 * (1 if scaled >= 0 else -1)


def file(*bodies: str, seller: Firm = FORNACE, buyer: Firm = OLMO, prefix: str = "p", issuer: str = "") -> bytes:
    """An e-invoice file; without bodies it holds one invoice of 100.00 and 22 %."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<{prefix}:FatturaElettronica versione="FPR12"'
        f' xmlns:{prefix}="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2">'
        "<FatturaElettronicaHeader><DatiTrasmissione><IdTrasmittente><IdPaese>IT</IdPaese><IdCodice>99900090012"
        "</IdCodice></IdTrasmittente><ProgressivoInvio>1</ProgressivoInvio><FormatoTrasmissione>FPR12"
        "</FormatoTrasmissione><CodiceDestinatario>ABC1234</CodiceDestinatario></DatiTrasmissione>"
        f"<CedentePrestatore><DatiAnagrafici>{_identity(seller)}<RegimeFiscale>RF01</RegimeFiscale></DatiAnagrafici>"
        f"{_seat(seller)}</CedentePrestatore><CessionarioCommittente><DatiAnagrafici>{_identity(buyer)}"
        f"</DatiAnagrafici>{_seat(buyer)}</CessionarioCommittente>"
        + (f"<SoggettoEmittente>{issuer}</SoggettoEmittente>" if issuer else "")
        + f"</FatturaElettronicaHeader>{''.join(bodies or (body(),))}</{prefix}:FatturaElettronica>\n"
    ).encode()


def _identity(firm: Firm) -> str:
    number = (
        f"<IdFiscaleIVA><IdPaese>{firm.country}</IdPaese><IdCodice>{firm.vat}</IdCodice></IdFiscaleIVA>"
        if firm.vat
        else ""
    )
    code = f"<CodiceFiscale>{firm.fiscal_code}</CodiceFiscale>" if firm.fiscal_code else ""
    return f"{number}{code}<Anagrafica><Denominazione>{escape(firm.name)}</Denominazione></Anagrafica>"


def _seat(firm: Firm) -> str:
    return (
        "<Sede><Indirizzo>Via Lunga 1</Indirizzo><CAP>40121</CAP><Comune>Bologna</Comune>"
        f"<Nazione>{firm.country}</Nazione></Sede>"
    )


def rejected(
    name: str,
    sdi_id: str = "111",
    position: int | None = None,
    *,
    code: str = "00305",
    why: str = "IdCodice non valido",
) -> bytes:
    """The exchange system's rejection (NS) of the file called ``name``."""
    place = f"<RiferimentoFattura><PosizioneFattura>{position}</PosizioneFattura></RiferimentoFattura>"
    return _message(
        "RicevutaScarto",
        sdi_id,
        name,
        (place if position else "") + "<DataOraRicezione>2026-03-03T10:00:00</DataOraRicezione>"
        f"<ListaErrori><Errore><Codice>{code}</Codice><Descrizione>{why}</Descrizione></Errore></ListaErrori>",
    )


def taken_before(name: str, sdi_id: str = "113") -> bytes:
    """The rejection of the file called ``name`` because the exchange system has its document already (00404)."""
    return rejected(name, sdi_id, code="00404", why="Fattura duplicata")


def delivered(name: str, moment: str = "2026-03-05T10:00:00", sdi_id: str = "112") -> bytes:
    """The exchange system's receipt (RC) that the file called ``name`` was delivered."""
    return _message(
        "RicevutaConsegna",
        sdi_id,
        name,
        f"<DataOraRicezione>2026-03-03T10:00:00</DataOraRicezione><DataOraConsegna>{moment}</DataOraConsegna>",
    )


def naming(message: bytes, data: bytes) -> bytes:
    """The same message, telling the hash of the file ``data`` that it speaks of."""
    told = f"<Hash>{sha256(data).hexdigest()}</Hash>".encode()
    return message.replace(b"</NomeFile>", b"</NomeFile>" + told)


def _message(root: str, sdi_id: str, name: str, rest: str) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><m:{root} versione="1.0"'
        ' xmlns:m="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fattura/messaggi/v1.0">'
        f"<IdentificativoSdI>{sdi_id}</IdentificativoSdI><NomeFile>{name}</NomeFile>{rest}"
        f"<MessageId>{sdi_id}9</MessageId></m:{root}>"
    ).encode()


@cache
def signer() -> Signer:
    """Somebody who signs."""
    return Signer.named("Ada Prova")


def signed(payload: bytes, shape: Shape = Shape.DER) -> bytes:
    """``payload`` in an envelope (.p7m)."""
    return signer().sign(payload, shape)


def tampered(payload: bytes, old: bytes, new: bytes) -> bytes:
    """A signed ``payload`` in which ``old`` became ``new``, of the same length, after the signature."""
    envelope = signed(payload)
    assert len(old) == len(new) and envelope.count(old) >= 1
    return envelope.replace(old, new)


def archive(*members: tuple[str, bytes]) -> bytes:
    """A zip archive of ``members`` in this order."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as opened:
        for name, data in members:
            opened.writestr(zipfile.ZipInfo(name, (2026, 3, 2, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def put(folder: Path, name: str, data: bytes) -> Path:
    """Write ``data`` under ``folder`` and give the path."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def many(folder: Path, count: int, *, buyers: Iterable[Firm] = (OLMO,), date: str = "2026-03-") -> Path:
    """``count`` purchase invoices with numbers, amounts and days of their own, one file each."""
    clients = tuple(buyers)
    for place in range(count):
        document = body(
            f"{place + 1}",
            date=f"{date}{place % 28 + 1:02d}",
            rows=((10_000 + place * 7, 2200, None), *(((1_500 + place, 1000, None),) if place % 3 == 0 else ())),
        )
        seller = Firm(f"Fornitore {place % 25}", f"999{place % 25:04d}5010")
        put(
            folder, f"IT99900090012_{place:05d}.xml", file(document, seller=seller, buyer=clients[place % len(clients)])
        )
    return folder
