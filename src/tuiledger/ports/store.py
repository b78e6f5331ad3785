"""The store as services see it: readers, units of work, and the errors it tells."""

from __future__ import annotations

import datetime
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from tuiledger.domain.chart import Account, Chart
from tuiledger.domain.documents import ClientDocument, Direction, Document, Hold, State
from tuiledger.domain.duplicates import Known, Pair, PairState
from tuiledger.domain.journal import JournalEntry
from tuiledger.domain.parties import Company, Party
from tuiledger.domain.posting import PostingRules
from tuiledger.domain.runs import FileOutcome
from tuiledger.domain.standing import Group
from tuiledger.domain.vat import Register, RegisterLine
from tuiledger.ports.cloud_store import CloudReader, CloudWriter
from tuiledger.ports.values import (
    AccountCard,
    AccountLine,
    Act,
    Balance,
    CompanyStatus,
    Cursor,
    DocumentFilter,
    DocumentRow,
    EntryFilter,
    EntryRow,
    LineFilter,
    Message,
    NewDocument,
    Order,
    Posted,
    Posting,
    RunSummary,
    Source,
    Violation,
)


class StoreError(Exception):
    """The store cannot do what was asked; ``code`` is stable and the text names the place and the next step.

    Codes: ``busy``, ``disk-full``, ``read-only``, ``not-a-database``, ``damaged``, ``newer-schema``, ``older-schema``,
    ``unreachable``, ``conflict``.
    """

    def __init__(self, code: str, message: str, values: tuple[str, ...] = ()) -> None:
        super().__init__(message.format(*values) if values else message)
        self.code = code
        self.message = message
        self.values = values


class Reader(CloudReader, Protocol):
    """Everything screens and listings ask. Pages are keyset walks, newest first, in index order."""

    def companies(self) -> tuple[Company, ...]: ...
    def company(self, code: str) -> Company | None: ...
    def chart(self, company_id: int) -> Chart: ...
    def rules(self, company_id: int) -> PostingRules: ...
    def home(self) -> tuple[CompanyStatus, ...]: ...

    def documents(self, wanted: DocumentFilter, after: Cursor | None = None, limit: int = 200) -> list[DocumentRow]: ...
    def documents_at(self, wanted: DocumentFilter, offset: int, limit: int) -> list[DocumentRow]:
        """Rows ``offset`` to ``offset + limit`` of the list; far pages stay quick by the marks of pages passed."""
        ...

    def count_documents(self, wanted: DocumentFilter) -> int:
        """How many documents a list holds: from the kept counters when only company, state and direction are asked."""
        ...

    def document_ids(self, wanted: DocumentFilter, order: Order | None = None) -> array[int]:
        """The ids of the whole list in order, without an order newest first (array type ``q``).

        Raises:
            ValueError: a condition or an order on a field that documents do not have.
        """
        ...

    def document_rows(self, ids: Sequence[int]) -> list[DocumentRow]:
        """The rows with these ids, in the order of the ids; one that is not there is left out."""
        ...

    def document(self, document_id: int) -> ClientDocument | None: ...
    def sources(self, document_id: int) -> tuple[Source, ...]: ...
    def delivered_again(self, company_id: int | None) -> tuple[tuple[int, str, tuple[Source, ...]], ...]:
        """Documents with more than one source: (document id, company code, its sources), oldest delivery first."""
        ...

    def messages(self, document_id: int) -> tuple[Message, ...]:
        """The messages that speak of a file the document came in, whichever came first."""
        ...

    def spoken_of(self, message_ids: Sequence[int]) -> tuple[tuple[int, int], ...]:
        """(message id, document id) for each document that one of these messages speaks of.

        A message speaks of files by their name or their hash. A name that the exchange system would not have given and
        that several files bear names none of them.
        """
        ...

    def questioned(self, document_ids: Sequence[int], *, deliveries: bool = False) -> frozenset[int]:
        """Those of which more is known than their own content says: rejections, broken signatures, others alike.

        With ``deliveries``, those too that any message speaks of.
        """
        ...

    def namesakes(self, document_ids: Sequence[int]) -> frozenset[int]:
        """Other documents that came in a file of the same name, where the exchange system rejected that name."""
        ...

    def groups(self, document_ids: Sequence[int]) -> tuple[Group, ...]:
        """The documents with all that bear the same legal identity, and everything that is known of them."""
        ...

    def known_files(self, file_sha256s: Sequence[str]) -> Mapping[str, tuple[int, ...]]:
        """Which of these files or archive members were taken whole before, and the documents they gave.

        Only files with a ``complete`` source that is no older than the newest company count: another company may find
        its own documents in a file that is known.
        """
        ...

    def known_messages(self, payload_sha256s: Sequence[str]) -> frozenset[str]:
        """Which of these payloads are messages of the exchange system that are kept already."""
        ...

    def known_documents(self, keys: Sequence[tuple[int, Direction, str, str]]) -> Sequence[Known]:
        """Documents of (company, direction) that share a canonical hash or a business key with one of ``keys``.

        A key is (company id, direction, canonical sha256, business key).
        """
        ...

    def payload(self, sha256: str) -> bytes | None: ...
    def document_entries(self, document_id: int) -> tuple[EntryRow, ...]: ...

    def to_post(
        self, company_id: int, document_ids: Sequence[int] | None = None, after: Cursor | None = None, limit: int = 500
    ) -> list[ClientDocument]:
        """Documents that are ready or held, oldest first by (date, id); without their lines.

        With ``document_ids``, those, whatever their state.
        """
        ...

    def parties(self, company_id: int | None, text: str | None = None, limit: int = 1000) -> list[Party]: ...
    def party(self, party_id: int) -> Party | None: ...

    def entries(self, wanted: EntryFilter, after: Cursor | None = None, limit: int = 200) -> list[EntryRow]: ...
    def count_entries(self, wanted: EntryFilter) -> int: ...
    def entry_ids(self, wanted: EntryFilter, order: Order | None = None) -> array[int]:
        """The ids of the whole list in order, as :meth:`document_ids` does."""
        ...

    def entry_rows(self, ids: Sequence[int]) -> list[EntryRow]:
        """The rows with these ids, in the order of the ids; one that is not there is left out."""
        ...

    def entry(self, entry_id: int) -> JournalEntry | None: ...
    def whole_entries(self, entry_ids: Sequence[int]) -> list[JournalEntry]:
        """These entries with everything, in order of date, then id; one that is not there is left out."""
        ...

    def batch_entries(self, batch_id: int) -> tuple[int, ...]: ...
    def all_entries(self, company_id: int) -> Iterator[JournalEntry]:
        """Every entry of a company in order of date, then id: what the exports read. Streams."""
        ...

    def register_lines(
        self, company_id: int, register: Register, since: datetime.date, until: datetime.date
    ) -> Iterator[RegisterLine]:
        """The lines of a VAT register registered between two days, in order of series and protocol."""
        ...

    def trial_balance(self, company_id: int, at: datetime.date | None = None) -> tuple[Balance, ...]: ...

    def account_card(self, company_id: int, account: str, until: datetime.date | None = None) -> AccountCard:
        """Every line of an account up to a day, oldest first, with the balance after it."""
        ...

    def account_line_ids(self, wanted: LineFilter, order: Order | None = None) -> array[int]:
        """The ids of an account's lines in order, without an order oldest first.

        Raises:
            ValueError: a condition or an order on a field that lines do not have.
        """
        ...

    def account_lines(self, line_ids: Sequence[int]) -> list[AccountLine]:
        """The lines with these ids, in the order of the ids; their balance is not filled in."""
        ...

    def pairs(self, company_id: int | None, state: PairState | None = None) -> tuple[Pair, ...]: ...
    def pair(self, pair_id: int) -> Pair | None: ...
    def runs(self, limit: int = 50) -> tuple[RunSummary, ...]: ...
    def run(self, run_id: int) -> RunSummary | None: ...
    def run_outcomes(self, run_id: int) -> tuple[FileOutcome, ...]: ...
    def acts(self, offset: int, limit: int) -> list[Act]:
        """Acts ``offset`` to ``offset + limit`` of the log, newest first."""
        ...

    def count_acts(self) -> int: ...
    def acts_on(self, subject: str, limit: int = 200) -> list[Act]:
        """What was done to a subject, such as a company's code or ``document:7``, newest first."""
        ...

    def document_acts(self, document_id: int) -> list[Act]:
        """Everything people did with a document: imports, answers, decisions on pairs, entries; newest first.

        What has no place of its own in the log of acts has the id 0.
        """
        ...

    def check(self, *, deep: bool = False) -> Iterator[Violation]:
        """Every broken promise of the books: counters, sums, gaps; ``deep`` walks hash chains and stored payloads."""
        ...


class Writer(Reader, CloudWriter, Protocol):
    """A unit of work: everything a reader can, and the changes, all in one transaction."""

    def add_company(self, company: Company, accounts: Iterable[Account]) -> Company:
        """Register a company (its ``id`` is ignored) with its chart. A taken code is a ``conflict``."""
        ...

    def set_company(self, company: Company) -> None: ...
    def set_accounts(self, company_id: int, accounts: Sequence[Account]) -> None:
        """Replace a company's chart; accounts that entries use must stay (``conflict`` otherwise)."""
        ...

    def start_run(self, what: str, at: datetime.datetime, actor: str) -> int: ...
    def add_outcomes(self, run_id: int, outcomes: Sequence[FileOutcome]) -> None: ...
    def finish_run(self, run_id: int, at: datetime.datetime) -> None: ...

    def party_ids(self, parties: Sequence[tuple[int, str, Document, Direction]]) -> list[int]:
        """Ids of the counterparties, made where they are new: (company id, party key, document, the client's side)."""
        ...

    def add_payloads(self, payloads: Sequence[tuple[str, bytes]]) -> None:
        """Keep payloads by SHA-256; one that is there already is left alone."""
        ...

    def add_documents(self, documents: Sequence[NewDocument]) -> list[int]: ...
    def add_sources(self, sources: Sequence[tuple[int, Source]]) -> None:
        """Add (document id, source); the same file at the same place again adds nothing."""
        ...

    def repeat_sources(self, files: Sequence[tuple[str, str, str | None]], at: datetime.datetime, run_id: int) -> None:
        """Note known files met again: (file sha256, ref, member). A place already noted adds nothing."""
        ...

    def add_pairs(self, pairs: Sequence[Pair]) -> None: ...
    def turn_pairs(self, changes: Mapping[int, PairState]) -> None:
        """Let questions that nobody answered lapse or come up again."""
        ...

    def decide_pair(self, pair_id: int, state: PairState, actor: str, at: datetime.datetime, reason: str) -> None: ...
    def place_pair(self, pair_id: int, left: int, right: int) -> None:
        """Say which of the two documents of a pair was there first."""
        ...

    def add_messages(self, messages: Sequence[Message]) -> list[int]: ...
    def documents_of_file(self, names: Sequence[str], file_sha256s: Sequence[str]) -> Sequence[tuple[int, int]]:
        """(document id, body position) of documents whose source has one of these names or file hashes.

        Names are compared by :func:`tuiledger.domain.identifiers.file_stem`, which the store keeps with each source.
        """
        ...

    def documents_of_loose_messages(self, stems: Sequence[str]) -> Sequence[int]:
        """Documents whose file has one of these names, where a message speaks of it that could mean several files."""
        ...

    def set_received_on(self, document_ids: Sequence[int], day: datetime.date | None) -> None: ...

    def set_state(self, changes: Sequence[tuple[int, State, Hold | None]]) -> None: ...
    def add_decision(
        self, document_id: int, decision: str, actor: str, at: datetime.datetime, hold_code: str | None = None
    ) -> None:
        """Keep a person's answer to the hold ``hold_code``; the same answer again changes nothing."""
        ...

    def remove_decision(self, document_id: int, decision: str, actor: str, at: datetime.datetime) -> None: ...

    def post(
        self, postings: Sequence[Posting], at: datetime.datetime, actor: str, batch_id: int | None = None
    ) -> list[Posted]:
        """Write entries: numbers, protocols, chain, lines, register rows; document states follow.

        The same key with the same plan gives the entry that is there; with another plan it is a ``conflict``. Locked
        periods are checked again here. All or nothing.
        """
        ...

    def add_batch(self, company_id: int, what: str, at: datetime.datetime, actor: str) -> int: ...
    def record_act(self, at: datetime.datetime, actor: str, verb: str, subject: str, detail: str) -> None: ...


class Store(Protocol):
    """Where the books live; opening it may migrate nothing and create nothing by surprise."""

    def reading(self) -> AbstractContextManager[Reader]: ...
    def writing(self, what: str) -> AbstractContextManager[Writer]: ...
    def backup(self, path: str) -> None: ...
    def close(self) -> None: ...
