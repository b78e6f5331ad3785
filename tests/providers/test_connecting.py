"""What a connection is made of."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.providers.doubles import MemoryVault, Recorded

from tuiledger.domain.connections import Condition, Connection, Grant
from tuiledger.domain.faults import Refused, UnexpectedAnswer
from tuiledger.domain.secrets import Secret
from tuiledger.providers.connecting import authorization, tokens_of
from tuiledger.providers.fattureincloud import ADAPTER
from tuiledger.providers.oauth import Pair
from tuiledger.providers.tokens import PersonalToken, RefreshingTokens, keep

CONNECTION = Connection(7, "fattureincloud", "Studio", Grant.CODE, Condition.UNPROVED, client_id="client-7")


async def test_each_grant_has_its_tokens(tmp_path: Path) -> None:
    vault = MemoryVault()
    keep(vault, CONNECTION.secret_name, Pair(Secret("a/x"), Secret("r/x")))
    for grant, kind in (
        (Grant.PERSONAL_TOKEN, PersonalToken),
        (Grant.CODE, RefreshingTokens),
        (Grant.DEVICE, RefreshingTokens),
    ):
        tokens = tokens_of(ADAPTER, CONNECTION._replace(grant=grant), vault, tmp_path, Recorded())
        assert isinstance(tokens, kind)
        assert (await tokens.access()).reveal() == "a/x"


def test_a_sign_in_needs_a_registered_client() -> None:
    with pytest.raises(Refused) as raised:
        authorization(ADAPTER, CONNECTION._replace(client_id=None), Recorded())
    assert raised.value.code == "unsupported"
    with pytest.raises(Refused):
        authorization(ADAPTER._replace(endpoints=None), CONNECTION, Recorded())


@pytest.mark.parametrize("address", ["http://api-v2.fattureincloud.it", "https://evil.example", "http://10.0.0.1:80"])
def test_another_address_is_loopback_or_none(address: str) -> None:
    with pytest.raises(UnexpectedAnswer):
        authorization(ADAPTER, CONNECTION._replace(base_url=address), Recorded())


def test_the_providers_own_address_is_the_rule() -> None:
    assert ADAPTER.address(CONNECTION) == "https://api-v2.fattureincloud.it"
    assert ADAPTER.address(CONNECTION._replace(base_url="http://127.0.0.1:9")) == "http://127.0.0.1:9"
