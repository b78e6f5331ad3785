"""E-invoice files fetched from the cloud, and the cloud's own totals: asked for a document at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.services.cloud_studio import Cloud, CloudStudio, a_cloud, a_studio

from tuiledger.domain.documents import ClientDocument, State
from tuiledger.domain.pulls import Files, PullState
from tuiledger.sandbox.clouds.fattureincloud.rows import Row
from tuiledger.services.pull import PullResult


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    with a_cloud() as made:
        yield made


@pytest.fixture
def studio(cloud: Cloud, tmp_path: Path) -> Iterator[CloudStudio]:
    with a_studio(cloud, tmp_path, cloud.clients[0]) as made:
        yield made


def kinds(studio: CloudStudio, document: ClientDocument) -> list[str]:
    with studio.store.reading() as reader:
        return sorted(source.kind for source in reader.sources(document.id))


def sent(cloud: Cloud) -> Row:
    """An ordinary e-invoice that the exchange system took."""
    rows = cloud.rows(cloud.clients[0], "invoice")
    return next(row for row in rows if row.data["ei_status"] == "sent" and row.data["amount_vat"])


def waiting(cloud: Cloud) -> Row:
    """A received document that waits in the portal."""
    return cloud.rows(cloud.clients[0], "pending")[0]


def calls(result: PullResult, studio: CloudStudio, part: str) -> list[str]:
    with studio.store.reading() as reader:
        return [kept.exchange.url for kept in reader.exchanges(result.pull.run_id) if part in kept.exchange.url]


def test_nothing_is_asked_beyond_the_lists_unless_it_is_wished_for(cloud: Cloud, studio: CloudStudio) -> None:
    result = studio.pull()
    assert calls(result, studio, "/e_invoice/xml") == calls(result, studio, "/totals") == []
    assert kinds(studio, studio.of_row(cloud.clients[0], sent(cloud))) == ["cloud"]


def test_the_file_takes_the_place_of_what_the_cloud_told(cloud: Cloud, studio: CloudStudio) -> None:
    company, row = cloud.clients[0], sent(cloud)
    studio.pull()
    before = studio.of_row(company, row)
    result = studio.pull(files=Files.ALL)
    after = studio.of_row(company, row)
    assert before.document.of_cloud and not after.document.of_cloud
    assert (studio.document(before.id).state, after.state) == (State.VOID, State.READY)
    assert kinds(studio, after) == ["cloud", "file"]
    with studio.store.reading() as reader:
        (source,) = (one for one in reader.sources(after.id) if one.kind == "file")
        original = reader.payload(source.payload_sha256)
    assert original is not None and b"FatturaElettronica" in original
    assert calls(result, studio, f"/issued_documents/{row.data['id']}/e_invoice/xml")
    assert "e-invoices" in [event.code for event in result.events]


def test_a_file_is_asked_for_once(cloud: Cloud, studio: CloudStudio) -> None:
    first = studio.pull(files=Files.ALL)
    again = studio.pull(files=Files.ALL)
    assert calls(first, studio, "/e_invoice/xml") and not calls(again, studio, "/e_invoice/xml")
    assert again.pull.counts.changed == again.pull.counts.new == 0


def test_what_waits_in_the_portal_gets_what_its_row_leaves_out(cloud: Cloud, studio: CloudStudio) -> None:
    company, row = cloud.clients[0], waiting(cloud)
    studio.pull()
    before = studio.of_row(company, row)
    assert before.state is State.HELD and not before.document.vat_summary
    result = studio.pull(files=Files.NEEDED)
    after = studio.of_row(company, row)
    assert after.document.vat_summary and after.document.number == row.source.document.number
    assert studio.document(before.id).state is State.VOID
    assert studio.remote(company, row).differs == ()
    # What does not wait has all that the books need: nothing is spent on it.
    held = {one.id for one in studio.documents() if one.state is State.HELD}
    assert not calls(result, studio, f"/issued_documents/{sent(cloud).data['id']}/e_invoice/xml")
    assert after.id not in held or after.hold is not None
    posted = {one.document_id for one in studio.post(company).posted}
    assert before.id not in posted


def test_in_what_file_and_cloud_disagree_is_kept(cloud: Cloud, studio: CloudStudio) -> None:
    company, row = cloud.clients[0], sent(cloud)
    net, vat = row.data["amount_net"], row.data["amount_vat"]
    cloud.edit("change", company, id=row.data["id"], set={"amount_gross": net + vat + 10})
    studio.pull(files=Files.ALL)
    told = {field: (ours, theirs) for field, ours, theirs in studio.remote(company, row).differs}
    assert told["total"] == (str(round((net + vat) * 100)), str(round((net + vat) * 100) + 1_000))
    assert not studio.of_row(company, row).document.of_cloud


def test_what_is_posted_stays_and_gets_its_file(cloud: Cloud, studio: CloudStudio) -> None:
    company, row = cloud.clients[0], sent(cloud)
    studio.pull()
    studio.post(company)
    before = studio.of_row(company, row)
    studio.pull(files=Files.ALL)
    after = studio.of_row(company, row)
    assert (after.id, after.state, kinds(studio, after)) == (before.id, State.POSTED, ["cloud", "file"])


def test_what_the_exchange_system_did_not_take_has_no_file_to_ask_for(cloud: Cloud, studio: CloudStudio) -> None:
    row = sent(cloud)
    cloud.edit("change", cloud.clients[0], id=row.data["id"], set={"ei_status": "not_sent"})
    result = studio.pull(files=Files.ALL)
    assert not calls(result, studio, f"/issued_documents/{row.data['id']}/e_invoice/xml")


def test_a_file_that_is_not_there_is_told_and_not_asked_for_again(cloud: Cloud, studio: CloudStudio) -> None:
    row = sent(cloud)
    row.source = None
    studio.pull(files=Files.ALL)
    (trouble,) = (one for one in studio.troubles() if one.remote_id == str(row.data["id"]))
    assert trouble.code == "no-e-invoice"
    path = f"/issued_documents/{row.data['id']}/e_invoice/xml"
    assert not calls(studio.pull(files=Files.ALL), studio, path)
    assert calls(studio.pull(files=Files.NEEDED, whole=True), studio, path)


def test_a_file_of_another_company_is_no_e_invoice_of_this_one(cloud: Cloud, studio: CloudStudio) -> None:
    row, other = sent(cloud), cloud.clients[1]
    row.source = next(one.source for one in cloud.rows(other, "invoice") if one.data["ei_status"] == "sent")
    studio.pull(files=Files.ALL)
    (trouble,) = (one for one in studio.troubles() if one.remote_id == str(row.data["id"]))
    assert trouble.code == "not-the-e-invoice"
    assert studio.of_row(cloud.clients[0], row).document.of_cloud


@pytest.mark.parametrize("posted", [False, True])
def test_a_file_of_another_document_of_the_client_is_no_e_invoice_of_this_one(
    cloud: Cloud, studio: CloudStudio, posted: bool
) -> None:
    company, row = cloud.clients[0], sent(cloud)
    other = next(
        one for one in cloud.rows(company, "invoice")
        if one is not row and one.data["ei_status"] == "sent" and one.data["number"] != row.data["number"]
    )  # fmt: skip
    studio.pull()
    if posted:
        studio.post(company)
    before = [(one.id, one.state) for one in studio.documents()]
    row.source = other.source
    studio.pull(files=Files.ALL)
    (trouble,) = (one for one in studio.troubles() if one.remote_id == str(row.data["id"]))
    assert trouble.code == "not-the-e-invoice" and str(row.data["number"]) in trouble.values[3]
    ours, theirs = studio.of_row(company, row), studio.of_row(company, other)
    assert ours.id != theirs.id and (ours.id, ours.state) in before


def test_a_file_that_says_other_amounts_than_what_is_posted_is_told_and_taken_after_the_reversal(
    cloud: Cloud, studio: CloudStudio
) -> None:
    company, row = cloud.clients[0], sent(cloud)
    studio.pull()
    studio.post(company)
    posted = studio.of_row(company, row)
    said = row.source.document
    more = said._replace(vat_summary=tuple(one._replace(taxable=one.taxable + 100) for one in said.vat_summary))
    row.source = row.source._replace(document=more)
    studio.pull(files=Files.ALL)
    trouble = next(one for one in studio.troubles() if one.remote_id == str(row.data["id"]))
    assert trouble.code == "e-invoice-differs" and kinds(studio, studio.of_row(company, row)) == ["cloud"]
    studio.reverse(posted.id)
    studio.pull(files=Files.ALL, whole=True)
    assert str(row.data["id"]) not in {one.remote_id for one in studio.troubles()}
    assert studio.of_row(company, row).document.total == posted.document.total + 100 * len(said.vat_summary)
    assert kinds(studio, studio.of_row(company, row)) == ["cloud", "file"]


def test_files_wait_for_the_quota_and_go_on(cloud: Cloud, studio: CloudStudio) -> None:
    studio.pull()
    company = cloud.clients[0]
    cloud.fault("quota_used_up", path=f"/c/{company.id}/issued_documents/", method="GET", skip=2, times=None)
    result = studio.pull(files=Files.ALL)
    assert (result.pull.state, result.pull.resumes_at is not None) == (PullState.PAUSED, True)
    first = [one for one in studio.documents() if kinds(studio, one) == ["cloud", "file"]]
    assert len(calls(result, studio, "/e_invoice/xml")) >= 3
    cloud.made.faults.armed.clear()
    assert studio.pull(files=Files.ALL).pull.state is PullState.DONE
    then = [one for one in studio.documents() if kinds(studio, one) == ["cloud", "file"]]
    assert 0 < len(first) < len(then)


def test_files_that_cannot_be_read_end_the_asking_of_a_client(cloud: Cloud, studio: CloudStudio) -> None:
    company = cloud.clients[0]
    studio.pull()
    cloud.fault("invalid", path=f"/c/{company.id}/received_documents/pending/", times=None)
    result = studio.pull(files=Files.NEEDED)
    assert len(calls(result, studio, "/received_documents/pending/")) <= 3
    assert [one.code for one in studio.troubles() if one.kind == "pending"]


def totals_calls(result: PullResult, studio: CloudStudio) -> list[str]:
    return calls(result, studio, "/totals")


def of_two_rates(studio: CloudStudio) -> list[ClientDocument]:
    return [
        one for one in studio.documents()
        if one.state in (State.READY, State.HELD) and len(one.document.vat_summary) > 1
    ]  # fmt: skip


def test_totals_are_compared_where_several_rates_share_them(cloud: Cloud, studio: CloudStudio) -> None:
    result = studio.pull(compare=True)
    assert 0 < len(of_two_rates(studio)) <= len(totals_calls(result, studio)) < len(studio.documents())
    assert [one for one in studio.troubles() if one.code == "totals-differ"] == []
    assert "totals" in [event.code for event in result.events]


def test_figures_of_the_cloud_that_are_others_are_put_before_a_person(cloud: Cloud, studio: CloudStudio) -> None:
    company = cloud.clients[0]
    studio.pull()
    one = of_two_rates(studio)[0]
    with studio.store.reading() as reader:
        (remote,) = reader.remotes_of(one.id)
    row = next(row for row in cloud.rows(company, remote.kind) if str(row.data["id"]) == remote.remote_id)
    items = row.data["items_list"]
    rates = sorted({item["vat"]["value"] for item in items})
    # The same totals, shared among the rates in another way than the lines say.
    swapped = {rates[0]: rates[-1], rates[-1]: rates[0]}
    seen = [{**item, "vat": {**item["vat"], "value": swapped.get(item["vat"]["value"], item["vat"]["value"])}}
            for item in items]  # fmt: skip
    cloud.edit("change", company, id=row.data["id"], set={"items_list": seen})
    studio.pull(compare=True)
    assert str(row.data["id"]) in [one.remote_id for one in studio.troubles() if one.code == "totals-differ"]
