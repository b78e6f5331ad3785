"""Proving a connection: who it speaks for, and what a person must do where it does not do.

Two of the verdicts keep the sentences that the users of the old integration know, in Italian, beside ours.
"""

from __future__ import annotations

from typing import Final

from tuiledger.domain.connections import ORIGINALS, CloudAccount, CloudCompany, Verdict
from tuiledger.domain.documents import Direction
from tuiledger.domain.faults import (
    Forbidden,
    InvalidCredentials,
    NeedsReconnect,
    NotFound,
    ProviderError,
    QuotaUsedUp,
    Unavailable,
)
from tuiledger.domain.wording import N_
from tuiledger.ports.clouds import Provider

INVALID_CREDENTIALS: Final = ORIGINALS["invalid-credentials"]
COMPANY_ACCOUNT: Final = ORIGINALS["company-account"]

_PROVED: Final = N_("{} is connected: {} companies")
_LINK: Final = N_("Next: link the companies to your clients")
_CREDENTIALS: Final = N_("The token is not valid")
_CHECK: Final = N_(
    "Check that the token was copied whole and has not been revoked, or sign in again. E-mail and password are no "
    "longer a way in: make a token in Settings > Developer of Fatture in Cloud"
)
_COMPANY: Final = N_("{} is a company account, and an accountant account is needed")
_CONVERT: Final = N_("Write to the support of Fatture in Cloud in its chat and ask to change the account to accountant")
_SCOPE: Final = N_("The token may not do everything that is needed: it lacks {}")
_ADD_SCOPE: Final = N_("Make the token again in Settings > Developer of Fatture in Cloud and tick this permission")
_LICENCE: Final = N_("The Fatture in Cloud licence of {} has expired")
_RENEW: Final = N_("The client must renew it; the others work")
_QUOTA: Final = N_("The calls that Fatture in Cloud allows are used up until {} UTC")
_WAIT: Final = N_("Nothing to do: it goes on by itself after that")
_NO_NETWORK: Final = N_("There is no way to the provider from this machine")
_NETWORK: Final = N_("Check the network and the firewall, then try again")
_DOWN: Final = N_("The provider does not answer, or answers with an error of its own")
_LATER: Final = N_("Try again in some minutes")
_UNEXPECTED: Final = N_("The answer is not one of this provider’s: {}")
_REPORT: Final = N_("Export the exchange from the connection and send it to support")
_FORBIDDEN: Final = N_("The provider does not allow it: {}")


async def prove(provider: Provider) -> Verdict:
    """Ask the provider who a connection speaks for and whether it may read; nothing is raised."""
    account: CloudAccount | None = None
    try:
        account = await provider.account()
        if not account.accountant:
            return Verdict("company-account", _COMPANY, _CONVERT, (account.name,), COMPANY_ACCOUNT, account)
        verdict = await _reading(provider, account)
    except ProviderError as fault:
        verdict = verdict_of(fault)
    return verdict._replace(account=account)


async def _reading(provider: Provider, account: CloudAccount) -> Verdict:
    """Whether the lists can be read, tried on the first company that lets itself be read."""
    expired: CloudCompany | None = None
    for company in [company for company in account.companies if company.active][:5]:
        try:
            for direction in Direction:
                for kind in provider.kinds(direction):
                    await provider.changed_since_works(company.id, kind)
            break
        except Forbidden as fault:
            if fault.code == "missing-scope":
                raise
            expired = expired or (company if fault.code == "licence-expired" else None)
        except NotFound:
            continue
    else:
        if expired is not None:
            return Verdict("licence-expired", _LICENCE, _RENEW, (expired.name,))
    return Verdict("proved", _PROVED, _LINK, (account.name, str(len(account.companies))))


def verdict_of(fault: ProviderError) -> Verdict:
    """What a fault means to the person who set a connection up."""
    if isinstance(fault, InvalidCredentials | NeedsReconnect):
        return Verdict("invalid-credentials", _CREDENTIALS, _CHECK, (), INVALID_CREDENTIALS)
    if isinstance(fault, Forbidden) and fault.code == "missing-scope":
        return Verdict("missing-scope", _SCOPE, _ADD_SCOPE, fault.values)
    if isinstance(fault, Forbidden):
        return Verdict(fault.code, _FORBIDDEN, _ADD_SCOPE, (str(fault),))
    if isinstance(fault, QuotaUsedUp):
        return Verdict("quota-used-up", _QUOTA, _WAIT, (f"{fault.until:%Y-%m-%d %H:%M}",))
    if isinstance(fault, Unavailable):
        if fault.code == "no-network":
            return Verdict("no-network", _NO_NETWORK, _NETWORK)
        return Verdict("provider-down", _DOWN, _LATER)
    return Verdict("unexpected-answer", _UNEXPECTED, _REPORT, (str(fault),))
