"""A page is not interrupted by the collector, and the collector comes back whatever happens."""

from __future__ import annotations

import gc

import pytest

from tuiledger.services.bulk import without_collections


def test_the_collector_rests_for_a_page_and_comes_back_even_after_a_failure() -> None:
    assert gc.isenabled()
    with pytest.raises(ValueError, match="page"), without_collections():
        with without_collections():
            assert not gc.isenabled()
        assert not gc.isenabled()
        raise ValueError("page")
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        with without_collections():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
