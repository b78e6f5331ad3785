"""Elements as records: the texts of their leaves by name, and the blocks below them in order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from tuiledger.domain.runs import Refusal

#: Names that hold other elements, or leaves that repeat. Every other name is a leaf whose first text counts.
BLOCKS = frozenset({
    "Allegati", "AltriDatiGestionali", "AltriDatiIdentificativi", "Anagrafica", "Causale", "CedentePrestatore",
    "CessionarioCommittente", "CodiceArticolo", "DatiAnagrafici", "DatiBeniServizi", "DatiBollo",
    "DatiCassaPrevidenziale", "DatiContratto", "DatiConvenzione", "DatiDDT", "DatiFattureCollegate",
    "DatiFatturaRettificata", "DatiGenerali", "DatiGeneraliDocumento", "DatiIVA", "DatiOrdineAcquisto",
    "DatiPagamento", "DatiRicezione", "DatiRiepilogo", "DatiRitenuta", "DatiTrasmissione", "DettaglioLinee",
    "DettaglioPagamento", "Errore", "EsitoCommittente", "FatturaElettronicaBody", "FatturaElettronicaHeader",
    "IdFiscaleIVA", "IdTrasmittente", "IdentificativiFiscali", "ListaErrori", "RiferimentoFattura",
    "ScontoMaggiorazione", "Sede",
})  # fmt: skip


class Element(Protocol):
    """The part of an element that reading needs, in a tree whose names are plain texts."""

    tag: str

    @property
    def text(self) -> str | None: ...
    def get(self, key: str, default: str) -> str: ...
    def iter(self, tag: str) -> Iterator[Element]: ...
    def __iter__(self) -> Iterator[Element]: ...
    def __len__(self) -> int: ...


Texts = dict[str, str]
Blocks = dict[str, list["Element"]]


def fields(element: Element) -> tuple[Texts, Blocks]:
    """The leaves and blocks directly under ``element``; surrounding space is dropped and an empty leaf is absent."""
    texts: Texts = {}
    blocks: Blocks = {}
    for child in element:
        name = child.tag
        if name in BLOCKS:
            if name in blocks:
                blocks[name].append(child)
            else:
                blocks[name] = [child]
        elif name not in texts and (text := child.text) and (text := text.strip()):
            texts[name] = text
    return texts, blocks


def texts_of(blocks: Blocks, name: str) -> Texts:
    """The leaves of the first block called ``name``; none where it is absent."""
    found = blocks.get(name)
    return fields(found[0])[0] if found else {}


def each(blocks: Blocks, name: str) -> Iterator[Texts]:
    """The leaves of every block called ``name``."""
    for block in blocks.get(name, ()):
        yield fields(block)[0]


def required(texts: Texts, name: str, where: str) -> str:
    """The text of a leaf the books cannot do without.

    Raises:
        Refusal: ``incomplete``.
    """
    try:
        return texts[name]
    except KeyError:
        raise missing(name, where) from None


def required_block(blocks: Blocks, name: str, where: str) -> Element:
    """The first block called ``name``.

    Raises:
        Refusal: ``incomplete``.
    """
    found = blocks.get(name)
    if not found:
        raise missing(name, where)
    return found[0]


def missing(name: str, where: str) -> Refusal:
    """The refusal for an element that must be there."""
    return Refusal("incomplete", "The invoice has no {} in {}", (name, where))
