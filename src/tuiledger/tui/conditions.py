"""How a connection stands, as a person is told: a sign, what is wrong in plain words, and the next step."""

from __future__ import annotations

import datetime
from typing import Final, NamedTuple

from tuiledger.domain.connections import NO_PASSWORDS, ORIGINALS, Condition, Connection, Verdict
from tuiledger.text import words
from tuiledger.text.dates import date_text
from tuiledger.text.translation import N_, _, translate
from tuiledger.tui.cloud_words import said
from tuiledger.tui.glyphs import Sign
from tuiledger.tui.words import wall_time

#: An intermediary that no account was given to.
UNCONNECTED: Final = Sign("none", "dim", N_("not connected"))
SIGNS: Final = {
    Condition.UNPROVED: Sign("part", "part", words.CONDITIONS[Condition.UNPROVED]),
    Condition.PROVED: Sign("ok", "ok", words.CONDITIONS[Condition.PROVED]),
    Condition.NEEDS_RECONNECT: Sign("error", "error", words.CONDITIONS[Condition.NEEDS_RECONNECT]),
    Condition.PAUSED: Sign("none", "dim", words.CONDITIONS[Condition.PAUSED]),
}
_FAILED: Final = Sign("error", "error", N_("not usable"))
_DOUBTFUL: Final = Sign("warn", "warn", N_("proved before"))
#: Failures of a call that say nothing about the connection.
_PASSING: Final = frozenset({"quota-used-up", "no-network", "provider-down", "unexpected-answer"})
#: What a failure means and what to do, where only its code is known any more; ``{}`` is the account.
_FAILURES: Final = {
    "invalid-credentials": (
        N_("The token is not valid"),
        N_("Check that the token was copied whole and has not been revoked; r gives the connection another one."),
    ),
    "needs-reconnect": (
        N_("The token was revoked or has expired"),
        N_("r gives the connection another one."),
    ),
    "company-account": (
        N_("{} is a company account, and an accountant account is needed"),
        N_("Write to the support of Fatture in Cloud in its chat and ask to change the account to accountant"),
    ),
    "missing-scope": (
        N_("The token may not do everything that is needed"),
        N_("v says which permission it lacks: make the token again with it, and give it with r."),
    ),
    "licence-expired": (
        N_("The licence of a client has expired in the cloud"),
        N_("v says whose. The client must renew it; the others work."),
    ),
    "forbidden": (N_("The provider does not allow it"), N_("v says what it does not allow.")),
    "quota-used-up": (
        N_("The calls that the provider allows are used up for now"),
        N_("Nothing to do: it goes on by itself after that"),
    ),
    "no-network": (
        N_("There is no way to the provider from this machine"),
        N_("Check the network and the firewall; v tries again."),
    ),
    "provider-down": (
        N_("The provider does not answer, or answers with an error of its own"),
        N_("v tries again, in some minutes."),
    ),
}
_UNKNOWN: Final = (N_("The last trial failed"), N_("v tries again and says why."))
#: Failures after which trying again is of no use.
_SIGNED_OUT: Final = frozenset({"invalid-credentials", "needs-reconnect"})
#: Days before its end from which a sign-in is said to expire.
_SOON: Final = 7


class Explained(NamedTuple):
    """What is to be told of a connection: what it is like, the sentence people know from before, and the next step."""

    sentence: str
    original: str
    remedy: str

    @property
    def text(self) -> str:
        """All of it, in lines."""
        return "\n".join(part for part in (self.sentence, quoted(self.original), self.remedy) if part)


def quoted(original: str) -> str:
    """The sentence of the old integration, told as such."""
    return _("Formerly: “{}”").format(original) if original else ""


def sign_of(connection: Connection | None) -> Sign:
    """The sign of a connection, or of an intermediary that has none."""
    if connection is None:
        return UNCONNECTED
    if connection.condition is Condition.UNPROVED and connection.failure:
        return _FAILED
    if connection.condition is Condition.PROVED and connection.failure:
        return _DOUBTFUL
    return SIGNS[connection.condition]


def severity(connection: Connection | None) -> int:
    """What wants attention first has the smallest number."""
    if connection is None:
        return 2
    if connection.condition is Condition.PAUSED:
        return 4
    if connection.condition is Condition.PROVED:
        return 3 if connection.failure is None else 1
    return 0 if connection.failure else 1


def explain_verdict(verdict: Verdict) -> Explained:
    """What a trial found."""
    return Explained(f"{said(verdict.message, verdict.values, {})}.", verdict.original, f"{_(verdict.remedy)}.")


def explain(connection: Connection | None, last: Verdict | None, now: datetime.datetime) -> Explained:
    """How a connection stands and what to do about it.

    Args:
        last: what the last trial of this session found, if there was one.
    """
    if connection is None:
        return Explained(_("No account was given to this intermediary yet: a connects it."), "", _(NO_PASSWORDS) + ".")
    failure = connection.failure
    if connection.condition is Condition.PAUSED:
        helps = _("p uses it again.")
        if failure in _SIGNED_OUT:
            helps = _("r gives it another token, then p uses it again.")
        return Explained(_("Paused: nothing is asked of it."), "", helps)
    if last is not None and last.code == failure:
        found = explain_verdict(last)
        helps = _("v tries again.") if last.passing else _("r gives the connection another token.")
        return found._replace(remedy=f"{found.remedy} {helps}")
    if failure:
        sentence, remedy = _FAILURES.get(failure, _UNKNOWN)
        told = translate(sentence, connection.account) if "{}" in sentence else _(sentence)
        return Explained(f"{told}.", ORIGINALS.get(failure, ""), _full(_(remedy)))
    if connection.condition is Condition.NEEDS_RECONNECT:
        sentence, remedy = _FAILURES["needs-reconnect"]
        return Explained(f"{_(sentence)}.", "", _(remedy))
    if connection.condition is Condition.PROVED:
        return Explained(_proved(connection), "", _expiring(connection, now) or _("Enter links its companies."))
    return Explained(_("Nobody has tried it yet."), "", _("v tries it."))


def _proved(connection: Connection) -> str:
    when = wall_time(connection.proved_at) if connection.proved_at else ""
    return _("It speaks for {}; last proved {}.").format(connection.account or connection.name, when)


def _expiring(connection: Connection, now: datetime.datetime) -> str:
    end = connection.expires_at
    if end is None or (end - now).days >= _SOON:
        return ""
    return _("The sign-in ends on {}: r renews it.").format(date_text(end.astimezone().date()))


def _full(text: str) -> str:
    return text if text.endswith(".") else f"{text}."
