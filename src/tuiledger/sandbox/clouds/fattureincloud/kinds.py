"""How rows of every kind are listed, and under which names their types go (API v2, lists and filters)."""

from __future__ import annotations

from typing import Final

from tuiledger.sandbox.clouds.fattureincloud.lists import Listing

_PERSON: Final = frozenset(
    {
        "id", "code", "name", "type", "vat_number", "tax_code", "address_street", "address_postal_code", "address_city",
        "address_province", "country", "email", "certified_email", "phone", "fax", "notes", "imported", "atoka_show",
        "e_invoice", "ei_code", "created_at", "updated_at",
    }
)  # fmt: skip
PERSONS: Final = Listing(
    filterable=_PERSON,
    sortable=frozenset({"id", "code", "name", "vat_number", "tax_code", "address_city", "created_at"}),
    newest_by=("id",),
)
PRODUCTS: Final = Listing(
    filterable=frozenset(
        {
            "id", "name", "code", "net_price", "gross_price", "net_cost", "description", "category", "notes",
            "in_stock", "created_at", "updated_at",
        }
    ),
    sortable=frozenset({"id", "name", "code", "net_price", "gross_price", "category", "created_at"}),
)  # fmt: skip
ISSUED: Final = Listing(
    filterable=frozenset(
        {
            "type", "entity.id", "entity.name", "entity.vat_number", "entity.tax_code", "entity.city",
            "entity.province", "entity.country", "date", "number", "numeration", "any_subject", "amount_net",
            "amount_vat", "amount_gross", "next_due_date", "created_at", "updated_at",
        }
    ),
    sortable=frozenset(
        {"id", "entity.name", "date", "number", "numeration", "amount_net", "amount_gross", "next_due_date"}
    ),
    left_out=frozenset({"ei_status", "ei_data", "ei_raw", "extra_data", "template", "payment_method", "language"}),
    emptied=("items_list", "payments_list"),
    newest_by=("date", "id"),
)  # fmt: skip
RECEIVED: Final = Listing(
    filterable=frozenset(
        {
            "id", "type", "category", "description", "entity.id", "entity.name", "date", "next_due_date", "amount_net",
            "amount_vat", "amount_gross", "invoice_number", "created_at", "updated_at",
        }
    ),
    sortable=frozenset(
        {"id", "entity.name", "date", "amount_net", "amount_vat", "amount_gross", "next_due_date"}
    ),
    left_out=frozenset({"ei_reception_date", "is_from_pending_expenses"}),
    emptied=("items_list",),
    view=frozenset({"ei_reception_date", "is_from_pending_expenses"}),
    newest_by=("date", "id"),
)  # fmt: skip
PENDING: Final = Listing(
    filterable=frozenset({"id", "type", "date", "subject", "supplier_name", "amount_gross"}),
    sortable=frozenset({"id", "date", "subject", "supplier_name", "amount_gross"}),
    newest_by=("date", "id"),
)
RECEIPTS: Final = Listing(
    filterable=frozenset({"date", "type", "description", "rc_center", "created_at", "updated_at"}),
    sortable=frozenset({"id", "date", "number", "amount_net", "amount_gross"}),
    newest_by=("date", "id"),
)
TAXES: Final = Listing(
    filterable=frozenset({"due_date", "status", "amount", "description"}),
    sortable=frozenset({"id", "due_date", "amount"}),
    newest_by=("due_date", "id"),
)
ARCHIVE: Final = Listing(
    filterable=frozenset({"date", "category", "description"}),
    sortable=frozenset({"id", "date", "category"}),
    newest_by=("date", "id"),
)

#: The name that scopes and events have for a type of issued document.
ISSUED_SCOPES: Final = {
    "invoice": "invoices", "credit_note": "credit_notes", "receipt": "receipts", "order": "orders", "quote": "quotes",
    "proforma": "proformas", "delivery_note": "delivery_notes", "work_report": "work_reports",
    "supplier_order": "supplier_orders", "self_own_invoice": "self_invoices", "self_supplier_invoice": "self_invoices",
}  # fmt: skip
ISSUED_EVENTS: Final = ISSUED_SCOPES | {
    "self_own_invoice": "self_own_invoices", "self_supplier_invoice": "self_supplier_invoices",
}  # fmt: skip
RECEIVED_TYPES: Final = ("expense", "passive_credit_note", "passive_delivery_note", "self_invoice")
PENDING_TYPES: Final = ("agyo", "mail", "browser")
#: Issued documents that books are kept of; the others are papers.
BOOKED: Final = frozenset({"invoice", "credit_note", "self_own_invoice", "self_supplier_invoice"})
#: Types whose payments have to come to what is due.
PAID: Final = frozenset({"invoice", "credit_note", "receipt", "proforma", "self_own_invoice", "self_supplier_invoice"})
