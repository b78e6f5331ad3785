"""The clouds as services reach them; signing in and proving are tested with the services, over HTTP."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.providers.doubles import MemoryVault

from tuiledger.domain.connections import Condition, Connection, Grant
from tuiledger.domain.quota import Pace
from tuiledger.domain.runs import Refusal
from tuiledger.domain.secrets import Secret
from tuiledger.ports.connecting import LentQuota
from tuiledger.providers.oauth import Pair
from tuiledger.providers.quota import MemoryQuota
from tuiledger.providers.reaching import Reach

CONNECTION = Connection(7, "fattureincloud", "Studio", Grant.PERSONAL_TOKEN, Condition.UNPROVED, secret_name="x/1")


class Lent(MemoryQuota):
    """A quota that knows whether it was given back."""

    closed = 0

    async def close(self) -> None:
        self.closed += 1


class Around:
    """A vault and quotas, and how often they were asked for."""

    def __init__(self, folder: Path) -> None:
        self.vault, self.opened, self.quotas = MemoryVault(), 0, list[Lent]()
        self.reach = Reach(self.open, self.lend, lambda: folder)

    def open(self) -> MemoryVault:
        self.opened += 1
        return self.vault

    def lend(self, pace: Pace) -> LentQuota:
        self.quotas.append(Lent(pace))
        return self.quotas[-1]


@pytest.fixture
def around(tmp_path: Path) -> Around:
    return Around(tmp_path)


def test_what_there_is_to_connect_to_is_told_without_a_vault(around: Around) -> None:
    (offer,) = around.reach.offers()
    assert (offer.name, offer.title, offer.grants[0]) == ("fattureincloud", "Fatture in Cloud", Grant.PERSONAL_TOKEN)
    assert around.reach.portal(CONNECTION, "12") == "https://secure.fattureincloud.it/"
    assert (around.opened, around.quotas) == (0, [])


@pytest.mark.parametrize("name", ["", "nuvola", "../x", "tuiledger"])
def test_a_cloud_that_is_not_there_is_refused(around: Around, name: str) -> None:
    for ask in (around.reach.offer, lambda one: around.reach.provider(CONNECTION._replace(provider=one))):
        with pytest.raises(Refusal) as raised:
            ask(name)
        assert raised.value.code == "provider-unknown"


async def test_all_connections_to_a_cloud_share_one_quota_and_one_vault(around: Around) -> None:
    one, other = around.reach.provider(CONNECTION), around.reach.provider(CONNECTION._replace(id=8))
    assert (around.opened, len(around.quotas)) == (1, 1)
    await around.reach.close()
    assert around.quotas[0].closed == 1
    await one.close()
    await other.close()


def test_a_token_is_kept_and_forgotten_under_its_own_name(around: Around) -> None:
    around.reach.unlock()
    around.reach.keep_token(CONNECTION, Secret("a/token"))
    assert Pair.from_blob(around.vault.kept["x/1"]).access == Secret("a/token")
    around.reach.forget(CONNECTION)
    assert around.vault.kept == {}
