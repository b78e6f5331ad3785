"""What a reading would do is told before it does it, and nothing is written."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.services.cloud_studio import Cloud, CloudStudio, a_cloud, a_studio
from tests.services.test_pull import changed
from tests.services.test_pull_files import as_file

from tuiledger.domain.documents import State
from tuiledger.domain.foresight import Foresight
from tuiledger.domain.pulls import Change
from tuiledger.services.foresee import foresee


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    with a_cloud(documents=90) as made:
        yield made


@pytest.fixture
def studio(cloud: Cloud, tmp_path: Path) -> Iterator[CloudStudio]:
    with a_studio(cloud, tmp_path, cloud.clients[0]) as made:
        yield made


def foreseen(studio: CloudStudio, **wish: object) -> Foresight:
    """What a reading would do; the books are the same afterwards, to the last row."""
    before = dumped(studio)
    for step in foresee(studio.store, studio.clock, studio.open, studio.wanted(**wish)):
        if isinstance(step, Foresight):
            assert dumped(studio) == before
            return step
    raise AssertionError("it ends with what it saw")


def dumped(studio: CloudStudio) -> list[str]:
    """Everything in the books, as statements."""
    with sqlite3.connect(studio.place) as connection:
        return list(connection.iterdump())


def changes(foresight: Foresight) -> Counter[Change]:
    return Counter(item.change for item in foresight.items)


def comes_true(studio: CloudStudio, foresight: Foresight, **wish: object) -> None:
    """Fail unless a reading does what was foreseen."""
    counts = studio.pull(**wish).pull.counts
    assert counts._replace(calls=0) == foresight.counts


def test_r03_a_first_reading_is_all_new(cloud: Cloud, studio: CloudStudio) -> None:
    seen = foreseen(studio)
    assert set(changes(seen)) == {Change.NEW}
    item = seen.items[0]
    assert item.document is not None and item.document.number and item.company == cloud.clients[0].firm.code
    comes_true(studio, seen)
    assert foreseen(studio).items == ()


def test_what_is_here_as_a_file_would_join_it(cloud: Cloud, studio: CloudStudio, tmp_path: Path) -> None:
    (item,) = studio.take(as_file(cloud, tmp_path)).items
    seen = foreseen(studio)
    (joining,) = [one for one in seen.items if one.change is Change.JOINS]
    assert joining.document_id == item.documents[0]
    comes_true(studio, seen)
    row = cloud.an_invoice(cloud.clients[0])
    cloud.edit("change", cloud.clients[0], id=row.data["id"], set={"amount_gross": row.data["amount_gross"] + 10})
    (differing,) = foreseen(studio).items
    assert (differing.change, [one.field for one in differing.differs]) == (Change.DIFFERS, ["total"])


def test_changes_before_and_after_posting_are_told_apart(cloud: Cloud, studio: CloudStudio) -> None:
    studio.pull()
    number = changed(cloud)
    (before,) = foreseen(studio).items
    assert (before.change, before.remote_id) == (Change.CHANGED, str(number))
    assert {one.field for one in before.differs} >= {"taxable", "total"}
    studio.pull()
    studio.post(cloud.clients[0])
    changed(cloud, 700.0)
    seen = foreseen(studio)
    (after,) = seen.items
    assert (after.change, studio.document(after.document_id or 0).state) == (Change.SINCE_POSTING, State.POSTED)
    comes_true(studio, seen)
    studio.reverse(after.document_id or 0)
    seen = foreseen(studio)
    assert changes(seen) == {Change.CHANGED: 1}
    comes_true(studio, seen)


def test_what_is_gone_or_cannot_be_understood_is_told(cloud: Cloud, studio: CloudStudio) -> None:
    company = cloud.clients[0]
    studio.pull()
    first, second, *_ = cloud.rows(company, "invoice")
    cloud.edit("delete", company, id=first.data["id"])
    cloud.edit("change", company, id=second.data["id"], set={"amount_gross": "a lot"})
    assert changes(foreseen(studio)) == {Change.REFUSED: 1}
    seen = foreseen(studio, whole=True)
    assert changes(seen) == {Change.REFUSED: 1, Change.GONE: 1}
    assert next(one for one in seen.items if one.change is Change.REFUSED).refusal is not None
    assert next(one for one in seen.items if one.change is Change.GONE).document is not None
    comes_true(studio, seen, whole=True)


def test_that_most_of_a_list_is_missing_is_told_as_a_doubt(cloud: Cloud, studio: CloudStudio) -> None:
    company = cloud.clients[0]
    studio.pull()
    for row in cloud.rows(company, "invoice")[1:]:
        cloud.edit("delete", company, id=row.data["id"])
    assert set(changes(foreseen(studio, whole=True))) == {Change.MISSING}
    seen = foreseen(studio, whole=True, missing_is_gone=True)
    assert set(changes(seen)) == {Change.GONE}
    comes_true(studio, seen, whole=True, missing_is_gone=True)


def test_what_cannot_be_read_is_told(cloud: Cloud, tmp_path: Path) -> None:
    first, second, third = cloud.clients
    with a_studio(cloud, tmp_path, first, second, third) as studio:
        cloud.edit("expire_licence", first)
        cloud.edit("permit", second, area="fic_received_documents", level="none")
        seen = foreseen(studio)
        assert [(one.company, one.kind, one.code) for one in seen.unreadable] == sorted([
            (first.firm.code, "", "licence-expired"), (second.firm.code, "expense", "closed-area"),
        ])  # fmt: skip
        assert {item.company for item in seen.items} == {second.firm.code, third.firm.code}
        comes_true(studio, seen)
