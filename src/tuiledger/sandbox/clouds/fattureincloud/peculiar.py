"""Rows with the peculiarities that are switched on."""

from __future__ import annotations

from typing import Any, Final

from tuiledger.sandbox.clouds.fattureincloud.company import Company
from tuiledger.sandbox.clouds.fattureincloud.received_rows import has_lines, items
from tuiledger.sandbox.clouds.fattureincloud.rows import Row
from tuiledger.sandbox.clouds.fattureincloud.switches import Switches
from tuiledger.sandbox.clouds.fattureincloud.values import Data

#: What binary arithmetic leaves behind, small enough to vanish in cents.
_DUST: Final = 1.0000000000000002
_NUMBERS: Final = ("vat_number", "phone", "fax")


def peculiar(company: Company, row: Row, switches: Switches) -> Data:
    """The fields of a row as they are sent."""
    data = dict(row.data)
    if switches.plain:
        return data
    if "is_detailed" in data and row.source is not None and switches.received_lines != "some":
        data["is_detailed"] = has_lines(data["id"], switches.received_lines)
        data["items_list"] = items(company, row.source.document, data["id"]) if data["is_detailed"] else []
    if "emission_date" in data:
        date = data.pop("emission_date")
        data[switches.pending_date_field] = date
        if switches.pending_date_with_time:
            data["date"] = f"{data['date']} 09:30:00"
    if switches.null_numeration and data.get("numeration") == "":
        data["numeration"] = None
    if switches.new_enum_values:
        data = _newer(data)
    if switches.published_examples:
        data = _as_published(data)
    return _dusty(data) if switches.float_dust else data


def _newer(data: Data) -> Data:
    """Values of a later version of the service."""
    newer: Data = {"ei_status": "manual_reviewed"} if data.get("ei_status") else {}
    if isinstance(data.get("entity"), dict):
        newer["entity"] = {**data["entity"], "type": "trust"}
    if data.get("payments_list"):
        newer["payments_list"] = [{**each, "status": "promised"} for each in data["payments_list"]]
    return data | newer


def _as_published(data: Data) -> Data:
    """VAT numbers and telephones as numbers, as the published examples have them."""
    holder = data.get("entity")
    for part in (data, holder if isinstance(holder, dict) else {}):
        numbers = {name: int(part[name]) for name in _NUMBERS if str(part.get(name, "")).isdigit()}
        if part is data:
            data = data | numbers
        elif numbers:
            data = data | {"entity": {**part, **numbers}}
    return data


def _dusty(value: Any) -> Any:
    if isinstance(value, float):
        return value * _DUST
    if isinstance(value, dict):
        return {name: _dusty(inner) for name, inner in value.items()}
    return [_dusty(inner) for inner in value] if isinstance(value, list) else value
