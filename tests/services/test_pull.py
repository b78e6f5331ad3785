"""Reading a cloud into the books: over HTTP from the simulated cloud, into a real file."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.services.cloud_studio import (
    Cloud,
    CloudStudio,
    a_cloud,
    a_studio,
    mirror,
    states,
    truth,
)

from tuiledger.domain.documents import Direction, State
from tuiledger.domain.pulls import PullState, RemoteState
from tuiledger.services.pull import PullResult
from tuiledger.services.review import answer, withdraw


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    """A cloud of the test's own with three clients."""
    with a_cloud() as made:
        yield made


@pytest.fixture
def studio(cloud: Cloud, tmp_path: Path) -> Iterator[CloudStudio]:
    """Books that read one company of the cloud."""
    with a_studio(cloud, tmp_path, cloud.clients[0]) as made:
        yield made


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[CloudStudio, PullResult]]:
    """A dozen clients read once, and what the reading answered: for tests that only look."""
    with a_cloud(companies=12, documents=400) as cloud, a_studio(cloud, tmp_path_factory.mktemp("whole")) as studio:
        yield studio, studio.pull()


def copied(cloud: Cloud, **values: object) -> int:
    """Somebody makes a new invoice after the fashion of another; its id."""
    company = cloud.clients[0]
    return int(cloud.edit("copy", company, id=cloud.an_invoice(company).data["id"], set=values)["id"])


# reading


def test_r02_i01_p01_the_first_reading_brings_what_the_cloud_has_of_every_client_to_the_cent(
    whole: tuple[CloudStudio, PullResult],
) -> None:
    studio, result = whole
    assert result.pull.state is PullState.DONE
    shy = studio.cloud.made.world.clients[5]
    for company in studio.cloud.clients:
        expected = dict(truth(studio.cloud, company))
        if company is shy:
            expected |= dict.fromkeys(("expense", "passive_credit_note", "pending"), (0, 0))
        assert mirror(studio, company) == expected, company.firm.code
    assert result.pull.counts.new == result.pull.counts.fetched == len(studio.documents())


def test_i01_credit_notes_take_away_from_the_books(whole: tuple[CloudStudio, PullResult]) -> None:
    studio, _ = whole
    company = next(one for one in studio.cloud.clients if studio.cloud.rows(one, "credit_note"))
    document = studio.of_row(company, studio.cloud.rows(company, "credit_note")[0])
    assert (document.document.kind.value, document.direction) == ("credit_note", Direction.ISSUED)


def test_what_cannot_be_read_of_a_client_is_told_and_the_others_are_read(
    whole: tuple[CloudStudio, PullResult],
) -> None:
    studio, result = whole
    told = {(one.remote_company, one.code) for one in studio.troubles()}
    clients = studio.cloud.made.world.clients
    assert told == {
        (str(clients[5].id), "closed-area"), (str(clients[7].id), "forbidden"),
        (str(clients[8].id), "licence-expired"),
    }  # fmt: skip
    assert {one.firm.code for one in studio.cloud.clients} == set(result.companies)
    assert [event.level for event in result.events if event.code != "client-read"] == ["error"] * 3


def test_r03_one_client_and_one_side_alone(cloud: Cloud, tmp_path: Path) -> None:
    with a_studio(cloud, tmp_path) as studio:
        code = cloud.clients[1].firm.code
        result = studio.pull(companies=(code,), directions=(Direction.ISSUED,))
        assert set(result.companies) == {code}
        assert {document.direction for document in studio.documents()} == {Direction.ISSUED}
        expected = truth(cloud, cloud.clients[1])
        assert result.pull.counts.new == expected["invoice"][0] + expected["credit_note"][0]


def test_the_second_reading_finds_nothing_new_and_asks_little(studio: CloudStudio) -> None:
    first, second, third = studio.pull(), studio.pull(), studio.pull(whole=True)
    assert (second.pull.counts.new, second.pull.counts.changed) == (0, 0)
    assert second.pull.counts.fetched < first.pull.counts.fetched
    assert second.pull.counts.calls <= 5 < first.pull.counts.calls
    assert third.pull.counts.unchanged == third.pull.counts.fetched == first.pull.counts.new


def test_a_new_document_comes_with_the_next_reading(cloud: Cloud, studio: CloudStudio) -> None:
    company = cloud.clients[0]
    studio.pull()
    number = copied(cloud)
    assert studio.pull().pull.counts.new == 1
    assert studio.of_row(company, company.shelf("issued").rows[number]).state is State.READY


def test_runs_calls_and_events_are_kept(studio: CloudStudio) -> None:
    result = studio.pull()
    with studio.store.reading() as reader:
        kept = reader.pull(result.pull.run_id)
        exchanges = reader.exchanges(result.pull.run_id)
        assert kept == result.pull
        assert len(exchanges) == result.pull.counts.calls
        assert [event.code for event in reader.events(result.pull.run_id)] == ["client-read"]
    secret = studio.cloud.token()
    assert not [one for one in exchanges if secret in str(one)]


def test_without_filters_by_change_the_last_days_are_read_again(tmp_path: Path) -> None:
    with a_cloud(updated_at_filterable=False) as cloud, a_studio(cloud, tmp_path, cloud.clients[0]) as studio:
        first, second = studio.pull(), studio.pull()
        assert second.pull.counts.new == second.pull.counts.changed == 0
        assert 0 < second.pull.counts.fetched < first.pull.counts.fetched
        copied(cloud, date="2026-11-20")
        assert studio.pull().pull.counts.new == 1


def test_a_cloud_that_takes_its_filter_away_is_read_by_days(cloud: Cloud, studio: CloudStudio) -> None:
    studio.pull()
    cloud.made.switch({"updated_at_filterable": False})
    result = studio.pull()
    assert (result.pull.state, result.pull.counts.new, studio.troubles()) == (PullState.DONE, 0, ())
    copied(cloud, date="2026-11-20")
    assert studio.pull().pull.counts.new == 1


@pytest.mark.parametrize("days", [-3650, 3650])
def test_a_wrong_clock_at_the_provider_hides_nothing(cloud: Cloud, studio: CloudStudio, days: int) -> None:
    cloud.fault("wrong_clock", days=days, times=None)
    studio.pull()
    cloud.made.faults.clear()
    copied(cloud)
    assert studio.pull().pull.counts.new == 1


@pytest.mark.parametrize("fault", ["zoned_stamps", "garbled_stamps"])
def test_stamps_that_are_none_hide_nothing(cloud: Cloud, studio: CloudStudio, fault: str) -> None:
    cloud.fault(fault, times=None)
    studio.pull()
    copied(cloud, date="2026-02-20")
    result = studio.pull()
    assert (result.pull.state, result.pull.counts.new) == (PullState.DONE, 1)


@pytest.mark.parametrize("filterable", [True, False])
@pytest.mark.parametrize(("shelf", "was", "kind"), [
    ("issued", "invoice", "credit_note"), ("received", "expense", "passive_credit_note"),
])  # fmt: skip
def test_the_first_document_of_a_list_that_was_empty_is_read_whatever_its_date(
    tmp_path: Path, shelf: str, was: str, kind: str, *, filterable: bool
) -> None:
    with a_cloud(updated_at_filterable=filterable) as cloud, a_studio(cloud, tmp_path, cloud.clients[0]) as studio:
        company = cloud.clients[0]
        for row in cloud.rows(company, kind):
            cloud.edit("delete", company, shelf=shelf, id=row.data["id"])
        studio.pull()
        first = cloud.rows(company, was)[0].data["id"]
        wish = {"shelf": shelf, "id": first, "set": {"type": kind, "number": 5, "date": "2026-02-10"}}
        made = cloud.edit("copy", company, **wish)["id"]
        assert studio.pull().pull.counts.new == 1
        assert studio.of_row(company, company.shelf(shelf).rows[made]).document.date == datetime.date(2026, 2, 10)
        assert studio.pull().pull.counts.new == 0


def test_where_changes_cannot_be_asked_for_older_dates_are_found_within_a_day(tmp_path: Path) -> None:
    with a_cloud(updated_at_filterable=False) as cloud, a_studio(cloud, tmp_path, cloud.clients[0]) as studio:
        studio.pull()
        copied(cloud, date="2026-02-20")
        studio.clock.moment += datetime.timedelta(days=1)
        assert studio.pull().pull.counts.new == 1


# changes at the provider


def a_change(row_net: float) -> dict[str, object]:
    """Another amount of an invoice of one line."""
    return {"amount_net": row_net, "amount_vat": round(row_net * 0.22, 2), "amount_gross": round(row_net * 1.22, 2)}


def changed(cloud: Cloud, net: float = 500.0) -> int:
    """Somebody changes what an invoice says."""
    company = cloud.clients[0]
    row = cloud.an_invoice(company)
    item = {**row.data["items_list"][0], "net_price": net, "gross_price": net * 1.22, "qty": 1, "discount": 0}
    item["vat"] = company.vat_of(2200, None)
    cloud.edit("change", company, id=row.data["id"],
               set={**a_change(net), "items_list": [item], "payments_list": []})  # fmt: skip
    return int(row.data["id"])


def test_what_changes_before_it_is_posted_takes_the_place_of_what_was_there(cloud: Cloud, studio: CloudStudio) -> None:
    company = cloud.clients[0]
    studio.pull()
    row = cloud.an_invoice(company)
    before = studio.of_row(company, row)
    changed(cloud)
    result = studio.pull()
    after = studio.of_row(company, row)
    assert (result.pull.counts.new, result.pull.counts.changed) == (0, 1)
    assert (after.state, after.document.total) == (State.READY, 61_000)
    gone = studio.document(before.id)
    assert gone.hold is not None
    assert (gone.state, gone.hold.code, gone.hold.values) == (State.VOID, "replaced", (str(after.id),))
    posted = {one.document_id for one in studio.post(company).posted}
    assert after.id in posted and before.id not in posted


def test_what_changes_back_is_what_it_was(cloud: Cloud, studio: CloudStudio) -> None:
    company = cloud.clients[0]
    studio.pull()
    row = cloud.an_invoice(company)
    first, before = studio.of_row(company, row), dict(row.data)
    changed(cloud)
    studio.pull()
    second = studio.of_row(company, row)
    cloud.edit("change", company, id=row.data["id"], set=before)
    studio.pull()
    assert studio.of_row(company, row).id == first.id
    assert studio.document(first.id).state is first.state
    assert studio.document(second.id).state is State.VOID


def test_another_number_and_the_old_one_again(cloud: Cloud, studio: CloudStudio) -> None:
    company = cloud.clients[0]
    studio.pull()
    row = cloud.an_invoice(company)
    number, first = row.data["number"], studio.of_row(company, row)
    cloud.edit("change", company, id=row.data["id"], set={"number": number + 5_000})
    studio.pull()
    second = studio.of_row(company, row)
    assert second.document.number != first.document.number
    assert studio.document(first.id).state is State.VOID
    cloud.edit("change", company, id=row.data["id"], set={"number": number})
    studio.pull()
    assert (studio.document(first.id).state, studio.document(second.id).state) == (first.state, State.VOID)


def test_what_changes_after_it_was_posted_is_told_and_taken_after_the_reversal(
    cloud: Cloud, studio: CloudStudio
) -> None:
    company = cloud.clients[0]
    studio.pull()
    row = cloud.an_invoice(company)
    document = studio.of_row(company, row)
    studio.post(company)
    with studio.store.reading() as reader:
        entries = reader.document_entries(document.id)
    changed(cloud)
    assert studio.pull().pull.counts.changed == 1
    told = studio.document(document.id)
    assert told.hold is not None
    assert (told.state, told.hold.code) == (State.POSTED, "changed-after-posting")
    assert studio.remote(company, row).state is RemoteState.CHANGED
    assert studio.pull(whole=True).pull.counts.new == 0
    with studio.store.reading() as reader:
        assert reader.document_entries(document.id) == entries
    studio.reverse(document.id)
    assert studio.document(document.id).state is State.HELD
    assert not [one for one in studio.post(company).posted if one.document_id == document.id]
    studio.pull()
    after = studio.of_row(company, row)
    assert (after.state, after.document.total) == (State.READY, 61_000)
    assert studio.document(document.id).state is State.VOID
    assert [one.document_id for one in studio.post(company).posted] == [after.id]


def test_two_rows_that_are_one_document_go_separate_ways(cloud: Cloud, studio: CloudStudio) -> None:
    """Somebody duplicates a document there, and only later gives the copy its own number."""
    company = cloud.clients[0]
    row = cloud.an_invoice(company)
    number = row.data["number"]
    copy = cloud.edit("copy", company, id=row.data["id"], set={"number": number})["id"]
    read = studio.pull()
    twin = company.shelf("issued").rows[copy]
    first = studio.of_row(company, row)
    assert studio.of_row(company, twin).id == first.id
    (told,) = [event for event in read.events if event.code == "two-as-one"]
    assert (told.level, set(told.values)) == ("warn", {str(row.data["id"]), str(copy), str(first.id)})
    assert not [event for event in studio.pull(whole=True).events if event.code == "two-as-one"]
    cloud.edit("change", company, id=row.data["id"], set={"number": number + 5_000})
    studio.pull()
    assert studio.of_row(company, row).id != first.id
    assert studio.document(first.id).state is State.READY
    cloud.edit("delete", company, id=copy)
    studio.pull(whole=True)
    hold = studio.document(first.id).hold
    assert hold is not None and hold.code == "gone-there"


# deletions


def test_deletions_are_found_by_a_whole_look_alone_and_what_comes_back_counts_again(
    cloud: Cloud, studio: CloudStudio
) -> None:
    company = cloud.clients[0]
    studio.pull()
    row = cloud.an_invoice(company)
    document = studio.of_row(company, row)
    cloud.edit("delete", company, id=row.data["id"])
    assert studio.pull().pull.counts.gone == 0
    assert studio.document(document.id).state is State.READY
    assert studio.pull(whole=True).pull.counts.gone == 1
    hold = studio.document(document.id).hold
    assert hold is not None and hold.code == "gone-there"
    assert studio.pull(whole=True).pull.counts.gone == 0
    company.shelf("issued").recover(row.data["id"])
    result = studio.pull(whole=True)
    assert (result.pull.counts.new, result.pull.counts.changed) == (0, 1)
    assert studio.document(document.id).state is State.READY


def test_a_whole_look_is_due_every_week(cloud: Cloud, studio: CloudStudio) -> None:
    company = cloud.clients[0]
    studio.pull()
    cloud.edit("delete", company, id=cloud.an_invoice(company).data["id"])
    studio.clock.moment += datetime.timedelta(days=8)
    assert studio.pull().pull.counts.gone == 1


def test_what_is_gone_can_be_posted_all_the_same(cloud: Cloud, studio: CloudStudio) -> None:
    company = cloud.clients[0]
    studio.pull()
    row = cloud.an_invoice(company)
    document = studio.of_row(company, row)
    cloud.edit("delete", company, id=row.data["id"])
    studio.pull(whole=True)
    assert document.id not in {one.document_id for one in studio.post(company).posted}
    answer(studio.store, studio.clock, "anna", document.id, "post-it")
    assert document.id in {one.document_id for one in studio.post(company).posted}


def test_a_deletion_after_posting_leaves_the_entry(cloud: Cloud, studio: CloudStudio) -> None:
    company = cloud.clients[0]
    studio.pull()
    row = cloud.an_invoice(company)
    document = studio.of_row(company, row)
    studio.post(company)
    cloud.edit("delete", company, id=row.data["id"])
    studio.pull(whole=True)
    told = studio.document(document.id)
    assert told.hold is not None
    assert (told.state, told.hold.code) == (State.POSTED, "gone-after-posting")
    answer(studio.store, studio.clock, "anna", document.id, "keep-entry")
    assert (studio.document(document.id).state, studio.document(document.id).hold) == (State.POSTED, None)
    withdraw(studio.store, studio.clock, "anna", document.id, "keep-entry")
    assert studio.document(document.id).hold == told.hold


def test_when_most_of_a_list_vanishes_nothing_is_gone_before_somebody_says_so(tmp_path: Path) -> None:
    with a_cloud(documents=120) as cloud, a_studio(cloud, tmp_path, cloud.clients[0]) as studio:
        company = cloud.clients[0]
        studio.pull()
        before = states(studio)
        for row in cloud.rows(company, "invoice")[2:]:
            cloud.edit("delete", company, id=row.data["id"])
        result = studio.pull(whole=True)
        assert (result.pull.counts.gone, states(studio)) == (0, before)
        assert [event.code for event in result.events if event.level == "warn"] == ["many-missing"]
        assert [one.code for one in studio.troubles()] == ["many-missing"]
        assert studio.pull(whole=True, missing_is_gone=True).pull.counts.gone > 5
        assert studio.troubles() == ()


def test_a_registered_document_waits_no_more(cloud: Cloud, studio: CloudStudio) -> None:
    company = cloud.clients[0]
    row = cloud.rows(company, "pending")[0]
    studio.pull()
    document = studio.of_row(company, row)
    company.shelf("pending").discard(row.data["id"])
    assert studio.pull().pull.counts.gone == 1
    hold = studio.document(document.id).hold
    assert hold is not None and hold.code == "gone-there"


# what the exchange system says, as the cloud tells it


def test_an_e_invoice_that_is_rejected_and_sent_again_is_asked_about_and_then_is_ready(
    cloud: Cloud, studio: CloudStudio
) -> None:
    company = cloud.clients[0]
    row = cloud.an_invoice(company)
    cloud.edit("e_invoice_state", company, id=row.data["id"], state="discarded")
    studio.pull()
    held = studio.of_row(company, row)
    assert held.hold is not None and (held.state, held.hold.code) == (State.HELD, "sdi-discarded")
    cloud.edit("e_invoice_state", company, id=row.data["id"], state="sent")
    studio.pull(whole=True)
    assert studio.of_row(company, row).state is State.READY
    assert studio.document(held.id).state is State.VOID, "what was asked about is not left to be posted too"


def test_a_rejection_after_posting_is_told_and_a_delivery_is_not(cloud: Cloud, studio: CloudStudio) -> None:
    company = cloud.clients[0]
    row = cloud.an_invoice(company)
    cloud.edit("e_invoice_state", company, id=row.data["id"], state="pending")
    studio.pull()
    document = studio.of_row(company, row)
    studio.post(company, document.id)
    cloud.edit("e_invoice_state", company, id=row.data["id"], state="sent")
    studio.pull(whole=True)
    assert studio.document(document.id).hold is None
    cloud.edit("e_invoice_state", company, id=row.data["id"], state="discarded")
    studio.pull(whole=True)
    told = studio.document(document.id)
    assert told.hold is not None and (told.state, told.hold.code) == (State.POSTED, "changed-after-posting")
