"""A tree turned, in one walk, into plain records and into the text of the document's fingerprint.

Elements go by their local names: prefixes differ from sender to sender, and some namespaces are invented.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Protocol

from tuiledger.domain.runs import Refusal
from tuiledger.text.clean import clean

#: Names that hold other elements, or leaves that repeat. Every other name is a leaf whose first text counts.
BLOCKS: Final = frozenset({
    "Allegati", "AltriDatiGestionali", "AltriDatiIdentificativi", "Anagrafica", "Causale", "CedentePrestatore",
    "CessionarioCommittente", "CodiceArticolo", "DatiAnagrafici", "DatiBeniServizi", "DatiBollo",
    "DatiCassaPrevidenziale", "DatiContratto", "DatiConvenzione", "DatiDDT", "DatiFattureCollegate",
    "DatiFatturaRettificata", "DatiGenerali", "DatiGeneraliDocumento", "DatiIVA", "DatiOrdineAcquisto",
    "DatiPagamento", "DatiRicezione", "DatiRiepilogo", "DatiRitenuta", "DatiTrasmissione", "DettaglioLinee",
    "DettaglioPagamento", "Errore", "EsitoCommittente", "IdFiscaleIVA", "IdTrasmittente", "IdentificativiFiscali",
    "ListaErrori", "RiferimentoFattura", "ScontoMaggiorazione", "Sede",
})  # fmt: skip

#: Blocks that are not part of what the document says: the transmission (1.1) and the attachments (2.5).
_APART: Final = frozenset({"DatiTrasmissione", "Allegati"})

#: The longest text kept; the schema's own limits are at most 1,000 characters, and the stored file keeps the rest.
LONGEST_TEXT: Final = 4_000


class Element(Protocol):
    """The part of an element that reading needs."""

    @property
    def tag(self) -> str: ...
    @property
    def text(self) -> str | None: ...
    def __iter__(self) -> Iterator[Element]: ...
    def __len__(self) -> int: ...


#: What is below an element: the text of a leaf by its name, and under the name of a block the list of its records, in
#: order; :data:`BLOCKS` says which names are which. Surrounding space is dropped, an empty leaf is absent, and a leaf
#: that repeats keeps its first text. A block that holds only text, as Causale does, has it under its own name.
Record = dict[str, Any]

NOTHING: Final[Record] = {}


def record(element: Element, said: list[str], *, plain: bool) -> Record:
    """What is below ``element``.

    Args:
        said: takes the name and the text of everything met, a block after what is in it and with an empty text; the
            transmission block, the attachments and empty elements are left out.
        plain: whether no text needs cleaning; the texts of the record are clean in any case.
    """
    found: Record = {}
    say = said.append
    for child in element:
        name = child.tag
        text = child.text
        if "}" in name:
            name = name[name.index("}") + 1 :]
        if text and name not in BLOCKS and (text := text.strip()):
            say(name)
            say(text)
            if name not in found:
                found[name] = text if plain and len(text) <= LONGEST_TEXT else _kept(name, text)
        elif name in BLOCKS:
            apart = name in _APART
            inner = record(child, [] if apart else said, plain=plain)
            if text and (text := text.strip()) and not inner:
                inner[name] = _kept(name, text)
            if inner and not apart:
                say(name)
                say(text or "")
            if name in found:
                found[name].append(inner)
            else:
                found[name] = [inner]
        elif len(child):
            record(child, said, plain=plain)
            say(name)
            say("")
    return found


def each(record: Record, name: str) -> list[Record]:
    """Every block of ``record`` called ``name``, in order."""
    found: list[Record] = record.get(name, [])
    return found


def first(record: Record, name: str) -> Record:
    """The first block of ``record`` called ``name``; an empty one where it is absent."""
    found: list[Record] | None = record.get(name)
    return found[0] if found else NOTHING


def required(record: Record, name: str, where: str) -> Record:
    """The first block of ``record`` called ``name``, which must be there.

    Raises:
        Refusal: ``incomplete``.
    """
    try:
        found: Record = record[name][0]
    except KeyError:
        raise missing(name, where) from None
    return found


def leaf(record: Record, name: str, where: str) -> str:
    """The text of the leaf of ``record`` called ``name``, which must be there.

    Raises:
        Refusal: ``incomplete``.
    """
    try:
        found: str = record[name]
    except KeyError:
        raise missing(name, where) from None
    return found


def _kept(name: str, text: str) -> str:
    """A text made safe to show and of bearable length; an attachment's is neither shown nor cut."""
    return text if name == "Attachment" else clean(text, LONGEST_TEXT)


def missing(name: str, where: str) -> Refusal:
    """The refusal for an element that must be there."""
    return Refusal("incomplete", "The invoice has no {} in {}", (name, where))
