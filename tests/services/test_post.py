"""Documents into the books, each once; the preview is what is posted."""

from __future__ import annotations

import datetime

import pytest
from tests.deliveries import body, file, many, put
from tests.services.conftest import Studio

from tuiledger.domain.documents import Hold, State
from tuiledger.domain.runs import Progress, Refusal
from tuiledger.domain.vat import Register
from tuiledger.services.companies import CompanyForm, change_company, count_locked
from tuiledger.services.post import CHANGED, PostResult, post_previewed, post_ready, preview
from tuiledger.services.review import answer


def lock(studio: Studio, day: str) -> None:
    until = datetime.date.fromisoformat(day)
    change_company(studio.store, studio.clock, "anna", "OLMO", CompanyForm(locked_until=until))


def test_what_is_previewed_is_what_is_posted_invariant_20(studio: Studio) -> None:
    many(studio.folder, 9)
    studio.take(studio.folder)
    with studio.store.reading() as reader:
        previews = [planned.entry for planned in preview(reader, 1)]
    posted = studio.post().posted
    with studio.store.reading() as reader:
        entries = [reader.entry(each.entry_id) for each in posted]
    assert [entry.plan for entry in entries if entry] == previews


def look(studio: Studio) -> dict[int, bytes]:
    """What a person was shown: the fingerprint of each entry."""
    with studio.store.reading() as reader:
        return {p.document.id: p.fingerprint for p in preview(reader, 1) if p.fingerprint is not None}


def post_looked_at(studio: Studio, seen: dict[int, bytes]) -> PostResult:
    result = list(post_previewed(studio.store, studio.clock, "anna", 1, seen))[-1]
    assert isinstance(result, PostResult)
    return result


def test_a_document_that_came_after_the_preview_is_not_posted_with_it_invariant_20(studio: Studio) -> None:
    put(studio.folder, "a.xml", file(body("1")))
    studio.take(studio.folder)
    seen = look(studio)
    put(studio.folder, "b.xml", file(body("2")))
    studio.take(studio.folder)
    result = post_looked_at(studio, seen)
    assert [each.document_id for each in result.posted] == [1] and result.held == ()
    assert studio.states() == {"1": "posted", "2": "ready"}


def test_a_document_that_becomes_another_entry_is_told_and_not_posted_invariant_20(studio: Studio) -> None:
    for number in ("1", "2", "3"):
        put(studio.folder, f"{number}.xml", file(body(number)))
    studio.take(studio.folder)
    seen = look(studio)
    answer(studio.store, studio.clock, "bea", 1, "date:2026-03-31")
    answer(studio.store, studio.clock, "bea", 2, "file-it")
    result = post_looked_at(studio, seen)
    assert [each.document_id for each in result.posted] == [3]
    assert [(each.document_id, each.problem.code) for each in result.held] == [
        (1, CHANGED.code),
        (2, "nothing-to-post"),
    ]
    assert studio.states() == {"1": "ready", "2": "filed", "3": "posted"}
    again = post_looked_at(studio, look(studio))
    assert [each.document_id for each in again.posted] == [1] and again.held == ()


def test_every_preview_that_nobody_disturbs_is_posted_whole_in_its_order(studio: Studio) -> None:
    studio.take(many(studio.folder, 1_020))
    seen = look(studio)
    result = post_looked_at(studio, seen)
    assert [each.document_id for each in result.posted] == list(seen) and result.held == ()
    assert all(each.created for each in result.posted)
    assert [each.created for each in post_looked_at(studio, seen).posted] == [False] * len(seen)
    assert studio.protocols() == list(range(1, 1_021))


def test_the_documents_that_a_lock_would_hold_are_counted_before_it_is_set(studio: Studio) -> None:
    studio.take(many(studio.folder, 28))
    answer(studio.store, studio.clock, "anna", 1, "date:2026-03-31")
    answer(studio.store, studio.clock, "anna", 2, "file-it")
    until = datetime.date(2026, 3, 14)
    with studio.store.reading() as reader:
        expected = count_locked(reader, 1, until)
        assert count_locked(reader, 1, datetime.date(2026, 2, 28)) == 0
    lock(studio, "2026-03-14")
    assert list(studio.states().values()).count("held") == expected > 0


def test_the_oldest_is_posted_first_and_the_numbers_follow_invariant_8(studio: Studio) -> None:
    for number, day in (("3", "2026-03-20"), ("1", "2026-03-01"), ("2", "2026-03-10")):
        put(studio.folder, f"{number}.xml", file(body(number, date=day)))
    studio.take(studio.folder)
    posted = studio.post().posted
    assert [studio.document(each.document_id).document.number for each in posted] == ["1", "2", "3"]
    assert [(each.number, each.protocols) for each in posted] == [
        (1, "purchases 1"), (2, "purchases 2"), (3, "purchases 3"),
    ]  # fmt: skip


def test_posting_again_finds_nothing_to_post_invariant_6(studio: Studio) -> None:
    studio.take(many(studio.folder, 5))
    first = studio.post()
    assert len(first.posted) == 5 and first.batch_id is not None
    assert studio.post() == PostResult(None, (), ())
    assert studio.protocols() == [1, 2, 3, 4, 5]


def test_a_posted_document_named_again_answers_with_its_entry_invariant_6(studio: Studio) -> None:
    studio.take(many(studio.folder, 2))
    first = studio.post().posted
    again = studio.post(1, 1, 2)
    assert [each._replace(created=True) for each in again.posted] == list(first)
    assert [each.created for each in again.posted] == [False, False]
    assert studio.protocols() == [1, 2]


def test_the_preview_of_a_posted_document_promises_no_second_entry(studio: Studio) -> None:
    studio.take(many(studio.folder, 1))
    studio.post()
    with studio.store.reading() as reader:
        (planned,) = preview(reader, 1, [1])
    assert isinstance(planned.outcome, Hold) and planned.outcome.code == "already-posted"


def test_a_posted_document_stays_as_it_is_when_its_period_is_locked_or_the_chart_changed(studio: Studio) -> None:
    studio.take(many(studio.folder, 1))
    studio.post()
    lock(studio, "2026-12-31")
    with studio.store.writing("test") as work:
        accounts = [account._replace(deductible=4_000) for account in work.chart(1).accounts.values()]
        work.set_accounts(1, accounts)
    again = studio.post(1, 1)
    assert [each.created for each in again.posted] == [False] and again.held == ()


def test_many_documents_are_posted_page_by_page_in_one_batch(studio: Studio) -> None:
    studio.take(many(studio.folder, 1_020))
    steps = list(post_ready(studio.store, studio.clock, "anna", 1))
    assert [step.done for step in steps if isinstance(step, Progress)] == [1_000]
    result = steps[-1]
    assert isinstance(result, PostResult) and len(result.posted) == 1_020
    assert studio.protocols() == list(range(1, 1_021))
    with studio.store.reading() as reader:
        assert len(reader.batch_entries(result.batch_id or 0)) == 1_020


def test_held_documents_stay_and_the_others_go(studio: Studio) -> None:
    put(studio.folder, "a.xml", file(body("1")))
    put(studio.folder, "b.xml", file(body("2", total="999.00")))
    studio.take(studio.folder)
    result = studio.post()
    assert [each.document_id for each in result.posted] == [1]
    assert [(each.document_id, each.problem.code) for each in result.held] == [(2, "totals-differ")]
    answer(studio.store, studio.clock, "anna", 2, "accept-summary")
    assert [each.document_id for each in studio.post().posted] == [2]


def test_nothing_lands_in_a_locked_period_invariant_10(studio: Studio) -> None:
    studio.take(many(studio.folder, 28))
    lock(studio, "2026-03-14")
    result = studio.post()
    assert len(result.posted) == 14
    assert {each.problem.code for each in result.held} == {"locked"}
    assert studio.document(result.held[0].document_id).state is State.HELD
    answer(studio.store, studio.clock, "anna", result.held[0].document_id, "date:2026-03-31")
    assert len(studio.post().posted) == 1


def test_a_period_that_opens_again_lets_its_documents_through(studio: Studio) -> None:
    studio.take(many(studio.folder, 3))
    lock(studio, "2026-03-31")
    assert len(studio.post().held) == 3
    change_company(studio.store, studio.clock, "anna", "OLMO", CompanyForm(unlock=True))
    assert len(studio.post().posted) == 3


def test_only_the_named_documents_are_posted(studio: Studio) -> None:
    studio.take(many(studio.folder, 4))
    assert [each.document_id for each in studio.post(1, 3, 2).posted] == [2, 3]
    assert sorted(studio.states().values()) == ["posted", "posted", "ready", "ready"]


@pytest.mark.parametrize("wanted", [(99,), (1, 99)])
def test_a_document_that_is_not_the_companys_is_refused_and_nothing_is_posted(
    studio: Studio, wanted: tuple[int, ...]
) -> None:
    studio.take(many(studio.folder, 1))
    with pytest.raises(Refusal, match="99"):
        studio.post(1, *wanted)
    with pytest.raises(Refusal):
        studio.post(2, 1)
    assert studio.states() == {"1": "ready"}


def test_filed_and_void_documents_are_not_posted_even_when_named(studio: Studio) -> None:
    put(studio.folder, "a.xml", file(body("1", code="TD29")))
    put(studio.folder, "b.xml", file(body("2")))
    studio.take(studio.folder)
    answer(studio.store, studio.clock, "anna", 2, "file-it")
    result = studio.post(1, 1, 2)
    assert result.posted == () and [each.problem.code for each in result.held] == ["nothing-to-post"] * 2
    assert set(studio.states().values()) == {"filed"}


def test_the_companies_books_never_mix_invariant_23(studio: Studio) -> None:
    from tests.deliveries import OLMO, PONTE

    studio.take(many(studio.folder, 10, buyers=(OLMO, PONTE)))
    studio.post(1)
    ponte = studio.balances(2)
    assert ponte == {} and studio.protocols(2) == []
    studio.post(2)
    assert studio.protocols(1) == studio.protocols(2) == [1, 2, 3, 4, 5]
    assert sum(studio.balances(1).values()) == sum(studio.balances(2).values()) == 0


def test_the_registers_print_what_was_posted_with_the_documents_fingerprint_invariant_21(studio: Studio) -> None:
    studio.take(put(studio.folder, "a.xml", file(body("7/A"))))
    studio.post()
    year = datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)
    with studio.store.reading() as reader:
        (line,) = reader.register_lines(1, Register.PURCHASES, *year)
    found = studio.document(1)
    assert (line.document_number, line.protocol, line.row.taxable, line.row.tax) == ("7/A", 1, 10_000, 2_200)
    assert (line.fingerprint, line.document_id, line.entry_id) == (found.fingerprint, 1, found.entry_id)
    assert line.party_identifier == "IT99900030018"
