"""The user, its companies, and one company's plan."""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from tuiledger.sandbox.clouds.exchange import Reply, json_reply
from tuiledger.sandbox.clouds.fattureincloud.call import Call
from tuiledger.sandbox.clouds.fattureincloud.company import Company
from tuiledger.sandbox.clouds.fattureincloud.errors import invalid
from tuiledger.sandbox.clouds.fattureincloud.values import Data

_USERS: Final = {
    "accountant": (70_001, "Marta", "Rivalta", "marta.rivalta@studio.example"),
    "company": (70_002, "Piero", "Olmo", "piero@olmo.example"),
}
_CONNECTION: Final = 94_566


def user_info(call: Call) -> Reply:
    """Whom the token speaks for."""
    number, first, last, email = _USERS[call.grant.user]
    data = {
        "id": number, "name": f"{first} {last}", "first_name": first, "last_name": last, "email": email,
        "hash": sha256(email.encode()).hexdigest()[:32], "picture": "picture.jpg",
    }  # fmt: skip
    asked = ("need_marketing_consents_confirmation", "need_password_change", "need_terms_of_service_confirmation")
    return json_reply(
        {"data": data, "info": dict.fromkeys(asked, False), "email_confirmation_state": {"need_confirmation": False}}
    )


def companies(call: Call) -> Reply:
    """An accountant's one entry with all clients inside, the studio again among them; or a company's own entry."""
    world = call.around.world
    if call.grant.user == "company":
        return json_reply({"data": {"companies": [_entry(owned(world.clients))]}})
    inside = [world.companies[world.studio_company], *world.clients]
    top = {**_entry(world.companies[world.studio]), "controlled_companies": [_entry(each) for each in inside]}
    return json_reply({"data": {"companies": [top]}})


def owned(clients: list[Company]) -> Company:
    """The company whose owner has an account of its own: the accountant's first client."""
    return clients[0]


def company_info(call: Call) -> Reply:
    """A company, its plan, and what the asker may do in it."""
    world = call.around.world
    studio = None if call.company.accountant else world.studio
    return json_reply({"data": call.company.as_info(through_accountant=call.through_accountant, accountant=studio)})


def plan_usage(call: Call) -> Reply:
    """How much of the plan is used up."""
    category = call.asked("category")
    if category not in call.company.limits:
        raise invalid(category="The selected category is invalid.")
    return json_reply({"data": usage(call, category)})


def usage(call: Call, category: str) -> Data:
    """Limit and usage of a category; documents count in the current year."""
    if category == "documents":
        year = call.around.clock.today().year
        used = sum(row.data["year"] == year for row in call.shelf("issued"))
    else:
        used = len(call.shelf(category))
    return {"limit": call.company.limits[category], "usage": used}


def _entry(company: Company) -> Data:
    token = sha256(f"entry {company.id}".encode()).hexdigest()
    return company.as_entry(token=token, connection=_CONNECTION) | {"controlled_companies": []}
