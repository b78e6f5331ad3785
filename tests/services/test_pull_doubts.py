"""What a cloud lets people write that the books must ask about: no number, nobody named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.services.cloud_studio import Cloud, CloudStudio, a_cloud, a_studio

from tuiledger.domain.documents import ClientDocument, State
from tuiledger.domain.duplicates import Band, Pair, PairState
from tuiledger.ports import DocumentFilter
from tuiledger.sandbox.clouds.fattureincloud.rows import Row
from tuiledger.services.review import answer, decide_pair


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


def unnumbered(cloud: Cloud, **values: object) -> Row:
    """Somebody registers an expense after the fashion of another, and writes no number."""
    company = cloud.clients[0]
    first = next(row for row in cloud.rows(company, "expense") if row.data["amount_vat"] and row.data["items_list"])
    wish = {"invoice_number": "", "date": "2026-09-10", **values}
    made = cloud.edit("copy", company, shelf="received", id=first.data["id"], set=wish)
    return company.shelf("received").rows[made["id"]]


def pairs(studio: CloudStudio) -> tuple[Pair, ...]:
    with studio.store.reading() as reader:
        return tuple(reader.pairs(None))


def standing(document: ClientDocument) -> tuple[State, str | None]:
    return document.state, document.hold.code if document.hold else None


@pytest.mark.parametrize("together", [True, False])
def test_two_documents_without_a_number_that_say_the_same_are_never_both_posted_unasked(
    cloud: Cloud, studio: CloudStudio, *, together: bool
) -> None:
    company = cloud.clients[0]
    rows = [unnumbered(cloud)]
    if not together:
        studio.pull()
        studio.post(company)
    rows.append(unnumbered(cloud))
    studio.pull()
    first, second = (studio.of_row(company, row) for row in rows)
    assert first.id != second.id
    assert standing(second) == (State.HELD, "duplicate")
    assert second.id not in {one.document_id for one in studio.post(company).posted}
    assert studio.document(first.id).state is State.POSTED
    (pair,) = pairs(studio)
    assert (pair.left, pair.right, pair.band) == (first.id, second.id, Band.POSSIBLE)
    assert (pair.reasons, pair.state) == (("no-number-same-amounts",), PairState.OPEN)


@pytest.mark.parametrize(("same", "state"), [(True, State.VOID), (False, State.POSTED)])
def test_a_person_says_whether_they_are_one(cloud: Cloud, studio: CloudStudio, state: State, *, same: bool) -> None:
    company = cloud.clients[0]
    rows = [unnumbered(cloud), unnumbered(cloud)]
    studio.pull()
    (pair,) = pairs(studio)
    assert pair.id is not None
    decide_pair(studio.store, studio.clock, "anna", pair.id, same=same)
    studio.post(company)
    studio.pull(whole=True)
    assert [studio.of_row(company, row).state for row in rows] == [State.POSTED, state]


@pytest.mark.parametrize("other", [{"date": "2026-09-11"}, {"invoice_number": "88"}])
def test_what_tells_them_apart_leaves_nothing_to_ask(
    cloud: Cloud, studio: CloudStudio, other: dict[str, object]
) -> None:
    company = cloud.clients[0]
    rows = [unnumbered(cloud), unnumbered(cloud, **other)]
    studio.pull()
    assert [studio.of_row(company, row).state for row in rows] == [State.READY, State.READY]
    assert pairs(studio) == ()


def test_an_invoice_that_names_no_customer_is_asked_about(cloud: Cloud, studio: CloudStudio) -> None:
    company = cloud.clients[0]
    row = cloud.an_invoice(company)
    cloud.edit("change", company, id=row.data["id"], set={"entity": None})
    studio.pull()
    document = studio.of_row(company, row)
    assert standing(document) == (State.HELD, "party-missing")
    assert document.hold is not None and document.hold.message == "It names no customer"
    assert document.id not in {one.document_id for one in studio.post(company).posted}
    answer(studio.store, studio.clock, "anna", document.id, "post-it")
    assert document.id in {one.document_id for one in studio.post(company).posted}


def test_an_expense_that_names_no_supplier_is_asked_about(cloud: Cloud, studio: CloudStudio) -> None:
    row = unnumbered(cloud, invoice_number="7", entity=None)
    studio.pull()
    document = studio.of_row(cloud.clients[0], row)
    assert document.hold is not None and document.hold.message == "It names no supplier"


def test_what_has_no_vat_summary_is_listed_with_the_total_that_it_declares(cloud: Cloud, studio: CloudStudio) -> None:
    row = unnumbered(cloud, invoice_number="8", items_list=[], amount_net=100.0, amount_vat=17.0, amount_gross=117.0)
    studio.pull()
    document = studio.of_row(cloud.clients[0], row)
    assert standing(document) == (State.HELD, "no-vat-summary")
    with studio.store.reading() as reader:
        (listed,) = reader.documents(DocumentFilter(ids=(document.id,)))
    assert listed.total == 11_700
