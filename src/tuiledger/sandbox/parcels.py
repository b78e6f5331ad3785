"""Files on their way to the studio: named, dressed, signed, sent twice, and spoken of by the exchange system."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Final, NamedTuple

from tuiledger.formats.fatturapa.sign import Shape, Signer
from tuiledger.formats.fatturapa.write import Transmission, write
from tuiledger.sandbox import dress
from tuiledger.sandbox.maker import Maker, Sheet
from tuiledger.sandbox.receipts import receipt
from tuiledger.sandbox.variants import Journey

_LETTERS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MESSAGES: Final = {
    Journey.DELIVERED: "RC",
    Journey.NOT_DELIVERED: "MC",
    Journey.WITH_METADATA: "MT",
    Journey.REJECTED: "NS",
}


class Parcel(NamedTuple):
    """One file: ``kind`` is ``invoice``, ``again`` for one that came before, or ``message``."""

    name: str
    data: bytes
    sheet: Sheet
    day: datetime.date
    kind: str = "invoice"
    #: Lies in the download of the exchange system's messages.
    from_exchange: bool = False


class Post:
    """Turns sheets into files; every dress and every envelope is used once before chance decides.

    Without ``paper`` the files are empty and chance decides all the same: for those who want the sheets alone.
    """

    def __init__(self, make: Maker, *, paper: bool = True) -> None:
        self._make = make
        self._signer = Signer.named("Firma di prova, Studio inventato") if paper else None
        self._sent = 0
        self._dresses = list(reversed(dress.DRESSES))
        self._shapes: list[Shape | None] = [None, *reversed(Shape)]

    def parcels(self, sheet: Sheet, journey: Journey) -> Iterator[Parcel]:
        """The files that ``sheet`` becomes: itself, what comes again, and the message about it."""
        xml = self._written(sheet)
        name = self._name(sheet)
        day = sheet.documents[0].date
        if journey is Journey.TAMPERED:
            signed = self._sign(xml, Shape.DER, day)
            yield Parcel(f"{name}.p7m", signed.replace(b"servizio gi", b"SERVIZIO gi"), sheet, day)
            return
        if journey in (Journey.PLAIN, Journey.FILED):
            data = self._dressed(xml)
            if self._shapes or (not sheet.sent and self._make.rng.random() < 0.2):
                yield Parcel(f"{name}.p7m", self._signed(data, day), sheet, day)
            else:
                yield Parcel(name, data, sheet, day)
            return
        message = _MESSAGES.get(journey)
        parcel = Parcel(name, xml, sheet, day, from_exchange=message is not None)
        yield parcel
        if message is not None:
            told, text = receipt(message, 9_000_000 + self._sent, name, xml, day)
            yield Parcel(told, text, sheet, day, "message", from_exchange=True)
        else:
            yield self._again(parcel, journey)

    def _again(self, parcel: Parcel, journey: Journey) -> Parcel:
        """The same invoice once more, later and as somebody else hands it on."""
        stem = parcel.name.removesuffix(".xml")
        if journey is Journey.AGAIN_SIGNED:
            name, data = f"{parcel.name}.p7m", self._sign(parcel.data, Shape.BER, parcel.day)
        elif journey is Journey.AGAIN_OTHER_PREFIX:
            name, data = self._name(parcel.sheet), dress.one_line(dress.another_prefix(parcel.data))
        else:
            name, data = f"{stem} (1).xml", parcel.data
        return parcel._replace(name=name, data=data, day=parcel.day + datetime.timedelta(days=9), kind="again")

    def _written(self, sheet: Sheet) -> bytes:
        form = sheet.documents[0].format
        recipient = {"FPA12": "UFVC01"}.get(form, "ABC1234")
        self._sent += 1
        if self._signer is None:
            return b""
        transmission = Transmission("IT", self._transmitter(sheet), _base36(self._sent), recipient)
        return write(sheet.documents, transmission, sheet.attached)

    def _name(self, sheet: Sheet) -> str:
        self._sent += 1
        return f"IT{self._transmitter(sheet)}_{_base36(self._sent)}.xml"

    def _transmitter(self, sheet: Sheet) -> str:
        """Who sends: the client itself, or the program house that Italian sellers share."""
        return (sheet.client.details.vat_number or "") if sheet.sent else "99909990100"

    def _dressed(self, xml: bytes) -> bytes:
        if self._dresses:
            return self._dresses.pop()(xml)
        return self._make.rng.choice(dress.DRESSES)(xml) if self._make.rng.random() < 0.2 else xml

    def _signed(self, data: bytes, day: datetime.date) -> bytes:
        """``data`` in the next envelope; None stands for a signature inside a signature."""
        shape = self._shapes.pop() if self._shapes else self._make.rng.choice(list(Shape))
        if shape is None:
            return self._sign(self._sign(data, Shape.DER, day), Shape.DER, day)
        return self._sign(data, shape, day)

    def _sign(self, data: bytes, shape: Shape, day: datetime.date) -> bytes:
        return self._signer.sign(data, shape, _moment(day)) if self._signer else b""


def _moment(day: datetime.date) -> datetime.datetime:
    return datetime.datetime(day.year, day.month, day.day, 10, tzinfo=datetime.UTC)


def _base36(number: int) -> str:
    """A file's progressive: five characters (FatturaPA, naming of files)."""
    digits = ""
    for _ in range(5):
        number, digit = divmod(number, 36)
        digits = _LETTERS[digit] + digits
    return digits
