"""What became of a document on its way through the exchange system (SdI): each file it came in has a fate of its own.

A rejection speaks of one transmission, which is a file by its name; a delivery of any of them proves that the document
lives. A copy of a rejected file shares its fate, whatever it is called. Once the exchange system took a file, no other
may bear its name (check 00002); after a rejection another may, and then what a message says of the name alone is said
of one of the two.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from enum import Enum
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
    """What a message says of a file: ``codes`` of a rejection, the ``day`` in Italy it tells, ``text`` for people.

    ``sdi_id`` is the number that the exchange system gave the transmission (IdentificativoSdI).
    """

    kind: str
    outcome: str | None = None
    codes: tuple[str, ...] = ()
    day: datetime.date | None = None
    text: str = ""
    sdi_id: str | None = None

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


class Rival(NamedTuple):
    """Another content under the name of a file: what messages said of it, and whether a person said what it is.

    ``said`` is ``accepted``, ``rejected``, or None where nobody said.
    """

    told: tuple[Told, ...] = ()
    said: str | None = None


class Copy(NamedTuple):
    """A file that a document came in, and what messages said of it.

    Attributes:
        stem: the file's own name without folders and endings.
        transmission: who sent it under which progressive (1.1.1 IdTrasmittente, 1.1.2 ProgressivoInvio), or empty.
        payload_sha256: of the invoice inside, hexadecimal.
        intact: not proven to be changed after it was signed.
        rivals: the other contents under its name, where a message rejects that name.
    """

    stem: str
    transmission: str
    payload_sha256: str
    intact: bool = True
    told: tuple[Told, ...] = ()
    rivals: tuple[Rival, ...] = ()


class _Fate(Enum):
    """What became of one file."""

    UNKNOWN = 0
    DELIVERED = 1
    REJECTED = 2
    #: One of several files of its name was rejected, and nothing says which.
    UNCLEAR = 3


_LOST: Final = frozenset({_Fate.REJECTED})
_PERHAPS_LOST: Final = frozenset({_Fate.REJECTED, _Fate.UNCLEAR})


def is_tampered(copies: Sequence[Copy]) -> bool:
    """Whether every file the document came in was changed after it was signed."""
    return bool(copies) and not any(copy.intact for copy in copies)


def rejections(copies: Sequence[Copy]) -> tuple[Told, ...]:
    """The rejections of a document that lives in no file: none was delivered, and all it came in are rejected.

    A file counts as another transmission when neither its name nor its progressive is that of a rejected one; a file
    that was changed after it was signed counts for nothing while there is an intact one.
    """
    fates = [_fate(copy) for copy in copies]
    return _refusals(copies) if _is_lost(copies, fates, _LOST) else ()


def unclear_name(copies: Sequence[Copy]) -> str | None:
    """The name that several files bear, where it hangs on which of them was rejected whether the document lives."""
    fates = [_fate(copy) for copy in copies]
    if not _is_lost(copies, fates, _PERHAPS_LOST) or _is_lost(copies, fates, _LOST):
        return None
    return next(copy.stem for copy, fate in zip(copies, fates, strict=True) if fate is _Fate.UNCLEAR)


def was_taken_before(rejected: Iterable[Told]) -> bool:
    """Whether one of these rejections says that the exchange system has another file of the name or the number."""
    return any(not _TAKEN_BEFORE.isdisjoint(told.codes) for told in rejected)


def arrival(copies: Sequence[Copy]) -> datetime.date | None:
    """The first day on which a message says the document was delivered."""
    days = [told.day for copy in copies for told in copy.told if told.kind in _ARRIVALS and told.day]
    return min(days, default=None)


def _refusals(copies: Sequence[Copy]) -> tuple[Told, ...]:
    return tuple(dict.fromkeys(told for copy in copies for told in copy.told if told.rejects))


def _is_lost(copies: Sequence[Copy], fates: Sequence[_Fate], lost: frozenset[_Fate]) -> bool:
    """Whether all that the document came in is among the ``lost``, or shares the fate of what is."""
    dead = [copy for copy, fate in zip(copies, fates, strict=True) if fate in lost]
    if not dead or _Fate.DELIVERED in fates:
        return False
    sound = [copy for copy in copies if copy.intact] or copies
    return all(any(_shares_fate(copy, other) for other in dead) for copy in sound)


def _fate(copy: Copy) -> _Fate:
    if copy.rivals:
        return _fate_among_rivals(copy, copy.rivals)
    if _is_delivered(copy.told):
        return _Fate.DELIVERED
    return _Fate.REJECTED if any(told.rejects for told in copy.told) else _Fate.UNKNOWN


def _fate_among_rivals(copy: Copy, rivals: Sequence[Rival]) -> _Fate:
    """What became of a file that is not the only one of its name.

    A message that tells a hash speaks of one of them; of the others it is known how many transmissions of the name
    were rejected and whether one was delivered. The name of a file that was taken is not taken again.
    """
    of_rivals = {told for rival in rivals for told in rival.told}
    own = [told for told in copy.told if told not in of_rivals]
    if _is_delivered(own):
        return _Fate.DELIVERED
    refused, delivered = _transmissions({*of_rivals, *copy.told})
    is_told_of = any(told.rejects for told in copy.told)
    if any(_was_taken(place, copy, rivals) for place in range(len(rivals))):
        return _Fate.REJECTED if is_told_of else _Fate.UNKNOWN
    elsewhere = sum(rival.said == "rejected" for rival in rivals)
    if delivered and any(told.delivers for told in copy.told):
        return _Fate.DELIVERED if elsewhere == len(rivals) else _Fate.UNCLEAR
    if not is_told_of or elsewhere >= refused:
        return _Fate.UNKNOWN
    certain = refused > len(rivals) or any(told.rejects for told in own)
    return _Fate.REJECTED if certain else _Fate.UNCLEAR


def _was_taken(place: int, copy: Copy, rivals: Sequence[Rival]) -> bool:
    """Whether the rival at ``place`` was delivered for sure: by its hash, or because a person said so."""
    rival = rivals[place]
    if rival.said == "accepted":
        return True
    others = {*copy.told}.union(*(other.told for at, other in enumerate(rivals) if at != place))
    return _is_delivered([told for told in rival.told if told not in others])


def _transmissions(story: Iterable[Told]) -> tuple[int, bool]:
    """How many transmissions under a name were rejected, and whether one was delivered."""
    by_id: dict[object, list[Told]] = {}
    for told in story:
        by_id.setdefault(told.sdi_id or told, []).append(told)
    refused = sum(any(told.rejects for told in said) and not _is_delivered(said) for said in by_id.values())
    return refused, any(_is_delivered(said) for said in by_id.values())


def _is_delivered(told: Sequence[Told]) -> bool:
    return any(one.delivers for one in told) and not any(one.refuses for one in told)


def _shares_fate(copy: Copy, dead: Copy) -> bool:
    """Whether what befell ``dead`` befell ``copy`` as well: it is that file, or no more than a copy of it."""
    if copy.stem == dead.stem:
        return True
    taken_before = all(told.codes and _TAKEN_BEFORE.issuperset(told.codes) for told in dead.told if told.rejects)
    if taken_before and is_sdi_name(copy.stem):
        return False
    return copy.payload_sha256 == dead.payload_sha256 or copy.transmission == dead.transmission != ""
