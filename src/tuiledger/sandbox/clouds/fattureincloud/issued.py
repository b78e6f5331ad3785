"""Issued documents: listed, read, made, changed, thrown away, and what they come to."""

from __future__ import annotations

from typing import Any, Final

from tuiledger.sandbox.clouds.exchange import Reply, json_reply
from tuiledger.sandbox.clouds.fattureincloud.account import usage
from tuiledger.sandbox.clouds.fattureincloud.call import Call
from tuiledger.sandbox.clouds.fattureincloud.checking import checked_items, checked_payments, dated
from tuiledger.sandbox.clouds.fattureincloud.errors import ApiError, conflict, invalid
from tuiledger.sandbox.clouds.fattureincloud.kinds import ISSUED, ISSUED_EVENTS, ISSUED_SCOPES, PAID
from tuiledger.sandbox.clouds.fattureincloud.lists import listed as listed_rows
from tuiledger.sandbox.clouds.fattureincloud.lists import single
from tuiledger.sandbox.clouds.fattureincloud.rows import DOOR, Row
from tuiledger.sandbox.clouds.fattureincloud.totals import decimal, issued_totals
from tuiledger.sandbox.clouds.fattureincloud.values import CURRENCIES, ITALIAN, TEMPLATES, Data

#: Types that move stock when a line says so.
_MOVING: Final = frozenset({"invoice", "order", "delivery_note", "receipt"})
#: What a new document has when nothing is said.
_BLANK: Final[Data] = {
    "numeration": "", "subject": "", "visible_subject": "", "rc_center": "", "notes": "", "use_split_payment": False,
    "currency": CURRENCIES["EUR"], "language": ITALIAN, "use_gross_prices": False, "e_invoice": False,
    "amount_due_discount": 0, "stamp_duty": 0, "rivalsa": 0, "cassa": 0, "cassa2": 0, "withholding_tax": 0,
    "withholding_tax_taxable": 100, "other_withholding_tax": 0, "items_list": [], "payments_list": [],
    "payment_method": None, "ei_data": None, "ei_raw": None, "ei_status": None, "template": TEMPLATES[0],
    "delivery_note_template": None, "acc_inv_template": None, "h_margins": 15, "v_margins": 16, "show_payments": True,
    "show_payment_method": True, "show_totals": "all", "show_notification_button": False, "show_tspay_button": False,
    "delivery_note": False, "accompanying_invoice": False, "is_marked": False, "locked": False, "seen_date": None,
    "price_list_id": None, "extra_data": None, "attachment_url": None, "dn_url": None, "ai_url": None,
}  # fmt: skip
#: What the totals say of a document itself.
_SUMS: Final = ("amount_net", "amount_vat", "amount_gross", "amount_rivalsa", "amount_cassa", "amount_withholding_tax",
                "amount_other_withholding_tax")  # fmt: skip


def listed(call: Call) -> Reply:
    """A page of one type, which has to be named."""
    kind = call.asked("type")
    if kind not in ISSUED_SCOPES:
        raise invalid(type="The selected type is invalid.")
    require(call, kind, "r")
    return listed_rows(call, "issued", ISSUED, kind)


def get(call: Call) -> Reply:
    """One document."""
    return single(call, reached(call, "r"), ISSUED)


def create(call: Call) -> Reply:
    """A new document; a create never sends it to the exchange system."""
    fields = call.fields()
    data = call.data()
    kind = data.get("type")
    if kind not in ISSUED_SCOPES:
        raise invalid(data__type="The data.type field is required.")
    require(call, kind, "a")
    if usage(call, "documents")["usage"] >= call.company.limits["documents"]:
        raise ApiError(403, "Hai raggiunto il limite previsto dal tuo piano.")
    number, stamp = next(call.around.world.ids), call.around.clock.stamp()
    day = dated(data, call.around.clock.today())
    row: Data = {**_BLANK, **data, "id": number, "date": day.isoformat(), "year": day.year}
    row["number"] = _number(call, row)
    completed(call, row, fields.get("options"))
    row |= {"url": f"{DOOR}/i/{call.company.id}/{number}.pdf", "created_at": stamp, "updated_at": stamp}
    row["ei_status"] = "not_sent" if row["e_invoice"] else None
    kept = call.shelf("issued").add(Row(row))
    key = (row["type"], row["year"], row["numeration"] or "")
    call.company.numbers[key] = max(row["number"], call.company.numbers.get(key, 0))
    _move_stock(call, row)
    call.changed("create", "issued", number, f"issued_documents.{ISSUED_EVENTS[kind]}.create")
    return single(call, kept, ISSUED)


def modify(call: Call) -> Reply:
    """Other values for a document: what is not named stays, lists are replaced whole."""
    row = reached(call, "a")
    if row.data["locked"]:
        raise conflict()
    data = call.data()
    changed = {**row.data, **data, "id": call.id, "type": row.data["type"]}
    if "date" in data:
        day = dated(data, call.around.clock.today())
        changed |= {"date": day.isoformat(), "year": day.year}
    completed(call, changed, call.fields().get("options"))
    changed["updated_at"] = call.around.clock.stamp()
    call.shelf("issued").change(call.id, changed)
    # It is no longer the document of the file.
    row.source = None
    call.changed("modify", "issued", call.id, f"issued_documents.{ISSUED_EVENTS[changed['type']]}.update")
    return single(call, row, ISSUED)


def delete(call: Call) -> Reply:
    """A document into the bin."""
    row = reached(call, "a")
    call.shelf("issued").discard(call.id)
    row.changed({"deleted_at": call.around.clock.stamp()})
    call.changed("delete", "issued", call.id, f"issued_documents.{ISSUED_EVENTS[row.data['type']]}.delete")
    return Reply(200)


def new_totals(call: Call) -> Reply:
    """What a document would come to; nothing is kept."""
    data = call.data()
    require(call, data.get("type", "invoice"), "r")
    checked_items(call.company, data)
    return json_reply({"data": issued_totals(data, call.company.vat_types, call.switches.zero_rate_key)})


def existing_totals(call: Call) -> Reply:
    """What a document would come to with other values; nothing is kept."""
    row = reached(call, "r")
    data = call.fields().get("data") or {}
    merged = {**row.data, **data} if isinstance(data, dict) else row.data
    checked_items(call.company, merged)
    return json_reply({"data": issued_totals(merged, call.company.vat_types, call.switches.zero_rate_key)})


def reached(call: Call, access: str) -> Row:
    """The document that the path names, when the asker may have it.

    Raises:
        ApiError: 403 or 404.
    """
    row = call.row("issued")
    require(call, row.data["type"], access)
    return row


def require(call: Call, kind: str, access: str) -> None:
    """Refuse unless the token opens this type of document."""
    call.require(f"issued_documents.{ISSUED_SCOPES.get(kind, 'invoices')}", access)


def completed(call: Call, row: Data, options: Any) -> None:
    """Check a document and give it its sums.

    Raises:
        ApiError: 422.
    """
    entity = row.get("entity")
    if not isinstance(entity, dict) or not entity.get("name"):
        raise invalid(data__entity__name="The data.entity.name field is required.")
    checked_items(call.company, row)
    totals = issued_totals(row, call.company.vat_types, call.switches.zero_rate_key)
    checked_payments(row, totals, options, strict=row["type"] in PAID)
    row |= {name: totals[name] for name in _SUMS}
    row["next_due_date"] = min(
        (each["due_date"] for each in row["payments_list"] or () if each.get("due_date")), default=None
    )


def _number(call: Call, row: Data) -> int:
    """The number that was asked for, or the next of its numeration."""
    wanted = row.get("number")
    if wanted is not None and (not isinstance(wanted, int) or wanted < 1):
        raise invalid(data__number="The data.number must be at least 1.")
    key = (row["type"], row["year"], row["numeration"] or "")
    return wanted or call.company.numbers.get(key, 0) + 1


def _move_stock(call: Call, row: Data) -> None:
    products = call.shelf("products")
    for item in row["items_list"] or ():
        if row["type"] in _MOVING and item.get("stock") and item.get("product_id") in products.rows:
            product = products.rows[item["product_id"]].data
            left = float(decimal(product.get("stock_current")) - decimal(item.get("qty", 1)))
            products.change(product["id"], {"stock_current": left})
            call.changed("stock", "products", product["id"], "products.stock_update")
