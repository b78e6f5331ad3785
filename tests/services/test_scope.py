"""The books as one intermediary sees them."""

from __future__ import annotations

from typing import Any

import pytest
from tests.services.cloud_studio import Cloud, CloudStudio, a_cloud, a_studio

from tuiledger.domain.connections import Intermediary
from tuiledger.domain.runs import Refusal
from tuiledger.ports import DocumentFilter, EntryFilter, Reader, Store, Writer
from tuiledger.services import scope
from tuiledger.services.scoped import ScopedReader, ScopedStore, ScopedWriter

NAMED = (
    scope.OF_COMPANY, scope.OF_COMPANIES, scope.OF_DOCUMENT, scope.OF_DOCUMENTS, scope.OF_ENTRIES, scope.OF_CONNECTION,
    scope.NAMES_ITS_PLACE, scope.FIRM, scope.PASSED,
)  # fmt: skip


def methods(of: Any) -> set[str]:
    """What a protocol asks for."""
    return {name for name in dir(of) if not name.startswith("_")}


def test_everything_the_store_can_do_has_its_place_in_a_scope() -> None:
    own = {name for kind in (ScopedReader, ScopedWriter) for name in vars(kind) if not name.startswith("_")}
    placed = [name for names in NAMED for name in names] + sorted(own)
    assert sorted(placed) == sorted(set(placed))
    assert set(placed) == methods(Reader) | methods(Writer)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A studio of three clients, two of them read, posted, and one of them the intermediary's."""
    with a_cloud(documents=40) as cloud, a_studio(cloud, tmp_path_factory.mktemp("scope")) as studio:
        studio.pull()
        for company in cloud.clients[:2]:
            studio.post(company)
        yield cloud, studio, narrowed(studio, cloud)


def narrowed(studio: CloudStudio, cloud: Cloud) -> Store:
    """The store of an intermediary whose connection is linked to the first client alone."""
    with studio.store.writing("a second connection") as work:
        own = studio.connection._replace(name="Own", secret_name="connection/own")
        connection = work.add_connection(own)
        (link,) = (one for one in work.links() if one.remote_id == str(cloud.clients[0].id))
        work.set_link(link._replace(connection_id=connection.id))
        work.add_intermediary(Intermediary(0, "RIV", "Studio Rivalta", connection_id=connection.id))
        work.add_intermediary(Intermediary(0, "NEW", "Nobody's yet"))
    return ScopedStore(studio.store, "riv")


def test_every_list_shows_the_clients_of_the_intermediary_alone(seen: Any) -> None:
    cloud, studio, narrow = seen
    mine = studio.client(cloud.clients[0])
    with studio.store.reading() as whole, narrow.reading() as part:
        assert [one.id for one in part.companies()] == [one.company.id for one in part.home()] == [mine]
        ids = part.document_ids(DocumentFilter())
        assert list(ids) == list(whole.document_ids(DocumentFilter(company_id=mine)))
        assert 0 < len(ids) == part.count_documents(DocumentFilter()) < whole.count_documents(DocumentFilter())
        assert {one.company_id for one in part.documents(DocumentFilter(), None, 1000)} == {mine}
        assert {one.company_id for one in part.parties(None)} == {mine}
        entries = part.entry_ids(EntryFilter())
        assert 0 < len(entries) == part.count_entries(EntryFilter()) < whole.count_entries(EntryFilter())
        assert [one.name for one in part.connections()] == ["Own"]
        assert [one.code for one in part.intermediaries()] == ["RIV"]
        assert part.pulls() == () and part.links() != ()
        assert part.count_acts() < whole.count_acts()
        assert part.payload(part.sources(ids[0])[0].payload_sha256)


def test_what_is_outside_is_not_there_or_refused(seen: Any) -> None:
    cloud, studio, narrow = seen
    other = studio.client(cloud.clients[1])
    with studio.store.reading() as whole:
        document = whole.document_ids(DocumentFilter(company_id=other))[0]
        entry = whole.entry_ids(EntryFilter(company_id=other))[0]
    with narrow.reading() as part:
        assert part.company(cloud.clients[1].firm.code) is None
        assert part.document(document) is part.entry(entry) is part.connection(studio.connection.id) is None
        assert part.document_rows([document]) == part.entry_rows([entry]) == part.whole_entries([entry]) == []
        assert part.sources(document) == part.document_acts(document) == part.document_entries(document) == ()
        for ask in (
            lambda: part.trial_balance(other), lambda: part.chart(other), lambda: list(part.all_entries(other)),
            lambda: part.documents(DocumentFilter(company_id=other)), lambda: part.uses_of(studio.connection.id),
            lambda: list(part.check()),
        ):  # fmt: skip
            with pytest.raises(Refusal) as raised:
                ask()
            assert raised.value.code == "outside-view"
    with narrow.writing("outside") as work, pytest.raises(Refusal):
        work.set_accounts(other, [])
    with pytest.raises(Refusal):
        narrow.backup("anywhere")


def test_without_a_connection_nothing_is_seen(seen: Any) -> None:
    _cloud, studio, _narrow = seen
    with ScopedStore(studio.store, "NEW").reading() as part:
        assert not (part.companies() or part.connections() or part.links() or part.troubles())
        assert part.count_documents(DocumentFilter()) == part.count_entries(EntryFilter()) == 0


def test_nobody_sees_as_an_intermediary_that_there_is_not(seen: Any) -> None:
    _cloud, studio, _narrow = seen
    with pytest.raises(Refusal) as raised:
        ScopedStore(studio.store, "WHO")
    assert raised.value.code == "intermediary-unknown"
