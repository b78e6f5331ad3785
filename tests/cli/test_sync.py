"""``tuiledger sync``, ``runs``, ``problems``, ``schedule`` and ``worker`` as a script uses them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import Any

import pytest
from tests.cli.test_connections import Office, office
from tests.clouds import nobody

from tuiledger.bootstrap import open_books
from tuiledger.sandbox.clouds.fattureincloud.company import Company

__all__ = ["office"]


@pytest.fixture
def linked(office: Office) -> Office:
    """A connection to the cloud, with two clients linked."""
    assert office.connect("accountant", "Studio").code == 0
    for number, company in enumerate(clients(office)):
        assert office("link", "set", company.id, f"C{number}", "--create").code == 0
    return office


def clients(office: Office) -> list[Company]:
    return office.cloud.world.clients[:2]


def readings(office: Office) -> list[Any]:
    """The runs that read something, without those that only tried the connection."""
    return [one for one in office("runs", "list").data["items"] if one["sync"]["trigger"] != "proof"]


def change(office: Office, action: str, shelf: str = "issued", **wish: Any) -> Any:
    """Somebody changes the first invoice of the first client there."""
    company = clients(office)[0]
    row = next(one for one in company.shelf(shelf) if one.data["type"] in ("invoice", "expense"))
    office.cloud.clock.advance(1)
    return office.cloud.edit({"action": action, "company": company.id, "shelf": shelf, "id": row.data["id"], **wish})


def test_r02_r04_p01_one_command_reads_and_posts_every_client(linked: Office) -> None:
    answer = linked("sync", "--post")
    (run,) = answer.data["items"]
    assert (answer.code, run["state"], run["connection"]) == (0, "done", "Studio")
    assert {one["company"] for one in run["companies"]} == {"C0", "C1"}
    assert run["new"] == run["fetched"] == sum(one["new"] for one in run["companies"]) > 0
    assert run["problems"] == []
    posted = answer.data["posted"]
    assert (posted["posted"], posted["held"]) == (run["new"], 0)
    again = linked("sync", "--post")
    assert (again.data["items"][0]["new"], again.data["posted"]["posted"]) == (0, 0)
    assert linked("check", "--deep").code == 0


def test_what_a_wrong_link_brought_is_set_aside_in_one_act(linked: Office) -> None:
    linked("sync", "--company", "C1")
    remote = clients(linked)[1].id
    told = linked("link", "unset", remote)
    brought = told.data["waiting"]
    assert len(brought) > 1 and told.data["set_aside"] == []
    assert f"{len(brought)} documents that it brought are not posted: link unset {remote} --set-aside" in told.err
    again = linked("link", "unset", remote, "--set-aside")
    assert (again.data["waiting"], again.data["set_aside"]) == ([], brought)
    states = {one["id"]: one["state"] for one in linked("documents", "list", "--company", "C1").data["items"]}
    assert {states[one] for one in brought} == {"filed"}
    assert linked("post", "--company", "C1").data["posted"] == 0
    assert linked("documents", "withdraw", brought[0], "file-it").data["state"] == "ready"


def test_r03_one_client_and_one_side(linked: Office) -> None:
    (run,) = linked("sync", "--company", "C1", "--issued").data["items"]
    assert [one["company"] for one in run["companies"]] == ["C1"]
    items = linked("documents", "list").data["items"]
    assert {(one["company"], one["direction"]) for one in items} == {("C1", "issued")}


def test_p01_what_would_come_is_told_first(linked: Office) -> None:
    dry = linked("sync", "--dry-run")
    assert (dry.code, dry.data["dry_run"]) == (0, True)
    assert {one["change"] for one in dry.data["items"]} == {"new"}
    assert all(one["number"] and one["total"] and one["company"] for one in dry.data["items"])
    assert linked("documents", "list").data["total"] == len(readings(linked)) == 0
    (run,) = linked("sync").data["items"]
    assert run["new"] == dry.data["total"] == dry.data["new"]
    change(linked, "change", set={"number": 9_999})
    (item,) = linked("sync", "--dry-run").data["items"]
    assert (item["change"], [one["field"] for one in item["differences"]]) == ("changed", ["number"])
    assert "9999" in linked("sync", "--dry-run", json=False).out


def test_deletions_are_told_and_ask(linked: Office) -> None:
    linked("sync")
    number = change(linked, "delete")["id"]
    assert linked("sync").data["items"][0]["gone"] == 0
    (item,) = linked("sync", "--dry-run", "--whole").data["items"]
    assert (item["change"], item["remote_id"]) == ("gone", str(number))
    assert linked("sync", "--whole").data["items"][0]["gone"] == 1
    held = linked("documents", "list", "--state", "held").data["items"]
    assert [one["hold"]["code"] for one in held] == ["gone-there"]


def test_what_became_of_posted_documents_is_told_until_somebody_saw_to_it(linked: Office) -> None:
    linked("sync", "--post")
    gone = str(change(linked, "delete")["id"])
    other = str(change(linked, "change", set={"date": "2026-05-05"})["id"])
    dry = linked("sync", "--dry-run", "--whole")
    assert (dry.code, {(one["remote_id"], one["posted"], one["code"]) for one in dry.data["items"]}) == (1, {
        (gone, True, "gone-after-posting"), (other, True, "changed-after-posting"),
    })  # fmt: skip
    answer = linked("sync", "--whole")
    (run,) = answer.data["items"]
    assert (answer.code, run["changed"], run["gone"], run["posted_changed"], run["posted_gone"]) == (1, 1, 1, 1, 1)
    assert [(one["posted_changed"], one["posted_gone"]) for one in run["companies"]] == [(1, 1), (0, 0)]
    told = {one["code"]: one for one in run["problems"]}
    assert set(told) == {"changed-after-posting", "gone-after-posting"}
    assert "reverse its entry and read the cloud again" in told["changed-after-posting"]["message"]
    listed = linked("problems", "list")
    problems = {one["code"]: one for one in listed.data["items"]}
    assert (listed.code, {one["remote_id"] for one in problems.values()}) == (1, {gone, other})
    assert {code: str(one["document"]) for code, one in problems.items()} == {
        code: one["values"][0] for code, one in told.items()
    }
    assert linked("sync", "--whole").code == 0
    assert linked("documents", "answer", problems["gone-after-posting"]["document"], "keep-entry").code == 0
    (left,) = linked("problems", "list").data["items"]
    number = left["document"]
    assert str(number) in linked("problems", "list", json=False).out
    (entry,) = linked("documents", "show", number).data["entries"]
    linked("reverse", entry["id"], "--reason", "changed there")
    assert linked("sync").code == 0
    assert linked("problems", "list").data["total"] == 0


def test_a_mass_deletion_is_told_before_it_is_read_as_it_is_then(linked: Office) -> None:
    made = [change(linked, "copy", set={"number": 900 + number})["id"] for number in range(20)]
    linked("sync")
    for number in made:
        linked.cloud.edit({"action": "delete", "company": clients(linked)[0].id, "shelf": "issued", "id": number})
    dry, run = linked("sync", "--dry-run", "--whole"), linked("sync", "--whole")
    assert (dry.code, run.code, dry.data["gone"]) == (1, 1, 0)
    (problem,) = dry.data["problems"]
    (told,) = run.data["items"][0]["problems"]
    assert (problem["code"], problem["message"]) == (told["code"], told["message"])
    assert "--missing-is-gone" in problem["message"]
    assert {(one["change"], one["code"]) for one in dry.data["items"]} == {("missing", "many-missing")}


def test_two_documents_of_a_cloud_that_count_as_one_are_told(linked: Office) -> None:
    linked("sync")
    company = clients(linked)[0]
    row = next(one for one in company.shelf("issued") if one.data["type"] == "invoice")
    copy = change(linked, "copy", set={"number": row.data["number"]})["id"]
    answer = linked("sync")
    (problem,) = answer.data["items"][0]["problems"]
    assert (answer.code, problem["code"]) == (1, "two-as-one")
    assert problem["values"][:2] == [str(row.data["id"]), str(copy)]
    events = linked("runs", "show", answer.data["items"][0]["run"]).data["events"]
    assert problem["code"] in {one["code"] for one in events}


def test_what_came_from_a_cloud_says_so(linked: Office) -> None:
    linked("sync")
    number = linked("documents", "list").data["items"][0]["id"]
    shown = linked("documents", "show", number).data
    assert [source["kind"] for source in shown["sources"]] == ["cloud"]
    assert shown["sources"][0]["ref"].startswith("fattureincloud:")
    (cloud,) = shown["clouds"]
    assert (cloud["connection"], cloud["state"], cloud["document"]) == ("Studio", "current", number)
    assert cloud["differences"] == []


def test_runs_tell_what_happened_and_every_call(linked: Office) -> None:
    (run,) = linked("sync").data["items"]
    (listed,) = readings(linked)
    assert (listed["id"], listed["created"], listed["sync"]["state"]) == (run["run"], run["new"], "done")
    shown = linked("runs", "show", run["run"]).data
    assert len(shown["exchanges"]) == shown["run"]["sync"]["calls"] == run["calls"]
    assert {one["status"] for one in shown["exchanges"]} == {200}
    assert {one["company"] for one in shown["events"]} == {"C0", "C1"}
    assert shown["total"] == run["new"]
    assert linked("runs", "show", run["run"], json=False).out.count("issued_documents") >= 4
    assert linked("runs", "show", 99).error == "run-unknown"


def test_problems_are_listed_shown_and_tried_again(linked: Office) -> None:
    linked("sync")
    before = next(one for one in clients(linked)[0].shelf("issued") if one.data["type"] == "invoice").data
    change(linked, "change", set={"amount_gross": "a lot"})
    answer = linked("sync")
    assert (answer.code, answer.data["items"][0]["refused"]) == (1, 1)
    listed = linked("problems", "list")
    (problem,) = listed.data["items"]
    assert (listed.code, problem["company"], problem["code"], problem["list"]) == (1, "C0", "wire", "invoice")
    assert problem["message"] == "The field amount_gross of the cloud’s document is not a number"
    assert "non è un numero" in linked("--lang", "it", "problems", "list", json=False).out
    assert "a lot" in linked("problems", "show", problem["id"]).data["payload"]
    tried = linked("problems", "retry", problem["id"])
    assert (tried.code, tried.data["total"], tried.data["solved"]) == (1, 1, 0)
    change(linked, "change", set=before)
    tried = linked("problems", "retry")
    assert (tried.code, tried.data["solved"]) == (0, 1)
    assert linked("problems", "list").code == 0
    assert linked("problems", "list", "--solved").data["total"] == 1
    assert linked("problems", "retry", 77).error == "problem-unknown"


def test_what_cannot_be_read_is_told_and_the_rest_is_read(linked: Office) -> None:
    first, _ = clients(linked)
    linked.cloud.edit({"action": "expire_licence", "company": first.id})
    answer = linked("sync")
    (run,) = answer.data["items"]
    assert answer.code == 1
    assert [(one["company"], one["code"]) for one in run["problems"]] == [("C0", "licence-expired")]
    assert [one["company"] for one in run["companies"]] == ["C1"]


def test_a_quota_that_is_used_up_says_when_it_goes_on(linked: Office) -> None:
    for company in clients(linked):
        linked.cloud.edit({"action": "use_up", "company": company.id})
    answer = linked("sync")
    (run,) = answer.data["items"]
    assert (answer.code, run["state"], run["code"]) == (1, "paused", "quota-used-up")
    assert run["resumes_at"]


def test_a_token_that_is_gone_asks_to_sign_in_again(linked: Office) -> None:
    linked.cloud.edit({"action": "revoke_token", "token": "accountant"})
    answer = linked("sync")
    assert (answer.code, answer.data["items"][0]["state"]) == (3, "failed")
    assert [one["company"] for one in answer.data["items"][0]["problems"]] == [None]
    assert "connection rotate" in answer.data["items"][0]["message"]
    assert linked("connection", "show", "Studio").data["condition"] == "needs-reconnect"
    again = linked("sync")
    assert (again.code, again.data["items"][0]["error"]["code"]) == (3, "needs-reconnect")
    assert "connection rotate" in again.data["items"][0]["error"]["message"]


@pytest.mark.parametrize(
    ("arguments", "code", "error"),
    [
        (("sync", "--connection", "Elsewhere"), 3, "connection-unknown"),
        (("sync", "--company", "NOBODY"), 3, "company-unknown"),
        (("sync", "--issued", "--received"), 2, None),
        (("sync", "--dry-run", "--post"), 2, None),
        (("schedule", "set", "Studio", "--every", "0"), 2, None),
        (("schedule", "set", "Studio", "--every", "99999"), 3, "interval-unknown"),
    ],
)
def test_bad_wishes(linked: Office, arguments: tuple[str, ...], code: int, error: str | None) -> None:
    answer = linked(*arguments)
    assert answer.code == code
    assert error is None or answer.error == error


def test_nothing_linked_is_said(office: Office) -> None:
    office.connect("accountant", "Studio")
    assert office("sync").error == "nothing-linked"


def test_a_paused_connection_is_left_alone(linked: Office) -> None:
    linked("connection", "pause", "Studio")
    paused = linked("sync")
    assert (paused.code, paused.error) == (3, "connection-paused")
    assert "Studio" in paused.err and "connection resume" in paused.err
    answer = linked("sync", "--connection", "Studio")
    assert (answer.code, answer.data["items"][0]["error"]["code"]) == (3, "connection-paused")


def test_what_is_due_is_read_when_its_time_comes(linked: Office) -> None:
    assert linked("sync", "--due").data["total"] == 0
    assert linked("schedule", "set", "Studio", "--every", 60).data["minutes"] == 60
    (run,) = linked("sync", "--due").data["items"]
    assert (run["trigger"], run["state"]) == ("schedule", "done")
    assert linked("sync", "--due").data["total"] == 0
    (schedule,) = linked("schedule", "list").data["items"]
    assert schedule["next_at"] > run["finished_at"]
    linked("schedule", "remove", "Studio")
    assert linked("schedule", "list").data["total"] == 0


def test_a_worker_reads_what_is_due_until_it_is_told_to_end(linked: Office) -> None:
    linked("schedule", "set", "Studio", "--every", 600)
    command = [sys.executable, "-m", "tuiledger", "worker", "--post", "--json", "--db", str(linked.terminal.db)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ) as worker:
        try:
            assert worker.stderr is not None
            for line in worker.stderr:
                if "posted" in line:
                    break
            worker.send_signal(signal.SIGTERM)
            out, err = worker.communicate(timeout=60)
        finally:
            worker.kill()
    assert worker.returncode == 0, err
    assert '"readings": 1' in out
    assert linked("documents", "list", "--state", "posted").data["total"] > 0
    run = linked("runs", "list").data["items"][0]["sync"]
    assert (run["state"], run["trigger"]) == ("done", "schedule")


def test_a_cloud_that_is_not_there_is_read_less_and_less_often(linked: Office) -> None:
    linked("schedule", "set", "Studio", "--every", 10)
    store = open_books(str(linked.terminal.db))
    with store.writing("move") as work:
        (connection,) = work.connections()
        work.set_connection(connection._replace(base_url=nobody()))
    store.close()
    assert linked("sync", "--due").code == 3
    (schedule,) = linked("schedule", "list").data["items"]
    assert schedule["failures"] == 1


def test_the_files_of_what_waits_are_fetched_when_asked_for(linked: Office) -> None:
    linked("sync")
    row = next(one for one in clients(linked)[0].shelf("issued") if one.data["ei_status"] == "sent")
    (run,) = linked("sync", "--e-invoices", "all", "--compare-totals").data["items"]
    assert run["state"] == "done"
    events = linked("runs", "show", run["run"]).data["events"]
    assert "e-invoices" in {event["code"] for event in events}
    asked = [one["url"] for one in linked("runs", "show", run["run"]).data["exchanges"]]
    assert any(f"/issued_documents/{row.data['id']}/e_invoice/xml" in url for url in asked)
    items = linked("documents", "list").data["items"]
    shown = [linked("documents", "show", one["id"]).data for one in items if one["state"] == "ready"]
    both = [one for one in shown if {source["kind"] for source in one["sources"]} == {"cloud", "file"}]
    assert both and all(cloud["differences"] == [] for one in both for cloud in one["clouds"])
    assert linked("sync", "--e-invoices", "some").code == 2
    assert linked("check", "--deep").code == 0
