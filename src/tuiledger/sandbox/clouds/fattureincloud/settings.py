"""Lists that come without pages: VAT types, ways to pay, templates, countries and the like."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from tuiledger.sandbox.clouds.exchange import Reply, json_reply
from tuiledger.sandbox.clouds.fattureincloud import values
from tuiledger.sandbox.clouds.fattureincloud.call import Call, Handler
from tuiledger.sandbox.clouds.fattureincloud.errors import forbidden, not_found
from tuiledger.sandbox.clouds.fattureincloud.values import Data

_NEEDED: Final = {"vat_types": "settings", "methods": "", "accounts": ""}


def fixed(data: Iterable[Any]) -> Handler:
    """A list that is the same for everybody."""
    body = json_reply({"data": list(data)})
    return lambda call: body


def listed(name: str) -> Handler:
    """A company's list: ``vat_types``, ``methods`` or ``accounts``."""

    def answer(call: Call) -> Reply:
        if _NEEDED[name]:
            call.require(_NEEDED[name], "r")
        return json_reply({"data": list(_table(call, name).values())})

    return answer


def one(name: str) -> Handler:
    """One entry of a company's list."""

    def answer(call: Call) -> Reply:
        call.require("settings", "r")
        return json_reply({"data": _entry(call, name)})

    return answer


def create(name: str) -> Handler:
    """A new entry of a company's list."""

    def answer(call: Call) -> Reply:
        call.require("settings", "a")
        table = _table(call, name)
        number = max([*table, call.company.id * 10]) + 1
        pattern = dict.fromkeys(next(iter(table.values())))
        table[number] = {**pattern, **call.data(), "id": number}
        call.changed("create", name, number)
        return json_reply({"data": table[number]})

    return answer


def modify(name: str) -> Handler:
    """Other values for an entry; those of the system stay as they are."""

    def answer(call: Call) -> Reply:
        call.require("settings", "a")
        entry = _editable(call, name)
        entry.update({**call.data(), "id": entry["id"]})
        call.changed("modify", name, entry["id"])
        for shelf in call.company.shelves.values():
            shelf.forget()
        return json_reply({"data": entry})

    return answer


def delete(name: str) -> Handler:
    """An entry away."""

    def answer(call: Call) -> Reply:
        call.require("settings", "a")
        entry = _editable(call, name)
        del _table(call, name)[entry["id"]]
        call.changed("delete", name, entry["id"])
        return Reply(200)

    return answer


def templates(call: Call) -> Reply:
    """Templates for prints; by type where that is asked for."""
    kind = call.request.query.get("type", "all")
    chosen = [each for each in values.TEMPLATES if kind in ("all", each["type"])]
    if call.request.query.get("by_type") in ("true", "1"):
        kinds = {each["type"] for each in chosen}
        return json_reply({"data": {name: [each for each in chosen if each["type"] == name] for name in kinds}})
    return json_reply({"data": chosen})


def template(call: Call) -> Reply:
    """One template."""
    found = next((each for each in values.TEMPLATES if each["id"] == call.id), None)
    if found is None:
        raise not_found()
    return json_reply({"data": found})


def tax_profile(call: Call) -> Reply:
    """The company's tax regime and what follows from it."""
    call.require("settings", "r")
    regime = call.company.firm.regime
    person = call.company.firm.details.fiscal_code != call.company.firm.details.vat_number
    return json_reply(
        {
            "data": {
                "company_type": "individual" if person else "company", "company_subtype": None, "profession": None,
                "regime": {"RF19": "forfettario_15", "RF17": "iva_cassa"}.get(regime, "ordinario"),
                "rivalsa_name": "Rivalsa INPS", "default_rivalsa": 0, "cassa_name": "Cassa", "default_cassa": 0,
                "default_cassa_taxable": 100, "cassa2_name": None, "default_cassa2": 0, "default_cassa2_taxable": 0,
                "default_withholding_tax": 20 if person else 0, "default_withholding_tax_taxable": 100,
                "default_other_withholding_tax": 0, "enasarco": False, "enasarco_type": None,
                "contributions_percentage": 0, "profit_coefficient": 0, "med": False,
                "default_vat": call.company.vat_types[0],
            }
        }
    )  # fmt: skip


def received_categories(call: Call) -> Reply:
    """Categories of received documents, which the service describes and does not have."""
    if call.switches.categories_missing:
        raise not_found()
    return json_reply({"data": list(values.CATEGORIES)})


def cities(call: Call) -> Reply:
    """Places by postcode or name."""
    query = call.request.query
    found = [
        {"postal_code": postcode, "city": city, "province": province}
        for postcode, city, province in values.CITIES
        if postcode.startswith(query.get("postal_code", "")) and query.get("city", "").casefold() in city.casefold()
    ]
    return json_reply({"data": found})


def _table(call: Call, name: str) -> dict[int, Data]:
    tables = {"vat_types": call.company.vat_types, "methods": call.company.methods, "accounts": call.company.accounts}
    return tables[name]


def _entry(call: Call, name: str) -> Data:
    entry = _table(call, name).get(call.id)
    if entry is None:
        raise not_found()
    return entry


def _editable(call: Call, name: str) -> Data:
    entry = _entry(call, name)
    if entry.get("editable") is False:
        raise forbidden()
    return entry
