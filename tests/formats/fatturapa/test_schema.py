"""The published schemas, and the shortcut that must never change their answer."""

from __future__ import annotations

import operator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.formats.fatturapa.invoices import INVOICE, SIMPLIFIED, changed, invoice

from tuiledger.domain.runs import Refusal
from tuiledger.formats.fatturapa.envelopes import unwrap
from tuiledger.formats.fatturapa.parse import Letters, parse
from tuiledger.formats.fatturapa.schema import VERSIONS, schema, validate

#: On both sides of the longest texts the schema allows.
LENGTHS = [0, 1, 20, 21, 60, 61, 80, 81, 200, 201, 1000, 1001]


def messages(data: bytes) -> list[str]:
    parsed = parse(data)
    return [finding.message.format(*finding.values) for finding in validate(parsed.root, parsed.letters)]


@pytest.mark.parametrize("letters", list(Letters))
@pytest.mark.parametrize("version", [version for versions in VERSIONS.values() for version in versions])
def test_every_schema_compiles_without_a_network(version: str, letters: Letters) -> None:
    assert schema(version, letters) is schema(version, letters)


def test_schemas_of_the_messages_compile() -> None:
    folder = Path(str(schema.__code__.co_filename)).parent / "schemas" / "sdi-messages"
    found = sorted(folder.glob("*.xsd"))
    assert len(found) == 2
    for path in found:
        etree.XMLSchema(etree.parse(path))


def test_a_valid_invoice_has_no_finding() -> None:
    assert messages(invoice()) == []
    assert messages(SIMPLIFIED.encode()) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("<Data>2026", "<Data>  2026"), "Line 34: Data may not be “  2026-03-31”"),
        (("<Divisa>EUR</Divisa>", ""), "Line 34: Data stands where Divisa is expected"),
        (("<CAP>20121</CAP>", ""), "Line 15: Comune stands where CAP is expected"),
        (("/v1.2", "/v9"), "The namespace is not one of FatturaPA: “http://ivaservizi.agenziaentrate.gov.it…”"),
        ((' versione="FPR12"', ' versione="FPR12" x="y"'), "has an attribute that does not belong there"),
        (("<Numero>12/A", "<Numero>" + "1" * 21), "Numero may not be"),
    ],
)
def test_errors_are_told_in_words_of_the_invoice(change: tuple[str, str], message: str) -> None:
    (told, *_) = messages(invoice(change))
    assert message.partition(":")[2] in told


def test_many_errors_are_counted() -> None:
    told = messages(
        invoice(("Via Roma", "€"), ("Corso Italia", "€"), ("Consulenza", "€"), ("Marzo", "€"), ("Seconda", "€"))
    )
    assert len(told) == 4
    assert told[3] == "2 more places do not follow the format"


def test_an_older_schema_is_named_where_only_it_agrees() -> None:
    # From 1.2.2 on the address of a contact needs a point after the at sign.
    seat = "<Nazione>IT</Nazione></Sede>\n    </CedentePrestatore>"
    contact = seat.replace("</Sede>", "</Sede><Contatti><Email>info@alfa</Email></Contatti>")
    assert messages(invoice((seat, contact))) == ["Valid only under version 1.2.1 of the format"]


@settings(max_examples=200, deadline=None)
@given(
    field=st.sampled_from(["Consulenza", "12/A", "Marzo", "Via Roma", "Alfa Forniture S.r.l.", "20121", "MP05"]),
    text=st.one_of(
        st.text("ab \n\tè\xff", max_size=30),
        st.builds(operator.mul, st.sampled_from("aèĀ€ "), st.sampled_from(LENGTHS)),
    ),
)
def test_the_shortcut_and_the_schema_always_agree(field: str, text: str) -> None:
    parsed = parse(invoice((field, text)))
    assert validate(parsed.root, parsed.letters) == validate(parsed.root)


def test_the_shortcut_agrees_on_every_sample(samples: Path) -> None:
    seen = set()
    for path in sorted(samples.rglob("*")):
        if path.suffix.lower() in (".xml", ".p7m"):
            try:
                parsed = parse(unwrap(path.read_bytes()).payload)
            except Refusal:
                continue
            seen.add(parsed.letters)
            assert validate(parsed.root, parsed.letters) == validate(parsed.root), path.name
    assert seen >= {Letters.ASCII, Letters.LATIN}


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("plain", Letters.ASCII),
        ("perché ÿ", Letters.LATIN),
        ("Ā", Letters.ANY),
        ("€", Letters.ANY),
        ("&#65;", Letters.ANY),
    ],
)
def test_letters_are_told_from_the_bytes(text: str, letters: Letters) -> None:
    assert parse(changed(INVOICE, ("Consulenza", text))).letters is letters
