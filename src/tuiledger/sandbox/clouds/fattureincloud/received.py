"""Received documents: registered ones, and those that wait to be."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from tuiledger.sandbox.clouds.exchange import Reply, json_reply
from tuiledger.sandbox.clouds.fattureincloud import values
from tuiledger.sandbox.clouds.fattureincloud.call import Call
from tuiledger.sandbox.clouds.fattureincloud.checking import checked_items, checked_payments, dated
from tuiledger.sandbox.clouds.fattureincloud.errors import conflict, invalid, not_found
from tuiledger.sandbox.clouds.fattureincloud.kinds import PENDING, PENDING_TYPES, RECEIVED, RECEIVED_TYPES
from tuiledger.sandbox.clouds.fattureincloud.lists import listed as listed_rows
from tuiledger.sandbox.clouds.fattureincloud.lists import single
from tuiledger.sandbox.clouds.fattureincloud.rows import Row
from tuiledger.sandbox.clouds.fattureincloud.totals import received_totals
from tuiledger.sandbox.clouds.fattureincloud.values import CURRENCIES, Data

_SCOPE: Final = "received_documents"
_BLANK: Final[Data] = {
    "category": "", "description": "", "amortization": 1, "rc_center": "", "invoice_number": "", "is_marked": False,
    "is_detailed": False, "e_invoice": False, "currency": CURRENCIES["EUR"], "amount_net": 0, "amount_vat": 0,
    "amount_gross": None, "amount_withholding_tax": 0, "amount_other_withholding_tax": 0, "tax_deductibility": 100,
    "vat_deductibility": 100, "items_list": [], "payments_list": [], "attachment_url": None,
    "attachment_preview_url": None, "auto_calculate": True, "locked": False, "ei_reception_date": None,
    "is_from_pending_expenses": False,
}  # fmt: skip


def listed(call: Call) -> Reply:
    """A page of one type, which has to be named."""
    call.require(_SCOPE, "r")
    kind = call.asked("type")
    if kind not in RECEIVED_TYPES:
        raise invalid(type="The selected type is invalid.")
    return listed_rows(call, "received", RECEIVED, kind)


def get(call: Call) -> Reply:
    """One document."""
    call.require(_SCOPE, "r")
    return single(call, call.row("received"), RECEIVED)


def create(call: Call) -> Reply:
    """A new document, or a pending one registered, which then waits no more."""
    call.require(_SCOPE, "a")
    fields, data = call.fields(), call.data()
    if data.get("type") not in RECEIVED_TYPES:
        raise invalid(data__type="The data.type field is required.")
    pending = fields.get("pending_id")
    waiting = call.shelf("pending").rows.get(pending) if isinstance(pending, int) else None
    if pending is not None and waiting is None:
        raise not_found()
    number, stamp = next(call.around.world.ids), call.around.clock.stamp()
    row: Data = {**_BLANK, **data, "id": number, "date": dated(data, call.around.clock.today()).isoformat()}
    _complete(call, row, fields.get("options"))
    row |= {"created_at": stamp, "updated_at": stamp, "is_from_pending_expenses": waiting is not None}
    kept = call.shelf("received").add(Row(row, waiting.source if waiting else None))
    if waiting is not None:
        call.shelf("pending").discard(waiting.data["id"])
    call.changed("create", "received", number, "received_documents.create")
    return single(call, kept, RECEIVED)


def modify(call: Call) -> Reply:
    """Other values for a document: what is not named stays, lists are replaced whole."""
    call.require(_SCOPE, "a")
    row = call.row("received")
    if row.data["locked"]:
        raise conflict()
    changed = {**row.data, **call.data(), "id": call.id}
    _complete(call, changed, call.fields().get("options"))
    changed["updated_at"] = call.around.clock.stamp()
    call.shelf("received").change(call.id, changed)
    call.changed("modify", "received", call.id, "received_documents.update")
    return single(call, row, RECEIVED)


def delete(call: Call) -> Reply:
    """A document into the bin."""
    call.require(_SCOPE, "a")
    call.row("received").changed({"deleted_at": call.around.clock.stamp()})
    call.shelf("received").discard(call.id)
    call.changed("delete", "received", call.id, "received_documents.delete")
    return Reply(200)


def new_totals(call: Call) -> Reply:
    """What a document would come to; nothing is kept."""
    call.require(_SCOPE, "r")
    data = call.data()
    checked_items(call.company, data)
    return json_reply({"data": received_totals(data, call.company.vat_types)})


def existing_totals(call: Call) -> Reply:
    """What a document would come to with other values; nothing is kept."""
    call.require(_SCOPE, "r")
    data = call.fields().get("data") or {}
    merged = {**call.row("received").data, **(data if isinstance(data, dict) else {})}
    checked_items(call.company, merged)
    return json_reply({"data": received_totals(merged, call.company.vat_types)})


def info(call: Call) -> Reply:
    """What a new document starts from."""
    call.require(_SCOPE, "r")
    call.asked("type")
    company = call.company
    data = {
        "default_values": {"detailed": False}, "items_default_values": {"vat": 22},
        "countries_list": list(values.COUNTRIES.values()), "currencies_list": list(values.CURRENCIES.values()),
        "categories_list": list(values.CATEGORIES), "payment_accounts_list": list(company.accounts.values()),
        "vat_types_list": list(company.vat_types.values()),
    }  # fmt: skip
    return json_reply({"data": data})


def pending(call: Call) -> Reply:
    """A page of those that wait. The service ignores the type it asks for, and counts by source beside the rows."""
    call.require(_SCOPE, "r")
    kind = call.asked("type")
    if kind not in PENDING_TYPES:
        raise invalid(type="The selected type is invalid.")
    if not call.switches.pending_ignores_type:
        return listed_rows(call, "pending", PENDING, kind)
    counts = Counter(row.data["type"] for row in call.shelf("pending"))
    reply = listed_rows(call, "pending", PENDING)
    told = b",".join(b'"%s":%d' % (name.encode(), counts[name]) for name in PENDING_TYPES)
    return reply._replace(body=reply.body[:-1] + b',"counters":{' + told + b"}}")


def get_pending(call: Call) -> Reply:
    """One of those that wait."""
    call.require(_SCOPE, "r")
    return single(call, call.row("pending"), PENDING)


def _complete(call: Call, row: Data, options: Any) -> None:
    entity = row.get("entity")
    if not isinstance(entity, dict) or not entity.get("name"):
        raise invalid(data__entity__name="The data.entity.name field is required.")
    checked_items(call.company, row)
    totals = received_totals(row, call.company.vat_types)
    checked_payments(row, totals, options, strict=True)
    row |= {name: totals[name] for name in ("amount_net", "amount_vat", "amount_gross")}
    row["is_detailed"] = bool(row["items_list"])
    row["next_due_date"] = min(
        (each["due_date"] for each in row["payments_list"] if each.get("due_date")), default=None
    )
