"""The store of one intermediary: every list narrowed to its clients, everything else refused.

Whatever the store learns to do is refused here until :mod:`tuiledger.services.scope` says where it belongs.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any, Final, Protocol, TypeVar, cast

from tuiledger.domain.connections import Connection, Intermediary, Link
from tuiledger.domain.parties import Company
from tuiledger.domain.pulls import Pull, Trouble
from tuiledger.domain.runs import FileOutcome
from tuiledger.ports import (
    Act,
    CompanyStatus,
    Condition,
    DocumentFilter,
    EntryFilter,
    NewDocument,
    Posting,
    Reader,
    RunSummary,
    Sign,
    Store,
    Writer,
)
from tuiledger.ports.cloud_store import Schedule
from tuiledger.services.scope import (
    NAMES_ITS_PLACE,
    OF_COMPANIES,
    OF_COMPANY,
    OF_CONNECTION,
    OF_DOCUMENT,
    OF_DOCUMENTS,
    OF_ENTRIES,
    PASSED,
    Scope,
    scope_of,
)

F = TypeVar("F", DocumentFilter, EntryFilter)


class _Placed(Protocol):
    """Something of one company."""

    @property
    def company_id(self) -> int: ...


P = TypeVar("P", bound=_Placed)


class ScopedStore:
    """The :class:`tuiledger.ports.Store` of one intermediary."""

    def __init__(self, store: Store, code: str) -> None:
        self._store, self._code = store, code
        with store.reading() as reader:
            scope_of(reader, code)

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """One look at what the intermediary sees."""
        with self._store.reading() as reader:
            yield cast("Reader", ScopedReader(reader, scope_of(reader, self._code)))

    @contextmanager
    def writing(self, what: str) -> Iterator[Writer]:
        """One unit of work in what the intermediary sees."""
        with self._store.writing(what) as work:
            yield cast("Writer", ScopedWriter(work, scope_of(work, self._code)))

    def backup(self, path: str) -> None:
        """A copy would hold everything.

        Raises:
            Refusal: always.
        """
        with self._store.reading() as reader:
            raise scope_of(reader, self._code).refusal()

    def close(self) -> None:
        """Give the connections back."""
        self._store.close()


class ScopedReader:
    """What can be asked within a scope; what is not known here is for the firm."""

    def __init__(self, reader: Reader, scope: Scope) -> None:
        self._reader, self._scope = reader, scope

    def __getattr__(self, name: str) -> Callable[..., Any]:
        asked = getattr(self._reader, name)
        if name in PASSED:
            return cast("Callable[..., Any]", asked)
        for names, guard in _GUARDS:
            if name in names:
                return lambda first, *rest, **more: guard(self, asked, first, *rest, **more)
        raise self._scope.refusal()

    # companies

    def companies(self) -> tuple[Company, ...]:
        """The clients."""
        return tuple(self._scope.clients.values())

    def company(self, code: str) -> Company | None:
        """The client called ``code``."""
        found = self._reader.company(code)
        return found if found and found.id in self._scope.clients else None

    def home(self) -> tuple[CompanyStatus, ...]:
        """The clients and what waits at each."""
        return tuple(one for one in self._reader.home() if one.company.id in self._scope.clients)

    # documents and entries

    def documents(self, wanted: DocumentFilter, *rest: Any, **more: Any) -> Any:
        """A page of the clients' documents."""
        return self._reader.documents(self._narrow(wanted), *rest, **more)

    def documents_at(self, wanted: DocumentFilter, offset: int, limit: int) -> Any:
        """A part of the clients' documents."""
        return self._reader.documents_at(self._narrow(wanted), offset, limit)

    def count_documents(self, wanted: DocumentFilter) -> int:
        """How many documents of the clients there are."""
        return self._reader.count_documents(self._narrow(wanted))

    def document_ids(self, wanted: DocumentFilter, *rest: Any, **more: Any) -> array[int]:
        """The ids of the clients' documents."""
        return self._reader.document_ids(self._narrow(wanted), *rest, **more)

    def document(self, document_id: int) -> Any:
        """A document of a client."""
        return self._own(self._reader.document(document_id))

    def delivered_again(self, company_id: int | None) -> Any:
        """The clients' documents that came more than once."""
        found = self._reader.delivered_again(company_id)
        return tuple(one for one in found if one[1] in self._scope.codes)

    def known_files(self, file_sha256s: Sequence[str]) -> Mapping[str, tuple[int, ...]]:
        """Which files were taken before for a client."""
        found = self._reader.known_files(file_sha256s)
        kept = {file: tuple(one for one in ids if one in self._documents) for file, ids in found.items()}
        return {file: ids for file, ids in kept.items() if ids}

    def party(self, party_id: int) -> Any:
        """A party of a client."""
        return self._own(self._reader.party(party_id))

    def pair(self, pair_id: int) -> Any:
        """A pair of documents of a client."""
        return self._own(self._reader.pair(pair_id))

    def entries(self, wanted: EntryFilter, *rest: Any, **more: Any) -> Any:
        """A page of the clients' entries."""
        return self._reader.entries(self._narrow(wanted), *rest, **more)

    def count_entries(self, wanted: EntryFilter) -> int:
        """How many entries of the clients there are."""
        return self._reader.count_entries(self._narrow(wanted))

    def entry_ids(self, wanted: EntryFilter, *rest: Any, **more: Any) -> array[int]:
        """The ids of the clients' entries."""
        return self._reader.entry_ids(self._narrow(wanted), *rest, **more)

    def entry(self, entry_id: int) -> Any:
        """An entry of a client."""
        return self._reader.entry(entry_id) if entry_id in self._entries else None

    def batch_entries(self, batch_id: int) -> tuple[int, ...]:
        """The clients' entries of a batch."""
        return tuple(one for one in self._reader.batch_entries(batch_id) if one in self._entries)

    def account_line_ids(self, wanted: Any, *rest: Any, **more: Any) -> array[int]:
        """The lines of a client's account."""
        self._require(wanted.company_id)
        return self._reader.account_line_ids(wanted, *rest, **more)

    # clouds

    def intermediaries(self) -> tuple[Intermediary, ...]:
        """The intermediary itself."""
        return (self._scope.intermediary,)

    def connections(self) -> tuple[Connection, ...]:
        """The connection it uses."""
        return tuple(one for one in self._reader.connections() if one.id == self._scope.connection_id)

    def connection(self, connection_id: int) -> Connection | None:
        """The connection it uses, or None."""
        return self._reader.connection(connection_id) if connection_id == self._scope.connection_id else None

    def links(self, connection_id: int | None = None) -> tuple[Link, ...]:
        """What its companies are linked to."""
        found = self._reader.links(connection_id)
        return tuple(one for one in found if one.connection_id == self._scope.connection_id)

    def pulls(self, limit: int = 50, connection_id: int | None = None) -> tuple[Pull, ...]:
        """The readings of its connection."""
        if self._scope.connection_id is None or connection_id not in (None, self._scope.connection_id):
            return ()
        return self._reader.pulls(limit, self._scope.connection_id)

    def pull(self, run_id: int) -> Pull | None:
        """A reading of its connection."""
        found = self._reader.pull(run_id)
        return found if found and found.connection_id == self._scope.connection_id else None

    def events(self, run_id: int) -> Any:
        """What happened in a reading of its connection."""
        return self._reader.events(run_id) if self.pull(run_id) else ()

    def exchanges(self, run_id: int) -> Any:
        """The calls of a reading of its connection."""
        return self._reader.exchanges(run_id) if self.pull(run_id) else ()

    def troubles(self, **asked: Any) -> tuple[Trouble, ...]:
        """The problems of its connection."""
        return tuple(one for one in self._reader.troubles(**asked) if one.connection_id == self._scope.connection_id)

    def schedules(self) -> tuple[Schedule, ...]:
        """When its connection is read."""
        return tuple(one for one in self._reader.schedules() if one.connection_id == self._scope.connection_id)

    # what happened

    def runs(self, limit: int = 50) -> tuple[RunSummary, ...]:
        """The readings of its connection, and the imports that brought something to its clients."""
        return tuple(run for run in self._reader.runs(limit) if self._concerns(run.id))

    def run(self, run_id: int) -> RunSummary | None:
        """A run that concerns its clients."""
        return self._reader.run(run_id) if self._concerns(run_id) else None

    def run_outcomes(self, run_id: int) -> tuple[FileOutcome, ...]:
        """What a run brought to its clients."""
        found = self._reader.run_outcomes(run_id)
        return tuple(one for one in found if any(number in self._documents for number in one.documents))

    def acts(self, offset: int, limit: int) -> list[Act]:
        """What was done to its clients, their documents and entries, and to its connection."""
        return self._acts[offset : offset + limit]

    def count_acts(self) -> int:
        """How much that is."""
        return len(self._acts)

    def acts_on(self, subject: str, limit: int = 200) -> list[Act]:
        """What was done to one of these."""
        return [act for act in self._reader.acts_on(subject, limit) if self._is_about_own(act)]

    # the scope

    @cached_property
    def _documents(self) -> frozenset[int]:
        return frozenset(self.document_ids(DocumentFilter()))

    @cached_property
    def _entries(self) -> frozenset[int]:
        return frozenset(self.entry_ids(EntryFilter()))

    @cached_property
    def _acts(self) -> list[Act]:
        return [act for act in self._reader.acts(0, self._reader.count_acts()) if self._is_about_own(act)]

    def _is_about_own(self, act: Act) -> bool:
        kind, _, number = act.subject.partition(":")
        names = {*self._scope.codes, self._scope.intermediary.code, *(one.name for one in self.connections())}
        if act.subject in names or act.subject.startswith(f"{self._scope.connection_id}/"):
            return True
        if not number.isdigit():
            return False
        match kind:
            case "document":
                return int(number) in self._documents
            case "entry":
                return int(number) in self._entries
            case "pair":
                return self.pair(int(number)) is not None
            case "run":
                return self._concerns(int(number))
            case "batch":
                return bool(self.batch_entries(int(number)))
        return False

    def _concerns(self, run_id: int) -> bool:
        return self.pull(run_id) is not None or bool(self.run_outcomes(run_id))

    def _narrow(self, wanted: F) -> F:
        if wanted.company_id is not None:
            self._require(wanted.company_id)
            return wanted
        if not self._scope.clients:
            return wanted._replace(company_id=0)
        return wanted._replace(where=(*wanted.where, Condition("client", Sign.IS, self._scope.codes)))

    def _own(self, found: P | None) -> P | None:
        return found if found is not None and found.company_id in self._scope.clients else None

    def _require(self, company_id: int | None) -> None:
        if company_id not in self._scope.clients:
            raise self._scope.refusal()

    # guards of what is asked by name alone

    def _of_company(self, asked: Callable[..., Any], company_id: int, *rest: Any, **more: Any) -> Any:
        self._require(company_id)
        return asked(company_id, *rest, **more)

    def _of_companies(self, asked: Callable[..., Any], company_id: int | None, *rest: Any, **more: Any) -> Any:
        if company_id is not None:
            return self._of_company(asked, company_id, *rest, **more)
        found = asked(None, *rest, **more)
        return type(found)(one for one in found if one.company_id in self._scope.clients)

    def _of_document(self, asked: Callable[..., Any], document_id: int, *rest: Any, **more: Any) -> Any:
        return asked(document_id, *rest, **more) if self.document(document_id) else ()

    def _of_documents(self, asked: Callable[..., Any], ids: Sequence[int]) -> Any:
        return asked([one for one in ids if one in self._documents])

    def _of_entries(self, asked: Callable[..., Any], ids: Sequence[int]) -> Any:
        return asked([one for one in ids if one in self._entries])

    def _of_connection(self, asked: Callable[..., Any], connection_id: int, *rest: Any, **more: Any) -> Any:
        if connection_id != self._scope.connection_id:
            raise self._scope.refusal()
        return asked(connection_id, *rest, **more)

    def _names_its_place(self, asked: Callable[..., Any], written: Any) -> Any:
        if isinstance(written, Company):
            self._require(written.id)
        elif (written.id if isinstance(written, Connection) else written.connection_id) != self._scope.connection_id:
            raise self._scope.refusal()
        return asked(written)


_GUARDS: Final = (
    (OF_COMPANY, ScopedReader._of_company),
    (OF_COMPANIES, ScopedReader._of_companies),
    (OF_DOCUMENT, ScopedReader._of_document),
    (OF_DOCUMENTS, ScopedReader._of_documents),
    (OF_ENTRIES, ScopedReader._of_entries),
    (OF_CONNECTION, ScopedReader._of_connection),
    (NAMES_ITS_PLACE, ScopedReader._names_its_place),
)


class ScopedWriter(ScopedReader):
    """What can be changed within a scope."""

    def __init__(self, work: Writer, scope: Scope) -> None:
        super().__init__(work, scope)
        self._work = work

    def add_documents(self, documents: Sequence[NewDocument]) -> list[int]:
        """Add documents of clients."""
        for one in documents:
            self._require(one.company_id)
        return self._work.add_documents(documents)

    def post(self, postings: Sequence[Posting], *rest: Any, **more: Any) -> Any:
        """Write entries of clients."""
        for one in postings:
            self._require(one.plan.company_id)
        return self._work.post(postings, *rest, **more)
