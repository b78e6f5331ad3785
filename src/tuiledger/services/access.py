"""What a client lets its accountant see in a cloud, and how much of the cloud is left to it."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from tuiledger.domain.connections import Access, CloudCompany, Connection
from tuiledger.domain.quota import Allowance, standing
from tuiledger.domain.runs import Refusal
from tuiledger.ports import Reader
from tuiledger.ports.connecting import Clouds
from tuiledger.services.companies import find_company
from tuiledger.services.link import find_remote
from tuiledger.text.clean import clean_line


class Seen(NamedTuple):
    """A company of a cloud account, and the connection that reaches it."""

    connection: Connection
    remote: CloudCompany


def find_seen(reader: Reader, connections: tuple[Connection, ...], wanted: str) -> tuple[Seen, ...]:
    """The cloud companies that a client is, by its code, or the one with an id of the cloud.

    Raises:
        Refusal: no such client, it is linked to none of them, or no such id.
    """
    text = clean_line(wanted).strip()
    if text.isdecimal():
        found = [(each, [one for one in reader.remote_companies(each.id) if one.id == text]) for each in connections]
        by_id = tuple(Seen(each, one) for each, ones in found for one in ones)
        if by_id:
            return by_id
    company = find_company(reader, text)
    linked = tuple(
        Seen(connection, find_remote(reader, connection.id, link.remote_id))
        for connection in connections
        for link in reader.links(connection.id)
        if link.company_id == company.id
    )
    if not linked:
        raise Refusal("not-linked", "{} is linked to no company of a cloud", (company.code,))
    return linked


async def ask_access(clouds: Clouds, connection: Connection, remote_id: str) -> Access:
    """What a client lets its accountant see; it costs a call.

    Raises:
        ProviderError: the cloud does not say.
        VaultError: the vault cannot give the secret.
    """
    provider = clouds.provider(connection)
    try:
        return await provider.access(remote_id)
    finally:
        await provider.close()


def calls_left(reader: Reader, connection: Connection, remote_id: str, now: datetime.datetime) -> tuple[Allowance, ...]:
    """The calls that are left this hour and this month, as far as it is known."""
    return standing(reader.allowances(f"{connection.provider}/{remote_id}"), now)
