"""The sample studio on disk: a dozen client companies and a year's files, laid out as a studio gets them."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from tuiledger.sandbox.drafting import draft
from tuiledger.sandbox.maker import Maker, Sheet
from tuiledger.sandbox.paper import pdf
from tuiledger.sandbox.parcels import Parcel, Post
from tuiledger.sandbox.people import Firm, cast
from tuiledger.sandbox.variants import VARIANTS, Journey, Variant

_FIRST: Final = datetime.date(2026, 1, 7)
_DAYS: Final = 290
#: A variant of one document, to end on the number that was asked for.
_SINGLE: Final = VARIANTS[0]


class Client(NamedTuple):
    """A company to register before the files are imported."""

    code: str
    name: str
    vat_number: str
    fiscal_code: str | None


class Expected(NamedTuple):
    """What an import of the whole folder, and then a posting, must come to.

    Attributes:
        files: on disk; an archive is one.
        documents: created, with every body of a file counted.
        created: answers for files and members that bring something new, messages of the exchange system included.
        already_known: answers for files and members that came before.
        refused: answers by code of refusal.
        messages: of the exchange system.
        holds: documents that posting leaves to a person, by code.
        void: documents that the exchange system rejected.
        filed: documents that are kept with nothing to post.
        variants: documents by variant.
    """

    files: int
    documents: int
    created: int
    already_known: int
    refused: Mapping[str, int]
    messages: int
    holds: Mapping[str, int]
    void: int
    filed: int
    variants: Mapping[str, int]


class Studio(NamedTuple):
    """The folder, the companies to register, and what is to be expected of the files."""

    folder: Path
    companies: tuple[Client, ...]
    expected: Expected


def write_studio(folder: Path, seed: int = 1, documents: int = 400) -> Studio:
    """Write the sample studio's files under ``folder``.

    Every variant comes once at least, so that there are never fewer than some seventy documents. The same seed gives
    the same files, but for the signatures, whose key is new each time.

    Args:
        folder: made if need be; what is in it stays.
        seed: of everything that is drawn.
        documents: how many distinct ones.
    """
    make = Maker(cast(), seed)
    post = Post(make)
    parcels: list[Parcel] = []
    drawn: Counter[str] = Counter()
    order = _order(make, documents)
    for variant, sheet, files_of_it in _drawn(make, post, order):
        drawn[variant.name] += len(sheet.documents)
        parcels.extend(files_of_it)
    refused = _write_strays(folder, make, post)
    files = _write_parcels(folder, make, parcels) + sum(refused.values())
    kinds = Counter(parcel.kind for parcel in parcels)
    expected = Expected(
        files=files,
        documents=drawn.total(),
        created=kinds["invoice"] + kinds["message"],
        already_known=kinds["again"],
        refused=refused,
        messages=kinds["message"],
        holds=dict(Counter(hold for variant in order for hold in variant.holds)),
        void=sum(variant.journey is Journey.REJECTED for variant in order),
        filed=sum(variant.journey is Journey.FILED for variant in order),
        variants=dict(drawn),
    )
    return Studio(folder, tuple(map(_client, make.cast.clients)), expected)


def draw_studio(seed: int = 1, documents: int = 400) -> tuple[Maker, list[tuple[Variant, Sheet]]]:
    """The sheets that :func:`write_studio` writes for the same seed and number, with what drew them."""
    make = Maker(cast(), seed)
    order = _order(make, documents)
    sheets = [(variant, sheet) for variant, sheet, _ in _drawn(make, Post(make, paper=False), order)]
    return make, sheets


def _drawn(make: Maker, post: Post, order: list[Variant]) -> Iterator[tuple[Variant, Sheet, list[Parcel]]]:
    """The sheets of ``order`` over the year, each with the files that it becomes."""
    for place, variant in enumerate(order):
        make.day = _FIRST + datetime.timedelta(days=_DAYS * place // len(order))
        for sheet in variant.draw(make):
            yield variant, sheet, list(post.parcels(sheet, variant.journey))


def _client(firm: Firm) -> Client:
    details = firm.details
    return Client(firm.code, details.name or "", details.vat_number or "", details.fiscal_code)


def _order(make: Maker, documents: int) -> list[Variant]:
    """Every variant once, and the common ones as often as they come until the number is reached; shuffled."""
    order = list(VARIANTS)
    common = [variant for variant in VARIANTS if variant.weight]
    weights = [variant.weight for variant in common]
    left = documents - sum(variant.size for variant in order)
    while left > 0:
        variant = make.rng.choices(common, weights)[0]
        if variant.size > left:
            variant = _SINGLE
        order.append(variant)
        left -= variant.size
    make.rng.shuffle(order)
    return order


def _write_parcels(folder: Path, make: Maker, parcels: list[Parcel]) -> int:
    """Lay the files out; how many there are on disk."""
    zips: dict[str, list[Parcel]] = defaultdict(list)
    loose = 0
    for parcel in parcels:
        if parcel.from_exchange:
            zips["scarico SdI"].append(parcel)
        elif make.rng.random() < 0.25:
            zips[f"consegna {parcel.day:%Y-%m}"].append(parcel)
        else:
            _write(folder / _place(parcel, make) / parcel.name, parcel.data)
            loose += 1
    for name, members in zips.items():
        inner = _zip({f"{parcel.sheet.client.code}/{parcel.name}": parcel for parcel in members})
        if name == "scarico SdI":
            inner = _wrapped_zip("lotto.zip", inner)
        _write(folder / "provider" / f"{name}.zip", inner)
    return loose + len(zips)


def _place(parcel: Parcel, make: Maker) -> Path:
    """Where a file lies: the tax drawer by client and month, or what the client handed in."""
    client = parcel.sheet.client
    if not parcel.sheet.sent and make.rng.random() < 0.7:
        return Path("cassetto fiscale", client.code, f"{parcel.day:%Y-%m}")
    return Path(
        "clienti", (client.details.name or client.code).rstrip("."), "emesse" if parcel.sheet.sent else "ricevute"
    )


def _write_strays(folder: Path, make: Maker, post: Post) -> dict[str, int]:
    """What does not belong: a stranger's invoice, a PDF, an empty file, a note; refusals by code."""
    seller, buyer = make.cast.strangers
    document = draft("TD01", seller.details, buyer.details, make.number(seller.details), make.day, make.items())
    (stray,) = [p for p in post.parcels(Sheet(seller, True, (document,)), Journey.AGAIN) if p.kind == "invoice"]
    clients = folder / "clienti"
    _write(clients / "da smistare" / stray.name, stray.data)
    _write(clients / "da smistare" / "listino 2026.pdf", pdf("Listino prezzi 2026"))
    _write(clients / "da smistare" / "fattura.xml", b"")
    _write(clients / "da smistare" / "leggimi.txt", b"Le fatture di aprile arrivano la settimana prossima.\n")
    return {"company-unknown": 1, "pdf": 1, "empty": 1, "not-an-invoice": 1}


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _zip(members: dict[str, Parcel]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, parcel in members.items():
            day = parcel.day
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 9, 0, 0))
            archive.writestr(entry, parcel.data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _wrapped_zip(name: str, data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name, (2026, 11, 2, 9, 0, 0)), data)
    return buffer.getvalue()
