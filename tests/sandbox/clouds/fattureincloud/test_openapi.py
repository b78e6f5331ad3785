"""Every answer to a GET has the shape that the vendor's own description gives it."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from openapi_core import OpenAPI
from openapi_core.exceptions import OpenAPIError
from openapi_core.testing import MockRequest, MockResponse
from tests.sandbox.clouds.asking import Asker, small_cloud

from tuiledger.sandbox.clouds.exchange import Reply
from tuiledger.sandbox.clouds.fattureincloud.cloud import FattureInCloud
from tuiledger.sandbox.clouds.fattureincloud.routes import ROUTES

#: What the description does not know.
UNDESCRIBED = {"/c/{}/settings/vat_types", "/c/{}/settings/payment_methods", "/c/{}/settings/payment_accounts"}
#: What the service describes and does not have, and what is no JSON.
ABSENT = "/c/{}/info/received_document_categories"
XML = "/c/{}/issued_documents/{}/e_invoice/xml"
DESCRIBED = [path for method, path, _ in ROUTES if method == "GET" and path not in UNDESCRIBED | {ABSENT, XML}]
ISSUED = ("invoice", "credit_note", "self_supplier_invoice", "self_own_invoice", "order")
RECEIVED = ("expense", "passive_credit_note")
#: Comes with the validator, and publishes no types.
yaml: Any = import_module("yaml")
HOST = "https://api-v2.fattureincloud.it"


@pytest.fixture(scope="module")
def description(shared: Path) -> OpenAPI:
    text = (shared / "data" / "fattureincloud-openapi.yaml").read_text(encoding="utf-8")
    data = yaml.load(text, Loader=yaml.CSafeLoader)
    _allow_null_where_it_is_said(data["components"]["schemas"])
    return OpenAPI.from_dict(data)


def _allow_null_where_it_is_said(schemas: dict[str, Any]) -> None:
    """A list of values that may be null has to hold null for the validator; references cannot say that they may be."""
    for schema in schemas.values():
        if schema.get("nullable") and "enum" in schema:
            schema["enum"].append(None)
    objects = ("VatType", "PaymentAccount", "PaymentMethod", "DocumentTemplate", "Language", "Currency")
    for name in objects:
        schemas[name]["nullable"] = True
    for name in ("IssuedDocument", "CashbookEntry"):
        for prop in schemas[name]["properties"].values():
            if prop.get("nullable") and "enum" in prop and None not in prop["enum"]:
                prop["enum"].append(None)


@pytest.fixture(scope="module")
def cloud() -> FattureInCloud:
    return small_cloud()


def parameters(path: str, asker: Asker) -> list[dict[str, str]]:
    """What an address has to be asked with: every way that counts."""
    sets = ("basic", "detailed", "fic_view")
    if path.endswith("/issued_documents") and "bin" not in path:
        return [{"type": kind, "fieldset": name, "per_page": "100"} for kind in ISSUED for name in sets]
    if path.endswith("/received_documents") and "bin" not in path:
        return [{"type": kind, "fieldset": name, "per_page": "100"} for kind in RECEIVED for name in sets]
    if path.endswith("/pending"):
        return [{"type": "agyo"}]
    if path.endswith("documents/info"):
        return [{"type": "invoice" if "issued" in path else "expense"}]
    first = next(iter(asker.company.shelf("issued"))).data["id"]
    return [
        {
            "plan_usage": {"category": "clients"},
            "cashbook": {"date_from": "2026-01-01", "date_to": "2026-12-31"},
            "monthly_totals": {"type": "till_receipt", "year": "2026"},
            "transform": {"original_document_id": str(first), "new_type": "order"},
            "join": {"ids": str(first)},
        }.get(path.rpartition("/")[2], {})
    ]


def filled(path: str, asker: Asker) -> str:
    """The address with ids of things that are there."""
    company = asker.company
    shelves = {
        "clients": "clients", "suppliers": "suppliers", "products": "products", "issued_documents": "issued",
        "received_documents": "received", "pending": "pending", "receipts": "receipts", "taxes": "taxes",
        "archive": "archive",
    }  # fmt: skip
    parts = path.split("/")
    for place, part in enumerate(parts):
        if part != "{}":
            continue
        before = parts[place - 1]
        shelf = company.shelf(shelves[before]) if before in shelves else None
        rows = shelf.bin if shelf is not None and "bin" in parts else shelf.rows if shelf is not None else {}
        numbers: dict[str, object] = {
            "c": company.id, "vat_types": 0, "payment_methods": next(iter(company.methods)),
            "payment_accounts": next(iter(company.accounts)), "templates": 2821,
            "cashbook": next(iter(company.cashbook)), "subscriptions": next(iter(company.subscriptions), ""),
            "price_lists": "PL1",
        }  # fmt: skip
        parts[place] = str(numbers[before] if shelf is None else next(iter(rows)))
    return "/".join(parts)


async def prepared(cloud: FattureInCloud) -> Asker:
    """Something in the bins, a subscription, and a document that the exchange system refused."""
    asker = Asker(cloud)
    if not asker.company.subscriptions:
        event = "it.fattureincloud.webhooks.products.create"
        await asker.send(
            "POST", f"{asker.path}/subscriptions", {"data": {"sink": "https://a.example", "types": [event]}}
        )
        for shelf in ("issued", "received"):
            number = next(reversed(asker.company.shelf(shelf).rows))
            await asker.send("DELETE", f"{asker.path}/{shelf}_documents/{number}")
        first = next(iter(asker.company.shelf("issued"))).data["id"]
        cloud.edit({"action": "e_invoice_state", "company": asker.company.id, "id": first, "state": "discarded"})
    return asker


@pytest.mark.parametrize("path", DESCRIBED)
async def test_answers_have_the_described_shape(cloud: FattureInCloud, description: OpenAPI, path: str) -> None:
    asker = await prepared(cloud)
    address = filled(path, asker)
    for query in parameters(path, asker):
        reply = await asker("GET", address, **query)
        assert reply.status == 200, (address, query, reply.body)
        description.validate_response(*spoken(asker, address, query, reply))


def spoken(asker: Asker, address: str, query: dict[str, str], reply: Reply) -> tuple[MockRequest, MockResponse]:
    """A request and its reply as the validator takes them."""
    request = MockRequest(HOST, "get", address, args=query, headers={"Authorization": f"Bearer {asker.token}"})
    response = MockResponse(reply.body, headers=dict(reply.headers), content_type=reply.header("Content-Type") or "")
    return request, response


@pytest.mark.parametrize("fault", ["wrong_types", "endless_pages"])
async def test_the_description_notices_what_is_wrong(cloud: FattureInCloud, description: OpenAPI, fault: str) -> None:
    asker = await prepared(cloud)
    address, query = f"{asker.path}/issued_documents", {"type": "invoice", "fieldset": "detailed"}
    cloud.faults.arm({"fault": fault})
    reply = await asker("GET", address, **query)
    if fault == "wrong_types":
        with pytest.raises(OpenAPIError):
            description.validate_response(*spoken(asker, address, query, reply))
    else:
        description.validate_response(*spoken(asker, address, query, reply))


def test_what_is_described_is_there(shared: Path) -> None:
    text = (shared / "data" / "fattureincloud-openapi.yaml").read_text(encoding="utf-8")
    data = yaml.load(text, Loader=yaml.CSafeLoader)
    simulated = {(method.lower(), path) for method, path, _ in ROUTES}
    described = set()
    for path, operations in data["paths"].items():
        plain = "/".join("{}" if part.startswith("{") else part for part in path.split("/"))
        described |= {(method, plain) for method in operations if method in ("get", "post", "put", "delete")}
    left = {"/c/{}/taxes/attachment", "/c/{}/taxes/{}/attachment", "/c/{}/archive/attachment"}
    assert {path for _, path in described - simulated} == left
    assert {path for _, path in simulated - described} == UNDESCRIBED
