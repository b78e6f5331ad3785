"""What Fatture in Cloud is to the rest of the program."""

from __future__ import annotations

from typing import Final

from tuiledger.domain.connections import Connection, Grant
from tuiledger.domain.quota import Pace
from tuiledger.ports.clouds import Provider, Quota, Recorder, Tokens
from tuiledger.providers.base import Adapter
from tuiledger.providers.calling import Caller
from tuiledger.providers.fattureincloud.client import API, CAPABILITIES, HOSTS, NAME, PORTAL, FattureInCloud
from tuiledger.providers.fattureincloud.refusals import judge, windows
from tuiledger.providers.http import Http, Limits
from tuiledger.providers.oauth import Endpoints
from tuiledger.providers.repeating import Patience
from tuiledger.providers.verdict import prove

#: What importing asks for, and nothing more (developers.fattureincloud.it, scopes).
SCOPES: Final = (
    "issued_documents.invoices:r",
    "issued_documents.credit_notes:r",
    "received_documents:r",
    "entity.clients:r",
    "entity.suppliers:r",
    "settings:r",
)
ENDPOINTS: Final = Endpoints(
    authorize="/oauth/authorize",
    token="/oauth/token",  # noqa: S106 - a path
    device="/oauth/device",
    json_body=True,
    wrapped_device=True,
    pkce=False,
)


def connect(
    connection: Connection,
    tokens: Tokens,
    quota: Quota,
    recorder: Recorder,
    *,
    limits: Limits = Limits(),  # noqa: B008 - an immutable value
    patience: Patience = Patience(),  # noqa: B008
) -> Provider:
    """An account of Fatture in Cloud, or of the simulated one that the connection names."""
    address = ADAPTER.address(connection)
    http = Http(address, recorder, hosts=HOSTS, simulated=connection.base_url is not None, limits=limits)
    caller = Caller(http, tokens, quota, judge=judge, windows=windows, patience=patience)
    return FattureInCloud(caller, portal(connection))


def portal(connection: Connection, remote_id: str = "") -> str:
    """Where a person signs in to the service's own pages; the company is chosen there."""
    return connection.base_url or PORTAL


ADAPTER: Final = Adapter(
    name=NAME,
    title="Fatture in Cloud",
    base_url=API,
    # The service opens the way by device code to chosen apps only.
    grants=(Grant.PERSONAL_TOKEN, Grant.CODE, Grant.DEVICE),
    scopes=SCOPES,
    capabilities=CAPABILITIES,
    connect=connect,
    prove=prove,
    endpoints=ENDPOINTS,
    reads=SCOPES[:3],
    # Any five minutes, for each company (developers.fattureincloud.it, limits and quotas).
    pace=Pace(300, 300),
    portal=portal,
)
