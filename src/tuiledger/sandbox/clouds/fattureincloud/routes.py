"""Every address of the API that is simulated, and who answers there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from tuiledger.sandbox.clouds.exchange import Reply, json_reply
from tuiledger.sandbox.clouds.fattureincloud import (
    account,
    cashbook,
    issued,
    papers,
    received,
    registries,
    settings,
    subscriptions,
    values,
)
from tuiledger.sandbox.clouds.fattureincloud.bins import Bin
from tuiledger.sandbox.clouds.fattureincloud.call import Call, Handler

#: Parts of a path behind which an id stands that is no number.
_TEXT_IDS: Final = ("cashbook", "subscriptions", "price_lists")


class Place(NamedTuple):
    """An address without its ids, and the ids."""

    template: str
    ids: tuple[str, ...]


def place_of(path: str) -> Place:
    """``/c/12/issued_documents/7`` is ``/c/{}/issued_documents/{}`` with 12 and 7."""
    parts, ids, before = [], [], ""
    for part in path.split("/"):
        taken = (part.isascii() and part.isdigit()) or (before in _TEXT_IDS and part != "")
        if taken:
            ids.append(part)
        parts.append("{}" if taken else part)
        before = part
    return Place("/".join(parts), tuple(ids))


def _nothing(call: Call) -> Reply:
    return json_reply({"data": []})


def _no_emails(call: Call) -> Reply:
    call.require("emails", "r")
    frame = dict.fromkeys(("first_page_url", "from", "last_page_url", "next_page_url", "prev_page_url", "to"))
    return json_reply({"current_page": 1, "data": [], "last_page": 1, "per_page": 50, "total": 0, **frame})


def _price_list(call: Call) -> Reply:
    return json_reply({"data": {}})


def _kept(path: str, registry: registries.Registry) -> Iterator[tuple[str, str, Handler]]:
    """The five ways of a registry."""
    yield "GET", path, registry.page
    yield "POST", path, registry.create
    yield "GET", f"{path}/{{}}", registry.get
    yield "PUT", f"{path}/{{}}", registry.modify
    yield "DELETE", f"{path}/{{}}", registry.delete


def _settings(path: str, name: str) -> Iterator[tuple[str, str, Handler]]:
    """The four ways of a list of settings, and its list, which the service has without describing it."""
    yield "GET", path, settings.listed(name)
    yield "POST", path, settings.create(name)
    yield "GET", f"{path}/{{}}", settings.one(name)
    yield "PUT", f"{path}/{{}}", settings.modify(name)
    yield "DELETE", f"{path}/{{}}", settings.delete(name)


def _bin(name: str) -> Iterator[tuple[str, str, Handler]]:
    bin_ = Bin(name)
    path = f"/c/{{}}/bin/{name}_documents"
    yield "GET", path, bin_.page
    yield "GET", f"{path}/{{}}", bin_.get
    yield "DELETE", f"{path}/{{}}", bin_.delete
    yield "POST", f"{path}/{{}}/recover", bin_.recover


ROUTES: Final[tuple[tuple[str, str, Handler], ...]] = (
    ("GET", "/user/info", account.user_info),
    ("GET", "/user/companies", account.companies),
    ("GET", "/c/{}/company/info", account.company_info),
    ("GET", "/c/{}/company/plan_usage", account.plan_usage),
    # Issued documents
    ("GET", "/c/{}/issued_documents", issued.listed),
    ("POST", "/c/{}/issued_documents", issued.create),
    ("GET", "/c/{}/issued_documents/{}", issued.get),
    ("PUT", "/c/{}/issued_documents/{}", issued.modify),
    ("DELETE", "/c/{}/issued_documents/{}", issued.delete),
    ("POST", "/c/{}/issued_documents/totals", issued.new_totals),
    ("POST", "/c/{}/issued_documents/{}/totals", issued.existing_totals),
    ("GET", "/c/{}/issued_documents/info", papers.info),
    ("GET", "/c/{}/issued_documents/transform", papers.transform),
    ("GET", "/c/{}/issued_documents/join", papers.join),
    ("GET", "/c/{}/issued_documents/{}/email", papers.email),
    ("POST", "/c/{}/issued_documents/{}/email", papers.schedule_email),
    ("GET", "/c/{}/issued_documents/{}/e_invoice/xml", papers.xml),
    ("GET", "/c/{}/issued_documents/{}/e_invoice/xml_verify", papers.xml_verify),
    ("POST", "/c/{}/issued_documents/{}/e_invoice/send", papers.send),
    ("GET", "/c/{}/issued_documents/{}/e_invoice/error_reason", papers.error_reason),
    ("POST", "/c/{}/issued_documents/attachment", papers.upload),
    ("DELETE", "/c/{}/issued_documents/{}/attachment", papers.delete_attachment),
    *_bin("issued"),
    # Received documents
    ("GET", "/c/{}/received_documents", received.listed),
    ("POST", "/c/{}/received_documents", received.create),
    ("GET", "/c/{}/received_documents/{}", received.get),
    ("PUT", "/c/{}/received_documents/{}", received.modify),
    ("DELETE", "/c/{}/received_documents/{}", received.delete),
    ("POST", "/c/{}/received_documents/totals", received.new_totals),
    ("POST", "/c/{}/received_documents/{}/totals", received.existing_totals),
    ("GET", "/c/{}/received_documents/info", received.info),
    ("GET", "/c/{}/received_documents/pending", received.pending),
    ("GET", "/c/{}/received_documents/pending/{}", received.get_pending),
    ("POST", "/c/{}/received_documents/attachment", papers.upload),
    ("DELETE", "/c/{}/received_documents/{}/attachment", papers.delete_attachment),
    *_bin("received"),
    # Registries
    *_kept("/c/{}/entities/clients", registries.CLIENTS),
    ("GET", "/c/{}/entities/clients/info", registries.client_info),
    *_kept("/c/{}/entities/suppliers", registries.SUPPLIERS),
    *_kept("/c/{}/products", registries.PRODUCTS),
    *_kept("/c/{}/receipts", registries.RECEIPTS),
    ("GET", "/c/{}/receipts/info", registries.receipt_info),
    ("GET", "/c/{}/receipts/monthly_totals", registries.monthly_totals),
    *_kept("/c/{}/taxes", registries.TAXES),
    *_kept("/c/{}/archive", registries.ARCHIVE),
    ("GET", "/c/{}/cashbook", cashbook.listed),
    ("POST", "/c/{}/cashbook", cashbook.create),
    ("GET", "/c/{}/cashbook/{}", cashbook.get),
    ("PUT", "/c/{}/cashbook/{}", cashbook.modify),
    ("DELETE", "/c/{}/cashbook/{}", cashbook.delete),
    # Settings
    ("GET", "/c/{}/info/vat_types", settings.listed("vat_types")),
    ("GET", "/c/{}/info/payment_methods", settings.listed("methods")),
    ("GET", "/c/{}/info/payment_accounts", settings.listed("accounts")),
    ("GET", "/c/{}/info/revenue_centers", settings.fixed(values.CENTRES)),
    ("GET", "/c/{}/info/cost_centers", settings.fixed(values.CENTRES)),
    ("GET", "/c/{}/info/product_categories", settings.fixed(values.CATEGORIES)),
    ("GET", "/c/{}/info/received_document_categories", settings.received_categories),
    ("GET", "/c/{}/info/archive_categories", settings.fixed(("Contratti", "Altro"))),
    *_settings("/c/{}/settings/vat_types", "vat_types"),
    *_settings("/c/{}/settings/payment_methods", "methods"),
    *_settings("/c/{}/settings/payment_accounts", "accounts"),
    ("GET", "/c/{}/settings/tax_profile", settings.tax_profile),
    ("GET", "/c/{}/settings/templates", settings.templates),
    ("GET", "/c/{}/settings/templates/{}", settings.template),
    ("GET", "/info/templates", settings.templates),
    ("GET", "/info/countries", settings.fixed(values.COUNTRIES.values())),
    ("GET", "/info/detailed_countries", settings.fixed(
        {"name": name, "settings_name": name, "iso": iso, "fiscal_iso": iso, "uic": ""}
        for iso, name in values.COUNTRIES.items()
    )),
    ("GET", "/info/cities", settings.cities),
    ("GET", "/info/languages", settings.fixed(values.LANGUAGES)),
    ("GET", "/info/currencies", settings.fixed(values.CURRENCIES.values())),
    ("GET", "/info/measures", settings.fixed(values.MEASURES)),
    ("GET", "/info/dn_causals", settings.fixed(values.CAUSALS)),
    # Others
    ("GET", "/c/{}/emails", _no_emails),
    ("GET", "/c/{}/price_lists", _nothing),
    ("GET", "/c/{}/price_lists/{}/items", _price_list),
    ("GET", "/c/{}/subscriptions", subscriptions.listed),
    ("POST", "/c/{}/subscriptions", subscriptions.create),
    ("GET", "/c/{}/subscriptions/{}", subscriptions.get),
    ("PUT", "/c/{}/subscriptions/{}", subscriptions.modify),
    ("DELETE", "/c/{}/subscriptions/{}", subscriptions.delete),
    ("POST", "/c/{}/subscriptions/{}/verify", subscriptions.verify),
)  # fmt: skip

#: The same by address: what answers to each method.
BY_PLACE: Final[dict[str, dict[str, Handler]]] = {}
for _method, _path, _handler in ROUTES:
    BY_PLACE.setdefault(_path, {})[_method] = _handler
