"""Whom a token speaks for."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from tuiledger.domain.connections import CloudCompany
from tuiledger.domain.faults import UnexpectedAnswer
from tuiledger.providers.fattureincloud.accounts import read_access, read_account

USER = {"id": 9, "name": "Anna Verdi", "email": "anna@studio.example", "hash": "CANARY"}


def company(number: int, **more: Any) -> dict[str, Any]:
    return {"id": number, "name": f"Company {number}", "type": "company", "access_token": "a/CANARY", **more}


ACCOUNTANT = {
    "companies": [
        {"id": 1, "name": "Studio", "type": "accountant", "controlled_companies": [
            company(1, name="Studio"), company(2, tax_code="01234567890", fic_license_expire="2026-12-31"),
            company(3, fic=False), {"id": 1, "name": "Studio", "type": "accountant"},
        ]},
        company(2, vat_number=1234567890, fic_plan="premium"), company(4, vat_number="IT00000000004"),
    ]
}  # fmt: skip


def test_an_accountant_reaches_the_companies_of_both_levels_each_once() -> None:
    account = read_account(USER, ACCOUNTANT)
    assert (account.id, account.name, account.email, account.accountant) == (
        "9",
        "Anna Verdi",
        "anna@studio.example",
        True,
    )
    assert [found.id for found in account.companies] == ["1", "2", "3", "4"]
    assert account.companies[1] == CloudCompany(
        "2", "Company 2", "01234567890", "01234567890", False, "premium", datetime.date(2026, 12, 31)
    )
    assert [found.active for found in account.companies] == [True, True, False, True]
    assert account.companies[3].vat_number == "00000000004"
    assert "CANARY" not in repr(account)


def test_a_company_account_is_not_an_accountants() -> None:
    account = read_account({"first_name": "Anna", "last_name": "Verdi"}, {"companies": [company(5)]})
    assert (account.accountant, account.name, [found.id for found in account.companies]) == (False, "Anna Verdi", ["5"])


@pytest.mark.parametrize("said", [{}, {"companies": None}, {"companies": {}}, {"companies": [{"name": "x"}]}])
def test_a_list_of_another_shape_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(UnexpectedAnswer):
        read_account(USER, said)


def test_hostile_names_come_clean() -> None:
    account = read_account({"name": "\x1b]0;x\x07"}, {"companies": [company(1, name="‮evil\x00")]})
    assert not any(sign in repr(account) for sign in ("\\x1b", "\\u202e", "\\x00"))


def test_what_a_client_lets_its_accountant_see() -> None:
    permissions = {"fic_clients": "read", "fic_issued_documents": "detailed", "fic_export": True, "fic_stock": None,
                   "fic_issued_documents_detailed": {"invoices": "write", "quotes": "none"}}  # fmt: skip
    access = read_access({
        "fic_plan_name": "premium", "fic_license_expire": "2026-12-31",
        "access_info": {"role": "master", "through_accountant": True, "permissions": permissions},
    })  # fmt: skip
    assert (access.role, access.plan, access.through_accountant) == ("master", "premium", True)
    assert access.licence_until == datetime.date(2026, 12, 31)
    assert dict(access.areas) == {
        "fic_clients": "read", "fic_issued_documents": "detailed", "fic_export": "write",
        "fic_issued_documents_detailed.invoices": "write", "fic_issued_documents_detailed.quotes": "none",
    }  # fmt: skip


@pytest.mark.parametrize("said", [{}, {"access_info": None}, {"access_info": {"permissions": [1]}}])
def test_what_is_not_told_is_empty(said: dict[str, Any]) -> None:
    assert read_access(said).areas == ()
