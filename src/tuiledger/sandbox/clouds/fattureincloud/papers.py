"""What else can be asked of issued documents: their e-invoice, what a new one starts from, e-mail, attachments."""

from __future__ import annotations

import secrets
from typing import Final

from tuiledger.domain.runs import Refusal
from tuiledger.formats.fatturapa.write import Transmission, write
from tuiledger.sandbox.clouds.exchange import Reply, json_reply
from tuiledger.sandbox.clouds.fattureincloud import values
from tuiledger.sandbox.clouds.fattureincloud.call import Call
from tuiledger.sandbox.clouds.fattureincloud.errors import ApiError, conflict, invalid, not_found
from tuiledger.sandbox.clouds.fattureincloud.issued import reached, require
from tuiledger.sandbox.clouds.fattureincloud.kinds import ISSUED_EVENTS, ISSUED_SCOPES
from tuiledger.sandbox.clouds.fattureincloud.rows import Row
from tuiledger.sandbox.clouds.fattureincloud.values import Data

_XML: Final = (("Content-Type", "text/xml; charset=UTF-8"),)
_SENT: Final = frozenset({"attempt", "pending", "processing", "sent", "accepted", "not_delivered"})
_REASON: Final = "00305 1.4.1.1.2 IdCodice non valido"


def info(call: Call) -> Reply:
    """What a new document of a type starts from."""
    kind = call.asked("type")
    if kind not in ISSUED_SCOPES:
        raise invalid(type="The selected type is invalid.")
    require(call, kind, "r")
    company = call.company
    methods = list(company.methods.values())
    by_type = {name: [each for each in values.TEMPLATES if each["type"] == name]
               for name in ("standard", "delivery_note", "accompanying_invoice")}  # fmt: skip
    data = {
        "numerations": _numerations(call, kind), "dn_numerations": _numerations(call, "delivery_note"),
        "default_values": {
            "default_template": by_type["standard"][0], "dn_template": by_type["delivery_note"][0],
            "ai_template": by_type["accompanying_invoice"][0], "notes": "", "rivalsa": 0, "cassa": 0,
            "withholding_tax": 0, "withholding_tax_taxable": 100, "other_withholding_tax": 0,
            "use_gross_prices": False, "payment_method": methods[0],
        },
        "extra_data_default_values": {"ts_communication": False, "ts_tipo_spesa": "SR", "ts_flag_tipo_spesa": 0,
                                      "ts_pagamento_tracciato": False},
        "items_default_values": {"vat": company.vat_types[0]}, "countries_list": list(values.COUNTRIES.values()),
        "currencies_list": list(values.CURRENCIES.values()), "templates_list": by_type["standard"],
        "dn_templates_list": by_type["delivery_note"], "ai_templates_list": by_type["accompanying_invoice"],
        "payment_methods_list": methods, "payment_accounts_list": list(company.accounts.values()),
        "vat_types_list": list(company.vat_types.values()), "languages_list": list(values.LANGUAGES),
        "price_lists": [],
    }  # fmt: skip
    return json_reply({"data": data})


def _numerations(call: Call, kind: str) -> Data:
    """Numerations by year, each with a number: the next, or the last."""
    more = 1 if call.switches.next_number_told else 0
    told: Data = {}
    for (of, year, series), last in call.company.numbers.items():
        if of == kind:
            told.setdefault(str(year), {})[series] = last + more
    return told


def xml(call: Call) -> Reply:
    """The e-invoice file; there is none for what is not electronic."""
    row = reached(call, "r")
    if not row.data["e_invoice"]:
        raise not_found()
    return Reply(200, _XML, e_invoice(row))


def e_invoice(row: Row) -> bytes:
    """The file of a document that was drawn with the world; a newer one has none.

    Raises:
        ApiError: 404.
    """
    if row.source is None:
        raise not_found()
    document = row.source.document
    sender = Transmission("IT", "99909990100", f"{row.data['id'] % 36**5:05d}"[-5:],
                          "UFVC01" if document.format == "FPA12" else "ABC1234")  # fmt: skip
    try:
        return write([document], sender, row.source.attached)
    except Refusal:
        raise not_found() from None


def xml_verify(call: Call) -> Reply:
    """Whether the e-invoice could be sent."""
    row = reached(call, "r")
    if row.data["e_invoice"]:
        return json_reply({"data": {"success": True}})
    errors = ["Il documento non è elettronico."]
    error = {"message": "La fattura elettronica non è valida.", "validation_result": {"xml_errors": errors}}
    return json_reply({"error": error, "extra": {"errors": errors}}, 422)


def send(call: Call) -> Reply:
    """Hand the e-invoice to the exchange system, or only say that it could be."""
    row = reached(call, "a")
    if not row.data["e_invoice"] or row.data["ei_status"] in _SENT:
        raise conflict()
    options = call.fields().get("options")
    if not (isinstance(options, dict) and options.get("dry_run")):
        call.shelf("issued").change(call.id, {"ei_status": "attempt", "updated_at": call.around.clock.stamp()})
        call.changed("send", "issued", call.id, "issued_documents.e_invoices.status_update")
    return json_reply(
        {"data": {"name": f"IT99909990100_{call.id % 100_000:05d}.xml", "date": call.around.clock.stamp()}}
    )


def error_reason(call: Call) -> Reply:
    """Why the exchange system refused the e-invoice."""
    row = reached(call, "r")
    if row.data["ei_status"] not in ("discarded", "error", "rejected"):
        raise not_found()
    day = row.data["updated_at"].replace(" ", "T") + "Z"
    data = {"reason": _REASON, "ei_status": row.data["ei_status"], "code": "00305", "date": day,
            "solution": "Verificare la partita IVA del cessionario."}  # fmt: skip
    return json_reply({"data": data})


def transform(call: Call) -> Reply:
    """A proposal: the document as another type. Nothing is kept."""
    call = call._replace(ids=(call.asked("original_document_id"),))
    new_type = call.asked("new_type")
    if not call.ids[0].isdigit() or new_type not in ISSUED_SCOPES:
        raise invalid(new_type="The selected new type is invalid.")
    row = reached(call, "r")
    left_out = ("id", "number", "url", "created_at", "updated_at", "ei_status")
    data = {name: value for name, value in row.data.items() if name not in left_out}
    electronic = call.request.query.get("e_invoice") == "1"
    options = {"transform": True, "keep_copy": call.request.query.get("transform_keep_copy") == "1",
               "create_from": [str(call.id)]}  # fmt: skip
    return json_reply({"data": {**data, "type": new_type, "e_invoice": electronic}, "options": options})


def join(call: Call) -> Reply:
    """A proposal: several documents as one. Nothing is kept."""
    ids = [number for number in call.asked("ids").split(",") if number.isdigit()]
    rows = [reached(call._replace(ids=(number,)), "r") for number in ids]
    if not rows:
        raise invalid(ids="The ids field is required.")
    items = [item for row in rows for item in row.data["items_list"] or ()]
    first = {name: value for name, value in rows[0].data.items() if name not in ("id", "number", "url")}
    kind = call.request.query.get("type", rows[0].data["type"])
    return json_reply(
        {
            "data": {**first, "type": kind, "items_list": items, "payments_list": []},
            "options": {"create_from": ids, "join_type": "items"},
        }
    )


def email(call: Call) -> Reply:
    """What an e-mail with the document would start from."""
    row = reached(call, "r")
    sender = {"id": 0, "email": "no-reply@fattureincloud.example"}
    data = {
        "recipient_email": row.data["entity"].get("email") or "", "default_sender_email": sender,
        "sender_emails_list": [sender], "cc_email": "", "subject": f"Documento {row.data['number']}", "body": "",
        "document_exists": True, "delivery_note_exists": False, "attachment_exists": False,
        "accompanying_invoice_exists": False, "default_attach_pdf": True,
    }  # fmt: skip
    return json_reply({"data": data})


def schedule_email(call: Call) -> Reply:
    """Send an e-mail; it is kept in the journal and goes nowhere."""
    call.require("emails", "r")
    row = reached(call, "r")
    call.data()
    event = ISSUED_EVENTS[row.data["type"]]
    call.changed("email", "issued", call.id, f"issued_documents.{event}.email_sent")
    return Reply(200)


def upload(call: Call) -> Reply:
    """Take an attachment; its token makes it part of a document."""
    if len(call.request.body) > call.switches.attachment_limit:
        raise invalid(attachment="The attachment is too large.")
    if b'name="attachment"' not in call.request.body:
        raise invalid(attachment="The attachment field is required.")
    return json_reply({"data": {"attachment_token": secrets.token_hex(16)}})


def delete_attachment(call: Call) -> Reply:
    """Take the attachment off a document."""
    if call.switches.attachment_delete_fails:
        raise ApiError(500, "Si è verificato un errore imprevisto.")
    shelf = "issued" if "/issued_documents/" in call.request.path else "received"
    call.row(shelf)
    call.shelf(shelf).change(call.id, {"attachment_url": None})
    call.changed("modify", shelf, call.id)
    return Reply(200)
