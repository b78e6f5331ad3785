"""What a cloud can do to whoever reads it, and what stays: everything that was read, and a sentence about the rest."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.services.cloud_studio import Cloud, CloudStudio, a_cloud, a_studio, mirror, truth

from tuiledger.domain.connections import Condition
from tuiledger.domain.documents import State
from tuiledger.domain.pulls import PullState, RemoteState
from tuiledger.domain.runs import Refusal
from tuiledger.providers.quota import MemoryQuota


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    with a_cloud(companies=2, documents=60) as made:
        yield made


@pytest.fixture
def studio(cloud: Cloud, tmp_path: Path) -> Iterator[CloudStudio]:
    with a_studio(cloud, tmp_path, *cloud.clients) as made:
        yield made


def is_whole(studio: CloudStudio) -> bool:
    """Whether the books have what the cloud has of every client."""
    return all(mirror(studio, company) == truth(studio.cloud, company) for company in studio.cloud.clients)


# rows that cannot be understood


@pytest.mark.parametrize("fault", ["nulls", "missing_fields", "wrong_types"])
def test_a_row_that_cannot_be_understood_is_kept_and_told_and_the_others_are_read(
    cloud: Cloud, studio: CloudStudio, fault: str
) -> None:
    cloud.fault(fault, times=1, skip=1, path="/c/100003/issued_documents")
    result = studio.pull()
    assert (result.pull.state, result.pull.counts.refused) == (PullState.DONE, 1)
    (trouble,) = studio.troubles()
    assert (trouble.code, trouble.kind) == ("wire", "invoice")
    with studio.store.reading() as reader:
        assert trouble.payload_sha256 and reader.payload(trouble.payload_sha256)
    assert not is_whole(studio)
    assert studio.pull(whole=True).pull.counts.refused == 0
    assert studio.troubles() == ()
    assert is_whole(studio)


def test_a_newer_version_that_cannot_be_understood_keeps_the_older_from_being_posted(
    cloud: Cloud, studio: CloudStudio
) -> None:
    company = cloud.clients[0]
    row = cloud.an_invoice(company)
    before = dict(row.data)
    studio.pull()
    cloud.edit("change", company, id=row.data["id"], set={"amount_gross": "a lot"})
    assert studio.pull().pull.counts.refused == 1
    assert studio.remote(company, row).state is RemoteState.REFUSED
    document = studio.of_row(company, row)
    assert document.hold is not None
    assert (document.state, document.hold.code) == (State.HELD, "changed-there")
    cloud.edit("change", company, id=row.data["id"], set=before)
    studio.pull()
    assert studio.of_row(company, row).state is State.READY


# answers that cannot be believed


@pytest.mark.parametrize(
    "fault",
    ["not_a_number", "infinite", "huge_exponent", "huge_integer", "duplicate_keys", "deep", "invalid_utf8",
     "lone_surrogate", "empty_body", "wrong_content_type", "redirect_elsewhere", "cut_without_length", "gzip_bomb",
     "endless_headers", "not_http"],
)  # fmt: skip
def test_an_answer_that_cannot_be_believed_fails_its_list_alone(cloud: Cloud, studio: CloudStudio, fault: str) -> None:
    first, second = cloud.clients
    cloud.fault(fault, times=None, path=f"/c/{first.id}/issued_documents")
    result = studio.pull()
    assert mirror(studio, second) == truth(cloud, second)
    assert mirror(studio, first)["invoice"] == (0, 0)
    assert {one.remote_company for one in studio.troubles()} == {str(first.id)}
    assert [event.level for event in result.events if event.company_id == studio.client(first)].count("error") >= 1
    cloud.made.faults.clear()
    assert studio.pull().pull.state is PullState.DONE
    assert is_whole(studio)
    assert studio.troubles() == ()


def test_hostile_words_are_read_as_words(cloud: Cloud, studio: CloudStudio) -> None:
    cloud.fault("hostile_text", times=None)
    result = studio.pull()
    assert result.pull.state is PullState.DONE
    cloud.made.faults.clear()
    documents = [one.document for one in studio.documents()]
    names = [party.name or "" for one in documents for party in (one.seller, one.buyer)]
    said = [line.description for one in documents for line in one.lines]
    assert names and said
    assert not [text for text in (*names, *said) if "\x1b" in text or "\u202e" in text or "\x00" in text]
    assert not [name for name in names if "\n" in name]


# pages that move


@pytest.mark.parametrize("fault", ["same_page", "page_drift"])
def test_pages_that_move_hide_nothing(tmp_path: Path, fault: str) -> None:
    with a_cloud(companies=1, documents=900) as cloud, a_studio(cloud, tmp_path, *cloud.clients) as studio:
        cloud.fault(fault, times=1)
        assert studio.pull().pull.state is PullState.DONE
        cloud.made.faults.clear()
        studio.pull(whole=True)
        assert is_whole(studio)


def test_of_a_list_that_never_stands_still_nothing_is_believed_gone(cloud: Cloud, studio: CloudStudio) -> None:
    studio.pull()
    company = cloud.clients[0]
    row = cloud.an_invoice(company)
    cloud.edit("delete", company, id=row.data["id"])
    cloud.fault("wrong_total", times=None)
    result = studio.pull(whole=True)
    assert result.pull.counts.gone == 0
    assert "list-moved" in {event.code for event in result.events}
    cloud.made.faults.clear()
    assert studio.pull(whole=True).pull.counts.gone == 1


# refusals


@pytest.mark.parametrize(
    ("action", "undo", "code"),
    [("expire_licence", "renew_licence", "licence-expired"), ("shut_out", "let_in", "forbidden")],
)
def test_a_client_that_is_closed_to_us_does_not_keep_the_others_from_being_read(
    cloud: Cloud, studio: CloudStudio, action: str, undo: str, code: str
) -> None:
    first, second = cloud.clients
    cloud.edit(action, first)
    assert studio.pull().pull.state is PullState.DONE
    assert mirror(studio, second) == truth(cloud, second)
    assert [(one.remote_company, one.code) for one in studio.troubles()] == [(str(first.id), code)]
    cloud.edit(undo, first)
    studio.pull()
    assert is_whole(studio)
    assert studio.troubles() == ()


def test_a_missing_scope_keeps_one_side_from_being_read(cloud: Cloud, studio: CloudStudio) -> None:
    studio.token = "limited_scope"
    result = studio.pull()
    assert {one.values for one in studio.troubles()} == {
        ("issued_documents.credit_notes:r",), ("received_documents:r",),
    }  # fmt: skip
    for company in cloud.clients:
        assert mirror(studio, company)["invoice"] == truth(cloud, company)["invoice"]
    assert result.pull.counts.refused == 0
    studio.token = "accountant"
    studio.pull()
    assert is_whole(studio)
    assert studio.troubles() == ()


def test_a_quota_that_is_used_up_pauses_and_goes_on_from_there(cloud: Cloud, studio: CloudStudio) -> None:
    first, second = cloud.clients
    studio.quota = MemoryQuota(clock=studio.clock.now)
    cloud.edit("use_up", first, left=3)
    result = studio.pull()
    assert result.pull.state is PullState.PAUSED
    assert result.pull.resumes_at == studio.clock.now().replace(minute=0, second=0) + datetime.timedelta(hours=1)
    assert mirror(studio, second) == truth(cloud, second)
    kept = len(studio.documents())
    cloud.made.clock.advance(3600)
    studio.clock.moment += datetime.timedelta(hours=1)
    after = studio.pull()
    assert after.pull.state is PullState.DONE
    assert after.pull.counts.new == len(studio.documents()) - kept
    assert is_whole(studio)


def test_a_token_that_is_revoked_in_the_middle_keeps_what_was_read(cloud: Cloud, studio: CloudStudio) -> None:
    cloud.fault("token_revoked", skip=4)
    result = studio.pull()
    assert (result.pull.state, result.pull.code) == (PullState.FAILED, "needs-reconnect")
    assert studio.documents()
    with studio.store.reading() as reader:
        connection = reader.connection(studio.connection.id)
    assert connection is not None
    assert (connection.condition, connection.failure) == (Condition.NEEDS_RECONNECT, "needs-reconnect")
    with pytest.raises(Refusal, match="signed out"):
        studio.pull()
    cloud.made.edit({"action": "restore_token", "token": "accountant"})
    with studio.store.writing("sign in") as work:
        work.set_connection(connection._replace(condition=Condition.PROVED))
    studio.pull()
    assert is_whole(studio)


@pytest.mark.parametrize("fault", ["server_error", "bad_gateway", "gateway_timeout", "reset_before", "reset_after"])
def test_one_failure_of_the_provider_is_not_even_noticed(cloud: Cloud, studio: CloudStudio, fault: str) -> None:
    cloud.fault(fault, times=1, skip=3)
    assert studio.pull().pull.state is PullState.DONE
    assert is_whole(studio)


def test_one_client_that_gets_no_answer_does_not_keep_the_others_from_being_read(
    cloud: Cloud, studio: CloudStudio
) -> None:
    first, second = cloud.clients
    cloud.fault("server_error", times=None, path=f"/c/{first.id}/received_documents")
    result = studio.pull()
    assert result.pull.state is PullState.DONE
    assert mirror(studio, second) == truth(cloud, second)
    assert [(one.remote_company, one.code) for one in studio.troubles()] == [(str(first.id), "provider-down")]
    cloud.made.faults.clear()
    studio.pull()
    assert is_whole(studio)
    assert studio.troubles() == ()


def test_a_provider_that_is_down_ends_the_reading_with_what_was_read(cloud: Cloud, studio: CloudStudio) -> None:
    cloud.fault("server_error", times=None, skip=4)
    result = studio.pull()
    assert (result.pull.state, result.pull.code) == (PullState.FAILED, "provider-down")
    assert studio.documents()
    cloud.made.faults.clear()
    studio.pull()
    assert is_whole(studio)


def test_a_provider_that_is_not_there_ends_the_reading(tmp_path: Path) -> None:
    with a_cloud(companies=1, documents=20) as cloud, a_studio(cloud, tmp_path, *cloud.clients) as studio:
        with studio.store.writing("move") as work:
            work.set_connection(studio.connection._replace(base_url="http://127.0.0.1:9"))
        result = studio.pull()
    assert (result.pull.state, result.pull.code) == (PullState.FAILED, "no-network")
