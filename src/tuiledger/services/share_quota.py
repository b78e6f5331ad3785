"""Keep within a provider's quotas together with every other process that works on the same books."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tuiledger.domain.quota import (
    WINDOWS,
    Allowance,
    Lot,
    NotYet,
    Pace,
    Reserved,
    believed,
    found_nothing,
    refusal,
    reserve,
    returned,
    window_end,
)
from tuiledger.ports import Clock, Store
from tuiledger.ports.clouds import Window


@dataclass(slots=True)
class _Account:
    """What this process knows of one quota: its lot, and what the provider last said is left."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    lot: Lot | None = None
    told: tuple[Allowance, ...] = ()
    told_at: datetime | None = None
    #: The rows of the lots it took, while the provider may not have counted them.
    own: frozenset[tuple[str, datetime]] = frozenset()
    #: It made a first call, of which the provider has said nothing yet.
    asked: bool = False
    #: Calls that were not answered yet.
    out: int = 0

    def spend(self, calls: int, now: datetime) -> bool:
        """Take calls out of the lot; whether it has them."""
        if self.lot is None or self.lot.calls < calls or now >= self.lot.until:
            return False
        self.lot = self.lot._replace(calls=self.lot.calls - calls)
        return True


class SharedQuota:
    """The :class:`tuiledger.ports.clouds.Quota` of processes that share books; :meth:`close` it when done.

    What nobody gives back, because a process was killed, is made good by what the provider says is left.

    Args:
        pace: what may be asked in any few minutes.
        sleep: waits for so many seconds.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        pace: Pace = Pace(),  # noqa: B008 - an immutable value
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._store, self._clock, self._pace, self._sleep = store, clock, pace, sleep
        self._accounts: dict[str, _Account] = {}

    async def take(self, key: str, calls: int = 1) -> None:
        """Wait for a burst slot, or refuse.

        Raises:
            QuotaUsedUp: the hour or the month is used up, or the provider said to wait.
            StoreError: the books cannot be written to.
        """
        account = self._account(key)
        async with account.turn:
            while not account.spend(calls, self._clock.now()):
                found = await asyncio.to_thread(self._reserve, key, account, calls)
                if isinstance(found, NotYet):
                    await self._sleep(max((found.until - self._clock.now()).total_seconds(), 0.01))
                else:
                    account.lot = found.lot
            account.out += 1

    async def seen(self, key: str, windows: Sequence[Window]) -> None:
        """Believe what the provider said is left."""
        now = self._clock.now()
        if key in self._accounts:
            self._accounts[key].out -= self._accounts[key].out > 0
        told = tuple(
            Allowance(one.name, one.limit, one.remaining, window_end(one.name, now))
            for one in windows
            if one.name in WINDOWS
        )
        if not told:
            return
        # An answer that comes after everything was given back: others have only this word of it.
        late = key not in self._accounts
        account = self._account(key)
        account.told, account.told_at = told, now
        if account.lot is not None:
            least = min(one.remaining for one in told)
            account.lot = account.lot._replace(calls=min(account.lot.calls, least))
        if account.asked or late:
            # Others wait for this.
            account.asked = False
            await asyncio.to_thread(self._tell, key, account)

    async def refused(self, key: str, until: datetime) -> None:
        """Let nothing more pass before ``until``, in any process."""
        account = self._account(key)
        account.lot = None
        await asyncio.to_thread(self._keep, key, refusal(until))

    async def close(self) -> None:
        """Give back the calls that were taken and not made."""
        await asyncio.to_thread(self._give_back)

    def _account(self, key: str) -> _Account:
        return self._accounts.setdefault(key, _Account())

    def _reserve(self, key: str, account: _Account, calls: int) -> Reserved | NotYet:
        now = self._clock.now()
        with self._store.writing("reserve calls") as work:
            before = work.allowances(key)
            kept = self._settled(before, account, now)
            found = reserve(kept, self._pace, now, calls, asked=account.asked)
            if isinstance(found, Reserved):
                rows = {row.window: row for row in (*kept, *found.rows)}
                work.set_allowances(key, [row for row in rows.values() if row not in before])
        if isinstance(found, Reserved):
            account.told, account.told_at, account.lot = (), None, None
            account.asked = account.asked or not found.lot.windows
            account.own = frozenset({row for row in account.own if row[1] > now} | {found.lot.row})
        return found

    def _settled(self, kept: Sequence[Allowance], account: _Account, now: datetime) -> Sequence[Allowance]:
        """The account with the rest of the last lot given back, and with what the provider said since."""
        if account.lot is not None:
            kept = returned(kept, account.lot, now)
        if account.told_at is not None:
            kept = believed(kept, account.told, account.told_at, self._pace, now, account.own)
        return kept

    def _tell(self, key: str, account: _Account) -> None:
        now = self._clock.now()
        with self._store.writing("note what is left") as work:
            before = work.allowances(key)
            after = believed(before, account.told, account.told_at or now, self._pace, now, account.own)
            work.set_allowances(key, [row for row in after if row not in before])

    def _keep(self, key: str, row: Allowance) -> None:
        with self._store.writing("note a refusal") as work:
            work.set_allowances(key, [row])

    def _give_back(self) -> None:
        rest = {key: account for key, account in self._accounts.items() if account.lot or account.asked}
        if not rest:
            return
        now = self._clock.now()
        with self._store.writing("give calls back") as work:
            for key, account in rest.items():
                before = work.allowances(key)
                # While a call is out, what it finds is not known yet: the others wait for it.
                gives_up = account.asked and not account.out
                after = [*self._settled(before, account, now), *([found_nothing(now)] if gives_up else [])]
                work.set_allowances(key, [row for row in after if row not in before])
                self._accounts.pop(key)
