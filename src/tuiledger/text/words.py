"""English words for the values of the domain, translated where they are shown or read."""

from __future__ import annotations

from typing import Final

from tuiledger.domain.connections import Condition, Grant, LinkState
from tuiledger.domain.documents import Direction, Kind, State
from tuiledger.domain.journal import Journal
from tuiledger.domain.linking import Confidence
from tuiledger.domain.pulls import Change, PullState
from tuiledger.domain.vat import Register
from tuiledger.text.translation import N_, _

STATES: Final = {
    State.READY: N_("ready"),
    State.HELD: N_("held"),
    State.POSTED: N_("posted"),
    State.VOID: N_("void"),
    State.FILED: N_("filed"),
}
DIRECTIONS: Final = {Direction.ISSUED: N_("issued"), Direction.RECEIVED: N_("received")}
KINDS: Final = {
    Kind.INVOICE: N_("invoice"),
    Kind.ADVANCE: N_("advance invoice"),
    Kind.CREDIT_NOTE: N_("credit note"),
    Kind.DEBIT_NOTE: N_("debit note"),
    Kind.FEE: N_("professional fee"),
    Kind.SELF_INVOICE: N_("self-invoice"),
    Kind.INTEGRATION: N_("integration"),
    Kind.COMMUNICATION: N_("communication"),
    Kind.UNKNOWN: N_("unknown type"),
}
CHANGES: Final = {
    Change.NEW: N_("new"),
    Change.JOINS: N_("here already"),
    Change.CHANGED: N_("changed"),
    Change.DIFFERS: N_("differs from its file"),
    Change.SINCE_POSTING: N_("changed since it was posted"),
    Change.GONE: N_("gone"),
    Change.MISSING: N_("missing with too many others"),
    Change.REFUSED: N_("refused"),
}
PULL_STATES: Final = {
    PullState.RUNNING: N_("running"),
    PullState.DONE: N_("done"),
    PullState.PAUSED: N_("waits for the quota"),
    PullState.STOPPED: N_("stopped"),
    PullState.FAILED: N_("failed"),
}
JOURNALS: Final = {Journal.SALES: N_("sales"), Journal.PURCHASES: N_("purchases"), Journal.GENERAL: N_("general")}
REGISTERS: Final = {Register.SALES: N_("sales"), Register.PURCHASES: N_("purchases")}
CONDITIONS: Final = {
    Condition.UNPROVED: N_("not proved"),
    Condition.PROVED: N_("proved"),
    Condition.NEEDS_RECONNECT: N_("sign in again"),
    Condition.PAUSED: N_("paused"),
}
GRANTS: Final = {
    Grant.PERSONAL_TOKEN: N_("personal token"),
    Grant.CODE: N_("sign-in in the browser"),
    Grant.DEVICE: N_("code typed in the browser"),
}
LINKS: Final = {LinkState.LINKED: N_("linked"), LinkState.IGNORED: N_("ignored"), None: N_("open")}
CONFIDENCES: Final = {
    Confidence.SURE: N_("sure"),
    Confidence.LIKELY: N_("likely"),
    Confidence.UNCLEAR: N_("unclear"),
}
#: Why a company of a cloud may be a client (:mod:`tuiledger.domain.linking`).
MATCHES: Final = {
    "vat-number": N_("VAT number"),
    "fiscal-code": N_("fiscal code"),
    "name": N_("name"),
    "name-without-form": N_("name without its legal form"),
    "part-of-name": N_("part of the name"),
    "other-vat-number": N_("but another VAT number"),
    "other-fiscal-code": N_("but another fiscal code"),
    "other-form": N_("but another legal form"),
    "several": N_("not the only one"),
    "chosen": N_("chosen by a person"),
    "registered": N_("registered from it"),
}
#: What a client may let its accountant do in an area of a cloud.
RIGHTS: Final = {
    "none": N_("nothing"),
    "read": N_("may read"),
    "write": N_("may read and write"),
    "detailed": N_("in part"),
}
ROLES: Final = {"accountant": N_("accountant"), "master": N_("owner"), "subaccount": N_("sub-account")}
_AREAS: Final = {
    "situation": N_("overview"),
    "clients": N_("customers"),
    "suppliers": N_("suppliers"),
    "products": N_("products"),
    "stock": N_("stock"),
    "issued_documents": N_("issued documents"),
    "received_documents": N_("received documents"),
    "receipts": N_("takings"),
    "calendar": N_("due dates"),
    "archive": N_("archive"),
    "taxes": N_("taxes"),
    "cashbook": N_("cash book"),
    "settings": N_("settings"),
    "emails": N_("e-mails"),
    "export": N_("exports"),
    "import_clients_suppliers": N_("party imports"),
    "import_issued_documents": N_("document imports"),
    "import_products": N_("product imports"),
    "import_bankstatements": N_("bank imports"),
    "recurring": N_("recurring ones"),
    "riba": N_("bank receipts"),
}


def area_text(name: str) -> str:
    """An area of a cloud's own by the word for it; one that is not known stands as it is."""
    whole, _dot, part = name.removeprefix("fic_").partition("_detailed.")
    word = _(_AREAS.get(whole, whole))
    return f"{word}: {part}" if part else word
