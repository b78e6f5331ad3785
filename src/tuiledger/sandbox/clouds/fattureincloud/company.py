"""A company in the cloud: who it is, what its accountant may see, and everything it keeps there."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tuiledger.domain.documents import PartyDetails
from tuiledger.sandbox.clouds.fattureincloud.rows import Shelf
from tuiledger.sandbox.clouds.fattureincloud.values import Data, payment_accounts, payment_methods, vat_types
from tuiledger.sandbox.people import Firm

#: Areas of a company that its accountant may see or not.
AREAS: Final = (
    "fic_situation", "fic_clients", "fic_suppliers", "fic_products", "fic_issued_documents", "fic_received_documents",
    "fic_receipts", "fic_calendar", "fic_archive", "fic_taxes", "fic_stock", "fic_cashbook", "fic_settings",
    "fic_emails",
)  # fmt: skip
_FURTHER: Final = {"fic_export": "write", "fic_import_bankstatements": "none", "fic_import_clients_suppliers": "none",
                   "fic_import_issued_documents": "none", "fic_import_products": "none", "fic_recurring": "none",
                   "fic_riba": "none", "dic_employees": "none", "dic_settings": "none",
                   "dic_timesheet": "none"}  # fmt: skip
ISSUED_AREAS: Final = ("quotes", "proformas", "invoices", "receipts", "delivery_notes", "credit_notes", "orders",
                       "work_reports", "supplier_orders", "self_invoices")  # fmt: skip
SHELVES: Final = ("clients", "suppliers", "products", "issued", "received", "pending", "receipts", "taxes", "archive")
_FUNCTIONS: Final = ("archive", "cerved", "document_attachments", "e_invoice", "genius", "mail_tracking",
                     "payment_notifications", "paypal", "receipts", "recurring", "smtp", "stock", "subaccounts",
                     "tessera_sanitaria", "ts_digital", "ts_invoice_trading", "ts_pay")  # fmt: skip
#: What a plan allows; documents are counted by year.
LIMITS: Final = {"clients": 5_000, "suppliers": 5_000, "products": 5_000, "documents": 10_000}


@dataclass
class Company:
    """One company of the simulated cloud."""

    id: int
    firm: Firm
    plan: str
    licence_until: datetime.date
    accountant: bool = False
    #: The accountant's clients are reached through it; not those that took the right away.
    through_accountant: bool = True
    permissions: dict[str, str] = field(default_factory=lambda: dict.fromkeys(AREAS, "write"))
    limits: dict[str, int] = field(default_factory=lambda: dict(LIMITS))
    shelves: dict[str, Shelf] = field(default_factory=lambda: {name: Shelf(name) for name in SHELVES})
    cashbook: dict[str, Data] = field(default_factory=dict)
    subscriptions: dict[str, Data] = field(default_factory=dict)
    vat_types: dict[int, Data] = field(init=False)
    accounts: dict[int, Data] = field(init=False)
    methods: dict[int, Data] = field(init=False)
    #: Lists that were found and sorted, by what was asked, with the version of the shelf they were found on.
    found: dict[tuple[Any, ...], tuple[int, list[Any]]] = field(default_factory=dict)
    #: Ids of counterparties by shelf and who they are.
    known: dict[tuple[str, PartyDetails], int] = field(default_factory=dict)
    #: Numbers given so far, by type, year and numeration.
    numbers: dict[tuple[str, int, str], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.vat_types = vat_types(self.id)
        self.accounts = payment_accounts(self.id)
        self.methods = payment_methods(self.id, self.accounts)

    @property
    def name(self) -> str:
        """What it is called."""
        return self.firm.details.name or ""

    def shelf(self, name: str) -> Shelf:
        """Its rows of one kind."""
        return self.shelves[name]

    def vat_of(self, rate: int, nature: str | None) -> Data:
        """The VAT type of a rate in hundredths of a percent, or of a nature."""
        wanted = nature or "0"
        return next(
            each for each in self.vat_types.values() if each["ei_type"] == wanted and each["value"] * 100 == rate
        )

    def as_entry(self, *, token: str, connection: int) -> Data:
        """Its entry in the list of companies of a user."""
        details = self.firm.details
        return {
            "id": self.id, "name": self.name, "type": "accountant" if self.accountant else "company",
            "access_token": token, "connection_id": connection, "tax_code": details.fiscal_code or "",
            "vat_number": details.vat_number or "", "fic": True, "dic": False, "fic_plan": self.plan,
            "fic_license_expire": self.licence_until.isoformat(), "permissions": dict(self.permissions),
        }  # fmt: skip

    def as_info(self, *, through_accountant: bool, accountant: int | None) -> Data:
        """What is told of it, and of what the asker may do in it."""
        issued = self.permissions["fic_issued_documents"]
        detailed: Mapping[str, str] = dict.fromkeys(ISSUED_AREAS, issued)
        return {
            "id": self.id, "name": self.name, "email": f"amministrazione@{self.firm.code.lower()}.example",
            "type": "accountant" if self.accountant else "company", "fic": True, "dic": False,
            "fic_plan_name": self.plan, "fic_license_expire": self.licence_until.isoformat(),
            "access_info": {
                "role": "master",
                "through_accountant": through_accountant,
                "permissions": {
                    **(self.permissions if through_accountant else dict.fromkeys(AREAS, "write")),
                    **_FURTHER,
                    "fic_issued_documents_detailed": detailed,
                },
            },
            "plan_info": {
                "limits": dict(self.limits),
                "functions": dict.fromkeys(_FUNCTIONS, True),
                "functions_status": {"ts_digital": {"active": True}, "ts_pay": {"active": False}},
            },
            "is_accountant": self.accountant, "accountant_id": accountant,
        }  # fmt: skip
