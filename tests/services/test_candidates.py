"""The clients that are put before a person for a company of a cloud."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.builders import FixedClock
from tests.tui.cloud_studio import open_linked_studio

from tuiledger.domain.linking import Confidence, Seen
from tuiledger.ports import Reader, Store
from tuiledger.services.candidates import candidates, seen
from tuiledger.services.link import ignore, link_company

PROVED = 1


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_linked_studio(tmp_path)
    yield opened
    opened.close()


def named(reader: Reader, name: str) -> Seen:
    return next(one for one in seen(reader, PROVED, decided=True) if one.remote.name == name)


def test_the_surest_come_first_and_those_that_are_nobody_last(store: Store) -> None:
    with store.reading() as reader:
        found = seen(reader, PROVED)
    bands = [one.suggestion.confidence for one in found if one.company and one.suggestion]
    assert bands == [Confidence.SURE, Confidence.SURE, Confidence.LIKELY, Confidence.UNCLEAR]
    assert [one.company for one in found[len(bands) :]] == [None, None]


def test_the_first_candidate_is_the_one_that_the_list_suggests(store: Store) -> None:
    with store.reading() as reader:
        for one in seen(reader, PROVED):
            offered = candidates(reader, PROVED, one)
            assert (offered[0].company if offered else None) == one.company
            assert not offered or offered[0].confidence is (one.suggestion and one.suggestion.confidence)


def test_several_that_are_alike_are_all_offered(store: Store) -> None:
    with store.reading() as reader:
        offered = candidates(reader, PROVED, named(reader, "Bottega Verde di Rossi"))
        assert {one.company.code for one in offered} == {"BOTTEGA", "VERDE"}
        assert len(candidates(reader, PROVED, named(reader, "Bottega Verde di Rossi"), most=1)) == 1


def test_a_client_that_is_linked_already_comes_last_and_says_to_whom(store: Store) -> None:
    link_company(store, FixedClock(), "anna", "Fatture in Cloud", "500", "BOTTEGA", anyway=True)
    with store.reading() as reader:
        offered = candidates(reader, PROVED, named(reader, "Bottega Verde di Rossi"))
    assert [(one.company.code, one.linked_to) for one in offered] == [("VERDE", ""), ("BOTTEGA", "Sconosciuta S.p.A.")]


def test_a_decided_company_has_no_candidates_and_is_listed_only_when_asked_for(store: Store) -> None:
    ignore(store, FixedClock(), "anna", "Fatture in Cloud", "100")
    with store.reading() as reader:
        assert "100" not in [one.remote.id for one in seen(reader, PROVED)]
        decided = named(reader, "Olmo S.r.l.")
        assert decided.link is not None and candidates(reader, PROVED, decided) == []
