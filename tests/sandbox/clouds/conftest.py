"""Simulated clouds to ask."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.sandbox.clouds.asking import Asker, small_cloud

from tuiledger.sandbox.clouds.fattureincloud.cloud import FattureInCloud
from tuiledger.sandbox.clouds.server import serving


@pytest.fixture(scope="module")
def shared_cloud() -> FattureInCloud:
    """A cloud that a module's tests only read."""
    return small_cloud()


@pytest.fixture
def reader(shared_cloud: FattureInCloud) -> Asker:
    """Asks without changing anything."""
    return Asker(shared_cloud)


@pytest.fixture
def asker() -> Asker:
    """Asks a cloud of the test's own."""
    return Asker(small_cloud())


@pytest.fixture(scope="module")
def served(shared_cloud: FattureInCloud) -> Iterator[str]:
    """The address of the module's cloud, on a socket."""
    with serving(shared_cloud) as base_url:
        shared_cloud.moved_in(base_url)
        yield base_url
