"""A call as an adapter makes it: within the quota, with a token that works, repeated where that is safe."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from tuiledger.domain.faults import InvalidCredentials, ProviderError, QuotaUsedUp, Unavailable
from tuiledger.ports.clouds import Quota, Tokens, Window
from tuiledger.providers.http import Answer, Http, Request
from tuiledger.providers.repeating import Breaker, Patience, repeated

#: A provider's own reading of an answer: the fault it stands for, or None.
Judge = Callable[[Request, Answer], ProviderError | None]
#: Codes of faults that kept a call from reaching the provider, which did not count it.
_NEVER_LEFT: Final = frozenset({"no-network", "tls"})


class Caller:
    """Calls of one connection.

    Args:
        judge: reads refusals.
        windows: reads what an answer's headers say is left.
    """

    def __init__(
        self,
        http: Http,
        tokens: Tokens,
        quota: Quota,
        *,
        judge: Judge,
        windows: Callable[[Mapping[str, str]], Sequence[Window]] = lambda headers: (),
        patience: Patience = Patience(),  # noqa: B008 - an immutable value
        breaker: Breaker | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._http, self._tokens, self._quota = http, tokens, quota
        self._judge, self._windows, self._patience = judge, windows, patience
        self._breaker = breaker or Breaker()
        self._clock = clock

    async def call(self, request: Request, key: str) -> Answer:
        """The answer to ``request``, a success.

        Args:
            key: the quota the call is counted in.

        Raises:
            ProviderError: the call was refused, or there is no answer that can be believed.
        """

        async def once(attempt: int) -> Answer:
            token = await self._tokens.access()
            try:
                return await self._counted(request._replace(bearer=token), key, attempt)
            except InvalidCredentials:
                token = await self._tokens.after_refusal(token)
            return await self._counted(request._replace(bearer=token), key, attempt)

        self._breaker.check()
        return await repeated(once, self._patience, repeatable=request.repeatable, now=self._clock)

    async def fetch(self, request: Request) -> Answer:
        """The answer of a host that is not the provider's API, such as a store of attachments: no token, no quota.

        Raises:
            ProviderError: as in :meth:`call`.
        """

        async def once(attempt: int) -> Answer:
            return await self._judged(request, attempt)

        return await repeated(once, self._patience, repeatable=request.repeatable, now=self._clock)

    async def _counted(self, request: Request, key: str, attempt: int) -> Answer:
        async def heard(answer: Answer) -> None:
            await self._quota.seen(key, self._windows(answer.headers))

        await self._quota.take(key)
        try:
            return await self._judged(request, attempt, heard)
        except QuotaUsedUp as fault:
            await self._quota.refused(key, fault.until)
            raise
        except ProviderError as fault:
            if fault.code in _NEVER_LEFT:
                await self._quota.seen(key, ())
            raise

    async def _judged(
        self, request: Request, attempt: int, heard: Callable[[Answer], Awaitable[None]] | None = None
    ) -> Answer:
        worked = False
        try:
            answer = await self._http.send(request, attempt)
            if heard is not None:
                await heard(answer)
            fault = self._judge(request, answer)
            worked = not isinstance(fault, Unavailable)
        except Unavailable:
            raise
        except ProviderError:
            worked = True
            raise
        finally:
            self._breaker.told(worked=worked)
        if fault is not None:
            raise fault
        return answer

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()
