"""Messages of the exchange system, on invoices to public bodies and to private parties."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tuiledger.domain.runs import Refusal
from tuiledger.formats.fatturapa.classify import MESSAGES
from tuiledger.formats.fatturapa.messages import SdiMessage, read_message

HASH = "ab" * 32


def message(root: str, content: str) -> bytes:
    return (
        f'<?xml version="1.0"?><n:{root} xmlns:n="http://www.fatturapa.gov.it/sdi/messaggi/v1.0" versione="1.0">'
        f"<IdentificativoSdI>123456</IdentificativoSdI>{content}<MessageId>99</MessageId></n:{root}>"
    ).encode()


def test_a_receipt_tells_times_and_the_hash_of_the_file() -> None:
    content = (
        f"<NomeFile>IT1_1.xml</NomeFile><Hash>{HASH.upper()}</Hash><DataOraRicezione>2026-03-31T10:00:00Z"
        "</DataOraRicezione><DataOraConsegna>2026-03-31T12:30:00.000+02:00</DataOraConsegna>"
    )
    assert read_message(message("RicevutaConsegna", content)) == SdiMessage(
        kind="RC",
        sdi_id="123456",
        file_name="IT1_1.xml",
        file_sha256=HASH,
        message_id="99",
        received_at=datetime(2026, 3, 31, 10, tzinfo=UTC),
        delivered_at=datetime(2026, 3, 31, 10, 30, tzinfo=UTC),
    )


@pytest.mark.parametrize("root", ["NotificaScarto", "RicevutaScarto"])
def test_a_rejection_lists_its_errors(root: str) -> None:
    error = "<Errore><Codice>{}</Codice><Descrizione>{}</Descrizione><Suggerimento>x</Suggerimento></Errore>"
    listed = error.format("00404", "Duplicato") + error.format("00423", "a\u202eb")
    content = f"<ListaErrori>{listed}</ListaErrori>"
    read = read_message(message(root, content))
    assert (read.kind, len(read.errors), read.errors[0]) == ("NS", 2, ("00404", "Duplicato"))
    assert "\u202e" not in read.errors[1][1]


def test_an_outcome_names_the_document_it_judges() -> None:
    judged = (
        "<Esito>EC02</Esito><RiferimentoFattura><NumeroFattura>12/A</NumeroFattura><AnnoFattura>2026</AnnoFattura>"
        "<PosizioneFattura>2</PosizioneFattura></RiferimentoFattura><Descrizione>Prezzo</Descrizione>"
    )
    direct = read_message(message("NotificaEsitoCommittente", judged))
    wrapped = read_message(message("NotificaEsito", f"<EsitoCommittente>{judged}</EsitoCommittente>"))
    assert (direct.kind, wrapped.kind) == ("EC", "NE")
    for one in (direct, wrapped):
        assert (one.outcome, one.position, one.number, one.note) == ("EC02", 2, "12/A", "Prezzo")
    assert read_message(message("ScartoEsitoCommittente", "<Scarto>EN01</Scarto>")).outcome == "EN01"


def test_what_was_left_in_the_tax_drawer_says_since_when() -> None:
    content = "<DataMessaADisposizione>2026-04-01</DataMessaADisposizione>"
    read = read_message(message("RicevutaImpossibilitaRecapito", content))
    assert (read.kind, read.delivered_at) == ("MC", datetime(2026, 4, 1))


@pytest.mark.parametrize("root", sorted(MESSAGES))
def test_every_message_is_read_by_its_root(root: str) -> None:
    assert read_message(message(root, "")).kind == MESSAGES[root]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (message("RicevutaConsegna", "").replace(b"123456", b""), "sdi-damaged"),
        (message("RicevutaConsegna", "").replace(b"123456", b"12-3"), "sdi-damaged"),
        (message("NotificaScarto", "<DataOraRicezione>2026-02-30T10:00:00</DataOraRicezione>"), "sdi-damaged"),
        (message("Altro", ""), "not-an-invoice"),
        (b"<!DOCTYPE x><RicevutaConsegna/>", "doctype"),
        (b"", "empty"),
    ],
)
def test_a_message_that_cannot_be_understood_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_message(data)
    assert caught.value.code == code
