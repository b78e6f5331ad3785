"""Proving a connection: the two verdicts of the old integration, and those it lacked."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.providers.doubles import NOW
from tests.providers.fattureincloud.lists import Service, account
from tests.providers.server import answer

from tuiledger.domain import faults
from tuiledger.domain.connections import Verdict
from tuiledger.providers.verdict import COMPANY_ACCOUNT, INVALID_CREDENTIALS, prove, verdict_of

USER = answer({"data": {"id": 9, "name": "Anna Verdi"}})
NO_PERMISSION = answer({"error": {"message": "x", "code": "NO_PERMISSION"}}, 403)
EXPIRED = answer({"error": {"message": "La licenza è scaduta"}}, 403)


def companies(*entries: dict[str, Any], accountant: bool = True) -> bytes:
    top = [{"id": 1, "type": "accountant", "controlled_companies": list(entries)}] if accountant else list(entries)
    return answer({"data": {"companies": top}})


def company(number: int, **more: Any) -> dict[str, Any]:
    return {"id": number, "name": f"Company {number}", "type": "company", **more}


async def verdict(**said: bytes) -> Verdict:
    paths = {f"/{path.replace('__', '/')}": body for path, body in said.items()}
    async with account(Service(said={"/user/info": USER, **paths})) as made:
        return await prove(made.provider)


async def test_an_accountants_account_is_proved_and_leads_to_linking() -> None:
    found = await verdict(user__companies=companies(company(2), company(3)))
    assert (found.code, found.proved, found.original) == ("proved", True, "")
    assert found.account is not None
    assert len(found.account.companies) == 2
    assert found.message.format(*found.values) == "Anna Verdi is connected: 2 companies"


async def test_x04_a_token_that_is_not_valid_has_the_old_sentence() -> None:
    found = await verdict(user__info=answer({"error": {"message": "Unauthenticated"}}, 401))
    assert (found.code, found.original) == ("invalid-credentials", "Parametri di autenticazione non validi")
    assert found.account is None
    assert "no longer" in found.remedy


async def test_x05_a_company_account_has_the_old_sentence_and_the_remedy() -> None:
    found = await verdict(user__companies=companies(company(2), accountant=False))
    assert found.code == "company-account"
    assert found.original == COMPANY_ACCOUNT
    assert found.account is not None
    assert not found.proved


def test_the_old_sentences_are_word_for_word(shared: Path) -> None:
    (seed,) = (shared / "seeds").glob("000*.txt")
    said = seed.read_text(encoding="utf-8")
    assert INVALID_CREDENTIALS in said
    assert COMPANY_ACCOUNT in said


async def test_a_lacking_scope_is_named() -> None:
    found = await verdict(user__companies=companies(company(2)), c__2__issued_documents=NO_PERMISSION,
                          c__2__company__info=answer({"data": {}}))  # fmt: skip
    assert (found.code, found.values) == ("missing-scope", ("issued_documents.invoices:r",))
    assert found.account is not None


async def test_a_licence_that_expired_does_not_hide_the_others() -> None:
    found = await verdict(user__companies=companies(company(2), company(3)), c__2__issued_documents=EXPIRED)
    assert found.proved
    every = await verdict(user__companies=companies(company(2)), c__2__issued_documents=EXPIRED)
    assert (every.code, every.values) == ("licence-expired", ("Company 2",))


async def test_a_client_who_took_the_access_away_does_not_either() -> None:
    found = await verdict(user__companies=companies(company(2), company(3)), c__2__issued_documents=NO_PERMISSION,
                          c__2__company__info=NO_PERMISSION)  # fmt: skip
    assert found.proved


async def test_an_account_without_companies_is_proved_all_the_same() -> None:
    assert (await verdict(user__companies=companies())).proved


async def test_a_quota_says_when_it_comes_back() -> None:
    refusal = answer({"error": {"message": "x"}}, 403, {"Retry-After": "600", "RateLimit-HourlyRemaining": "0"})
    found = await verdict(user__companies=refusal)
    assert found.code == "quota-used-up"
    assert len(found.values[0]) == len("2026-11-21 12:00")


@pytest.mark.parametrize(
    ("fault", "code"),
    [(faults.Unavailable("x", code="no-network"), "no-network"), (faults.Unavailable("x"), "provider-down"),
     (faults.Unavailable("x", code="timeout"), "provider-down"), (faults.NeedsReconnect("x"), "invalid-credentials"),
     (faults.UnexpectedAnswer("x"), "unexpected-answer"), (faults.Invalid("x"), "unexpected-answer"),
     (faults.QuotaUsedUp("x", until=NOW + timedelta(hours=1), window="hour"), "quota-used-up")],
    ids=str,
)  # fmt: skip
def test_every_fault_has_its_verdict(fault: faults.ProviderError, code: str) -> None:
    found = verdict_of(fault)
    assert found.code == code
    assert found.remedy
    assert found.message.count("{}") == len(found.values)


async def test_rubbish_is_an_unexpected_answer() -> None:
    assert (await verdict(user__companies=answer(b"<html>"))).code == "unexpected-answer"
    await asyncio.sleep(0)
