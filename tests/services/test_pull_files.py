"""The same documents from a cloud and as e-invoice files: one document with two sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.services.cloud_studio import Cloud, CloudStudio, a_cloud, a_studio

from tuiledger.domain.documents import ClientDocument, State
from tuiledger.formats.fatturapa.write import Transmission, write
from tuiledger.sandbox.studio import write_studio


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    with a_cloud() as made:
        yield made


@pytest.fixture
def studio(cloud: Cloud, tmp_path: Path) -> Iterator[CloudStudio]:
    with a_studio(cloud, tmp_path, cloud.clients[0]) as made:
        yield made


def as_file(cloud: Cloud, folder: Path, **changes: Any) -> Path:
    """The e-invoice file of the first invoice of the first client, as its cloud would send it."""
    source = cloud.an_invoice(cloud.clients[0]).source
    data = write([source.document._replace(**changes)], Transmission("IT", "99900090012", "1", "ABC1234"))
    path = folder / "IT99900090012_00001.xml"
    path.write_bytes(data)
    return path


def kinds(studio: CloudStudio, document: ClientDocument) -> list[str]:
    with studio.store.reading() as reader:
        return sorted(source.kind for source in reader.sources(document.id))


def the_invoice(cloud: Cloud, studio: CloudStudio) -> ClientDocument:
    """The document that the first invoice of the first client is."""
    return studio.of_row(cloud.clients[0], cloud.an_invoice(cloud.clients[0]))


def test_a_file_that_was_there_before_is_the_document_of_the_cloud(
    cloud: Cloud, studio: CloudStudio, tmp_path: Path
) -> None:
    (item,) = studio.take(as_file(cloud, tmp_path)).items
    studio.pull()
    document = the_invoice(cloud, studio)
    assert (document.id, document.document.of_cloud) == (item.documents[0], False)
    assert kinds(studio, document) == ["cloud", "file"]


def test_a_file_that_comes_after_takes_the_place_of_what_the_cloud_told(
    cloud: Cloud, studio: CloudStudio, tmp_path: Path
) -> None:
    studio.pull()
    before = the_invoice(cloud, studio)
    studio.take(as_file(cloud, tmp_path))
    after = the_invoice(cloud, studio)
    assert before.document.of_cloud and not after.document.of_cloud
    assert kinds(studio, after) == ["cloud", "file"]
    assert studio.document(before.id).state is State.VOID
    posted = {one.document_id for one in studio.post(cloud.clients[0]).posted}
    assert after.id in posted and before.id not in posted
    assert studio.pull(whole=True).pull.counts.changed == 0


def test_a_file_of_what_is_posted_is_one_more_source(cloud: Cloud, studio: CloudStudio, tmp_path: Path) -> None:
    studio.pull()
    studio.post(cloud.clients[0])
    before = the_invoice(cloud, studio)
    studio.take(as_file(cloud, tmp_path))
    after = the_invoice(cloud, studio)
    assert (after.id, after.state) == (before.id, State.POSTED)
    assert kinds(studio, after) == ["cloud", "file"]


def test_in_what_the_two_disagree_is_kept(cloud: Cloud, studio: CloudStudio, tmp_path: Path) -> None:
    studio.take(as_file(cloud, tmp_path, payments=()))
    company = cloud.clients[0]
    row = cloud.an_invoice(company)
    studio.pull()
    assert studio.remote(company, row).differs == ()
    net, vat = row.data["amount_net"], row.data["amount_vat"]
    cloud.edit("change", company, id=row.data["id"], set={"amount_gross": net + vat + 10})
    assert studio.pull().pull.counts.changed == 1
    told = {field: (ours, theirs) for field, ours, theirs in studio.remote(company, row).differs}
    assert told["total"] == (str(round((net + vat) * 100)), str(round((net + vat) * 100) + 1_000))
    assert not the_invoice(cloud, studio).document.of_cloud


def test_what_the_cloud_deletes_leaves_the_file(cloud: Cloud, studio: CloudStudio, tmp_path: Path) -> None:
    studio.take(as_file(cloud, tmp_path))
    studio.pull()
    document = the_invoice(cloud, studio)
    cloud.edit("delete", cloud.clients[0], id=cloud.an_invoice(cloud.clients[0]).data["id"])
    assert studio.pull(whole=True).pull.counts.gone == 1
    assert studio.document(document.id).state is State.READY


def test_a_change_there_leaves_the_posted_file(cloud: Cloud, studio: CloudStudio, tmp_path: Path) -> None:
    studio.take(as_file(cloud, tmp_path))
    studio.pull()
    studio.post(cloud.clients[0])
    document = the_invoice(cloud, studio)
    row = cloud.an_invoice(cloud.clients[0])
    cloud.edit("change", cloud.clients[0], id=row.data["id"], set={"amount_gross": row.data["amount_gross"] + 10})
    studio.pull()
    assert studio.document(document.id)[:-1] == document[:-1]
    assert studio.remote(cloud.clients[0], row).differs


@pytest.mark.parametrize("cloud_first", [True, False])
def test_a_whole_studio_as_files_and_in_the_cloud_is_posted_once(tmp_path: Path, cloud_first: bool) -> None:
    files = write_studio(tmp_path / "files", 1, 80).folder
    with a_cloud(companies=12, documents=120) as cloud, a_studio(cloud, tmp_path / "books") as studio:
        for step in (studio.pull, lambda: studio.take(files))[:: 1 if cloud_first else -1]:
            step()
        studio.pull(whole=True)
        for company in cloud.made.world.clients:
            studio.post(company)
        posted = [one for one in studio.documents() if one.state is State.POSTED]
        named = Counter(
            (one.company_id, one.direction, one.document.number, one.document.date.year, one.document.seller.vat_number)
            for one in posted
        )
        assert named and max(named.values()) == 1
        both = [one for one in posted if kinds(studio, one)[0] == "cloud" and len(kinds(studio, one)) > 1]
        assert len(both) > 5
        assert not [one for one in both if one.document.of_cloud]
