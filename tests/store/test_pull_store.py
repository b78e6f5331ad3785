"""How far clouds were read, which documents were met, in which runs, and what was said, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.builders import NOW, a_document, hash_of, intake, new_company, payload_of, posting_of
from tests.store.pulling import CONNECTION, a_pull, a_remote, connected

from tuiledger.domain.pulls import Checkpoint, Counts, Event, PullState, RemoteState, Trouble
from tuiledger.domain.quota import Allowance
from tuiledger.ports import StoreError
from tuiledger.ports.clouds import Exchange
from tuiledger.store import SqlStore

LATER = NOW + timedelta(minutes=5)
PAYLOADS = [(hash_of(f"row {number}"), f"row {number}".encode()) for number in range(4)]
A, B, C, D = (digest for digest, _ in PAYLOADS)


@pytest.fixture
def number(store: SqlStore) -> int:
    """A connection, and four payloads that rows can have."""
    made = connected(store)
    with store.writing("keep") as work:
        work.add_payloads(PAYLOADS)
    return made


def test_a_checkpoint_says_how_far_a_list_was_read(store: SqlStore, number: int) -> None:
    begun = Checkpoint(number, "100", "invoice")
    whole = Checkpoint(number, "100", "credit_note", "2026-03-31 10:00:00", True, NOW)
    with store.writing("mark") as work:
        for one in (begun, whole, begun._replace(remote_company="200", by_change=False)):
            work.set_checkpoint(one)
    with store.reading() as reader:
        assert reader.checkpoints(number, "100") == {"invoice": begun, "credit_note": whole}
        assert reader.checkpoints(number, "200")["invoice"].by_change is False
        assert reader.checkpoints(number, "300") == {}
    on = begun._replace(changed="2026-04-01 00:00:00", swept_at=LATER)
    with store.writing("mark") as work:
        work.set_checkpoint(on)
    with store.reading() as reader:
        assert reader.checkpoints(number, "100")["invoice"] == on


def test_a_cloud_document_is_found_by_its_id(store: SqlStore, number: int) -> None:
    first = a_remote(number, "1", A, updated_at="2026-03-01 10:00:00", differs=(("total", "1.00", "1.01"),))
    second = a_remote(number, "2", B, taken_sha256=None, state=RemoteState.REFUSED, seen_run=4)
    with store.writing("meet") as work:
        work.put_remotes([first, second, a_remote(number, "1", C, kind="credit_note")])
        work.put_remotes([])
    with store.reading() as reader:
        asked = reader.remote_documents(number, "100", "invoice", ["2", "1", "3"])
        assert asked == {"1": first, "2": second}
        assert reader.remote_documents(number, "100", "invoice", []) == {}
        assert reader.count_remotes(number, "100", "invoice") == 2
    turned = first._replace(payload_sha256=D, state=RemoteState.GONE, seen_run=9, differs=())
    with store.writing("meet again") as work:
        work.put_remotes([turned])
    with store.reading() as reader:
        assert reader.remote_documents(number, "100", "invoice", ["1"]) == {"1": turned}
        assert reader.count_remotes(number, "100", "invoice") == 1


def test_a_row_whose_payload_is_not_kept_is_refused(store: SqlStore, number: int) -> None:
    with pytest.raises(StoreError) as raised, store.writing("meet") as work:
        work.put_remotes([a_remote(number, "1", hash_of("never kept"))])
    assert raised.value.code == "conflict"


def test_those_that_a_whole_look_did_not_meet_are_missing(store: SqlStore, number: int) -> None:
    met = a_remote(number, "1", A, seen_run=5)
    missed = a_remote(number, "2", B, seen_run=4)
    gone = a_remote(number, "3", C, seen_run=3, state=RemoteState.GONE)
    with store.writing("meet") as work:
        work.put_remotes([met, missed, gone, a_remote(number, "4", D, remote_company="200")])
    with store.reading() as reader:
        assert reader.missing_remotes(number, "100", "invoice", 5) == (missed,)


def test_what_changed_there_is_taken_when_ours_is_posted_no_more(store: SqlStore, number: int) -> None:
    company = new_company(store)
    documents = [a_document("1"), a_document("2")]
    with store.writing("take in") as work:
        open_one, posted_one = intake(work, company, documents)
        work.post([posting_of(work, company, posted_one)], NOW, "anna")
        hashes = [hash_of(payload_of(document)) for document in documents]
        changed = [
            a_remote(number, str(place), digest, document_id, state=RemoteState.CHANGED, taken_sha256=A)
            for place, (digest, document_id) in enumerate(zip(hashes, (open_one, posted_one), strict=True))
        ]
        work.put_remotes([*changed, a_remote(number, "9", B, open_one)])
    with store.reading() as reader:
        assert reader.remotes_to_take(number, "100") == (changed[0],)
        assert reader.remotes_to_take(number, "200") == ()


def test_a_document_knows_the_cloud_documents_it_was_read_from(store: SqlStore, number: int) -> None:
    company = new_company(store)
    with store.writing("take in") as work:
        old, new = intake(work, company, [a_document("1"), a_document("1/bis")])
        was, now = a_remote(number, "1", A, old), a_remote(number, "1", B, new)
        work.put_remotes([was])
        work.add_versions([was])
        work.put_remotes([now])
        work.add_versions([now, now, a_remote(number, "2", C)])
    with store.reading() as reader:
        assert reader.remotes_of(old) == reader.remotes_of(new) == (now,)
        assert reader.remotes_of(99) == ()


def test_a_run_tells_how_it_stands(store: SqlStore, number: int) -> None:
    with store.writing("begin") as work:
        other = work.add_connection(CONNECTION._replace(name="Other")).id
        first = work.start_pull(a_pull(number), "pull")
        second = work.start_pull(a_pull(other, trigger="schedule"), "pull")
    began = a_pull(number, run_id=first)
    with store.reading() as reader:
        assert reader.pull(first) == began
        assert reader.pull(99) is None
        assert [pull.run_id for pull in reader.pulls()] == [second, first]
        assert [pull.run_id for pull in reader.pulls(limit=1)] == [second]
        assert reader.pulls(connection_id=number) == (began,)
    ended = began._replace(
        state=PullState.PAUSED, finished_at=LATER, counts=Counts(10, 4, 3, 2, 1, 5, 12), resumes_at=LATER,
        code="quota-used-up", message="until {}", values=("noon",),
    )  # fmt: skip
    with store.writing("end") as work:
        work.set_pull(ended)
    with store.reading() as reader:
        assert reader.pull(first) == ended
        run = reader.run(first)
    assert run is not None
    assert run.finished_at == LATER


def test_what_happened_stays_in_order(store: SqlStore, number: int) -> None:
    company = new_company(store)
    events = [
        Event(LATER, "info", "page", "page {} of {}", ("1", "2"), company.id),
        Event(NOW, "warn", "refused", "one row was refused"),
    ]
    with store.writing("tell") as work:
        run_id = work.start_pull(a_pull(number), "pull")
        work.add_events(run_id, events[:1])
        work.add_events(run_id, [])
        work.add_events(run_id, events[1:])
    with store.reading() as reader:
        assert reader.events(run_id) == tuple(events)
        assert reader.events(99) == ()


def test_an_exchange_is_kept_as_it_was_recorded(store: SqlStore, number: int) -> None:
    said = Exchange(
        NOW, "GET", "http://127.0.0.1/c/1", 403, 12, 2, (("accept", "application/json"),), "", (("date", "today"),),
        '{"error": "nò"}', "forbidden",
    )  # fmt: skip
    silent = Exchange(LATER, "POST", "http://127.0.0.1/oauth/token", None, 30_000, 1)
    with store.writing("tell") as work:
        run_id = work.start_pull(a_pull(number), "pull")
        work.add_exchanges(run_id, [said, silent])
        work.add_exchanges(run_id, [])
    with store.reading() as reader:
        kept = reader.exchanges(run_id)
    assert [one.exchange for one in kept] == [said, silent]
    assert [one.run_id for one in kept] == [run_id, run_id]
    assert kept[0].id < kept[1].id


def a_trouble(number: int, remote_id: str = "1", code: str = "bad-date") -> Trouble:
    return Trouble(number, "100", "invoice", remote_id, code, "the date {} is none", ("x",), NOW, NOW)


def test_a_trouble_that_is_met_again_is_one_trouble(store: SqlStore, number: int) -> None:
    with store.writing("meet") as work:
        run_id = work.start_pull(a_pull(number), "pull")
        work.put_troubles([a_trouble(number), a_trouble(number, code="other")])
        work.put_troubles([])
        work.put_troubles([a_trouble(number)._replace(values=("y",), first_at=LATER, last_at=LATER, run_id=run_id,
                                                      payload_sha256=A)])  # fmt: skip
    with store.reading() as reader:
        newest, other = reader.troubles()
    assert (newest.times, newest.first_at, newest.last_at, newest.values) == (2, NOW, LATER, ("y",))
    assert (newest.run_id, newest.payload_sha256) == (run_id, A)
    assert (other.code, other.times) == ("other", 1)


def test_a_trouble_is_solved_and_comes_back(store: SqlStore, number: int) -> None:
    with store.writing("meet") as work:
        work.put_troubles([a_trouble(number), a_trouble(number, "2"), a_trouble(number, "3")])
        assert work.solve_troubles(number, "100", ["invoice"], ["1", "2", "9"], LATER) == 2
        assert work.solve_troubles(number, "100", ["invoice"], ["1"], LATER) == 0
    with store.reading() as reader:
        assert [one.remote_id for one in reader.troubles()] == ["3"]
        assert {one.remote_id for one in reader.troubles(solved=True)} == {"1", "2"}
        assert reader.troubles(solved=True)[0].solved_at == LATER
        assert reader.troubles(connection_id=number + 1) == ()
    with store.writing("meet again") as work:
        work.put_troubles([a_trouble(number)])
    with store.reading() as reader:
        assert {one.remote_id for one in reader.troubles(connection_id=number)} == {"1", "3"}


def test_allowances_are_kept_by_quota_and_window(store: SqlStore) -> None:
    hour, month = Allowance("hour", 1000, 993, LATER), Allowance("month", 40_000, 39_993, LATER)
    with store.writing("tell") as work:
        work.set_allowances("a", [month, hour])
        work.set_allowances("b", [hour])
        work.set_allowances("b", [])
        assert work.allowances("a") == (hour, month)
        work.set_allowances("a", [hour._replace(remaining=0)])
    with store.reading() as reader:
        assert reader.allowances("a") == (hour._replace(remaining=0), month)
        assert reader.allowances("b") == (hour,)
        assert reader.allowances("c") == ()


def test_a_lease_is_one_owners_until_it_ends(store: SqlStore) -> None:
    with store.writing("take") as work:
        assert work.lease("pull 1", "me", NOW, LATER) is None
        assert work.lease("pull 1", "you", NOW, LATER) == "me"
        assert work.lease("pull 1", "me", NOW, LATER + timedelta(minutes=1)) is None
        assert work.lease("pull 2", "you", NOW, LATER) is None
    with store.writing("take over") as work:
        assert work.lease("pull 1", "you", LATER, LATER) == "me"
        assert work.lease("pull 1", "you", LATER + timedelta(minutes=1), LATER + timedelta(minutes=9)) is None
        work.release("pull 1", "me")
        assert work.lease("pull 1", "me", LATER + timedelta(minutes=2), LATER) == "you"
        work.release("pull 1", "you")
        assert work.lease("pull 1", "me", LATER + timedelta(minutes=2), LATER) is None
