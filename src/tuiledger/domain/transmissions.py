"""What became of a document on its way through the exchange system (SdI): each file it came in has a fate of its own.

A rejection speaks of one transmission, which is a file by its name; a delivery of any of them proves that the document
lives. A copy of a rejected file shares its fate, whatever it is called. Once the exchange system took a file, no other
may bear its name (check 00002); after a rejection another may, and then what a message says of the name alone is said
of one of the two. A message that tells a hash (Hash) speaks of the file with that hash.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    hash it tells is that of a file that is here, None where it tells none; ``file_sha256`` is that hash, hexadecimal.
    """

    kind: str
    outcome: str | None = None
    codes: tuple[str, ...] = ()
    day: datetime.date | None = None
    text: str = ""
    sdi_id: str | None = None
    fits: bool | None = None
    file_sha256: str | None = None

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

    ``said`` is ``accepted``, ``rejected``, or None where nobody said; ``transmissions`` is in how many it was sent.
    """

    told: tuple[Told, ...] = ()
    said: str | None = None
    documents: tuple[int, ...] = ()
    transmissions: int = 1


@dataclass(frozen=True, slots=True)
class SharedName:
    """A name that several contents bear, where a message rejects it: what its messages tell of all of them together.

    It is read once for all files of the name, so that each of them needs to look at its own messages alone.

    Attributes:
        contents: how many there are.
        transmissions: in how many they were sent.
        told_of: of how many contents each message speaks.
        rejections: every message that rejects one.
        loose: how many rejected transmissions nothing proves to be those of one content.
        fitting: how many of these may be those of files that are here.
        delivered: one transmission of the name was.
        taken: one was taken before another was rejected (00002).
        proven: places of contents that were delivered by their hash.
        rejected: places of contents that were rejected by their hash.
        accepted_by: by the place of each content that a person said was taken, and no hash contradicts it, a document
            of it.
        refused_by: places of contents that a person said were rejected.
    """

    contents: int
    transmissions: int
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
        rejected = frozenset(place for place, own in enumerate(alone) if any(told.rejects for told in own))
        return cls(
            len(contents),
            sum(content.transmissions for content in contents),
            told_of,
            tuple(told for told in told_of if told.rejects),
            len(loose),
            sum(any(told.rejects and told.fits is not False for told in said) for said in loose),
            any(_is_delivered(said) for said in sent),
            any(_NAME_TAKEN in told.codes for told in told_of),
            frozenset(place for place, own in enumerate(alone) if _is_delivered(own)),
            rejected,
            {place: next(iter(content.documents), None)
             for place, content in enumerate(contents) if content.said == "accepted" and place not in rejected},
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
        file_sha256: of the file as it came, hexadecimal, or empty.
    """

    stem: str
    transmission: str
    payload_sha256: str
    intact: bool = True
    told: tuple[Told, ...] = ()
    share: Share | None = None
    file_sha256: str = ""


class _Fate(Enum):
    """What became of one file."""

    UNKNOWN = 0
    DELIVERED = 1
    REJECTED = 2
    #: A file of its name was rejected, and nothing says whether it was this one.
    UNCLEAR = 3


_PERHAPS_LOST: Final = frozenset({_Fate.REJECTED, _Fate.UNCLEAR})


class Doubt(Enum):
    """Why it is open whether a file was rejected."""

    #: Others bear its name, of which one was.
    NAME = 0
    #: The hash that messages tell of its name is of a file that is not here.
    HASH = 1
    #: Another file of the same document was, and this one may be that again or the corrected one.
    ANOTHER = 2


class Unclear(NamedTuple):
    """A file, by its name without endings, of which it is open whether it was rejected."""

    stem: str
    doubt: Doubt


def is_tampered(copies: Sequence[Copy]) -> bool:
    """Whether every file the document came in was changed after it was signed."""
    return bool(copies) and not any(copy.intact for copy in copies)


def rejections(copies: Sequence[Copy]) -> tuple[Told, ...]:
    """The rejections of a document that lives in no file: none was delivered, and all it came in are rejected.

    A file counts as another transmission when neither its name nor its progressive is that of a rejected one; a file
    that was changed after it was signed counts for nothing while there is an intact one.
    """
    return _refusals(copies) if set(_ends(copies, _fates(copies))) == {_Fate.REJECTED} else ()


def unclear_file(copies: Sequence[Copy]) -> Unclear | None:
    """The file of which it is open whether it was rejected, where it hangs on that whether the document lives."""
    fates = _fates(copies)
    ends = _ends(copies, fates)
    if _Fate.UNCLEAR not in ends or not _PERHAPS_LOST.issuperset(ends):
        return None
    if _Fate.UNCLEAR not in fates:
        return Unclear(_sound(copies)[ends.index(_Fate.UNCLEAR)].stem, Doubt.ANOTHER)
    copy = copies[fates.index(_Fate.UNCLEAR)]
    if _fate(copy) is not _Fate.UNCLEAR:
        return Unclear(copy.stem, Doubt.ANOTHER)
    return Unclear(copy.stem, Doubt.HASH if copy.share is None else Doubt.NAME)


def taken_by_word(copies: Sequence[Copy]) -> int | None:
    """The document of which a person said that it was taken under the name of one of these, so that this one was not.

    None where messages alone reject it.
    """
    for copy in copies:
        if copy.share is None or any(told.rejects for told in _own(copy, copy.share.name)):
            continue
        name, place = copy.share
        if not name.proven - {place} and place not in name.accepted_by:
            document = next(iter(name.accepted_by.values()), None)
            if document is not None:
                return document
    return None


def may_be_another(copies: Sequence[Copy]) -> bool:
    """Whether one of these files, which are all rejected, is so by its name alone, or for being like a rejected one.

    What a public office refused was delivered to it under that name.
    """
    return not all(any(_is_proven(told, copy) for told in copy.told) for copy in _sound(copies))


def was_taken_before(rejected: Iterable[Told]) -> bool:
    """Whether one of these rejections says that the exchange system has another file of the name or the number."""
    return any(not _TAKEN_BEFORE.isdisjoint(told.codes) for told in rejected)


def arrival(copies: Sequence[Copy]) -> datetime.date | None:
    """The first day on which a message says the document was delivered."""
    days = [told.day for copy in copies for told in copy.told if told.kind in _ARRIVALS and told.day]
    return min(days, default=None)


def _refusals(copies: Sequence[Copy]) -> tuple[Told, ...]:
    return tuple(dict.fromkeys(told for copy in copies for told in copy.told if told.rejects))


def _sound(copies: Sequence[Copy]) -> Sequence[Copy]:
    """The files that count: the intact ones, or all where none is."""
    return [copy for copy in copies if copy.intact] or copies


def _is_proven(told: Told, copy: Copy) -> bool:
    """Whether ``told`` rejects nothing but this very file, or the document in it."""
    if told.refuses:
        return told.fits is not False
    return told.rejects and bool(told.fits) and told.file_sha256 in (None, copy.file_sha256)


def _fates(copies: Sequence[Copy]) -> list[_Fate]:
    """What became of each file, as far as messages speak of it."""
    fates = [_fate(copy) for copy in copies]
    rejected = [copy for copy, fate in zip(copies, fates, strict=True) if fate is _Fate.REJECTED]
    doubted = {id(copy) for copy in _outnumbered([one for one in rejected if one.intact and one.share is None])}
    return [_Fate.UNCLEAR if id(copy) in doubted else fate for copy, fate in zip(copies, fates, strict=True)]


def _outnumbered(rejected: Sequence[Copy]) -> Iterator[Copy]:
    """Files of names under which one document was sent oftener than it was rejected, each time by the name alone."""
    by_name: dict[str, list[Copy]] = {}
    for copy in rejected:
        if not _by_hash(copy):
            by_name.setdefault(copy.stem, []).append(copy)
    for copies in by_name.values():
        told = {told for copy in copies for told in copy.told if told.rejects and told.fits is None}
        asks = not was_taken_before(told) and not any(one.refuses for one in told)
        if asks and len({copy.transmission for copy in copies}) > len(_by_transmission(told)):
            yield from copies


def _ends(copies: Sequence[Copy], fates: Sequence[_Fate]) -> list[_Fate]:
    """What became of each file that counts, or of the one of which it is no more than a copy."""
    if _Fate.DELIVERED in fates:
        return [_Fate.DELIVERED]
    known = list(zip(copies, fates, strict=True))
    dead = [(copy, fate) for copy, fate in known if fate in _PERHAPS_LOST]
    whole = not is_tampered(copies)
    return [_shared(copy, dead) if fate is _Fate.UNKNOWN else fate for copy, fate in known if copy.intact or not whole]


def _by_hash(copy: Copy) -> bool:
    return any(told.rejects and told.fits for told in copy.told)


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
    if name.proven - {place} or (name.accepted_by and place not in name.accepted_by):
        return _Fate.REJECTED if is_told_of else _Fate.UNKNOWN
    others = name.refused_by - {place}
    if name.delivered and any(told.delivers for told in copy.told):
        fits = any(told.delivers and told.fits is not False for told in copy.told)
        return _Fate.DELIVERED if fits and len(others) == name.contents - 1 else _Fate.UNCLEAR
    if any(told.rejects for told in own):
        return _Fate.REJECTED
    if not is_told_of or len(others - name.rejected) >= name.loose:
        return _Fate.UNKNOWN
    # As many rejections as transmissions leave none, unless one was taken.
    certain = not name.taken and name.fitting >= name.transmissions - len(name.rejected - {place})
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


def _shared(copy: Copy, dead: Sequence[tuple[Copy, _Fate]]) -> _Fate:
    """What became of a file that no message speaks of, from others of its document that are rejected, or perhaps."""
    found = set[_Fate]()
    for other, fate in dead:
        likeness = _likeness(copy, other)
        found.add(likeness if fate is _Fate.REJECTED or likeness is _Fate.UNKNOWN else fate)
    return next((fate for fate in (_Fate.REJECTED, _Fate.UNCLEAR) if fate in found), _Fate.UNKNOWN)


def _likeness(copy: Copy, dead: Copy) -> _Fate:
    """What a rejected file tells of another one of its document: rejected as a copy of it is, perhaps, or nothing.

    A rejection that tells the hash of the one may leave the other, of the same name or progressive, to be the corrected
    file, unless that is a transmission of its own.
    """
    is_namesake = copy.stem == dead.stem
    is_apart = not is_namesake and is_sdi_name(copy.stem)
    rejecting = [told for told in dead.told if told.rejects]
    if is_apart and all(told.codes and _TAKEN_BEFORE.issuperset(told.codes) for told in rejecting):
        return _Fate.UNKNOWN
    if copy.payload_sha256 == dead.payload_sha256:
        return _Fate.REJECTED
    is_of_name = _Fate.UNCLEAR if _by_hash(dead) else _Fate.REJECTED
    if is_namesake:
        is_sent_again = copy.transmission != dead.transmission and copy.transmission and dead.transmission
        return _Fate.UNKNOWN if is_sent_again and _by_hash(dead) else is_of_name
    if copy.transmission != dead.transmission or not copy.transmission:
        return _Fate.UNKNOWN
    return is_of_name if is_apart else _Fate.REJECTED
