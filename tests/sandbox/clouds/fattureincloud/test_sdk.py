"""The vendor's own client against the simulated cloud: it is strict, and nobody here wrote it."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

import pytest
from fattureincloud_python_sdk.oauth2.oauth2 import (
    OAuth2AuthorizationCodeManager,
    OAuth2DeviceCodeManager,
    OAuth2Error,
)
from fattureincloud_python_sdk.oauth2.scopes import Scope
from tests.sandbox.clouds.asking import small_cloud

from tuiledger.sandbox.clouds.fattureincloud.cloud import FattureInCloud
from tuiledger.sandbox.clouds.server import serving

#: Every field of its models may be None for a type checker.
fic: Any = import_module("fattureincloud_python_sdk")
BACK = "http://localhost:4321/callback"
SCOPES = [Scope.ENTITY_CLIENTS_READ, Scope.SETTINGS_ALL]


@pytest.fixture(scope="module")
def cloud() -> FattureInCloud:
    return small_cloud()


@pytest.fixture(scope="module")
def base_url(cloud: FattureInCloud) -> Iterator[str]:
    with serving(cloud) as address:
        cloud.moved_in(address)
        yield address


@pytest.fixture(scope="module")
def client(cloud: FattureInCloud, base_url: str) -> Iterator[Any]:
    token = cloud.around.grants.personal["accountant"]
    with fic.ApiClient(fic.Configuration(host=base_url, access_token=token, retries=0)) as client:
        yield client


@pytest.fixture(scope="module")
def company(cloud: FattureInCloud) -> int:
    return cloud.world.clients[0].id


def location(base_url: str, address: str) -> str:
    line = http.client.HTTPConnection(urlsplit(base_url).netloc)
    line.request("GET", address.removeprefix(base_url))
    place = line.getresponse().getheader("Location") or ""
    line.close()
    return place


def test_it_signs_in_with_a_code_and_refreshes(cloud: FattureInCloud, base_url: str) -> None:
    oauth = cloud.around.oauth
    manager = OAuth2AuthorizationCodeManager(oauth.client_id, oauth.client_secret, BACK, base_url)
    back = manager.get_params_from_url(location(base_url, manager.get_authorization_url(SCOPES, "state")))
    assert back.state == "state"
    tokens = manager.fetch_token(back.authorization_code)
    newer = manager.refresh_token(tokens.refresh_token)
    assert tokens.refresh_token != newer.refresh_token
    with pytest.raises(OAuth2Error) as refused:
        manager.fetch_token(back.authorization_code)
    assert (refused.value.status, refused.value.error) == (400, "invalid_grant")
    with fic.ApiClient(fic.Configuration(host=base_url, access_token=newer.access_token, retries=0)) as client:
        assert fic.UserApi(client).get_user_info().data.name == "Marta Rivalta"


def test_it_signs_in_with_a_device_code_and_refreshes(cloud: FattureInCloud, base_url: str) -> None:
    manager = OAuth2DeviceCodeManager(cloud.around.oauth.client_id, base_url)
    device = manager.get_device_code(SCOPES)
    with pytest.raises(OAuth2Error) as pending:
        manager.fetch_token(device.device_code)
    assert pending.value.error == "authorization_pending"
    cloud.edit({"action": "decide_device", "user_code": device.user_code})
    tokens = manager.fetch_token(device.device_code)
    assert manager.refresh_token(tokens.refresh_token).expires_in == 86_400


def test_it_reads_user_companies_and_what_they_show(client: Any, company: int) -> None:
    (entry,) = fic.UserApi(client).list_user_companies().data.companies
    assert company in {each.id for each in entry.controlled_companies}
    info = fic.CompaniesApi(client).get_company_info(company).data
    assert info.access_info.through_accountant is True
    assert fic.CompaniesApi(client).get_company_plan_usage(company, category="documents").data.usage > 0


def test_it_reads_registries(client: Any, company: int) -> None:
    clients = fic.ClientsApi(client)
    suppliers = fic.SuppliersApi(client)
    products = fic.ProductsApi(client)
    for found, one in (
        (clients.list_clients(company, fieldset="detailed", per_page=100), clients.get_client),
        (suppliers.list_suppliers(company, fieldset="detailed", per_page=100), suppliers.get_supplier),
        (products.list_products(company, fieldset="detailed"), products.get_product),
    ):
        assert found.data and found.total == len(found.data)
        assert one(company, found.data[0].id).data.name == found.data[0].name
    assert clients.get_client_info(company).data.vat_types_list


@pytest.mark.parametrize("kind", ["invoice", "credit_note", "self_supplier_invoice", "quote", "order", "delivery_note"])
@pytest.mark.parametrize("fieldset", ["basic", "detailed", "fic_view"])
def test_it_reads_issued_documents(cloud: FattureInCloud, client: Any, kind: str, fieldset: str) -> None:
    api = fic.IssuedDocumentsApi(client)
    for each in cloud.world.reachable(cloud.clock.today())[:4]:
        found = api.list_issued_documents(each.id, type=kind, fieldset=fieldset, per_page=100, sort="-date")
        for row in found.data[:3]:
            assert api.get_issued_document(each.id, row.id).data.amount_gross == row.amount_gross


def test_it_reads_received_documents(client: Any, company: int) -> None:
    api = fic.ReceivedDocumentsApi(client)
    found = api.list_received_documents(company, type="expense", fieldset="fic_view", per_page=100)
    assert found.data and found.data[0].ei_reception_date
    assert api.get_received_document(company, found.data[0].id).data.invoice_number == found.data[0].invoice_number
    pending = api.list_pending_received_documents(company, type="agyo")
    assert api.get_pending_received_document(company, pending.data[0].id).data.supplier_name


def test_it_filters_as_the_grammar_has_it(client: Any, company: int) -> None:
    api = fic.IssuedDocumentsApi(client)
    everything = api.list_issued_documents(company, type="invoice", per_page=100, fieldset="detailed").data
    stamp = max(row.updated_at for row in everything)
    found = api.list_issued_documents(company, type="invoice", q=f"updated_at >= '{stamp}'").data
    assert [row.id for row in found] == [row.id for row in everything if row.updated_at >= stamp]


def test_it_reads_settings(client: Any, company: int) -> None:
    info, settings = fic.InfoApi(client), fic.SettingsApi(client)
    assert {each.id for each in info.list_vat_types(company).data} >= {0, 3, 4, 6, 21}
    assert info.list_payment_methods(company, fieldset="detailed").data[0].default_payment_account
    assert info.list_payment_accounts(company).data[0].iban
    assert info.list_currencies().data and info.list_countries().data
    assert settings.list_templates(company).data
    assert settings.get_vat_type(company, 0).data.value == 22
    assert settings.get_tax_profile(company).data.regime == "ordinario"
    assert fic.IssuedDocumentsApi(client).get_issued_document_pre_create_info(company, type="invoice").data.numerations


def test_it_makes_changes_and_deletes_documents(client: Any, company: int) -> None:
    api = fic.IssuedDocumentsApi(client)
    body = {
        "type": "invoice", "entity": {"name": "Nuovo cliente"}, "date": "2026-11-19",
        "items_list": [{"name": "Ore", "qty": 3, "net_price": 33.33, "vat": {"id": 0}}],
        "payments_list": [{"amount": 121.99, "due_date": "2026-12-19", "status": "not_paid"}],
    }  # fmt: skip
    request = fic.CreateIssuedDocumentRequest.from_dict({"data": body})
    made = api.create_issued_document(company, create_issued_document_request=request).data
    assert (made.amount_net, made.amount_vat, made.amount_gross) == (99.99, 22, 121.99)
    change = fic.ModifyIssuedDocumentRequest.from_dict({"data": {"visible_subject": "Ore di novembre"}})
    changed = api.modify_issued_document(company, made.id, modify_issued_document_request=change).data
    assert (changed.visible_subject, changed.items_list[0].qty) == ("Ore di novembre", 3)
    api.delete_issued_document(company, made.id)
    with pytest.raises(fic.exceptions.NotFoundException):
        api.get_issued_document(company, made.id)


def test_totals_are_told_before_anything_is_kept(client: Any, company: int) -> None:
    api = fic.IssuedDocumentsApi(client)
    data = {"type": "invoice", "items_list": [{"net_price": 10.005, "qty": 1, "vat": {"id": 0}}]}
    raw = api.get_new_issued_document_totals_without_preload_content(
        company, get_new_issued_document_totals_request=fic.GetNewIssuedDocumentTotalsRequest.from_dict({"data": data})
    )
    totals = json.loads(raw.data)["data"]
    assert (totals["amount_net"], totals["amount_gross"]) == (10.01, 12.21)
    assert totals["vat_list"] == {"22": {"amount_net": 10.01, "amount_vat": 2.2}}


def test_it_downloads_the_e_invoice(cloud: FattureInCloud, client: Any, company: int) -> None:
    row = next(row for row in cloud.world.companies[company].shelf("issued") if row.data["e_invoice"])
    xml = fic.IssuedEInvoicesApi(client).get_e_invoice_xml(company, row.data["id"])
    assert row.source.document.number in xml
    assert fic.IssuedEInvoicesApi(client).verify_e_invoice_xml(company, row.data["id"]).data.success is True


def test_refusals_are_its_typed_exceptions(cloud: FattureInCloud, client: Any, company: int) -> None:
    api = fic.IssuedDocumentsApi(client)
    cloud.faults.arm({"fault": "too_many", "retry_after": 7})
    with pytest.raises(fic.ApiException) as refused:
        api.list_issued_documents(company, type="invoice")
    assert (refused.value.status, refused.value.headers["Retry-After"]) == (429, "7")
    cloud.faults.arm({"fault": "forbidden"})
    with pytest.raises(fic.exceptions.ForbiddenException):
        api.list_issued_documents(company, type="invoice")


def test_a_strict_client_breaks_on_what_the_switches_send(cloud: FattureInCloud, client: Any, company: int) -> None:
    api = fic.IssuedDocumentsApi(client)
    for switch in ("new_enum_values", "published_examples"):
        cloud.switch({switch: True})
        with pytest.raises(ValueError, match="validation error"):
            api.list_issued_documents(company, type="invoice", fieldset="detailed", per_page=100)
        cloud.switch({switch: False})


def test_cashbook_bin_and_subscriptions(client: Any, company: int) -> None:
    entries = fic.CashbookApi(client).list_cashbook_entries(company, date_from="2026-01-01", date_to="2026-12-31")
    assert {each.type for each in entries.data} == {"in", "out"}
    data = {"sink": "https://relay.example/x", "types": ["it.fattureincloud.webhooks.issued_documents.all.create"]}
    request = fic.CreateWebhooksSubscriptionRequest.from_dict({"data": data})
    made = fic.WebhooksApi(client).create_webhooks_subscription(company, create_webhooks_subscription_request=request)
    assert (made.data.verified, len(made.data.types)) == (True, 11)
    fic.WebhooksApi(client).delete_webhooks_subscription(company, made.data.id)
