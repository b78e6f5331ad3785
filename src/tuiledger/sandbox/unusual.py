"""What comes less often: integrations and self-invoices of every type, and documents that wait for a person."""

from __future__ import annotations

import datetime

from tuiledger.domain.documents import Related
from tuiledger.sandbox.drafting import Item, draft
from tuiledger.sandbox.maker import Maker, Sheet
from tuiledger.sandbox.people import Firm

Sheets = list[Sheet]


def reverse_charge_purchase(make: Maker) -> Sheets:
    """A purchase under domestic reverse charge and the integration that adds its VAT (TD16)."""
    client, seller = make.client("building"), make.pick(make.cast.domestic)
    net = make.price(20_000, 90_000)
    bought = _by_seller(make, "TD01", client, seller, [Item("Opere in subappalto", net, rate=0, nature="N6.3")])
    added = _by_client(make, "TD16", client, seller, [Item("Integrazione IVA art. 17 c. 6", net)])
    (invoice,) = bought.documents
    related = (Related("invoice", invoice.number, invoice.date),)
    return [bought, added._replace(documents=(added.documents[0]._replace(related=related),))]


def services_from_abroad(make: Maker) -> Sheets:
    """The integration of services from abroad (TD17)."""
    return _abroad(make, "TD17", make.cast.foreign[1:5:3], "Servizi cloud e licenze")


def goods_from_the_union(make: Maker) -> Sheets:
    """The integration of goods from the Union (TD18)."""
    return _abroad(make, "TD18", make.cast.foreign[:1] + make.cast.foreign[2:4], "Acquisto merci da fornitore UE")


def goods_held_here(make: Maker) -> Sheets:
    """Goods in Italy bought from a seller who does not live here (TD19)."""
    return _abroad(make, "TD19", make.cast.foreign[4:], "Merci in Italia da soggetto non residente")


def mended_self_invoice(make: Maker) -> Sheets:
    """A self-invoice for one that never came (TD20): its VAT may go two ways."""
    return [_by_client(make, "TD20", make.client(), make.pick(make.cast.domestic), make.items(lines=2))]


def ceiling_passed(make: Maker) -> Sheets:
    """A self-invoice for going over the export ceiling (TD21)."""
    return _to_itself(make, "TD21", make.client("export"), "Splafonamento IVA")


def warehouse_without_vat(make: Maker) -> Sheets:
    """Goods taken out of a VAT warehouse (TD22)."""
    return [_by_client(make, "TD22", make.client("warehouse"), make.pick(make.cast.domestic), make.items(lines=2))]


def warehouse_with_vat(make: Maker) -> Sheets:
    """Goods taken out of a VAT warehouse, VAT paid with a form (TD23)."""
    return [_by_client(make, "TD23", make.client("warehouse"), make.pick(make.cast.domestic), make.items(lines=2))]


def gifts(make: Maker) -> Sheets:
    """Own consumption and gifts (TD27)."""
    return _to_itself(make, "TD27", make.client("gifts"), "Omaggi senza rivalsa")


def from_san_marino(make: Maker) -> Sheets:
    """A paper invoice from San Marino with VAT charged (TD28)."""
    return [_by_client(make, "TD28", make.client(), make.pick(make.cast.sanmarinese), make.items(lines=2))]


def reported_missing(make: Maker) -> Sheets:
    """A missing invoice reported to the tax office (TD29): nothing to post."""
    return [_by_client(make, "TD29", make.client(), make.pick(make.cast.domestic), make.items(lines=1))]


def dollars(make: Maker) -> Sheets:
    """An invoice in a foreign currency."""
    client, seller = make.client("foreign"), make.pick(make.cast.domestic)
    number = make.number(seller.details)
    document = draft("TD01", seller.details, client.details, number, make.day, make.items(), currency="USD")
    return [Sheet(client, False, (document,))]


def totals_apart(make: Maker) -> Sheets:
    """An invoice whose declared total nothing explains."""
    sheet = _by_seller(make, "TD01", make.client(), make.pick(make.cast.domestic), make.items())
    (document,) = sheet.documents
    declared = document.total + make.rng.randint(1_000, 5_000)
    return [sheet._replace(documents=(document._replace(total_declared=declared),))]


def negative_credit_note(make: Maker) -> Sheets:
    """A credit note that takes away twice, or adds: its amounts are negative."""
    items = [Item("Reso merce", -make.price(1_000, 9_000))]
    return [_by_seller(make, "TD04", make.client(), make.pick(make.cast.domestic), items, series="NC")]


def same_number_other_content(make: Maker) -> Sheets:
    """Two different invoices of one supplier under the same number."""
    client, seller = make.client(), make.pick(make.cast.domestic)
    first = _by_seller(make, "TD01", client, seller, make.items())
    (invoice,) = first.documents
    later = invoice.date + datetime.timedelta(days=6)
    other = draft(
        "TD01", seller.details, client.details, invoice.number, later, [Item("Altra fornitura", make.price())]
    )
    return [first, Sheet(client, False, (other,))]


def _abroad(make: Maker, type_code: str, sellers: tuple[Firm, ...], what: str) -> Sheets:
    items = [Item(what, make.price(5_000, 90_000))]
    return [_by_client(make, type_code, make.client("foreign"), make.pick(sellers), items)]


def _by_client(make: Maker, type_code: str, client: Firm, seller: Firm, items: list[Item]) -> Sheet:
    """A document that the client transmits although it is the buyer."""
    number = make.number(client.details, f"INT{type_code[2:]}-")
    document = draft(type_code, seller.details, client.details, number, make.day, items, regime=seller.regime)
    return Sheet(client, True, (document._replace(payments=()),))


def _by_seller(
    make: Maker, type_code: str, client: Firm, seller: Firm, items: list[Item], *, series: str = ""
) -> Sheet:
    number = make.number(seller.details, series)
    document = draft(type_code, seller.details, client.details, number, make.day, items, regime=seller.regime)
    return Sheet(client, False, (document,))


def _to_itself(make: Maker, type_code: str, client: Firm, what: str) -> Sheets:
    number = make.number(client.details, f"AF{type_code[2:]}-")
    items = [Item(what, make.price(3_000, 20_000))]
    document = draft(type_code, client.details, client.details, number, make.day, items, regime=client.regime)
    return [Sheet(client, True, (document._replace(payments=()),))]
