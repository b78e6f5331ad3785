"""The books as one intermediary sees them: its own clients, and nothing of the others.

The clients of an intermediary are those that companies of its connection are linked to. Every list shows these alone,
and what would touch anything else is refused. It is a view of the program, not a right of access: whoever can open the
books themselves, the file or the database, can read all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from tuiledger.domain.connections import Intermediary, LinkState
from tuiledger.domain.parties import Company
from tuiledger.domain.runs import Refusal
from tuiledger.ports import Reader
from tuiledger.services.intermediaries import find_intermediary
from tuiledger.text.translation import N_

_OUTSIDE: Final = N_("{} sees its own clients only: this is for the firm")

#: Asked about one company, its id first.
OF_COMPANY: Final = frozenset({
    "chart", "rules", "to_post", "all_entries", "register_lines", "trial_balance", "account_card", "set_accounts",
    "add_batch",
})  # fmt: skip
#: Asked about one company, or about all of them.
OF_COMPANIES: Final = frozenset({"parties", "pairs"})
#: Asked about a document or several, their ids first; the second answer one that is outside with nothing.
OF_DOCUMENT: Final = frozenset({"sources", "messages", "document_entries", "document_acts", "remotes_of"})
OF_DOCUMENTS: Final = frozenset({"document_rows"})
OF_ENTRIES: Final = frozenset({"entry_rows", "whole_entries"})
#: Asked about one connection, its id first.
OF_CONNECTION: Final = frozenset({
    "uses_of", "remote_companies", "read_into", "told_by", "waiting_from", "checkpoints", "remote_documents",
    "remotes_to_take", "remotes_told", "missing_remotes", "count_remotes", "see_remotes", "solve_troubles",
    "set_remote_companies", "remove_link", "remove_schedule", "remove_connection",
})  # fmt: skip
#: What is written names the connection or the company that it belongs to.
NAMES_ITS_PLACE: Final = frozenset({"set_link", "set_checkpoint", "set_schedule", "set_company", "set_connection"})
#: For the firm alone.
FIRM: Final = frozenset({
    "check", "add_company", "add_intermediary", "set_intermediary", "add_connection",
})  # fmt: skip
#: How the books keep themselves in order, or what follows from something that was found in the view.
PASSED: Final = frozenset({
    "spoken_of", "questioned", "namesakes", "groups", "known_messages", "known_documents", "payload", "account_lines",
    "allowances", "start_run", "add_outcomes", "finish_run", "party_ids", "add_payloads", "add_sources",
    "repeat_sources", "add_pairs", "turn_pairs", "decide_pair", "place_pair", "add_messages", "documents_of_file",
    "documents_of_loose_messages", "set_received_on", "set_state", "add_decision", "remove_decision", "record_act",
    "put_remotes", "adopt_remotes", "add_versions", "start_pull", "set_pull", "add_events", "add_exchanges",
    "put_troubles", "set_allowances", "lease", "release",
})  # fmt: skip


class Scope(NamedTuple):
    """An intermediary, the connection it uses, and its clients by id."""

    intermediary: Intermediary
    clients: Mapping[int, Company]

    @property
    def connection_id(self) -> int | None:
        """Of the connection it uses."""
        return self.intermediary.connection_id

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of its clients."""
        return tuple(company.code for company in self.clients.values())

    def refusal(self) -> Refusal:
        """Why something is not done."""
        return Refusal("outside-view", _OUTSIDE, (self.intermediary.name,))


def scope_of(reader: Reader, code: str) -> Scope:
    """What an intermediary sees.

    Raises:
        Refusal: there is no such intermediary.
    """
    found = find_intermediary(reader, code)
    links = reader.links(found.connection_id) if found.connection_id is not None else ()
    linked = {link.company_id for link in links if link.state is LinkState.LINKED}
    return Scope(found, {company.id: company for company in reader.companies() if company.id in linked})
