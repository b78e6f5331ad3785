"""Messages of the exchange system (SdI) about files of the studio."""

from __future__ import annotations

import datetime
from hashlib import sha256
from typing import Final
from xml.sax.saxutils import escape

_NAMESPACE: Final = "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fattura/messaggi/v1.0"
_ROOTS: Final = {
    "RC": "RicevutaConsegna",
    "NS": "RicevutaScarto",
    "MC": "RicevutaImpossibilitaRecapito",
    "MT": "FileMetadati",
}
_REJECTED: Final = (
    "<ListaErrori><Errore><Codice>00305</Codice><Descrizione>1.4.1.1.2 IdCodice non valido</Descrizione>"
    "<Suggerimento>Verificare la partita IVA del cessionario</Suggerimento></Errore></ListaErrori>"
)


def receipt(kind: str, sdi_id: int, file_name: str, data: bytes, day: datetime.date) -> tuple[str, bytes]:
    """A message's file name and bytes.

    Args:
        kind: RC delivered, NS rejected, MC not delivered, MT metadata.
        sdi_id: the number of the file in the exchange system.
        file_name: of the invoice's file.
        data: that file.
        day: when the exchange system took it.
    """
    at = f"{day.isoformat()}T09:30:00.000+02:00"
    between = {
        "RC": f"<DataOraRicezione>{at}</DataOraRicezione><DataOraConsegna>{at}</DataOraConsegna>"
        "<Destinatario><Codice>ABC1234</Codice><Descrizione>Canale</Descrizione></Destinatario>",
        "NS": f"<DataOraRicezione>{at}</DataOraRicezione>{_REJECTED}",
        "MC": f"<DataOraRicezione>{at}</DataOraRicezione>"
        f"<DataMessaADisposizione>{day.isoformat()}</DataMessaADisposizione>",
        "MT": "<CodiceDestinatario>ABC1234</CodiceDestinatario><Formato>FPR12</Formato>"
        "<TentativiInvio>1</TentativiInvio>",
    }[kind]
    root = _ROOTS[kind]
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<ns3:{root} xmlns:ns3="{_NAMESPACE}" versione="1.0">'
        f"<IdentificativoSdI>{sdi_id}</IdentificativoSdI><NomeFile>{escape(file_name)}</NomeFile>"
        f"<Hash>{sha256(data).hexdigest()}</Hash>{between}<MessageId>{sdi_id}{kind}</MessageId></ns3:{root}>\n"
    )
    return f"{file_name.split('.')[0]}_{kind}_001.xml", text.encode()
