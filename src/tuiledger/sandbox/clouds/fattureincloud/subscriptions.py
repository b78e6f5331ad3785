"""Subscriptions to what happens in a company."""

from __future__ import annotations

from typing import Final

from tuiledger.sandbox.clouds.exchange import Reply, json_reply
from tuiledger.sandbox.clouds.fattureincloud.call import Call
from tuiledger.sandbox.clouds.fattureincloud.errors import forbidden, invalid, not_found
from tuiledger.sandbox.clouds.fattureincloud.kinds import ISSUED_EVENTS, ISSUED_SCOPES
from tuiledger.sandbox.clouds.fattureincloud.values import Data
from tuiledger.sandbox.clouds.fattureincloud.webhooks import EVENTS, GROUPS, PREFIX

_SCOPES: Final = {ISSUED_EVENTS[kind]: scope for kind, scope in ISSUED_SCOPES.items()}
_METHODS: Final = ("header", "query")
_MAPPINGS: Final = ("binary", "structured")


def listed(call: Call) -> Reply:
    """All of the company's."""
    return json_reply({"data": list(call.company.subscriptions.values())})


def get(call: Call) -> Reply:
    """One of them."""
    return json_reply({"data": _one(call)})


def create(call: Call) -> Reply:
    """A new one; its sink is verified here and now, for there is nobody to ask."""
    data = call.data()
    number = f"SUB{next(call.around.world.ids)}"
    types, warnings = _types(call, data)
    subscription = {"id": number, "sink": _sink(data), "verified": True, "types": types, **_ways(data)}
    call.company.subscriptions[number] = subscription
    call.around.journal.changed("subscribe", call.request.path, company=call.company.id, id=number)
    return json_reply({"data": subscription, "warnings": warnings})


def modify(call: Call) -> Reply:
    """Other values; another sink has to be verified again."""
    subscription, data = _one(call), call.data()
    types, warnings = _types(call, data) if "types" in data else (subscription["types"], [])
    sink = _sink(data) if "sink" in data else subscription["sink"]
    verified = subscription["verified"] and sink == subscription["sink"]
    ways = _ways({**subscription, **data})
    subscription |= {"sink": sink, "verified": verified, "types": types, **ways}
    return json_reply({"data": subscription, "warnings": warnings})


def delete(call: Call) -> Reply:
    """One away."""
    del call.company.subscriptions[_one(call)["id"]]
    return Reply(200)


def verify(call: Call) -> Reply:
    """Verify a sink."""
    _one(call)["verified"] = True
    return Reply(200)


def _one(call: Call) -> Data:
    found = call.company.subscriptions.get(call.ids[0])
    if found is None:
        raise not_found()
    return found


def _sink(data: Data) -> str:
    sink = data.get("sink")
    if not isinstance(sink, str) or not sink.startswith("https://"):
        raise invalid(data__sink="The data.sink must be a valid https URL.")
    return sink


def _ways(data: Data) -> Data:
    config = data.get("config")
    mapping = config.get("mapping", "binary") if isinstance(config, dict) else "binary"
    method = data.get("verification_method") or "header"
    if mapping not in _MAPPINGS or method not in _METHODS:
        raise invalid(data__config="The selected data.config is invalid.")
    return {"config": {"mapping": mapping}, "verification_method": method}


def _types(call: Call, data: Data) -> tuple[list[str], list[str]]:
    """The events asked for, groups spread out; those that are unknown or taken are left out with a warning."""
    asked = data.get("types")
    if not isinstance(asked, list) or not asked:
        raise invalid(data__types="The data.types field is required.")
    taken = {
        name
        for number, other in call.company.subscriptions.items()
        if number not in call.ids
        for name in other["types"]
    }
    types: list[str] = []
    warnings = []
    for name in asked:
        bare = str(name).removeprefix(PREFIX)
        for event in GROUPS.get(bare, (bare,)):
            if event not in EVENTS:
                warnings.append(f"The '{PREFIX}{event}' event does not exist")
            elif PREFIX + event in taken:
                warnings.append(f"The '{PREFIX}{event}' event is already registered for this application")
            else:
                _require(call, event)
                types.append(PREFIX + event)
    return types, warnings


def _require(call: Call, event: str) -> None:
    """Whoever subscribes to something must be able to read it."""
    area, _, rest = event.partition(".")
    thing = rest.partition(".")[0]
    scope = {
        "issued_documents": f"issued_documents.{_SCOPES.get(thing, 'invoices')}",
        "entities": f"entity.{thing}",
        "archive_documents": "archive",
    }.get(area, area)
    if not call.grant.may(scope, "r"):
        raise forbidden()
