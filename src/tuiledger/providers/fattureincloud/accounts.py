"""Whom a token of Fatture in Cloud speaks for, and what a client lets its accountant see."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any, Final

from tuiledger.domain.connections import Access, CloudAccount, CloudCompany
from tuiledger.domain.faults import UnexpectedAnswer
from tuiledger.domain.identifiers import fiscal_code, vat_number
from tuiledger.domain.wording import N_
from tuiledger.text.clean import clean_line

_SHAPE: Final = N_("The answer has not the form it should have: {}")


def read_account(user: Mapping[str, Any], companies: Mapping[str, Any]) -> CloudAccount:
    """The account, with the companies of both levels.

    An accountant is an entry of type ``accountant`` whose clients are its ``controlled_companies``; the studio itself
    may stand among them once more. Every company is told once.

    Raises:
        UnexpectedAnswer: the list of companies is none (``shape``).
    """
    entries = companies.get("companies")
    if not isinstance(entries, list):
        raise UnexpectedAnswer(_SHAPE, ("companies",), code="shape")
    found: dict[str, CloudCompany] = {}
    accountant = False
    for entry in _dicts(entries):
        if entry.get("type") == "accountant":
            accountant = True
        else:
            _add(found, entry)
        for controlled in _dicts(entry.get("controlled_companies")):
            # An accountant's entry is the account itself, wherever it stands.
            if controlled.get("type") != "accountant":
                _add(found, controlled)
    name = _text(user, "name") or " ".join(filter(None, [_text(user, "first_name"), _text(user, "last_name")]))
    return CloudAccount(
        id=_text(user, "id") or "",
        name=name,
        email=_text(user, "email"),
        accountant=accountant,
        companies=tuple(found.values()),
    )


def _add(found: dict[str, CloudCompany], entry: Mapping[str, Any]) -> None:
    identity = _text(entry, "id")
    # The entry at the top tells more than the one below an accountant; what it lacks the other may have.
    if not identity:
        raise UnexpectedAnswer(_SHAPE, ("companies.id",), code="shape")
    company = _company(identity, entry)
    known = found.get(identity)
    found[identity] = company if known is None else known._replace(
        vat_number=known.vat_number or company.vat_number, fiscal_code=known.fiscal_code or company.fiscal_code,
        plan=known.plan or company.plan, licence_until=known.licence_until or company.licence_until,
    )  # fmt: skip


def _company(identity: str, entry: Mapping[str, Any]) -> CloudCompany:
    return CloudCompany(
        id=identity,
        name=_text(entry, "name") or "",
        vat_number=vat_number("IT", _text(entry, "vat_number")),
        fiscal_code=fiscal_code(_text(entry, "tax_code")),
        accountant=False,
        plan=_text(entry, "fic_plan"),
        licence_until=_day(entry.get("fic_license_expire")),
        # The service has other products: a company may be listed for one of those alone.
        active=entry.get("fic") is not False,
    )


def read_access(info: Mapping[str, Any]) -> Access:
    """What a company's own page says about the access to it."""
    access = info.get("access_info")
    access = access if isinstance(access, dict) else {}
    return Access(
        role=_text(access, "role") or "",
        areas=tuple(_areas(access.get("permissions"))),
        plan=_text(info, "fic_plan_name"),
        licence_until=_day(info.get("fic_license_expire")),
        through_accountant=access.get("through_accountant") is True,
    )


def _areas(permissions: object) -> Iterator[tuple[str, str]]:
    if not isinstance(permissions, dict):
        return
    for name, value in permissions.items():
        if isinstance(value, dict):
            yield from ((f"{clean_line(str(name), 60)}.{area}", level) for area, level in _areas(value))
        elif isinstance(value, str | bool):
            level = value if isinstance(value, str) else "write" if value else "none"
            yield clean_line(str(name), 60), clean_line(level, 20)


def _dicts(value: object) -> list[dict[str, Any]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _text(entry: Mapping[str, Any], name: str) -> str | None:
    """A text that published examples also show as a number."""
    value = entry.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return clean_line(str(value).strip(), 300) or None


def _day(value: object) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None
