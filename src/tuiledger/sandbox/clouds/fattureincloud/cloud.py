"""Fatture in Cloud as an application: who asks, whether they may, whether it is too much, and who answers."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from tuiledger.sandbox.clouds.clock import CloudClock
from tuiledger.sandbox.clouds.control import PREFIX as CONTROL
from tuiledger.sandbox.clouds.control import control
from tuiledger.sandbox.clouds.exchange import Reply, Request
from tuiledger.sandbox.clouds.fattureincloud.account import owned
from tuiledger.sandbox.clouds.fattureincloud.call import Around, Call
from tuiledger.sandbox.clouds.fattureincloud.company import Company
from tuiledger.sandbox.clouds.fattureincloud.doors import PREFIX as DOORS
from tuiledger.sandbox.clouds.fattureincloud.doors import Doors
from tuiledger.sandbox.clouds.fattureincloud.edits import edit
from tuiledger.sandbox.clouds.fattureincloud.errors import (
    ApiError,
    forbidden,
    licence_expired,
    not_found,
    unauthorized,
)
from tuiledger.sandbox.clouds.fattureincloud.grants import Grant, Grants
from tuiledger.sandbox.clouds.fattureincloud.kinds import BOOKED, ISSUED, PENDING, RECEIVED
from tuiledger.sandbox.clouds.fattureincloud.oauth import OAuth
from tuiledger.sandbox.clouds.fattureincloud.quotas import Quotas
from tuiledger.sandbox.clouds.fattureincloud.routes import BY_PLACE, place_of
from tuiledger.sandbox.clouds.fattureincloud.seeding import World, build
from tuiledger.sandbox.clouds.fattureincloud.switches import Switches
from tuiledger.sandbox.clouds.fattureincloud.troubles import FAULTS, refreshing
from tuiledger.sandbox.clouds.fattureincloud.webhooks import Webhooks
from tuiledger.sandbox.clouds.faults import Fault, Faults, Shot
from tuiledger.sandbox.clouds.journal import Journal

#: What can still be asked about a company whose licence has expired.
_WITHOUT_LICENCE: Final = frozenset({"/c/{}/company/info"})


class FattureInCloud:
    """The simulated cloud: an application for :class:`tuiledger.sandbox.clouds.server.Server`.

    Args:
        seed: of its world and its personal tokens.
        companies: how many clients the accountant has in it.
        documents: how many documents their companies hold.
        studio_documents: of which sample studio the documents are; with the same ``seed`` its files and many of these
            documents are the same.
        clock: its time; the machine's by default.
        switches: its peculiarities.
    """

    def __init__(
        self,
        *,
        seed: int = 1,
        companies: int = 12,
        documents: int = 600,
        studio_documents: int = 400,
        clock: CloudClock | None = None,
        switches: Switches | None = None,
    ) -> None:
        clock, switches = clock or CloudClock(), switches or Switches()
        world = build(clock, seed=seed, companies=companies, documents=documents, studio_documents=studio_documents)
        journal, grants = Journal(clock), Grants(clock, seed)
        oauth = OAuth(clock, switches, grants, journal, seed)
        self.around = Around(
            world=world, clock=clock, switches=switches, grants=grants, oauth=oauth,
            quotas=Quotas(clock, switches), journal=journal, webhooks=Webhooks(clock, oauth.client_id),
        )  # fmt: skip
        self.faults = Faults(FAULTS)
        #: Set when the next refresh comes in, for those that wait for company.
        self.next_refresh = asyncio.Event()
        self._doors = Doors(world, clock, switches)
        for shelf, listing in (("issued", ISSUED), ("received", RECEIVED), ("pending", PENDING)):
            for company in world.companies.values():
                for row in company.shelf(shelf):
                    row.written("detailed", *listing.cut("detailed"))

    @property
    def world(self) -> World:
        """Everything in it."""
        return self.around.world

    @property
    def journal(self) -> Journal:
        """What was asked of it, and what that changed."""
        return self.around.journal

    @property
    def clock(self) -> CloudClock:
        """Its time."""
        return self.around.clock

    def moved_in(self, base_url: str) -> None:
        """Tell it the address that it answers at."""
        self.around.base_url = base_url

    async def __call__(self, request: Request) -> Reply:
        """Answer a request, with the fault that is due on it."""
        if request.path.startswith(CONTROL):
            return control(self, request)
        if refreshing(request):
            self.next_refresh.set()
            self.next_refresh = asyncio.Event()
        due = self.faults.due(request, self)
        reply = await self._at_fault(*due) if due else self._answer(request)
        self.journal.asked(request, reply, due[0].name if due else None)
        return reply

    def describe(self) -> dict[str, Any]:
        """What a client needs to begin."""
        today = self.clock.today()
        reachable = {company.id for company in self.world.reachable(today)}
        companies = [
            {
                "id": company.id, "code": company.firm.code, "name": company.name,
                "vat_number": company.firm.details.vat_number, "fiscal_code": company.firm.details.fiscal_code,
                "licence_until": company.licence_until.isoformat(), "reachable": company.id in reachable,
                "documents": len([row for row in company.shelf("issued") if row.data["type"] in BOOKED])
                + len(company.shelf("received")) + len(company.shelf("pending")),
            }
            for company in self.world.clients
        ]  # fmt: skip
        return {
            "base_url": self.around.base_url, "companies": companies, "tokens": dict(self.around.grants.personal),
            "client_id": self.around.oauth.client_id, "client_secret": self.around.oauth.client_secret,
        }  # fmt: skip

    def usage(self) -> dict[str, Any]:
        """How much of every quota is used up."""
        return self.around.quotas.as_fields()

    def edit(self, wish: dict[str, Any]) -> dict[str, Any]:
        """Do something that the people at the other side do.

        Raises:
            Impossible: it cannot be done.
        """
        return edit(self.around, wish)

    def switch(self, wish: dict[str, Any]) -> dict[str, Any]:
        """Set switches and tell all of them.

        Raises:
            Impossible: there is no such switch, or it does not take the value.
        """
        self.around.switches.set(wish)
        return self.around.switches.as_fields()

    async def _at_fault(self, fault: Fault, shot: Shot) -> Reply:
        if fault.before and (reply := await fault.before(shot)) is not None:
            return reply
        request = fault.ask(shot) if fault.ask else shot.request
        reply = self._answer(request)
        return fault.after(shot, reply) if fault.after else reply

    def _answer(self, request: Request) -> Reply:
        if request.path.startswith("/oauth/"):
            return self.around.oauth.answer(request)
        try:
            if request.path.startswith(DOORS) and request.method == "GET":
                return self._doors.open(request)
            return self._api(request)
        except ApiError as error:
            return error.reply(as_text=self.around.switches.error_as_text)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            # Fields of a kind that nobody checks for are what the service, too, falls over.
            return ApiError(500, "Si è verificato un errore imprevisto.").reply()

    def _api(self, request: Request) -> Reply:
        token = request.headers.get("authorization", "")
        grant = self.around.grants.find(token[7:]) if token[:7].lower() == "bearer " else None
        if grant is None:
            raise unauthorized()
        template, ids = place_of(request.path)
        handlers = BY_PLACE.get(template)
        if handlers is None:
            raise not_found()
        handler = handlers.get(request.method)
        if handler is None:
            raise ApiError(405, "Il metodo non è consentito.")
        if template.startswith("/c/"):
            company = self._company(grant, ids[0])
            left = self.around.quotas.take(str(company.id), self._quota_key(grant, company))
            if company.licence_until < self.clock.today() and template not in _WITHOUT_LICENCE:
                raise licence_expired()
            call = Call(self.around, request, grant, company, ids[1:])
        else:
            left = self.around.quotas.take(f"user {grant.user}", f"user {grant.user}")
            call = Call(self.around, request, grant, self.world.companies[self.world.studio], ids)
        reply = handler(call)
        body = self._doors.placed(reply.body, self.around.base_url)
        return reply._replace(headers=reply.headers + left, body=body)

    def _company(self, grant: Grant, number: str) -> Company:
        """The company of an address, when the asker may know of it.

        Raises:
            ApiError: 404 for one of others, 403 for one whose accountant the asker is no more.
        """
        company = self.world.companies.get(int(number[:18]))
        if company is None or (grant.user == "company" and company is not owned(self.world.clients)):
            raise not_found()
        if grant.companies is not None and company.id not in grant.companies:
            raise not_found()
        if grant.user == "accountant" and not company.through_accountant:
            raise forbidden()
        return company

    def _quota_key(self, grant: Grant, company: Company) -> str:
        """Whose hour and month a call counts in: private applications share their company's."""
        if self.around.switches.public_app and grant.family:
            return f"{company.id}/{self.around.oauth.client_id}"
        return str(company.id)
