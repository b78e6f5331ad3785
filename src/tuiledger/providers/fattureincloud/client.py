"""The calls of Fatture in Cloud: who a token speaks for, the lists, and what belongs to one document."""

from __future__ import annotations

import datetime
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any, Final

import orjson

from tuiledger.domain.connections import Access, CloudAccount
from tuiledger.domain.documents import Direction, PartyDetails
from tuiledger.domain.faults import Forbidden, Invalid, NotFound, UnexpectedAnswer
from tuiledger.domain.money import AmountError
from tuiledger.domain.wording import N_
from tuiledger.ports.clouds import Capability, RemotePage, RemoteRow, RemoteTotals, Since, Understood
from tuiledger.providers.calling import Caller
from tuiledger.providers.fattureincloud import mapping
from tuiledger.providers.fattureincloud.accounts import read_access, read_account
from tuiledger.providers.http import Request
from tuiledger.providers.reading import canonical, fingerprint, minor_from_number, read_json

NAME: Final = "fattureincloud"
API: Final = "https://api-v2.fattureincloud.it"
PORTAL: Final = "https://secure.fattureincloud.it/"
#: Attachments lie on other hosts of the service.
HOSTS: Final = (".fattureincloud.it",)
CAPABILITIES: Final = frozenset(Capability)

_PER_PAGE: Final = 100
#: Fewer are refused by the live service.
_FEWEST: Final = 5
#: A list that never ends is a fault of the other side.
_MOST_PAGES: Final = 10_000
#: A list that changes while it is read is read again, so often at most.
_MOST_PASSES: Final = 3
_STAMP: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?: [0-9]{2}:[0-9]{2}:[0-9]{2})?")
_RATE: Final = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2})?")
_COMPANY: Final = re.compile(r"[0-9]{1,18}")
#: A moment that nothing was changed after: a list that is asked for it and is not empty ignored the question.
_NEVER: Final = "9998-12-31 00:00:00"

_SHAPE: Final = N_("The answer has not the form it should have: {}")
_LOST: Final = N_("This account has no access to the company {}")
_CLOSED: Final = N_("The client does not let its accountant see this area: {}")
_AREAS: Final = (("/issued_documents", "fic_issued_documents"), ("/received_documents", "fic_received_documents"))

#: What the totals of a document are figured from; the rest of a row is read-only or of no account.
_FIGURED: Final = (
    "type", "entity", "date", "currency", "items_list", "payments_list", "use_gross_prices", "use_split_payment",
    "rivalsa", "cassa", "cassa_taxable", "cassa2", "cassa2_taxable", "withholding_tax", "withholding_tax_taxable",
    "other_withholding_tax", "stamp_duty", "amount_due_discount", "e_invoice",
)  # fmt: skip


class FattureInCloud:
    """One account; the :class:`tuiledger.ports.clouds.Provider` of Fatture in Cloud."""

    name = NAME
    capabilities = CAPABILITIES

    def __init__(self, caller: Caller, portal: str = PORTAL) -> None:
        self._caller, self._portal = caller, portal

    def kinds(self, direction: Direction) -> tuple[str, ...]:
        """The lists of one side."""
        return mapping.KINDS[direction]

    def takes_filter(self, kind: str) -> bool:
        """Every list but that of the pending documents does."""
        return kind != "pending"

    async def account(self) -> CloudAccount:
        """Whom the token speaks for, and the companies it reaches, those of an accountant's clients among them."""
        user = await self._data("/user/info", (), _USER)
        companies = await self._data("/user/companies", (), _USER)
        return read_account(user, companies)

    async def access(self, company_id: str) -> Access:
        """What a client lets its accountant see."""
        return read_access(await self._data(f"{_company(company_id)}/company/info", (), company_id))

    async def changed_since_works(self, company_id: str, kind: str) -> bool:
        """Whether the list can be asked for what changed: for a moment that is to come, nothing did."""
        if kind == "pending":
            return False
        query = _query(kind, Since(changed=_NEVER), "basic", _FEWEST)
        try:
            page = await self._page(company_id, kind, query, 1)
        except Invalid:
            return False
        return not page["data"]

    async def pages(self, company_id: str, kind: str, since: Since) -> AsyncIterator[RemotePage]:
        """The pages of a list, each document once.

        Rows move from page to page while others are added or deleted. So a list of several pages is looked through
        once more for its ids alone, and one that did not stand still is read again; a further reading gives only rows
        that were not given before.
        """
        query = _query(kind, since, "detailed", _PER_PAGE)
        given: dict[str, str] = {}
        number = 0
        for again in range(1, _MOST_PASSES + 1):
            reading = _Pass()
            held: RemotePage | None = None
            async for answer in self._pass(company_id, kind, query, reading):
                rows = tuple(row for row in _rows(kind, answer, since) if given.get(row.id) != row.sha256)
                given.update((row.id, row.sha256) for row in rows)
                if held is not None:
                    yield held
                number += 1
                held = RemotePage(kind, number, rows, False, _count(answer, "total"))
            still = reading.stood_still and await self._is_as_read(company_id, kind, since, reading)
            ends = still or again == _MOST_PASSES
            if held is not None:
                yield held._replace(last=ends, complete=still)
            if ends:
                return

    async def _is_as_read(self, company_id: str, kind: str, since: Since, reading: _Pass) -> bool:
        """Whether a list still has the rows that were read: one that goes while another comes changes no length."""
        if reading.pages < 2:
            return True
        now = _Pass()
        async for _ in self._pass(company_id, kind, _query(kind, since, None, _PER_PAGE), now):
            pass
        return now.stood_still and now.ids == reading.ids

    async def _pass(
        self, company_id: str, kind: str, query: tuple[tuple[str, str], ...], reading: _Pass
    ) -> AsyncIterator[Mapping[str, Any]]:
        for number in range(1, _MOST_PAGES + 1):
            answer = await self._page(company_id, kind, query, number)
            new = reading.saw(answer)
            yield answer
            # Only the number is taken from the answer: its links may lead anywhere, and its pages may not end.
            if number >= (_count(answer, "last_page") or 1) or not new:
                return
        raise _misshapen("last_page")

    async def _page(
        self, company_id: str, kind: str, query: tuple[tuple[str, str], ...], number: int
    ) -> Mapping[str, Any]:
        if kind == "pending":
            path = "/received_documents/pending"
        else:
            path = "/issued_documents" if kind in mapping.KINDS[Direction.ISSUED] else "/received_documents"
        answer = await self._json(
            Request("GET", _company(company_id) + path, (*query, ("page", str(number)))), company_id
        )
        current = answer.get("current_page")
        if not isinstance(answer.get("data"), list):
            raise _misshapen("data")
        if current is not None and current != number:
            raise _misshapen("current_page")
        return answer

    def understand(self, company: PartyDetails, row: RemoteRow) -> Understood:
        """Read a row into the terms of the books; no call is made.

        Raises:
            Refusal: the row cannot be understood.
        """
        return mapping.understand(company, row)

    def has_e_invoice(self, row: RemoteRow) -> bool:
        """Whether there is an e-invoice file: of an issued document that the exchange system was given, of a pending
        one, and of a received one that came as an e-invoice."""
        return mapping.has_e_invoice(row)

    async def e_invoice_xml(self, company_id: str, row: RemoteRow) -> bytes | None:
        """The e-invoice file: of an issued document from the service, of a received one from its attachment."""
        try:
            if row.kind == "pending":
                return await self._attachment(company_id, f"pending/{_number(row.id)}")
            if not read_json(row.payload).get("e_invoice"):
                return None
            if row.kind not in mapping.KINDS[Direction.ISSUED]:
                return await self._attachment(company_id, _number(row.id))
            path = f"{_company(company_id)}/issued_documents/{_number(row.id)}/e_invoice/xml"
            answer = await self._caller.call(Request("GET", path, accept="text/xml"), _key(company_id))
        except NotFound:
            return None
        return answer.body or None

    async def _attachment(self, company_id: str, place: str) -> bytes | None:
        """The file of a received document, whose address is asked for anew: it is good for some days only."""
        path = f"{_company(company_id)}/received_documents/{place}"
        found = await self._data(path, (), company_id)
        address = found.get("attachment_url")
        if not isinstance(address, str) or not address.startswith(("https://", "http://")):
            return None
        # No token goes there: the address itself is the key.
        return (await self._caller.fetch(Request("GET", address, accept="*/*"))).body or None

    async def totals(self, company_id: str, row: RemoteRow) -> RemoteTotals:
        """What the service itself figures for a document; it gives rates for issued ones alone."""
        document = read_json(row.payload)
        side = "issued_documents" if row.kind in mapping.KINDS[Direction.ISSUED] else "received_documents"
        body = orjson.dumps({"data": {name: document[name] for name in _FIGURED if document.get(name) is not None}})
        path = f"{_company(company_id)}/{side}/{_number(row.id)}/totals"
        # Nothing is saved by it, so it may be asked twice.
        answer = await self._json(Request("POST", path, body=body), company_id)
        found = answer.get("data")
        if not isinstance(found, dict):
            raise _misshapen("data")
        currency = str((document.get("currency") or {}).get("id") or "EUR")
        names = ("amount_net", "amount_vat", "amount_gross", "amount_due")
        net, vat, gross, due = (
            _minor(found, name, currency) if found.get(name) is not None else None for name in names
        )
        return RemoteTotals(net, vat, gross, due, dict(_rates(found.get("vat_list"), currency)))

    def portal_url(self, company_id: str) -> str | None:
        """Where a person signs in to the service's own pages; the company is chosen there."""
        return self._portal

    async def close(self) -> None:
        """Close the connections."""
        await self._caller.close()

    async def _data(self, path: str, query: tuple[tuple[str, str], ...], company_id: str) -> Mapping[str, Any]:
        answer = await self._json(Request("GET", path, query), company_id)
        found = answer.get("data")
        if not isinstance(found, dict):
            raise _misshapen("data")
        return found

    async def _json(self, request: Request, company_id: str) -> Mapping[str, Any]:
        try:
            answer = await self._caller.call(request, _key(company_id))
        except Forbidden as fault:
            if fault.code != "missing-scope":
                raise
            raise await self._narrowed(fault, request, company_id) from None
        found = read_json(answer.body)
        if not isinstance(found, dict):
            raise _misshapen("{}")
        return found

    async def _narrowed(self, fault: Forbidden, request: Request, company_id: str) -> Forbidden:
        """What the company's own page, which needs no scope, makes of a refusal: the service uses the same words for
        a token without the scope, a client who closed an area to its accountant, and one who took the access away."""
        try:
            access = await self.access(company_id)
        except (Forbidden, NotFound):
            return Forbidden(_LOST, (company_id,), status=fault.status)
        area = next((area for part, area in _AREAS if part in request.url), "")
        if dict(access.areas).get(area) == "none":
            return Forbidden(_CLOSED, (area,), code="closed-area", status=fault.status)
        return fault


class _Pass:
    """What one reading of a list from its first page to its last saw."""

    def __init__(self) -> None:
        self._lengths: set[int] = set()
        self.ids: set[str] = set()
        self.pages = 0

    def saw(self, answer: Mapping[str, Any]) -> bool:
        """Take in a page; whether it had a row that no page before it had."""
        before = len(self.ids)
        self.pages += 1
        self._lengths.add(_count(answer, "total") or 0)
        self.ids.update(_identity(row) for row in answer["data"])
        return len(self.ids) > before

    @property
    def stood_still(self) -> bool:
        """Whether the list kept its length and gave as many rows."""
        return len(self._lengths) == 1 and self._lengths == {len(self.ids)}


#: Stands in for a company's id in calls about the account itself.
_USER: Final = "user"


def _key(company_id: str) -> str:
    """Quotas are counted for each company, whoever asks."""
    return f"{NAME}/{company_id}"


def _company(company_id: str) -> str:
    if not _COMPANY.fullmatch(company_id):
        raise _misshapen("company_id")
    return f"/c/{company_id}"


def _number(document_id: str) -> str:
    if not _COMPANY.fullmatch(document_id):
        raise _misshapen("id")
    return document_id


def _query(kind: str, since: Since, fieldset: str | None, per_page: int) -> tuple[tuple[str, str], ...]:
    """What a list is asked with; without a fieldset for the ids alone."""
    if kind == "pending":
        # The live service gives all kinds of pending documents whatever type is asked for; a type it must have.
        return (("type", "agyo"), ("per_page", str(per_page)))
    issued = kind in mapping.KINDS[Direction.ISSUED]
    # The oldest first: what is added while the list is read comes behind what was read.
    wanted = ("fieldset", fieldset) if fieldset else ("fields", "id")
    query = [("type", kind), wanted, ("sort", "date,number" if issued else "date,id")]
    conditions = list(_conditions(since))
    if conditions:
        query.append(("q", " and ".join(conditions)))
    return (*query, ("per_page", str(per_page)))


def _conditions(since: Since) -> Iterator[str]:
    """The parts of a filter in the service's language, which has no escape but a doubled quote."""
    if since.changed is not None:
        if not _STAMP.fullmatch(since.changed):
            raise _misshapen("updated_at")
        yield f"updated_at >= '{since.changed}'"
    if since.first is not None:
        yield f"date >= '{since.first.isoformat()}'"
    if since.last is not None:
        yield f"date <= '{since.last.isoformat()}'"


def _rows(kind: str, answer: Mapping[str, Any], since: Since) -> Iterator[RemoteRow]:
    for row in answer["data"]:
        identity, stamp = _identity(row), None
        if isinstance(row, dict):
            if kind == "pending" and not _within(row, since):
                continue
            updated = row.get("updated_at")
            stamp = updated if isinstance(updated, str) and _STAMP.fullmatch(updated) else None
            mapping.settle(row)
        payload = canonical(row)
        yield RemoteRow(kind, identity, stamp, payload, fingerprint(payload))


def _identity(row: object) -> str:
    """A row's id; one that has none gets a name that :func:`mapping.understand` refuses, and keeps nobody waiting."""
    found = row.get("id") if isinstance(row, dict) else None
    if isinstance(found, int | str) and not isinstance(found, bool) and 0 < len(str(found)) <= 40:
        return str(found)
    return mapping.NAMELESS + fingerprint(canonical(row))[:16]


def _within(row: Mapping[str, Any], since: Since) -> bool:
    """Whether a pending row is in the window: its list takes no filter."""
    written = str(row.get("emission_date") or row.get("emssion_date") or row.get("date") or "")[:10]
    try:
        day = datetime.date.fromisoformat(written)
    except ValueError:
        return True
    return (since.first is None or since.first <= day) and (since.last is None or day <= since.last)


def _count(answer: Mapping[str, Any], name: str) -> int | None:
    value = answer.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _minor(found: Mapping[str, Any], name: str, currency: str) -> int:
    value = found.get(name)
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return minor_from_number(value, currency)
    except AmountError:
        pass
    raise _misshapen(name)


def _rates(found: object, currency: str) -> Iterator[tuple[int, tuple[int, int]]]:
    """Taxable amount and VAT of each rate; what bears no VAT goes by names that vary, and is left out."""
    for name, sums in found.items() if isinstance(found, dict) else ():
        if isinstance(sums, dict) and _RATE.fullmatch(str(name)) and sums.get("amount_vat"):
            rate = round(float(name) * 100)
            yield rate, (_minor(sums, "amount_net", currency), _minor(sums, "amount_vat", currency))


def _misshapen(what: str) -> UnexpectedAnswer:
    return UnexpectedAnswer(_SHAPE, (what,), code="shape")
