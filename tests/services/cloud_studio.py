"""A studio whose clients keep their documents in the simulated cloud, and words for what happens at both sides."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.builders import FixedClock
from tests.providers.doubles import CountedQuota, FixedToken

from tuiledger.bootstrap import open_books
from tuiledger.domain.chart import ITALIAN_CHART
from tuiledger.domain.connections import CloudCompany, Condition, Connection, Grant, Link, LinkState
from tuiledger.domain.documents import ClientDocument, State
from tuiledger.domain.parties import Company
from tuiledger.domain.pulls import Trouble
from tuiledger.ports import DocumentFilter, Store
from tuiledger.ports.clouds import Provider, Quota, Recorder, Tokens
from tuiledger.providers.calling import Caller
from tuiledger.providers.fattureincloud.client import FattureInCloud as Adapter
from tuiledger.providers.fattureincloud.refusals import judge, windows
from tuiledger.providers.http import Http
from tuiledger.providers.repeating import Patience
from tuiledger.sandbox.clouds.clock import CloudClock
from tuiledger.sandbox.clouds.fattureincloud.cloud import FattureInCloud
from tuiledger.sandbox.clouds.fattureincloud.company import Company as CloudsCompany
from tuiledger.sandbox.clouds.fattureincloud.rows import Row
from tuiledger.sandbox.clouds.server import serving
from tuiledger.services.intake import ImportResult, import_paths
from tuiledger.services.link import link_company, unset
from tuiledger.services.post import PostResult, post_ready
from tuiledger.services.pull import PullResult, pull
from tuiledger.services.pull_round import Wanted
from tuiledger.services.reverse import reverse_entry

#: When it is, at both sides: after everything that the simulated cloud is seeded with.
TODAY = datetime.datetime(2026, 11, 22, 9, 0, tzinfo=datetime.UTC)
#: The lists that are read, by the shelf they stand on.
SHELVES = {
    "invoice": "issued", "credit_note": "issued", "expense": "received", "passive_credit_note": "received",
    "pending": "pending",
}  # fmt: skip
#: No pause between two attempts, and few of them.
HURRIED = Patience(attempts=2, total=1.0, first=0.0, cap=0.0, longest=0.5)


@dataclass
class Cloud:
    """The simulated cloud being served, and what people do there."""

    made: FattureInCloud
    base_url: str

    @property
    def clients(self) -> list[CloudsCompany]:
        """The companies that the accountant can read."""
        return self.made.world.reachable(TODAY.date())

    def token(self, name: str = "accountant") -> str:
        """One of its personal tokens."""
        return self.made.around.grants.personal[name]

    def edit(self, action: str, company: CloudsCompany, **wish: Any) -> dict[str, Any]:
        """Somebody does something there, a second after the last thing."""
        self.made.clock.advance(1)
        return self.made.edit({"action": action, "company": company.id, **wish})

    def fault(self, name: str, **wish: Any) -> None:
        """Something goes wrong from now on."""
        self.made.faults.arm({"fault": name, **wish})

    def rows(self, company: CloudsCompany, kind: str) -> list[Row]:
        """What stands in a list."""
        shelf = company.shelf(SHELVES[kind])
        return [row for row in shelf if kind == "pending" or row.data["type"] == kind]

    def an_invoice(self, company: CloudsCompany) -> Row:
        """An ordinary issued invoice with its VAT."""
        rows = self.rows(company, "invoice")
        return next(row for row in rows if row.data["amount_vat"] and len(row.data["items_list"]) == 1)


@contextmanager
def a_cloud(
    companies: int = 3, documents: int = 60, seed: int = 1, of_studio: int = 80, **switches: Any
) -> Iterator[Cloud]:
    """A simulated cloud of one's own, on a socket; ``of_studio`` says whose sample studio's documents are in it."""
    made = FattureInCloud(
        seed=seed, companies=companies, documents=documents, studio_documents=of_studio, clock=CloudClock(TODAY)
    )
    made.switch(switches)
    with serving(made) as base_url:
        made.moved_in(base_url)
        yield Cloud(made, base_url)


@dataclass
class CloudStudio:
    """Books in a file, linked to a cloud."""

    store: Store
    cloud: Cloud
    place: Path
    clock: FixedClock = field(default_factory=lambda: FixedClock(TODAY))
    token: str = "accountant"
    quota: Quota = field(default_factory=CountedQuota)
    connection: Connection = field(init=False)

    def connect(self, *companies: CloudsCompany) -> CloudStudio:
        """Make the connection, and a client of every company of the accountant."""
        with self.store.writing("connect") as work:
            made = Connection(0, "fattureincloud", "Cloud", Grant.PERSONAL_TOKEN, Condition.PROVED)
            made = made._replace(base_url=self.cloud.base_url, secret_name="connection/test")
            self.connection = work.add_connection(made)
            for company in companies or self.cloud.made.world.clients:
                party = company.firm.details
                client = Company(0, company.firm.code, company.name, "IT", party.vat_number, party.fiscal_code)
                ours = work.add_company(client, ITALIAN_CHART)
                work.set_link(
                    Link(self.connection.id, str(company.id), company.name, LinkState.LINKED, ours.id, "anna", TODAY)
                )
        return self

    def another(self, *companies: CloudsCompany) -> Connection:
        """Another connection that reaches the same companies, linked to the same clients."""
        with self.store.writing("connect again") as work:
            made = work.add_connection(self.connection._replace(id=0, name="Again", secret_name="connection/again"))
            shown = [CloudCompany(str(company.id), company.name) for company in companies]
            for connection in (self.connection, made):
                work.set_remote_companies(connection.id, shown, TODAY)
        for company in companies:
            self.link(made, company)
        return made

    def link(self, connection: Connection, company: CloudsCompany) -> None:
        """Say that a company of a connection is its client."""
        link_company(self.store, self.clock, "anna", str(connection.id), str(company.id), company.firm.code)

    def unlink(self, connection: Connection, company: CloudsCompany) -> None:
        """Forget that it is."""
        unset(self.store, self.clock, "anna", str(connection.id), str(company.id))

    def open(self, connection: Connection, recorder: Recorder) -> Provider:
        """The way into the cloud, without a pause between two attempts."""
        tokens: Tokens = FixedToken(self.cloud.token(self.token))
        http = Http(connection.base_url or "", recorder, simulated=True)
        return Adapter(Caller(http, tokens, self.quota, judge=judge, windows=windows, patience=HURRIED))

    def wanted(self, **wish: Any) -> Wanted:
        """What to read of the connection."""
        return Wanted(**({"connection_id": self.connection.id} | wish))

    def pull(self, **wish: Any) -> PullResult:
        """Read the cloud; a second passes, as between any two things."""
        self.clock.moment += datetime.timedelta(seconds=1)
        for step in pull(self.store, self.clock, "anna", self.open, self.wanted(**wish)):
            if isinstance(step, PullResult):
                counts = step.pull.counts
                assert counts.fetched == counts.new + counts.changed + counts.unchanged + counts.refused
                return step
        raise AssertionError("a reading ends with its result")

    def take(self, *paths: Path) -> ImportResult:
        """Import files."""
        for step in import_paths(self.store, paths, self.clock, "anna", None):
            if isinstance(step, ImportResult):
                return step
        raise AssertionError("an import ends with its result")

    def client(self, company: CloudsCompany) -> int:
        """The id of the client that a cloud company is."""
        with self.store.reading() as reader:
            found = reader.company(company.firm.code)
        assert found is not None
        return found.id

    def of_row(self, company: CloudsCompany, row: Row) -> ClientDocument:
        """The document of ours that a row of the cloud is."""
        found = self.remote(company, row).document_id
        assert found is not None
        return self.document(found)

    def remote(self, company: CloudsCompany, row: Row) -> Any:
        """What is known of a row of the cloud."""
        kind = "pending" if row.data.get("document_type") else row.data["type"]
        number = str(row.data["id"])
        with self.store.reading() as reader:
            return reader.remote_documents(self.connection.id, str(company.id), kind, [number])[number]

    def document(self, document_id: int) -> ClientDocument:
        """One document as it stands."""
        with self.store.reading() as reader:
            found = reader.document(document_id)
        assert found is not None
        return found

    def documents(self) -> list[ClientDocument]:
        """Every document there is, by id."""
        with self.store.reading() as reader:
            ids = sorted(reader.document_ids(DocumentFilter()))
            return [document for number in ids if (document := reader.document(number))]

    def post(self, company: CloudsCompany, *document_ids: int) -> PostResult:
        """Post what is ready, or these documents."""
        for step in post_ready(self.store, self.clock, "anna", self.client(company), document_ids or None):
            if isinstance(step, PostResult):
                return step
        raise AssertionError("a posting ends with its result")

    def reverse(self, document_id: int) -> None:
        """Undo the entry that a document has."""
        with self.store.reading() as reader:
            entry = max(entry.id for entry in reader.document_entries(document_id) if not entry.reverses_id)
        reverse_entry(self.store, self.clock, "anna", entry, "mistake")

    def troubles(self, *, solved: bool = False) -> tuple[Trouble, ...]:
        """What is put before a person."""
        with self.store.reading() as reader:
            return reader.troubles(solved=solved)

    def sound(self) -> None:
        """Fail unless the books keep every promise."""
        with self.store.reading() as reader:
            assert list(reader.check(deep=True)) == []


@contextmanager
def a_studio(cloud: Cloud, folder: Path, *companies: CloudsCompany) -> Iterator[CloudStudio]:
    """New books in a file, linked to the companies of a cloud, or to all of them."""
    folder.mkdir(parents=True, exist_ok=True)
    store = open_books(str(folder / "books.db"), create=True, clock=FixedClock(TODAY))
    studio = CloudStudio(store, cloud, folder / "books.db").connect(*companies)
    yield studio
    studio.sound()
    store.close()


def truth(cloud: Cloud, company: CloudsCompany) -> Mapping[str, tuple[int, int]]:
    """What the cloud itself has in each list of a company: how many documents, and their total in cents."""
    found = {}
    for kind in SHELVES:
        rows = cloud.rows(company, kind)
        found[kind] = (len(rows), sum(round(row.data["amount_gross"] * 100) for row in rows))
    return found


def mirror(studio: CloudStudio, company: CloudsCompany) -> Mapping[str, tuple[int, int]]:
    """The same as the books have it, over the documents that cloud documents are and that count."""
    found = dict.fromkeys(SHELVES, (0, 0))
    with studio.store.reading() as reader:
        for document in studio.documents():
            for remote in reader.remotes_of(document.id):
                here = remote.remote_company == str(company.id) and remote.document_id == document.id
                if here and remote.state.value == "current" and document.state is not State.VOID:
                    count, total = found[remote.kind]
                    declared = document.document.total_declared
                    found[remote.kind] = count + 1, total + (declared if declared is not None else 0)
    return found


def states(studio: CloudStudio) -> Counter[tuple[str, str | None]]:
    """How many documents stand where, and why."""
    return Counter((one.state.value, one.hold.code if one.hold else None) for one in studio.documents())
