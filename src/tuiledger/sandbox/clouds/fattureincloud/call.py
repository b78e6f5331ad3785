"""One call to the API, with everything that is needed to answer it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from tuiledger.sandbox.clouds.clock import CloudClock
from tuiledger.sandbox.clouds.exchange import NotJson, Reply, Request
from tuiledger.sandbox.clouds.fattureincloud.company import Company
from tuiledger.sandbox.clouds.fattureincloud.errors import ApiError, forbidden, invalid, not_found
from tuiledger.sandbox.clouds.fattureincloud.grants import Grant, Grants
from tuiledger.sandbox.clouds.fattureincloud.oauth import OAuth
from tuiledger.sandbox.clouds.fattureincloud.quotas import Quotas
from tuiledger.sandbox.clouds.fattureincloud.rows import Row, Shelf
from tuiledger.sandbox.clouds.fattureincloud.seeding import World
from tuiledger.sandbox.clouds.fattureincloud.switches import Switches
from tuiledger.sandbox.clouds.fattureincloud.values import Data
from tuiledger.sandbox.clouds.fattureincloud.webhooks import Webhooks
from tuiledger.sandbox.clouds.journal import Journal

#: The area of a company that a scope lies in.
_AREAS: Final = {
    "entity.clients": "fic_clients", "entity.suppliers": "fic_suppliers", "products": "fic_products",
    "stock": "fic_stock", "received_documents": "fic_received_documents", "receipts": "fic_receipts",
    "calendar": "fic_calendar", "taxes": "fic_taxes", "archive": "fic_archive", "cashbook": "fic_cashbook",
    "settings": "fic_settings", "emails": "fic_emails", "situation": "fic_situation",
}  # fmt: skip
_ENOUGH: Final = {"r": ("read", "write", "detailed"), "a": ("write", "detailed")}


@dataclass
class Around:
    """What all calls share."""

    world: World
    clock: CloudClock
    switches: Switches
    grants: Grants
    oauth: OAuth
    quotas: Quotas
    journal: Journal
    webhooks: Webhooks
    base_url: str = ""


class Call(NamedTuple):
    """A request by somebody who may come in; ``ids`` are those in the path, behind the company's."""

    around: Around
    request: Request
    grant: Grant
    company: Company
    ids: tuple[str, ...] = ()

    @property
    def id(self) -> int:
        """The id in the path."""
        return int(self.ids[0][:18])

    @property
    def switches(self) -> Switches:
        """How the cloud behaves."""
        return self.around.switches

    @property
    def through_accountant(self) -> bool:
        """Whether the asker is the company's accountant, who sees what the company lets it see."""
        return self.grant.user == "accountant" and self.company.id not in (
            self.around.world.studio,
            self.around.world.studio_company,
        )

    def require(self, scope: str, access: str) -> None:
        """Refuse unless the token has the scope and the company lets its accountant in.

        Raises:
            ApiError: 403.
        """
        if not self.grant.may(scope, access):
            raise forbidden()
        area = _AREAS.get(scope, "fic_issued_documents")
        if self.through_accountant and self.company.permissions[area] not in _ENOUGH[access]:
            raise forbidden()

    def shelf(self, name: str) -> Shelf:
        """The company's rows of one kind."""
        return self.company.shelf(name)

    def row(self, shelf: str) -> Row:
        """The row that the path names.

        Raises:
            ApiError: 404.
        """
        row = self.shelf(shelf).rows.get(self.id)
        if row is None:
            raise not_found()
        return row

    def asked(self, name: str) -> str:
        """A parameter that has to be there.

        Raises:
            ApiError: 422.
        """
        value = self.request.query.get(name)
        if not value:
            raise invalid(**{name: f"The {name} field is required."})
        return value

    def fields(self) -> dict[str, Any]:
        """The whole JSON object of the request.

        Raises:
            ApiError: 400.
        """
        try:
            return self.request.fields()
        except NotJson:
            raise ApiError(400, "Il corpo della richiesta non è valido.") from None

    def data(self) -> Data:
        """The object in ``data`` of the request.

        Raises:
            ApiError: 400, or 422 when there is none.
        """
        data = self.fields().get("data")
        if not isinstance(data, dict) or not data:
            raise invalid(data="The data field is required.")
        return data

    def changed(self, what: str, shelf: str, number: int, event: str | None = None) -> None:
        """Keep a change in the journal, and tell those who subscribed to it."""
        self.around.journal.changed(what, self.request.path, company=self.company.id, shelf=shelf, id=number)
        if event is not None:
            self.around.webhooks.happened(self.company, event, [number])


Handler = Callable[[Call], Reply]
