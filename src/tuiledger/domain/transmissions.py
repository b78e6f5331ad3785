"""What became of a document on its way through the exchange system (SdI): each file it came in has a fate of its own.

A rejection speaks of one transmission, which is a file by its name; a delivery of any of them proves that the document
lives. A copy of a rejected file shares its fate, whatever it is called. Once the exchange system took a file, no other
may bear its name (check 00002); after a rejection another may, and then what a message says of the name alone is said
of one of the two.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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
#: The rejection that proves that a file of the name was taken.
_NAME_TAKEN: Final = "00002"


def is_sdi_name(stem: str) -> bool:
    """Whether a file's name without its endings is one the exchange system would have taken, and so names one file."""
    return _SDI_NAME.match(stem) is not None


class Told(NamedTuple):
    """What a message says of a file: ``codes`` of a rejection, the ``day`` in Italy it tells, ``text`` for people.

    ``sdi_id`` is the number that the exchange system gave the transmission (IdentificativoSdI); ``fits`` is whether the
    hash it tells is that of a file that is here, None where it tells none.
    """

    kind: str
    outcome: str | None = None
    codes: tuple[str, ...] = ()
    day: datetime.date | None = None
    text: str = ""
    sdi_id: str | None = None
    fits: bool | None = None

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


class Content(NamedTuple):
    """One of several contents under a name: what messages say of it, what a person said, and the documents it is of.

    ``said`` is ``accepted``, ``rejected``, or None where nobody said.
    """

    told: tuple[Told, ...] = ()
    said: str | None = None
    documents: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SharedName:
    """A name that several contents bear, where a message rejects it: what its messages tell of all of them together.

    It is read once for all files of the name, so that each of them needs to look at its own messages alone.

    Attributes:
        contents: how many there are.
        told_of: of how many contents each message speaks.
        rejections: every message that rejects one.
        loose: how many rejected transmissions nothing proves to be those of one content.
        fitting: how many of these may be those of files that are here.
        delivered: one transmission of the name was.
        taken: one was taken before another was rejected (00002).
        proven: places of contents that were delivered by their hash.
        rejected: places of contents that were rejected by their hash.
        accepted_by: by the place of each content that a person said was taken, a document of it.
        refused_by: places of contents that a person said were rejected.
    """

    contents: int
    told_of: Mapping[Told, int]
    rejections: tuple[Told, ...]
    loose: int
    fitting: int
    delivered: bool
    taken: bool
    proven: frozenset[int]
    rejected: frozenset[int]
    accepted_by: Mapping[int, int | None]
    refused_by: frozenset[int]

    @classmethod
    def of(cls, contents: Sequence[Content]) -> SharedName:
        """Read what is known of all ``contents`` of a name."""
        told_of = Counter(told for content in contents for told in content.told)
        alone = [[told for told in content.told if told_of[told] == 1] for content in contents]
        sent = _by_transmission(told_of)
        refused = [said for said in sent if any(told.rejects for told in said) and not _is_delivered(said)]
        loose = [said for said in refused if not any(told.rejects and told_of[told] == 1 for told in said)]
        return cls(
            len(contents),
            told_of,
            tuple(told for told in told_of if told.rejects),
            len(loose),
            sum(any(told.rejects and told.fits is not False for told in said) for said in loose),
            any(_is_delivered(said) for said in sent),
            any(_NAME_TAKEN in told.codes for told in told_of),
            frozenset(place for place, own in enumerate(alone) if _is_delivered(own)),
            frozenset(place for place, own in enumerate(alone) if any(told.rejects for told in own)),
            {place: next(iter(content.documents), None)
             for place, content in enumerate(contents) if content.said == "accepted"},
            frozenset(place for place, content in enumerate(contents) if content.said == "rejected"),
        )  # fmt: skip


class Share(NamedTuple):
    """The place of a file's content among all that bear its name."""

    name: SharedName
    place: int


class Copy(NamedTuple):
    """A file that a document came in, and what messages said of it.

    Attributes:
        stem: the file's own name without folders and endings.
        transmission: who sent it under which progressive (1.1.1 IdTrasmittente, 1.1.2 ProgressivoInvio), or empty.
        payload_sha256: of the invoice inside, hexadecimal.
        intact: not proven to be changed after it was signed.
        share: its part in a name that other contents bear as well, where a message rejects that name.
    """

    stem: str
    transmission: str
    payload_sha256: str
    intact: bool = True
    told: tuple[Told, ...] = ()
    share: Share | None = None


class _Fate(Enum):
    """What became of one file."""

    UNKNOWN = 0
    DELIVERED = 1
    REJECTED = 2
    #: A file of its name was rejected, and nothing says whether it was this one.
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


def unclear_file(copies: Sequence[Copy]) -> Copy | None:
    """The file whose name others bear or bore, where it hangs on which was rejected whether the document lives."""
    fates = [_fate(copy) for copy in copies]
    if not _is_lost(copies, fates, _PERHAPS_LOST) or _is_lost(copies, fates, _LOST):
        return None
    return next(copy for copy, fate in zip(copies, fates, strict=True) if fate is _Fate.UNCLEAR)


def taken_by_word(copies: Sequence[Copy]) -> int | None:
    """The document of which a person said that it was taken under the name of one of these, so that this one was not.

    None where messages alone reject it.
    """
    for copy in copies:
        if copy.share is None or any(told.rejects for told in _own(copy, copy.share.name)):
            continue
        name, place = copy.share
        if not name.proven - {place}:
            found = (document for at, document in name.accepted_by.items() if at != place)
            if (document := next(found, None)) is not None:
                return document
    return None


def may_be_another(rejected: Iterable[Told]) -> bool:
    """Whether these rejections of the exchange system tell no more than a name, which another file may have borne."""
    return all(told.kind == "NS" and not told.fits for told in rejected)


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
    if copy.share is not None:
        return _fate_of_share(copy, *copy.share)
    rejecting = [told for told in copy.told if told.rejects]
    if _is_delivered(copy.told):
        # What was delivered under the hash of another file proves nothing of a file whose name was rejected.
        if not rejecting or any(told.delivers and told.fits is not False for told in copy.told):
            return _Fate.DELIVERED
        return _Fate.REJECTED if any(told.fits for told in rejecting) else _Fate.UNCLEAR
    if not rejecting:
        return _Fate.UNKNOWN
    return _Fate.UNCLEAR if all(told.fits is False for told in rejecting) else _Fate.REJECTED


def _fate_of_share(copy: Copy, name: SharedName, place: int) -> _Fate:
    """What became of a file that is not the only one of its name.

    A message that tells a hash speaks of one of them; of the others it is known how many transmissions of the name
    were rejected and whether one was delivered. The name of a file that was taken is not taken again.
    """
    own = _own(copy, name)
    if _is_delivered(own):
        return _Fate.DELIVERED
    is_told_of = any(told.rejects for told in copy.told)
    if name.proven - {place} or name.accepted_by.keys() - {place}:
        return _Fate.REJECTED if is_told_of else _Fate.UNKNOWN
    others = name.refused_by - {place}
    if name.delivered and any(told.delivers for told in copy.told):
        fits = any(told.delivers and told.fits is not False for told in copy.told)
        return _Fate.DELIVERED if fits and len(others) == name.contents - 1 else _Fate.UNCLEAR
    if any(told.rejects for told in own):
        return _Fate.REJECTED
    if not is_told_of or len(others - name.rejected) >= name.loose:
        return _Fate.UNKNOWN
    # As many rejections as contents leave none, unless one was taken.
    certain = not name.taken and name.fitting >= name.contents - len(name.rejected - {place})
    return _Fate.REJECTED if certain else _Fate.UNCLEAR


def _own(copy: Copy, name: SharedName) -> list[Told]:
    """What speaks of no other content of the name than that of ``copy``."""
    return [told for told in copy.told if name.told_of[told] == 1]


def _by_transmission(story: Iterable[Told]) -> list[list[Told]]:
    """What is told under a name, that of one transmission together."""
    by_id: dict[object, list[Told]] = {}
    for told in story:
        by_id.setdefault(told.sdi_id or told, []).append(told)
    return list(by_id.values())


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
