"""What can go wrong between us and a cloud, in terms that decide what happens next."""

from __future__ import annotations

import datetime


class ProviderError(Exception):
    """A cloud could not be asked, or did not answer as it should.

    ProviderError
    ├── Refused            the cloud answered and said no; asking again changes nothing
    │   ├── InvalidCredentials   401, OAuth errors
    │   ├── NeedsReconnect       the grant is gone: a person must sign in again
    │   ├── Forbidden            403: scope, permission or licence
    │   ├── NotFound             404
    │   ├── Conflict             409, 412
    │   └── Invalid              400, 422: the fields that are wrong
    ├── QuotaUsedUp        the hour or the month is used up, until a moment that is known
    ├── Unavailable        5xx, time-outs, no network: the same call may work later
    │   └── OutcomeUnknown       the request was sent and no answer came: look before repeating
    └── UnexpectedAnswer   what came cannot be believed: shape, size, host, encoding

    ``code`` is stable; ``message`` is an English template whose ``{}`` fields ``values`` fill.
    """

    code = "provider"

    def __init__(
        self, message: str, values: tuple[str, ...] = (), *, code: str | None = None, status: int | None = None
    ) -> None:
        super().__init__(message.format(*values) if values else message)
        self.message = message
        self.values = values
        self.status = status
        if code is not None:
            self.code = code


class Refused(ProviderError):
    """The cloud said no."""

    code = "refused"


class InvalidCredentials(Refused):
    """The token is not accepted."""

    code = "invalid-credentials"


class NeedsReconnect(Refused):
    """The grant is revoked or expired: only a person can renew it."""

    code = "needs-reconnect"


class Forbidden(Refused):
    """Not allowed: ``code`` is ``missing-scope``, ``closed-area`` (what a client does not show its accountant),
    ``licence-expired`` or ``forbidden``."""

    code = "forbidden"


class NotFound(Refused):
    """There is no such thing, or it belongs to another company."""

    code = "not-found"


class Conflict(Refused):
    """The thing is in another state than the call expects."""

    code = "conflict"


class Invalid(Refused):
    """The cloud's own rules refuse the data; ``fields`` are (dotted path, its sentence)."""

    code = "invalid"

    def __init__(
        self, message: str, values: tuple[str, ...] = (), *, fields: tuple[tuple[str, str], ...] = (),
        status: int | None = None,
    ) -> None:  # fmt: skip
        super().__init__(message, values, status=status)
        self.fields = fields


class QuotaUsedUp(ProviderError):
    """Nothing more may be asked before ``until`` (aware, UTC); ``window`` is ``burst``, ``hour`` or ``month``."""

    code = "quota-used-up"

    def __init__(
        self, message: str, values: tuple[str, ...] = (), *, until: datetime.datetime, window: str,
        status: int | None = None,
    ) -> None:  # fmt: skip
        super().__init__(message, values, status=status)
        self.until = until
        self.window = window


class Unavailable(ProviderError):
    """No answer now: ``code`` is ``no-network``, ``timeout`` or ``provider-down``; ``retry_after`` is the wait in
    seconds that the cloud asked for."""

    code = "provider-down"
    retry_after: int | None = None


class OutcomeUnknown(Unavailable):
    """A call that changes something was sent, and what became of it is not known."""

    code = "outcome-unknown"


class UnexpectedAnswer(ProviderError):
    """What came cannot be believed: ``code`` says why (``shape``, ``too-large``, ``redirect``, ``host``, ``json``,
    ``encoding``, ``tls``, ``status``)."""

    code = "unexpected-answer"
