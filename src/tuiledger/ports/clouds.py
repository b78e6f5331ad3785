"""The clouds as services see them: what a provider can be asked, and what it is handed to work with."""

from __future__ import annotations

import datetime
from collections.abc import AsyncIterator, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple, Protocol

from tuiledger.domain.connections import Access, CloudAccount, Connection
from tuiledger.domain.documents import Direction, Document, PartyDetails
from tuiledger.domain.secrets import Secret


class Capability(StrEnum):
    """What a provider can do; screens and plans ask before they offer."""

    ACCOUNTANT = "accountant"
    ISSUED = "issued"
    RECEIVED = "received"
    PENDING = "pending"
    E_INVOICE_XML = "e_invoice_xml"
    CHANGED_SINCE = "changed_since"
    TOTALS = "totals"
    PORTAL = "portal"


class Since(NamedTuple):
    """Which part of a list to read: everything changed at or after ``changed``, or dated from ``first`` to ``last``.

    ``changed`` is the provider's own stamp, as text. None everywhere asks for the whole list.
    """

    changed: str | None = None
    first: datetime.date | None = None
    last: datetime.date | None = None


class RemoteRow(NamedTuple):
    """One row of a provider's list as it came, not yet understood.

    ``payload`` is canonical (keys in order, no white space, without volatile fields such as signed addresses), and
    ``sha256`` is its hash: the same hash is the same document.
    """

    kind: str
    id: str
    updated_at: str | None
    payload: bytes
    sha256: str


class RemotePage(NamedTuple):
    """One page of a list; ``last`` says that no page follows, ``total`` how many rows the list has, where known.

    ``complete`` counts on the last page: it is False where the list did not stand still, or gave another number of rows
    than it has. From such a list nothing may be concluded about what is not in it.
    """

    kind: str
    number: int
    rows: tuple[RemoteRow, ...]
    last: bool
    total: int | None
    complete: bool = True


class Understood(NamedTuple):
    """A row read into the terms of the books. ``amounts`` says whether the VAT split is the document's own or was
    computed from its lines, or is missing (``own``, ``lines``, ``none``)."""

    direction: Direction
    document: Document
    amounts: str = "own"


class RemoteTotals(NamedTuple):
    """What a provider figures for a document, in minor units; None where it does not say.

    ``rates`` are taxable amount and VAT by rate, in hundredths of a percent, for rates that bear VAT.
    """

    net: int | None = None
    vat: int | None = None
    gross: int | None = None
    due: int | None = None
    rates: Mapping[int, tuple[int, int]] = MappingProxyType({})


class Window(NamedTuple):
    """One quota window as the provider tells it: ``name`` is ``burst``, ``hour`` or ``month``."""

    name: str
    limit: int
    remaining: int


class Exchange(NamedTuple):
    """One call and its answer, redacted when it was recorded; bodies are cut to a cap.

    ``url`` has no secrets and no host credentials; ``headers`` are the allow-listed ones.
    """

    at: datetime.datetime
    method: str
    url: str
    status: int | None
    milliseconds: int
    attempt: int
    request_headers: tuple[tuple[str, str], ...] = ()
    request_body: str = ""
    response_headers: tuple[tuple[str, str], ...] = ()
    response_body: str = ""
    #: The code of what went wrong, where something did.
    error: str | None = None


class Recorder(Protocol):
    """Where exchanges go; it must not fail, and it is called in the loop."""

    def exchanged(self, exchange: Exchange) -> None: ...


class Tokens(Protocol):
    """The token of one connection. The pair is durable before it is used; one refresh happens at a time, whatever the
    number of processes."""

    async def access(self) -> Secret:
        """A token that should work; refreshed beforehand when it is about to expire."""
        ...

    async def after_refusal(self, refused: Secret) -> Secret:
        """Another token than the one the provider refused.

        Raises:
            ProviderError: there is none (``needs-reconnect``); the connection says so from now on.
        """
        ...


class Quota(Protocol):
    """The shared account of calls: every process that uses a quota key asks it before a call and feeds it after."""

    async def take(self, key: str, calls: int = 1) -> None:
        """Wait for a burst slot, or refuse.

        Raises:
            ProviderError: the hour or the month is used up (``quota-used-up``), with the moment it comes back.
        """
        ...

    async def seen(self, key: str, windows: Sequence[Window]) -> None:
        """A call was answered, and this is what the provider said is left; its word is believed.

        Nothing was said of it where ``windows`` is empty, or where the call never left.
        """
        ...

    async def refused(self, key: str, until: datetime.datetime) -> None:
        """The provider refused for quota; nothing more is sent before ``until``."""
        ...


class Provider(Protocol):
    """One account of one cloud. Every method may raise :class:`tuiledger.domain.faults.ProviderError`."""

    @property
    def name(self) -> str: ...
    @property
    def capabilities(self) -> frozenset[Capability]: ...
    def kinds(self, direction: Direction) -> tuple[str, ...]:
        """The provider's own names of its document lists on one side, such as ``invoice`` and ``credit_note``."""
        ...

    async def account(self) -> CloudAccount: ...
    async def access(self, company_id: str) -> Access: ...
    def takes_filter(self, kind: str) -> bool:
        """Whether a part of the list can be asked for; where not, looking at all of it costs no more."""
        ...

    async def changed_since_works(self, company_id: str, kind: str) -> bool:
        """Whether the list can be asked for what changed; asked once per company and remembered."""
        ...

    def pages(self, company_id: str, kind: str, since: Since) -> AsyncIterator[RemotePage]: ...
    def understand(self, company: PartyDetails, row: RemoteRow) -> Understood:
        """Validate a row and read it into the terms of the books; no call is made.

        ``company`` is the client company whose list it is, as its own documents name it: one side of the document.

        Raises:
            Refusal: the row cannot be understood; with the field that is wrong.
        """
        ...

    def has_e_invoice(self, row: RemoteRow) -> bool:
        """Whether there is an e-invoice file of a document, as far as its row tells; no call is made."""
        ...

    async def e_invoice_xml(self, company_id: str, row: RemoteRow) -> bytes | None:
        """The e-invoice file of a document, where the provider has one."""
        ...

    async def totals(self, company_id: str, row: RemoteRow) -> RemoteTotals:
        """The provider's own totals of a document."""
        ...

    def portal_url(self, company_id: str) -> str | None:
        """Where a person opens the company in the provider's own pages."""
        ...

    async def close(self) -> None: ...


class Vault(Protocol):
    """Where secrets are kept. Calls block and belong in a thread."""

    @property
    def kind(self) -> str:
        """``vault`` for the encrypted file, or the name of the system's keyring."""
        ...

    def get(self, name: str) -> Secret | None: ...
    def set(self, name: str, secret: Secret) -> None:
        """Keep a secret durably before returning.

        Raises:
            VaultError: the vault is locked, damaged, or not ours.
        """
        ...

    def delete(self, name: str) -> None: ...


class VaultError(Exception):
    """The vault cannot do what was asked; ``code`` is stable and ``message`` a template with ``values``.

    Codes: ``locked``, ``wrong-passphrase``, ``damaged``, ``unsafe`` (owner, mode or kind of the file), ``absent``,
    ``no-keyring``, ``timeout``, ``unwritable``.
    """

    def __init__(self, code: str, message: str, values: tuple[str, ...] = ()) -> None:
        super().__init__(message.format(*values) if values else message)
        self.code = code
        self.message = message
        self.values = values


class Connector(Protocol):
    """Makes a provider for a connection; the composition root knows the adapters."""

    def __call__(self, connection: Connection, tokens: Tokens, quota: Quota, recorder: Recorder) -> Provider: ...
