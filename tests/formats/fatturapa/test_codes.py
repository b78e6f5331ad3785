"""Every code of the schema has a title."""

from __future__ import annotations

from lxml import etree

from tuiledger.domain.documents import KINDS
from tuiledger.formats.fatturapa import codes
from tuiledger.formats.fatturapa.classify import MESSAGES
from tuiledger.formats.fatturapa.schema import _FOLDER


def enumerated(name: str) -> set[str]:
    """The values that the newest schema allows for a type."""
    tree = etree.parse(_FOLDER / "FatturaPA_v1.2.3.xsd")
    space = {"x": "http://www.w3.org/2001/XMLSchema"}
    found = tree.xpath(f"//x:simpleType[@name='{name}']//x:enumeration/@value", namespaces=space)
    assert isinstance(found, list)
    return {str(value) for value in found}


def test_the_tables_are_those_of_the_schema() -> None:
    assert set(codes.NATURES) == enumerated("NaturaType")
    assert set(codes.WITHHOLDINGS) == enumerated("TipoRitenutaType")
    assert set(codes.FUNDS) == enumerated("TipoCassaType")
    assert set(codes.PAYMENT_METHODS) == enumerated("ModalitaPagamentoType")
    assert set(codes.REGIMES) == enumerated("RegimeFiscaleType")
    assert set(codes.EXIGIBILITIES) == enumerated("EsigibilitaIVAType")
    assert set(codes.DOCUMENT_TYPES) == enumerated("TipoDocumentoType") | {"TD07", "TD08", "TD09"} == set(KINDS)
    assert set(codes.MESSAGE_KINDS) == set(MESSAGES.values())


def test_a_code_without_title_stands_for_itself() -> None:
    assert codes.title("TD04") == "Credit note"
    assert codes.title("N6.7") == "Reverse charge, construction and related services"
    assert codes.title("XX") == "XX"
