"""Entries are read page by page in any order, each page the same as in one long list."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.builders import FixedClock

from tuiledger.ports import EntryFilter, Store
from tuiledger.services.post import post_ready
from tuiledger.tui.lists.shelves import EntryPages


@pytest.fixture
def posted(store: Store) -> Store:
    """The studio's first client with everything posted."""
    assert list(post_ready(store, FixedClock(), "anna", 1))
    return store


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(offsets=st.lists(st.integers(0, 40), min_size=1, max_size=6), limit=st.integers(1, 12))
def test_any_page_is_the_part_of_the_list_it_stands_for(posted: Store, offsets: list[int], limit: int) -> None:
    with posted.reading() as reader:
        whole = reader.entries(EntryFilter(company_id=1), limit=1000)
        pages, wanted = EntryPages(), EntryFilter(company_id=1)
        for offset in offsets:
            assert pages.at(reader, wanted, offset, limit) == whole[offset : offset + limit]
