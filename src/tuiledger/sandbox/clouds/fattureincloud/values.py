"""What is the same in every account: VAT types of the system, ways to pay, templates, countries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

Data = dict[str, Any]

#: VAT types that all companies share, by id (their ids are common to all accounts; 0 is one of them).
SYSTEM_VAT: Final = (
    (0, 22, "", "0"), (1, 21, "", "0"), (2, 20, "", "0"), (3, 10, "", "0"), (4, 4, "", "0"), (54, 5, "", "0"),
    (29, 8, "", "0"), (6, 0, "", "0"), (10, 0, "Non soggetto art. 7-ter DPR 633/72", "N2.1"),
    (21, 0, "Escluso art. 15 DPR 633/72", "N1"),
)  # fmt: skip
#: Natures for which a company has a VAT type of its own, in the order of their ids.
OWN_VAT: Final = (
    ("N2.2", "Operazione in regime forfettario L. 190/2014"), ("N3.1", "Non imponibile art. 8 c. 1 lett. a)"),
    ("N3.2", "Non imponibile art. 41 DL 331/93"), ("N3.5", "Non imponibile art. 8 c. 1 lett. c)"),
    ("N4", "Esente art. 10 DPR 633/72"), ("N5", "Regime del margine DL 41/95"),
    ("N6.3", "Inversione contabile art. 17 c. 6 lett. a)"), ("N6.7", "Inversione contabile art. 17 c. 6 lett. a-ter)"),
    ("N7", "IVA assolta in altro Stato UE"),
)  # fmt: skip

CURRENCIES: Final[Mapping[str, Data]] = {
    "EUR": {"id": "EUR", "symbol": "€", "exchange_rate": "1.00000", "html_symbol": "&euro;"},
    "USD": {"id": "USD", "symbol": "$", "exchange_rate": "1.08000", "html_symbol": "$"},
    "GBP": {"id": "GBP", "symbol": "£", "exchange_rate": "0.85000", "html_symbol": "&pound;"},
}
ITALIAN: Final[Data] = {"code": "it", "name": "Italiano"}
LANGUAGES: Final = (ITALIAN, {"code": "en", "name": "English"}, {"code": "fr", "name": "Français"},
                    {"code": "de", "name": "Deutsch"})  # fmt: skip
#: Countries as the service writes them, by ISO code.
COUNTRIES: Final = {
    "IT": "Italia", "SM": "San Marino", "DE": "Germania", "FR": "Francia", "IE": "Irlanda", "NL": "Paesi Bassi",
    "US": "Stati Uniti d'America", "GB": "Regno Unito", "ES": "Spagna", "CH": "Svizzera",
}  # fmt: skip
MEASURES: Final = ("PZ", "kg", "m", "ore", "lt")
CAUSALS: Final = ("Vendita", "Reso", "Conto visione", "Riparazione")
CITIES: Final = (("40121", "Bologna", "BO"), ("20121", "Milano", "MI"), ("10121", "Torino", "TO"),
                 ("50121", "Firenze", "FI"), ("16121", "Genova", "GE"))  # fmt: skip
CATEGORIES: Final = ("Merci", "Servizi", "Utenze", "Consulenze", "Trasporti")
CENTRES: Final = ("Sede", "Filiale")


def _template(number: int, name: str, kind: str = "standard") -> Data:
    return {
        "id": number, "privacy": "public", "type": kind, "name": name, "can_disable_watermark": False,
        "author": "Fatture in Cloud", "content": "", "supports_custom_taxable": True,
    }  # fmt: skip


TEMPLATES: Final = (
    _template(2821, "Light Smoke"), _template(2822, "New Standard S1"),
    _template(104, "DDT 1", "delivery_note"), _template(105, "FT Accompagnatoria 1", "accompanying_invoice"),
)  # fmt: skip


def vat_type(number: int, value: float, description: str, nature: str, *, own: bool = False) -> Data:
    """A VAT type as the service writes it."""
    return {
        "id": number, "value": value, "description": description, "notes": "", "e_invoice": True, "ei_type": nature,
        "ei_description": description, "editable": own, "is_disabled": False, "default": number == 0,
    }  # fmt: skip


def vat_types(company: int) -> dict[int, Data]:
    """All VAT types of a company, its own among them."""
    types = [vat_type(*row) for row in SYSTEM_VAT]
    types += [vat_type(company * 10 + place, 0, text, nature, own=True) for place, (nature, text) in enumerate(OWN_VAT)]
    return {each["id"]: each for each in types}


def payment_accounts(company: int) -> dict[int, Data]:
    """Where a company's money goes (conti di saldo)."""
    bank = {"name": "Banca", "type": "bank", "iban": "IT60X0542811101000000123456", "sia": "", "cuc": ""}
    cash = {"name": "Contanti", "type": "standard", "iban": "", "sia": "", "cuc": ""}
    return {
        company * 10 + place: {"id": company * 10 + place, **account, "virtual": False}
        for place, account in enumerate((bank, cash), 1)
    }


def payment_methods(company: int, accounts: Mapping[int, Data]) -> dict[int, Data]:
    """How a company is paid."""
    rows = (("Bonifico", "MP05", True), ("Contanti", "MP01", False), ("RiBa", "MP12", False))
    methods: dict[int, Data] = {}
    for place, (name, code, default) in enumerate(rows, 1):
        account = list(accounts.values())[1 if code == "MP01" else 0]
        number = company * 10 + place
        methods[number] = {
            "id": number, "name": name, "type": "riba" if code == "MP12" else "standard", "is_default": default,
            "default_payment_account": account, "details": [{"title": "Banca", "description": "Banca di prova"}],
            "bank_iban": account["iban"], "bank_name": "Banca di prova", "bank_beneficiary": "",
            "ei_payment_method": code,
        }  # fmt: skip
    return methods


def amount(cents: int) -> int | float:
    """Cents as the service writes amounts: a JSON number, whole where it is whole."""
    return cents // 100 if cents % 100 == 0 else cents / 100
