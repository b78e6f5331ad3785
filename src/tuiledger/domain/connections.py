"""How a studio reaches its clouds: intermediaries, connections, and which cloud company is which client."""

from __future__ import annotations

import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from tuiledger.domain.wording import N_

#: Told wherever people look for the two fields of the old integration.
NO_PASSWORDS: Final = N_(
    "Fatture in Cloud no longer lets programs in with e-mail and password: sign in to its pages with them, make a "
    "token for the accountant account in Settings > Developer, and give that token here"
)

#: What the old integration said, word for word as its guide has it, by the code of the verdict that says it now.
ORIGINALS: Final = {
    "invalid-credentials": "Parametri di autenticazione non validi",
    "company-account": (
        "Errore imprevisto nel caricamento dell'account. Contatta l'assistenza di Fatture in Cloud. "
        "Contattaci tramite chat e chiedi il cambio del tuo account da aziendale a commercialista."
    ),
}


class Intermediary(NamedTuple):
    """Who stands between the studio's clients and the cloud (intermediario): the studio itself, or a colleague.

    ``connection_id`` is the connection it uses: its own, or one that several intermediaries share.
    """

    id: int
    code: str
    name: str
    vat_number: str | None = None
    fiscal_code: str | None = None
    connection_id: int | None = None


class Grant(StrEnum):
    """How the cloud was made to let us in."""

    PERSONAL_TOKEN = "token"  # noqa: S105 - a way, not a secret
    CODE = "code"
    DEVICE = "device"


class Condition(StrEnum):
    """Whether a connection can be used: ``unproved`` until a call was answered, ``needs-reconnect`` until a person
    signs in again; ``paused`` is the studio's own wish."""

    UNPROVED = "unproved"
    PROVED = "proved"
    NEEDS_RECONNECT = "needs-reconnect"
    PAUSED = "paused"


class Connection(NamedTuple):
    """A way into one account of one cloud. The secret itself is in the vault, under ``secret_name``.

    That name is random: one vault keeps the secrets of all the books of a person.
    """

    id: int
    provider: str
    name: str
    grant: Grant
    condition: Condition
    #: The account as the cloud names it, once proved.
    account: str = ""
    scopes: tuple[str, ...] = ()
    client_id: str | None = None
    #: Another address than the cloud's own: a simulated cloud on loopback.
    base_url: str | None = None
    proved_at: datetime.datetime | None = None
    #: When a call last showed the token to be of no use, and the code of the reason.
    failed_at: datetime.datetime | None = None
    failure: str | None = None
    expires_at: datetime.datetime | None = None
    secret_name: str = ""


class CloudCompany(NamedTuple):
    """A company as a cloud account sees it; ``licence_until`` is the last day its own licence lasts."""

    id: str
    name: str
    vat_number: str | None = None
    fiscal_code: str | None = None
    accountant: bool = False
    plan: str | None = None
    licence_until: datetime.date | None = None
    active: bool = True


class CloudAccount(NamedTuple):
    """Whom a token speaks for, and the companies it reaches; the accountant's own entry is not among them."""

    id: str
    name: str
    email: str | None
    accountant: bool
    companies: tuple[CloudCompany, ...]


class Access(NamedTuple):
    """What a client lets its accountant see in the cloud: areas with ``none``, ``read``, ``write`` or ``detailed``."""

    role: str
    areas: tuple[tuple[str, str], ...]
    plan: str | None
    licence_until: datetime.date | None
    through_accountant: bool

    @property
    def telling(self) -> tuple[tuple[str, str], ...]:
        """The areas without those parts of one that are let as the whole is."""
        rights = dict(self.areas)
        parts = ((area, right, area.partition("_detailed.")) for area, right in self.areas)
        return tuple((area, right) for area, right, (whole, _, part) in parts if not part or right != rights.get(whole))


class LinkState(StrEnum):
    """What the studio decided about a cloud company: one of its clients, or none of its business (remembered)."""

    LINKED = "linked"
    IGNORED = "ignored"


class Link(NamedTuple):
    """A cloud company and the client it is; ``company_id`` is None when it is ignored."""

    connection_id: int
    remote_id: str
    remote_name: str
    state: LinkState
    company_id: int | None
    decided_by: str
    decided_at: datetime.datetime
    reason: str = ""


#: Verdicts that say nothing about the connection itself.
_PASSING: Final = frozenset({"quota-used-up", "no-network", "provider-down", "unexpected-answer"})


class Verdict(NamedTuple):
    """What proving a connection found: a stable code, a sentence, what to do about it, and the seed's own words.

    Codes: ``proved``, ``invalid-credentials``, ``company-account``, ``missing-scope``, ``licence-expired``,
    ``quota-used-up``, ``no-network``, ``provider-down``, ``unexpected-answer``. ``original`` keeps the sentence that
    the users of the old integration know, in Italian, word for word.
    """

    code: str
    message: str
    remedy: str
    values: tuple[str, ...] = ()
    original: str = ""
    account: CloudAccount | None = None

    @property
    def proved(self) -> bool:
        """Whether the connection can be used."""
        return self.code == "proved"

    @property
    def passing(self) -> bool:
        """Whether it says nothing about the connection itself: the next try may find something else."""
        return self.code in _PASSING


def judged(connection: Connection, verdict: Verdict, at: datetime.datetime) -> Connection:
    """The connection after it was tried at a moment.

    What passes by itself leaves it in its condition; and a connection that a person paused stays so.
    """
    account = verdict.account.name if verdict.account else connection.account
    if verdict.proved:
        condition = Condition.PROVED
        tried = connection._replace(account=account, proved_at=at, failed_at=None, failure=None)
    else:
        tried = connection._replace(account=account, failed_at=at, failure=verdict.code)
        condition = connection.condition
        if verdict.code == "invalid-credentials":
            condition = Condition.NEEDS_RECONNECT
        elif not verdict.passing:
            condition = Condition.UNPROVED
    return tried if connection.condition is Condition.PAUSED else tried._replace(condition=condition)


def resumed(connection: Connection) -> Connection:
    """A paused connection in the condition that its last trial showed."""
    if connection.failure == "invalid-credentials":
        return connection._replace(condition=Condition.NEEDS_RECONNECT)
    works = connection.proved_at is not None and connection.failure in (None, *_PASSING)
    return connection._replace(condition=Condition.PROVED if works else Condition.UNPROVED)
