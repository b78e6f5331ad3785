"""What the people at the other side do: change and delete documents, revoke tokens, let licences run out."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any, Final

from tuiledger.sandbox.clouds.control import Impossible
from tuiledger.sandbox.clouds.fattureincloud.call import Around
from tuiledger.sandbox.clouds.fattureincloud.company import Company
from tuiledger.sandbox.clouds.fattureincloud.grants import SCOPE_NAMES, Grant
from tuiledger.sandbox.clouds.fattureincloud.rows import Row, Shelf
from tuiledger.sandbox.clouds.fattureincloud.values import Data


def edit(around: Around, wish: Data) -> Data:
    """Do what ``wish`` names in ``action``.

    Raises:
        Impossible: there is no such action, or nothing that it could be done to.
    """
    act = _ACTS.get(str(wish.get("action")))
    if act is None:
        raise Impossible(f"no such action; there are {', '.join(sorted(_ACTS))}")
    done = act(around, wish)
    told = {name: value for name, value in done.items() if name not in ("data", "public_key")}
    around.journal.changed(f"edit: {wish['action']}", "/_sandbox/edit", **told)
    return done


def _change(around: Around, wish: Data) -> Data:
    """Other values for a row (``set``); ``silent`` leaves ``updated_at`` as it is."""
    shelf, row = _row(around, wish)
    values = wish.get("set")
    if not isinstance(values, dict):
        raise Impossible("set is an object of fields")
    stamp = {} if wish.get("silent") else {"updated_at": around.clock.stamp()}
    shelf.change(row.data["id"], {**values, "id": row.data["id"], **stamp})
    return {"company": wish["company"], "id": row.data["id"], "data": row.data}


def _delete(around: Around, wish: Data) -> Data:
    shelf, row = _row(around, wish)
    row.changed({"deleted_at": around.clock.stamp()})
    shelf.discard(row.data["id"])
    return {"company": wish["company"], "id": row.data["id"]}


def _copy(around: Around, wish: Data) -> Data:
    """A new document after the fashion of another, with its own id and number and ``set``; dated as the other."""
    shelf, row = _row(around, wish)
    number, stamp = next(around.world.ids), around.clock.stamp()
    values = wish.get("set")
    fresh: Data = {"id": number, "created_at": stamp, "updated_at": stamp}
    if "number" in row.data:
        key = (row.data["type"], row.data["year"], row.data["numeration"])
        numbers = _company(around, wish).numbers
        fresh["number"] = numbers[key] = numbers.get(key, 0) + 1
    else:
        fresh["invoice_number"] = f"{row.data.get('invoice_number', '')}-{number % 1000}"
    data = {**row.data, **fresh, **(values if isinstance(values, dict) else {})}
    shelf.add(Row(data))
    return {"company": wish["company"], "id": number, "data": data}


def _e_invoice_state(around: Around, wish: Data) -> Data:
    """The exchange system says something of an e-invoice."""
    shelf, row = _row(around, {**wish, "shelf": "issued"})
    moved = {"updated_at": around.clock.stamp()} if around.switches.sdi_touches_updated_at else {}
    shelf.change(row.data["id"], {"ei_status": wish.get("state", "accepted"), **moved})
    return {"company": wish["company"], "id": row.data["id"], "data": row.data}


def _revoke(around: Around, wish: Data) -> Data:
    for grant in _grants(around, wish):
        grant.revoked = True
        if grant.family:
            grant.family.revoked = True
    return {"token": wish["token"]}


def _restore(around: Around, wish: Data) -> Data:
    for grant in _grants(around, wish):
        grant.revoked = False
    return {"token": wish["token"]}


def _expire(around: Around, wish: Data) -> Data:
    for grant in _grants(around, wish):
        grant.expires_at = around.clock.now()
    return {"token": wish["token"]}


def _scopes(around: Around, wish: Data) -> Data:
    """Another set of scopes for a token."""
    scopes = wish.get("scopes")
    if not isinstance(scopes, list) or {str(each).rpartition(":")[0] for each in scopes} - set(SCOPE_NAMES):
        raise Impossible("scopes is a list of scopes")
    for grant in _grants(around, wish):
        grant.scopes = frozenset(scopes)
    return {"token": wish["token"], "scopes": scopes}


def _expire_licence(around: Around, wish: Data) -> Data:
    company = _company(around, wish)
    company.licence_until = around.clock.today() - datetime.timedelta(days=1)
    return {"company": company.id}


def _renew_licence(around: Around, wish: Data) -> Data:
    company = _company(around, wish)
    company.licence_until = around.clock.today() + datetime.timedelta(days=365)
    return {"company": company.id}


def _shut_out(around: Around, wish: Data) -> Data:
    """The company takes its accountant's right away."""
    company = _company(around, wish)
    company.through_accountant = False
    return {"company": company.id}


def _let_in(around: Around, wish: Data) -> Data:
    company = _company(around, wish)
    company.through_accountant = True
    return {"company": company.id}


def _permit(around: Around, wish: Data) -> Data:
    """What the company lets its accountant see of an area."""
    company = _company(around, wish)
    area, level = wish.get("area"), wish.get("level")
    if area not in company.permissions or level not in ("none", "read", "write", "detailed"):
        raise Impossible("area is one of the company's, level is none, read, write or detailed")
    company.permissions[area] = level
    return {"company": company.id, "area": area, "level": level}


def _decide_device(around: Around, wish: Data) -> Data:
    """The person types a user code and says yes, or no with ``granted`` false."""
    device = next((each for each in around.oauth.devices.values() if each.user_code == wish.get("user_code")), None)
    if device is None:
        raise Impossible("no such user code")
    device.granted = bool(wish.get("granted", True))
    device.user = str(wish.get("user", "accountant"))
    return {"granted": device.granted}


def _use_up(around: Around, wish: Data) -> Data:
    """Other programs use up a company's hour or month, so that ``left`` calls remain."""
    window, left = wish.get("window", "hour"), wish.get("left", 0)
    if window not in ("hour", "month") or type(left) is not int:
        raise Impossible("window is hour or month, left a number")
    around.quotas.use_up(str(_company(around, wish).id), window, left)
    return {"company": wish["company"], "window": window, "left": left}


def _notifications(around: Around, wish: Data) -> Data:
    """What was sent to subscribers, and the key that proves it."""
    return {"public_key": around.webhooks.public_key, "data": list(around.webhooks.sent)}


_ACTS: Final[dict[str, Callable[[Around, Data], Data]]] = {
    "change": _change, "delete": _delete, "copy": _copy, "e_invoice_state": _e_invoice_state,
    "revoke_token": _revoke, "restore_token": _restore, "expire_token": _expire, "set_scopes": _scopes,
    "expire_licence": _expire_licence, "renew_licence": _renew_licence, "shut_out": _shut_out, "let_in": _let_in,
    "permit": _permit, "decide_device": _decide_device, "use_up": _use_up, "notifications": _notifications,
}  # fmt: skip


def _company(around: Around, wish: Data) -> Company:
    company = around.world.companies.get(wish.get("company", 0))
    if company is None:
        raise Impossible("no such company")
    return company


def _row(around: Around, wish: Data) -> tuple[Shelf, Row]:
    """The row that is named by ``shelf`` and ``id``; without an id the first one."""
    company = _company(around, wish)
    shelf = company.shelves.get(str(wish.get("shelf", "issued")))
    if shelf is None:
        raise Impossible(f"shelf is one of {', '.join(company.shelves)}")
    row: Any = shelf.rows.get(wish["id"]) if "id" in wish else next(iter(shelf), None)
    if row is None:
        raise Impossible("no such row")
    return shelf, row


def _grants(around: Around, wish: Data) -> list[Grant]:
    grants = around.grants.named(str(wish.get("token")))
    if not grants:
        raise Impossible("no such token")
    return grants
