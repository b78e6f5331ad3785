"""One process of several that share a quota; it is started anew, so it loads little."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, date, datetime

from tuiledger.bootstrap import open_books
from tuiledger.domain.connections import Condition, Connection, Grant
from tuiledger.domain.faults import QuotaUsedUp
from tuiledger.domain.secrets import Secret
from tuiledger.providers.fattureincloud import ADAPTER
from tuiledger.providers.recorder import Silent
from tuiledger.services.share_quota import SharedQuota

#: Every clock of this test stands still: no hour ends under it.
NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)


class StillClock:
    """A clock that stands still."""

    def now(self) -> datetime:
        return NOON

    def today(self) -> date:
        return NOON.date()


class Token:
    """A token that never changes."""

    def __init__(self, token: str) -> None:
        self._token = Secret(token)

    async def access(self) -> Secret:
        return self._token

    async def after_refusal(self, refused: Secret) -> Secret:
        raise AssertionError("the token is good")


async def call_until_used_up(url: str, place: str, token: str, company: str, most: int) -> int:
    """Ask for a company's page until the hour is used up, ``most`` times at most; how often it was answered."""
    store = open_books(place)
    quota = SharedQuota(store, StillClock(), ADAPTER.pace)
    connection = Connection(1, ADAPTER.name, "x", Grant.PERSONAL_TOKEN, Condition.PROVED, base_url=url)
    provider = ADAPTER.connect(connection, Token(token), quota, Silent())
    done = 0
    try:
        while done < most:
            await provider.access(company)
            done += 1
    except QuotaUsedUp:
        pass
    finally:
        await provider.close()
        await quota.close()
        store.close()
    return done


if __name__ == "__main__":
    url, place, token, company, most = sys.argv[1:]
    print(asyncio.run(call_until_used_up(url, place, token, company, int(most))))
