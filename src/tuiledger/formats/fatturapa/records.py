"""A tree turned, in one walk, into plain records and into the text of the document's fingerprint.

Elements go by their local names: prefixes differ from sender to sender, and some namespaces are invented.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple, Protocol

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

Texts = dict[str, str]


class Element(Protocol):
    """The part of an element that reading needs."""

    @property
    def tag(self) -> str: ...
    @property
    def text(self) -> str | None: ...
    def __iter__(self) -> Iterator[Element]: ...
    def __len__(self) -> int: ...


class Record(NamedTuple):
    """The leaves of an element by name and the blocks below it by name and in order.

    Surrounding space is dropped, an empty leaf is absent, and a leaf that repeats keeps its first text. A block that
    holds only text, as Causale does, has it under its own name.
    """

    texts: Texts
    blocks: dict[str, list[Record]]

    def each(self, name: str) -> list[Record]:
        """Every block called ``name``, in order."""
        return self.blocks.get(name, [])

    def first(self, name: str) -> Record:
        """The first block called ``name``; an empty one where it is absent."""
        found = self.blocks.get(name)
        return found[0] if found else NOTHING

    def required(self, name: str, where: str) -> Record:
        """The first block called ``name``, which must be there.

        Raises:
            Refusal: ``incomplete``.
        """
        found = self.blocks.get(name)
        if not found:
            raise missing(name, where)
        return found[0]


NOTHING: Final = Record({}, {})


def record(element: Element, said: list[str], *, plain: bool) -> Record:
    """What is below ``element``.

    Args:
        said: takes the name and the text of everything met, a block after what is in it and with an empty text; the
            transmission block, the attachments and empty elements are left out.
        plain: whether no text needs cleaning; the texts of the record are clean in any case.
    """
    texts: Texts = {}
    blocks: dict[str, list[Record]] = {}
    say = said.append
    for child in element:
        name = child.tag
        text = child.text
        if name[0] == "{":
            name = name[name.index("}") + 1 :]
        if name in BLOCKS:
            apart = name in _APART
            inner = record(child, [] if apart else said, plain=plain)
            if text:
                text = text.strip()
            if text and not inner.texts:
                inner = Record({name: _kept(name, text)}, {})
            if (inner.texts or inner.blocks) and not apart:
                say(name)
                say(text or "")
            if name in blocks:
                blocks[name].append(inner)
            else:
                blocks[name] = [inner]
        elif text and (text := text.strip()):
            say(name)
            say(text)
            if name not in texts:
                texts[name] = text if plain and len(text) <= LONGEST_TEXT else _kept(name, text)
        elif len(child):
            record(child, said, plain=plain)
            say(name)
            say("")
    return Record(texts, blocks)


def _kept(name: str, text: str) -> str:
    """A text made safe to show and of bearable length; an attachment's is neither shown nor cut."""
    return text if name == "Attachment" else clean(text, LONGEST_TEXT)


def missing(name: str, where: str) -> Refusal:
    """The refusal for an element that must be there."""
    return Refusal("incomplete", "The invoice has no {} in {}", (name, where))
