"""Pages of work that make many values at once and none that refer to one another in a circle."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collections() -> Iterator[None]:
    """Let no search for circular garbage interrupt a page: it would find none, and takes a seventh of the time.

    What a page makes is freed as it goes out of use; the search goes on between pages.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
