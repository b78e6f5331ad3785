"""A tree turned, in one walk, into plain records that hold everything it says.

Elements go by their local names: prefixes differ from sender to sender, and some namespaces are invented.
"""

from __future__ import annotations

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

#: Where a record keeps what reading asks for by no name; no element is called so.
_REST: Final = ""

#: The longest text kept; the schema's own limits are at most 1,000 characters, and the stored file keeps the rest.
LONGEST_TEXT: Final = 4_000


class Element(Protocol):
    """The part of an element that reading needs."""

    @property
    def tag(self) -> str: ...
    @property
    def text(self) -> str | None: ...
    def __getitem__(self, places: slice) -> list[Element]: ...
    def __len__(self) -> int: ...


#: What is below an element: the text of a leaf by its name, and under the name of a block the list of its records, in
#: order; :data:`BLOCKS` says which names are which. Surrounding space is dropped, an empty leaf is absent, and a leaf
#: that repeats keeps its first text. A block that holds only text, as Causale does, has it under its own name.
Record = dict[str, Any]

NOTHING: Final[Record] = {}


def record(element: Element, *, plain: bool) -> Record:
    """What is below ``element``.

    What no part of the reading asks for is kept apart, so that two records are equal only where the elements say the
    same: blocks that are not in :data:`BLOCKS`, repeated leaves, and texts as they were before they were cleaned.

    Args:
        plain: whether no text needs cleaning; the texts of the record are clean in any case.
    """
    found: Record = {}
    # The list of the children is made in one go, and walked faster than the element itself.
    for child in element[:]:
        name = child.tag
        if name[0] == "{":
            name = name[name.index("}") + 1 :]
        if name in BLOCKS:
            inner = record(child, plain=plain)
            if not inner and (text := child.text) and (text := text.strip()):
                _keep(inner, name, text)
            if name in found:
                found[name].append(inner)
            else:
                found[name] = [inner]
        elif (text := child.text) and (text := text.strip()):
            if plain and len(text) <= LONGEST_TEXT and name not in found:
                found[name] = text
            else:
                _keep(found, name, text)
        elif len(child):
            _rest(found).append((name, record(child, plain=plain)))
    return found


def _keep(found: Record, name: str, text: str) -> None:
    """Put a text into ``found``, safe to show and of bearable length; an attachment's is neither shown nor cut."""
    kept = text if name == "Attachment" else clean(text, LONGEST_TEXT)
    if kept is not text or name in found:
        _rest(found).append((name, text))
    found.setdefault(name, kept)


def _rest(found: Record) -> list[tuple[str, str | Record]]:
    rest: list[tuple[str, str | Record]] = found.setdefault(_REST, [])
    return rest


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


def missing(name: str, where: str) -> Refusal:
    """The refusal for an element that must be there."""
    return Refusal("incomplete", "The invoice has no {} in {}", (name, where))
