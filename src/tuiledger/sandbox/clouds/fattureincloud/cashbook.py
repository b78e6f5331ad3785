"""The cashbook (prima nota): what came in and went out, with positive amounts on either side, in one list."""

from __future__ import annotations

from tuiledger.sandbox.clouds.exchange import Reply, json_reply
from tuiledger.sandbox.clouds.fattureincloud.call import Call
from tuiledger.sandbox.clouds.fattureincloud.errors import not_found
from tuiledger.sandbox.clouds.fattureincloud.values import Data


def listed(call: Call) -> Reply:
    """Entries of a period, both ends of which have to be named."""
    call.require("cashbook", "r")
    first, last = call.asked("date_from"), call.asked("date_to")
    entries = [each for each in call.company.cashbook.values() if first <= each["date"] <= last]
    return json_reply({"data": sorted(entries, key=lambda each: str(each["date"]))})


def get(call: Call) -> Reply:
    """One entry."""
    call.require("cashbook", "r")
    return json_reply({"data": _entry(call)})


def create(call: Call) -> Reply:
    """A new entry."""
    call.require("cashbook", "a")
    number = str(next(call.around.world.ids))
    entry: Data = {
        "date": str(call.around.clock.today()), "description": "", "kind": "cashbook", "type": None, "entity_name": "",
        "document": None, "amount_in": 0, "payment_account_in": None, "amount_out": 0, "payment_account_out": None,
        **call.data(), "id": number,
    }  # fmt: skip
    call.company.cashbook[number] = entry
    call.changed("create", "cashbook", int(number), "cashbook.create")
    return json_reply({"data": entry})


def modify(call: Call) -> Reply:
    """Other values for an entry."""
    call.require("cashbook", "a")
    entry = _entry(call)
    entry.update({**call.data(), "id": entry["id"]})
    call.changed("modify", "cashbook", int(entry["id"]), "cashbook.update")
    return json_reply({"data": entry})


def delete(call: Call) -> Reply:
    """An entry away."""
    call.require("cashbook", "a")
    entry = _entry(call)
    del call.company.cashbook[entry["id"]]
    call.changed("delete", "cashbook", int(entry["id"]), "cashbook.delete")
    return Reply(200)


def _entry(call: Call) -> Data:
    entry = call.company.cashbook.get(call.ids[0])
    if entry is None:
        raise not_found()
    return entry
