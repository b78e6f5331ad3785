"""Invoices of one number on their way through the exchange system: their files, and the messages about them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import strategies as st
from tests.deliveries import FORNACE, OLMO, PONTE, body, delivered, file, naming, put, rejected, signed, tampered

#: What the invoices of one number say: amounts, a total that does not agree, a currency, another day.
CONTENTS: tuple[dict[str, Any], ...] = (
    {},
    {"rows": ((12_000, 2200, None),)},
    {"total": "500.00"},
    {"currency": "USD"},
    {"date": "2026-03-10"},
)

#: The transmission whose name is that of every content's.
SHARED = 3


class Sending(NamedTuple):
    """An invoice on its way: who sells it, its content, and the how-manieth transmission of it this is."""

    ours: bool
    content: int
    number: int

    @property
    def name(self) -> str:
        """As the exchange system names the file; the third is sent under a name that every content takes again."""
        return f"IT99900090012_{'P' if self.ours else 'F'}{'S' if self.number == SHARED else self.content}{self.number}"

    def written(self) -> bytes:
        """As XML; each transmission has a progressive of its own."""
        seller = PONTE if self.ours else FORNACE
        data = file(body("1", **CONTENTS[self.content]), seller=seller, buyer=OLMO)
        return data.replace(b"<ProgressivoInvio>1<", b"<ProgressivoInvio>%d<" % self.number)


class Delivery(NamedTuple):
    """A file of a sending: under its own name or a portal's, and in which shape.

    A corrected one goes under the name of the first, with another recipient code: as a transmission of its own, or,
    where nobody thought of it, under the same progressive.
    """

    sending: Sending
    shape: str

    @property
    def named(self) -> bool:
        """Under the name the exchange system knows."""
        return self.shape != "copy"

    @property
    def intact(self) -> bool:
        """Not changed after it was signed."""
        return self.shape not in ("forged", "readdressed")

    @property
    def resent(self) -> bool:
        """The corrected file, sent again under the same name."""
        return self.shape in ("resent", "renewed")

    def put(self, folder: Path) -> Path:
        """Write the file."""
        data, name = self.sending.written(), self.sending.name
        if self.shape == "xml":
            return put(folder, f"{name}.xml", data)
        if self.shape == "copy":
            indented = data.replace(b"><FatturaElettronicaBody>", b">\n <FatturaElettronicaBody>")
            return put(folder, f"Fattura di {name}.xml", indented)
        if self.resent:
            data = data.replace(b">ABC1234<", b">XYZ9876<")
            if self.shape == "resent":
                data = data.replace(b"<ProgressivoInvio>", b"<ProgressivoInvio>9")
            return put(folder, f"{self.shape}/{name}.xml", data)
        if self.shape == "p7m":
            return put(folder, f"{name}.xml.p7m", signed(data))
        old, new = (b"Via Lunga", b"Via Corta") if self.shape == "forged" else (b">ABC1234<", b">ABC1235<")
        return put(folder, f"{self.shape}/{name}.xml.p7m", tampered(data, old, new))


SENDINGS = st.builds(
    Sending, st.booleans(), st.sampled_from((0, 0, 0, 1, 2, 3, 4)), st.sampled_from((1, 1, 2, 2, SHARED))
)
DELIVERIES = st.builds(
    Delivery,
    SENDINGS,
    st.sampled_from(("xml", "xml", "p7m", "copy", "forged", "readdressed", "resent", "renewed")),
)
#: Rejections that say that another was taken before.
TAKEN_BEFORE = ("00404", "00002", "00409")
MESSAGES = st.tuples(SENDINGS, st.sampled_from(("NS", "NS", "hashed", "lost", *TAKEN_BEFORE, "RC")))


def message(sending: Sending, kind: str) -> bytes:
    """A rejection, the receipt of a delivery, or the rejection of a file of that name that nobody has any more.

    A ``hashed`` rejection tells the hash of the file as it was sent at first, without an envelope.
    """
    name = f"{sending.name}.xml"
    if kind == "RC":
        return delivered(name)
    if kind == "lost":
        return naming(rejected(name, "115"), b"what was sent before")
    if kind == "hashed":
        return naming(rejected(name, "116", code="00311"), sending.written())
    return rejected(name) if kind == "NS" else rejected(name, "113", code=kind, why="Fattura duplicata")
