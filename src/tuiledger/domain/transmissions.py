"""What became of a document on its way through the exchange system (SdI): each file it came in has a fate of its own.

A rejection speaks of one transmission, which is a file by its name; a delivery of any of them proves that the document
lives. A copy of a rejected file shares its fate, whatever it is called.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

#: Country, transmitter and progressive, as the exchange system names files (technical specification 1.9, 2.2).
_SDI_NAME: Final = re.compile(r"[A-Z]{2}[A-Za-z0-9]{2,28}_[A-Za-z0-9]{1,5}\Z")

#: Messages that only follow when the exchange system took the file.
_DELIVERIES: Final = frozenset({"RC", "MC", "MT", "DT", "AT"})
#: Messages whose time is the day a received document arrived.
_ARRIVALS: Final = frozenset({"RC", "MT"})
#: Rejections that say the same file or document was taken before: they speak against nothing but their own file.
_TAKEN_BEFORE: Final = frozenset({"00002", "00404", "00409"})


def is_sdi_name(stem: str) -> bool:
    """Whether a file's name without its endings is one the exchange system would have taken, and so names one file."""
    return _SDI_NAME.match(stem) is not None


class Told(NamedTuple):
    """What a message says of a file: ``codes`` of a rejection, the ``day`` in Italy it tells, ``text`` for people."""

    kind: str
    outcome: str | None = None
    codes: tuple[str, ...] = ()
    day: datetime.date | None = None
    text: str = ""

    @property
    def rejects(self) -> bool:
        """The exchange system (NS) or a public office (NE with EC02) refuses the document."""
        return self.kind == "NS" or self.refuses

    @property
    def refuses(self) -> bool:
        """A public office refuses what was delivered to it."""
        return self.kind == "NE" and self.outcome == "EC02"

    @property
    def delivers(self) -> bool:
        """The exchange system took the file and handed it on, or laid it ready."""
        return self.kind in _DELIVERIES or (self.kind == "NE" and not self.refuses)


class Copy(NamedTuple):
    """A file that a document came in, and what messages said of it.

    Attributes:
        stem: the file's own name without folders and endings.
        transmission: who sent it under which progressive (1.1.1 IdTrasmittente, 1.1.2 ProgressivoInvio), or empty.
        payload_sha256: of the invoice inside, hexadecimal.
        intact: not proven to be changed after it was signed.
    """

    stem: str
    transmission: str
    payload_sha256: str
    intact: bool = True
    told: tuple[Told, ...] = ()


def is_tampered(copies: Sequence[Copy]) -> bool:
    """Whether every file the document came in was changed after it was signed."""
    return bool(copies) and not any(copy.intact for copy in copies)


def rejections(copies: Sequence[Copy]) -> tuple[Told, ...]:
    """The rejections of a document that lives in no file: none was delivered, and all it came in are rejected.

    A file counts as another transmission when neither its name nor its progressive is that of a rejected one; a file
    that was changed after it was signed counts for nothing while there is an intact one.
    """
    dead = [copy for copy in copies if _is_dead(copy)]
    if not dead or any(_is_delivered(copy) for copy in copies):
        return ()
    sound = [copy for copy in copies if copy.intact] or copies
    if any(not any(_shares_fate(copy, other) for other in dead) for copy in sound):
        return ()
    return tuple(dict.fromkeys(told for copy in dead for told in copy.told if told.rejects))


def arrival(copies: Sequence[Copy]) -> datetime.date | None:
    """The first day on which a message says the document was delivered."""
    days = [told.day for copy in copies for told in copy.told if told.kind in _ARRIVALS and told.day]
    return min(days, default=None)


def _is_delivered(copy: Copy) -> bool:
    return any(told.delivers for told in copy.told) and not any(told.refuses for told in copy.told)


def _is_dead(copy: Copy) -> bool:
    return any(told.rejects for told in copy.told) and not _is_delivered(copy)


def _shares_fate(copy: Copy, dead: Copy) -> bool:
    """Whether what befell ``dead`` befell ``copy`` as well: it is that file, or no more than a copy of it."""
    if copy.stem == dead.stem:
        return True
    taken_before = all(told.codes and _TAKEN_BEFORE.issuperset(told.codes) for told in dead.told if told.rejects)
    if taken_before and is_sdi_name(copy.stem):
        return False
    return copy.payload_sha256 == dead.payload_sha256 or copy.transmission == dead.transmission != ""
