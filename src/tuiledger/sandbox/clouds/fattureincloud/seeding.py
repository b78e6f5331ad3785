"""One seeded world: the accountant's clients in the cloud, and documents of which many exist as e-invoice files too."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Final, NamedTuple

from tuiledger.domain.documents import Document
from tuiledger.sandbox.clouds.clock import CloudClock
from tuiledger.sandbox.clouds.fattureincloud.company import Company
from tuiledger.sandbox.clouds.fattureincloud.furnishing import furnish
from tuiledger.sandbox.clouds.fattureincloud.issued_rows import counterparty, issued_row, issued_type
from tuiledger.sandbox.clouds.fattureincloud.parties import chance, snapshot
from tuiledger.sandbox.clouds.fattureincloud.received_rows import pending_row, received_row
from tuiledger.sandbox.clouds.fattureincloud.rows import Row
from tuiledger.sandbox.drafting import Item, draft
from tuiledger.sandbox.maker import Maker
from tuiledger.sandbox.people import Firm, accountant, further_client
from tuiledger.sandbox.studio import draw_studio
from tuiledger.sandbox.variants import Journey

#: Clients without a licence, the first and the steps between; and the one that took its accountant's right away.
_EXPIRED: Final = 8, 20
_LOST: Final = 7
#: One that shows its accountant no received documents.
_SHY: Final = 5
#: Of the studio's received documents so many in four are in the cloud; the last ones of a client wait there.
_RECEIVED: Final = 3
_WAITING: Final = 3
#: Cloud-only documents come after those of the studio.
_FIRST: Final = datetime.date(2026, 1, 7)
_AFTER_STUDIO: Final = datetime.date(2026, 10, 26)
_LAST: Final = datetime.date(2026, 11, 18)
_PLANS: Final = ("premium_plus", "premium", "standard", "complete")


class Source(NamedTuple):
    """What a row was drawn from: the document, and its attachments by hash."""

    document: Document
    attached: Mapping[str, bytes] = {}


@dataclass
class World:
    """All companies by id, the studio's own two entries, and the next free ids."""

    companies: dict[int, Company] = field(default_factory=dict)
    studio: int = 0
    studio_company: int = 0
    ids: Iterator[int] = field(default_factory=lambda: count(20_000_001))
    entities: Iterator[int] = field(default_factory=lambda: count(1_000_001))

    @property
    def clients(self) -> list[Company]:
        """The accountant's clients, in the order in which they came."""
        return [each for each in self.companies.values() if each.id not in (self.studio, self.studio_company)]

    def reachable(self, today: datetime.date) -> list[Company]:
        """The clients whose documents the accountant can read."""
        return [each for each in self.clients if each.through_accountant and each.licence_until >= today]


def build(
    clock: CloudClock, *, seed: int = 1, companies: int = 12, documents: int = 600, studio_documents: int = 400
) -> World:
    """Build the world.

    Args:
        clock: licences run relative to it; documents do not.
        seed: of everything that is drawn; with it, ``studio_documents`` says which files of the sample studio
            (:func:`tuiledger.sandbox.studio.write_studio`) are the same documents.
        companies: how many clients the accountant has in the cloud.
        documents: how many documents there are in the companies that can be reached, pending ones included.
    """
    make, sheets = draw_studio(seed, studio_documents)
    world = _companies(clock, make, companies)
    by_code = {company.firm.code: company for company in world.clients}
    open_to_us = {company.id for company in world.reachable(clock.today())}
    left = documents * 3 // 5
    for variant, sheet in sheets:
        company = by_code.get(sheet.client.code)
        for document in sheet.documents if company else ():
            if company is None or left <= 0 or not _in_cloud(document, sent=sheet.sent):
                continue
            left -= company.id in open_to_us
            _store(world, company, Source(document, sheet.attached), sent=sheet.sent, journey=variant.journey)
    done = documents * 3 // 5 - left
    _draw_further(world, make, [world.companies[number] for number in sorted(open_to_us)], documents - done)
    for company in world.clients:
        _leave_waiting(world, company)
        furnish(company, world.ids)
    return world


def _companies(clock: CloudClock, make: Maker, wanted: int) -> World:
    world = World()
    today = clock.today()
    valid = datetime.date(today.year + 1, 12, 31)
    over = today - datetime.timedelta(days=120)
    numbers = count(100_001)
    world.studio, world.studio_company = next(numbers), next(numbers)
    own = accountant()
    world.companies[world.studio] = Company(world.studio, own, "premium_plus", valid, accountant=True)
    world.companies[world.studio_company] = Company(world.studio_company, own, "premium_plus", valid)
    first, step = _EXPIRED
    for place, firm in enumerate(_firms(make, wanted)):
        expired = place >= first and (place - first) % step == 0
        company = Company(
            next(numbers),
            firm,
            _PLANS[place % len(_PLANS)],
            over if expired else valid,
            through_accountant=place != _LOST,
        )
        if place == _SHY:
            company.permissions["fic_received_documents"] = "none"
        world.companies[company.id] = company
    return world


def _firms(make: Maker, wanted: int) -> Iterator[Firm]:
    known = make.cast.clients[:wanted]
    yield from known
    for index in range(wanted - len(known)):
        yield further_client(index)


def _in_cloud(document: Document, *, sent: bool) -> bool:
    """Whether a document of the studio went by the cloud; simplified ones cannot."""
    return issued_type(document) is not None if sent else chance(f"{document.number} cloud", 4) < _RECEIVED


def _store(world: World, company: Company, source: Source, *, sent: bool, journey: Journey = Journey.PLAIN) -> None:
    document = source.document
    if sent:
        kind = issued_type(document) or "invoice"
        shelf = "suppliers" if kind == "self_supplier_invoice" else "clients"
        entity = snapshot(company, shelf, counterparty(document, company), next(world.entities))
        data = issued_row(company, document, entity, next(world.ids), journey)
        company.shelf("issued").add(Row(data, source))
    else:
        entity = snapshot(company, "suppliers", document.seller, next(world.entities))
        company.shelf("received").add(Row(received_row(company, document, entity, next(world.ids)), source))


def _draw_further(world: World, make: Maker, companies: list[Company], wanted: int) -> None:
    """Documents that are in the cloud alone, the same number for every company."""
    studio = {client.code for client in make.cast.clients}
    for place, company in enumerate(companies):
        many = wanted // len(companies) + (place < wanted % len(companies))
        first = _AFTER_STUDIO if company.firm.code in studio else _FIRST
        days = (_LAST - first).days
        for index in range(many):
            make.day = first + datetime.timedelta(days=days * index // many)
            document, sent = _another(make, company.firm)
            _store(world, company, Source(document), sent=sent)


def _another(make: Maker, client: Firm) -> tuple[Document, bool]:
    """An ordinary document of ``client``, and whether the client issued it."""
    draw = make.rng.random()
    sent, note = draw < 0.5, draw % 0.5 < 0.06
    other = make.pick(make.cast.domestic)
    seller, buyer = (client, other) if sent else (other, client)
    nature = "N2.2" if seller.regime == "RF19" else None
    items = [Item("Reso merce", make.price(500, 4_000), nature=nature, rate=0 if nature else 2200)] if note else (
        make.items((2200, 2200, 1000, 400), nature)
    )  # fmt: skip
    number = make.number(seller.details, "NC" if note else "")
    kind = "TD04" if note else "TD01"
    return draft(kind, seller.details, buyer.details, number, make.day, items, regime=seller.regime), sent


def _leave_waiting(world: World, company: Company) -> None:
    """The last received documents of a company are not registered yet."""
    received = company.shelf("received")
    last = sorted(received, key=lambda row: (row.data["date"], row.data["id"]))[-_WAITING:]
    for row in last if len(received) > _WAITING * 3 else ():
        del received.rows[row.data["id"]]
        data = pending_row(company, row.source.document, row.data["id"])
        company.shelf("pending").add(Row(data, row.source))
