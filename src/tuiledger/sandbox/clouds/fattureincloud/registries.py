"""Customers, suppliers, products and the other papers that are simply kept."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from tuiledger.domain.documents import PartyDetails
from tuiledger.sandbox.clouds.exchange import Reply, json_reply
from tuiledger.sandbox.clouds.fattureincloud import kinds, values
from tuiledger.sandbox.clouds.fattureincloud.account import usage
from tuiledger.sandbox.clouds.fattureincloud.call import Call
from tuiledger.sandbox.clouds.fattureincloud.errors import ApiError, invalid
from tuiledger.sandbox.clouds.fattureincloud.lists import Listing, listed, single
from tuiledger.sandbox.clouds.fattureincloud.parties import registered
from tuiledger.sandbox.clouds.fattureincloud.rows import Row
from tuiledger.sandbox.clouds.fattureincloud.values import Data

_ITALY: Final = PartyDetails("")


class Registry(NamedTuple):
    """One registry of a company: its rows are listed, read, made, changed and thrown away."""

    shelf: str
    scope: str
    listing: Listing
    event: str
    #: What a row must have, and whether the plan limits how many there are.
    needed: str = ""
    limited: bool = False

    def page(self, call: Call) -> Reply:
        """A page of it."""
        call.require(self.scope, "r")
        if self.shelf == "taxes":
            total = sum(row.data["amount"] for row in call.shelf(self.shelf))
            reply = listed(call, self.shelf, self.listing)
            return reply._replace(body=reply.body[:-1] + b',"aggregated_data":{"amount":%r}}' % total)
        return listed(call, self.shelf, self.listing)

    def get(self, call: Call) -> Reply:
        """One row."""
        call.require(self.scope, "r")
        return single(call, call.row(self.shelf), self.listing)

    def create(self, call: Call) -> Reply:
        """A new row."""
        call.require(self.scope, "a")
        data = self._checked(call.data(), None)
        if self.limited and usage(call, self.shelf)["usage"] >= call.company.limits[self.shelf]:
            raise ApiError(403, "Hai raggiunto il limite previsto dal tuo piano.")
        number, stamp = next(call.around.world.ids), call.around.clock.stamp()
        blank = self._blank(call, number)
        stamps: Data = {name: stamp for name in ("created_at", "updated_at") if name in blank}
        row = call.shelf(self.shelf).add(Row({**blank, **data, "id": number, **stamps}))
        call.changed("create", self.shelf, number, f"{self.event}.create")
        return single(call, row, self.listing)

    def modify(self, call: Call) -> Reply:
        """Other values for a row; what is not named stays."""
        call.require(self.scope, "a")
        row = call.row(self.shelf)
        data = self._checked(call.data(), row)
        stamp = {"updated_at": call.around.clock.stamp()} if "updated_at" in row.data else {}
        call.shelf(self.shelf).change(call.id, {**data, "id": call.id, **stamp})
        call.changed("modify", self.shelf, call.id, f"{self.event}.update")
        return single(call, row, self.listing)

    def delete(self, call: Call) -> Reply:
        """A row away."""
        call.require(self.scope, "a")
        call.row(self.shelf)
        call.shelf(self.shelf).discard(call.id)
        call.changed("delete", self.shelf, call.id, f"{self.event}.delete")
        return Reply(200)

    def _checked(self, data: Data, row: Row | None) -> Data:
        value = data.get(self.needed, "" if row is None else "there")
        if self.needed and not value:
            raise invalid(**{f"data__{self.needed}": f"The data.{self.needed} field is required."})
        return data

    def _blank(self, call: Call, number: int) -> Data:
        """A row with nothing in it yet."""
        if self.shelf in ("clients", "suppliers"):
            return registered(_ITALY, number, self.shelf) | {"email": "", "code": ""}
        pattern = next(iter(call.shelf(self.shelf)), None)
        kept: dict[str, Any] = {"created_at": "", "updated_at": ""} if self.shelf in ("products", "receipts") else {}
        return dict.fromkeys(pattern.data) | kept if pattern else kept


CLIENTS: Final = Registry("clients", "entity.clients", kinds.PERSONS, "entities.clients", "name", limited=True)
SUPPLIERS: Final = Registry("suppliers", "entity.suppliers", kinds.PERSONS, "entities.suppliers", "name", limited=True)
PRODUCTS: Final = Registry("products", "products", kinds.PRODUCTS, "products", "name", limited=True)
RECEIPTS: Final = Registry("receipts", "receipts", kinds.RECEIPTS, "receipts", "date")
TAXES: Final = Registry("taxes", "taxes", kinds.TAXES, "taxes", "due_date")
ARCHIVE: Final = Registry("archive", "archive", kinds.ARCHIVE, "archive_documents", "date")


def client_info(call: Call) -> Reply:
    """What is needed to make a customer."""
    call.require("entity.clients", "r")
    company = call.company
    data = {
        "countries_list": list(values.COUNTRIES.values()), "payment_methods_list": list(company.methods.values()),
        "payment_accounts_list": list(company.accounts.values()), "vat_types_list": list(company.vat_types.values()),
        "price_lists": [], **usage(call, "clients"),
    }  # fmt: skip
    return json_reply({"data": data})


def receipt_info(call: Call) -> Reply:
    """What is needed to make a receipt."""
    call.require("receipts", "r")
    data = {
        "numerations": {"2026": {"rec": len(call.shelf("receipts")) + 1}}, "numerations_list": ["rec"],
        "rc_centers_list": list(values.CENTRES), "payment_accounts_list": list(call.company.accounts.values()),
        "categories_list": list(values.CATEGORIES), "vat_types_list": list(call.company.vat_types.values()),
    }  # fmt: skip
    return json_reply({"data": data})


def monthly_totals(call: Call) -> Reply:
    """Receipts of a year, month by month."""
    call.require("receipts", "r")
    year = call.asked("year")
    months: list[Data] = [{"net": 0, "gross": 0, "count": 0} for _ in range(12)]
    for row in call.shelf("receipts"):
        if row.data["date"].startswith(f"{year}-"):
            month = months[int(row.data["date"][5:7]) - 1]
            month["net"] += row.data["amount_net"] or 0
            month["gross"] += row.data["amount_gross"] or 0
            month["count"] += 1
    return json_reply({"data": months})
