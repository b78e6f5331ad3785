"""What happened, and who did it."""

from __future__ import annotations

import datetime

from tests.builders import NOW, TODAY, a_document, intake, new_company, posting_of

from tuiledger.domain.duplicates import Band, Pair, PairState
from tuiledger.domain.journal import reversal
from tuiledger.ports import Posting
from tuiledger.store import SqlStore


def test_everything_people_did_with_a_document_newest_first(store: SqlStore) -> None:
    company = new_company(store)
    later = [NOW + datetime.timedelta(hours=hour) for hour in range(8)]
    with store.writing("work") as work:
        run = work.start_run("/in", NOW, "anna")
        first, second = intake(work, company, [a_document("1"), a_document("2")], run_id=run)
        work.add_decision(first, "accept-summary", "bea", later[1])
        work.add_decision(first, "file-it", "bea", later[2])
        work.remove_decision(first, "file-it", "carlo", later[3])
        work.add_pairs([Pair(first, second, company.id, Band.LIKELY, ("number",))])
        (pair,) = work.pairs(company.id)
        assert pair.id is not None
        work.decide_pair(pair.id, PairState.DIFFERENT, "dora", later[4], "two deliveries")
        (posted,) = work.post([posting_of(work, company, first)], later[5], "anna")
        entry = work.entry(posted.entry_id)
        assert entry is not None
        work.post([Posting(reversal(entry, TODAY, "wrong"), "reversal:1")], later[6], "carlo")
    with store.reading() as reader:
        acts = reader.document_acts(first)
        other = reader.document_acts(second)
        withdrawn = reader.acts_on(f"document:{first}")
        assert reader.document_acts(999) == []
    assert [(act.actor, act.verb) for act in acts] == [
        ("carlo", "reverse"),
        ("anna", "post"),
        ("dora", "pair-different"),
        ("carlo", "withdraw-decision"),
        ("bea", "answer"),
        ("anna", "import"),
    ]
    assert acts[2].detail == "two deliveries"
    assert acts[-1].subject == f"run:{run}"
    assert [act for act in acts if act.id] == withdrawn
    assert [(act.actor, act.verb) for act in other] == [("dora", "pair-different"), ("anna", "import")]


def test_the_acts_on_a_company_are_its_own(store: SqlStore) -> None:
    with store.writing("acts") as work:
        for hour, subject in enumerate(("ALFA", "BETA", "ALFA")):
            work.record_act(NOW + datetime.timedelta(hours=hour), "anna", "company-set", subject, str(hour))
    with store.reading() as reader:
        assert [act.detail for act in reader.acts_on("ALFA")] == ["2", "0"]
        assert [act.detail for act in reader.acts_on("ALFA", limit=1)] == ["2"]
        assert reader.acts_on("' OR 1=1 --") == []


def test_a_run_is_found_by_its_id(store: SqlStore) -> None:
    with store.writing("run") as work:
        run = work.start_run("/in", NOW, "anna")
    with store.reading() as reader:
        assert reader.run(run) == reader.runs()[0]
        assert reader.run(run + 1) is None
