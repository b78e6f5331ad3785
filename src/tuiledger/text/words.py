"""English words for the values of the domain, translated where they are shown or read."""

from __future__ import annotations

from typing import Final

from tuiledger.domain.documents import Direction, Kind, State
from tuiledger.domain.journal import Journal
from tuiledger.domain.pulls import Change, PullState
from tuiledger.domain.vat import Register
from tuiledger.text.translation import N_

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
