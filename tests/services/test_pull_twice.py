"""One company of a cloud reached through two connections: what is not read any more vouches for nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.services.cloud_studio import Cloud, CloudStudio, a_cloud, a_studio
from tests.services.test_pull import changed

from tuiledger.domain.connections import Connection
from tuiledger.domain.documents import ClientDocument, State
from tuiledger.services.disconnect import pause, resume
from tuiledger.services.link import ignore


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    """A cloud of the test's own."""
    with a_cloud() as made:
        yield made


@pytest.fixture
def studio(cloud: Cloud, tmp_path: Path) -> Iterator[CloudStudio]:
    """Books that read one company of the cloud."""
    with a_studio(cloud, tmp_path, cloud.clients[0]) as made:
        yield made


def unlinked(studio: CloudStudio, connection: Connection) -> None:
    """The company of a connection is nobody's any more."""
    studio.unlink(connection, studio.cloud.clients[0])


def ignored(studio: CloudStudio, connection: Connection) -> None:
    """It is none of the studio's business."""
    ignore(studio.store, studio.clock, "anna", str(connection.id), str(studio.cloud.clients[0].id))


def paused(studio: CloudStudio, connection: Connection) -> None:
    """Nobody reads the connection for now, as after its secret is gone."""
    pause(studio.store, studio.clock, "anna", str(connection.id))


LEFT = pytest.mark.parametrize("leave", [unlinked, ignored, paused])
#: Which of the two read the documents first, and is no longer read.
FIRST = pytest.mark.parametrize("first", [True, False])
Leave = Callable[[CloudStudio, Connection], None]


def read_by_both(studio: CloudStudio, *, first: bool) -> tuple[Connection, Connection]:
    """Both read everything; the one that will be left, and the one that stays. ``first``: the one that read first."""
    other = studio.another(studio.cloud.clients[0])
    studio.pull()
    studio.pull(connection_id=other.id)
    return (studio.connection, other) if first else (other, studio.connection)


def standing(document: ClientDocument) -> tuple[State, str | None]:
    return document.state, document.hold.code if document.hold else None


@LEFT
@FIRST
def test_what_is_deleted_is_gone_whoever_had_it_once(
    cloud: Cloud, studio: CloudStudio, leave: Leave, *, first: bool
) -> None:
    company = cloud.clients[0]
    left, stays = read_by_both(studio, first=first)
    leave(studio, left)
    row = cloud.an_invoice(company)
    document = studio.of_row(company, row)
    cloud.edit("delete", company, id=row.data["id"])
    studio.pull(connection_id=stays.id, whole=True)
    assert standing(studio.document(document.id)) == (State.HELD, "gone-there")
    assert document.id not in {one.document_id for one in studio.post(company).posted}


@LEFT
@FIRST
def test_what_is_changed_takes_the_place_of_what_was_there_whoever_had_it_once(
    cloud: Cloud, studio: CloudStudio, leave: Leave, *, first: bool
) -> None:
    company = cloud.clients[0]
    left, stays = read_by_both(studio, first=first)
    leave(studio, left)
    row = cloud.an_invoice(company)
    before = studio.of_row(company, row)
    changed(cloud)
    studio.pull(connection_id=stays.id, whole=True)
    assert standing(studio.document(before.id)) == (State.VOID, "replaced")
    posted = [one.document_id for one in studio.post(company).posted]
    (after,) = [one for one in studio.documents() if one.id in posted and one.document.total == 61_000]
    assert (before.id in posted, after.direction) == (False, before.direction)


@LEFT
@FIRST
@pytest.mark.parametrize(("action", "code"), [("delete", "gone-after-posting"), ("change", "changed-after-posting")])
def test_a_posted_document_comes_to_say_what_became_of_it(
    cloud: Cloud, studio: CloudStudio, leave: Leave, action: str, code: str, *, first: bool
) -> None:
    company = cloud.clients[0]
    left, stays = read_by_both(studio, first=first)
    row = cloud.an_invoice(company)
    document = studio.of_row(company, row)
    studio.post(company)
    leave(studio, left)
    if action == "delete":
        cloud.edit("delete", company, id=row.data["id"])
    else:
        changed(cloud)
    studio.pull(connection_id=stays.id, whole=True)
    assert standing(studio.document(document.id)) == (State.POSTED, code)


def test_what_vouched_while_it_was_linked_does_so_no_more_once_it_is_not(cloud: Cloud, studio: CloudStudio) -> None:
    """A copy in the books of the same client, from another company of the cloud, is a document of its own."""
    company = cloud.clients[0]
    _, other = read_by_both(studio, first=True)
    row = cloud.an_invoice(company)
    document = studio.of_row(company, row)
    cloud.edit("delete", company, id=row.data["id"])
    studio.pull(whole=True)
    assert standing(studio.document(document.id)) == (State.HELD, "gone-there")
    studio.unlink(other, company)
    studio.unlink(studio.connection, company)
    assert standing(studio.document(document.id)) == (State.HELD, "gone-there")


def test_what_is_linked_again_is_read_as_a_whole_before_anything_is_believed_of_it(
    cloud: Cloud, studio: CloudStudio
) -> None:
    company = cloud.clients[0]
    left, _ = read_by_both(studio, first=False)
    studio.unlink(left, company)
    row = cloud.an_invoice(company)
    document = studio.of_row(company, row)
    cloud.edit("delete", company, id=row.data["id"])
    studio.pull(whole=True)
    studio.link(left, company)
    assert standing(studio.document(document.id)) == (State.HELD, "gone-there")
    assert studio.pull(connection_id=left.id).pull.counts.gone == 1
    assert standing(studio.document(document.id)) == (State.HELD, "gone-there")


def test_what_counts_alone_stands_as_it_stood_when_its_connection_is_paused(cloud: Cloud, studio: CloudStudio) -> None:
    company = cloud.clients[0]
    studio.pull()
    document = studio.of_row(company, cloud.an_invoice(company))
    paused(studio, studio.connection)
    assert standing(studio.document(document.id)) == (State.READY, None)
    resume(studio.store, studio.clock, "anna", "Cloud")
    assert standing(studio.document(document.id)) == (State.READY, None)
