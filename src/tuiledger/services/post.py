"""Documents into the books: planned, shown, and posted as planned, each once.

A page of documents is planned and posted in one unit of work, so that what was planned is what is there when it is
written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Final, NamedTuple

from tuiledger.domain.documents import ClientDocument, Hold, State
from tuiledger.domain.journal import EntryPlan, Protocol, canonical_bytes
from tuiledger.domain.posting import PostingRules, Problem, assess, plan
from tuiledger.domain.runs import Progress, Refusal
from tuiledger.domain.standing import Standing
from tuiledger.ports import Clock, Cursor, Posting, Reader, Store, Writer
from tuiledger.services.bulk import without_collections
from tuiledger.services.standing import reassess, standings

#: Documents in one unit of work: one durable commit for all of them.
PAGE = 1_000

#: What forbids posting in each state that does.
_CLOSED: Final[Mapping[State, Problem]] = {
    State.POSTED: Problem("already-posted", "The document is posted: reverse its entry first"),
    State.VOID: Problem("void", "The document is void and is not posted"),
    State.FILED: Problem("nothing-to-post", "The document is kept, with nothing to post"),
}

#: Why a document whose entry was looked at is not posted when it would become another entry by now.
CHANGED: Final = Problem("changed-since-preview", "Its entry changed since the preview: look again")


class Planned(NamedTuple):
    """A document and the entry it becomes, or why not yet."""

    document: ClientDocument
    outcome: EntryPlan | Problem

    @property
    def entry(self) -> EntryPlan | None:
        """The entry, where there is one."""
        return self.outcome if isinstance(self.outcome, EntryPlan) else None

    @property
    def fingerprint(self) -> bytes | None:
        """What tells the entry from any other the document could become; None where there is no entry."""
        return fingerprint(self.document, self.outcome) if isinstance(self.outcome, EntryPlan) else None


class PostedDocument(NamedTuple):
    """A document that is in the books now; ``created`` is false where its entry was there before."""

    document_id: int
    entry_id: int
    number: int
    protocols: str
    created: bool


class HeldDocument(NamedTuple):
    """A document that waits, and for what."""

    document_id: int
    problem: Problem


class PostResult(NamedTuple):
    """What a posting did. ``batch_id`` is None when nothing was written."""

    batch_id: int | None
    posted: tuple[PostedDocument, ...]
    held: tuple[HeldDocument, ...]


def preview(reader: Reader, company_id: int, document_ids: Sequence[int] | None = None) -> Iterator[Planned]:
    """What posting would do, document by document, oldest first; nothing is written."""
    rules = reader.rules(company_id)
    for page in _pages(reader, company_id, document_ids):
        found = standings(reader, sorted(reader.questioned([document.id for document in page])))
        for document in page:
            yield Planned(document, _outcome(document, found.get(document.id), rules))


def post_ready(
    store: Store, clock: Clock, actor: str, company_id: int, document_ids: Sequence[int] | None = None
) -> Iterator[Progress | PostResult]:
    """Post a company's documents that can be posted, or those of ``document_ids``; hold the others with the reason.

    Raises:
        Refusal: one of ``document_ids`` is not a document of the company.
        StoreError: a page cannot be written; the pages before it are posted.
    """
    return _post(_Run(clock, actor, company_id), store, document_ids)


def post_previewed(
    store: Store, clock: Clock, actor: str, company_id: int, previewed: Mapping[int, bytes]
) -> Iterator[Progress | PostResult]:
    """Post the documents of ``previewed`` and no others, each only as the entry that was looked at.

    A document that would become another entry by now stays as it is and is told with :data:`CHANGED`.

    Args:
        store: where the books are.
        clock: tells when the entries are posted.
        actor: who posts.
        company_id: whose documents they are.
        previewed: :attr:`Planned.fingerprint` by document id, in the order in which they are posted.

    Raises:
        Refusal: one of them is not a document of the company.
        StoreError: a page cannot be written; the pages before it are posted.
    """
    return _post(_Run(clock, actor, company_id, previewed), store, list(previewed))


class _Run:
    """A posting under way: who posts what, and what came of it so far."""

    def __init__(self, clock: Clock, actor: str, company_id: int, previewed: Mapping[int, bytes] | None = None) -> None:
        self.clock, self.actor, self.company_id, self.previewed = clock, actor, company_id, previewed
        self.posted: list[PostedDocument] = []
        self.held: list[HeldDocument] = []
        self.batch_id: int | None = None

    def is_as_previewed(self, document: ClientDocument, entry: EntryPlan) -> bool:
        """Whether ``entry`` is what a person looked at, where anybody did."""
        return self.previewed is None or self.previewed[document.id] == fingerprint(document, entry)


def _post(run: _Run, store: Store, document_ids: Sequence[int] | None) -> Iterator[Progress | PostResult]:
    after: Cursor | None = None
    named = _named_pages(document_ids)
    while True:
        page_ids = next(named, None)
        if document_ids is not None and page_ids is None:
            break
        with without_collections(), store.writing("post") as work:
            documents = _page(work, run.company_id, page_ids, after)
            _post_page(work, run, documents)
        if document_ids is None:
            if len(documents) < PAGE:
                break
            after = Cursor(documents[-1].document.date, documents[-1].id)
        yield Progress(len(run.posted) + len(run.held), None)
    yield PostResult(run.batch_id, tuple(run.posted), tuple(run.held))


def _named_pages(document_ids: Sequence[int] | None) -> Iterator[Sequence[int]]:
    """The documents named, as many at a time as one unit of work takes."""
    ids = list(dict.fromkeys(document_ids or ()))
    for start in range(0, len(ids), PAGE):
        yield ids[start : start + PAGE]


def _page(
    reader: Reader, company_id: int, document_ids: Sequence[int] | None, after: Cursor | None
) -> list[ClientDocument]:
    """The next documents to post, or those named.

    Raises:
        Refusal: one that is named is not a document of the company.
    """
    documents = reader.to_post(company_id, document_ids, after, PAGE)
    missing = sorted(set(document_ids or ()) - {document.id for document in documents})
    if missing:
        raise Refusal("document-unknown", "There is no document {} of this company", (", ".join(map(str, missing)),))
    return documents


def _post_page(work: Writer, run: _Run, documents: Sequence[ClientDocument]) -> None:
    run.posted += [_there(work, document) for document in documents if document.state is State.POSTED]
    documents = [document for document in documents if document.state is not State.POSTED]
    rules = work.rules(run.company_id)
    found = reassess(work, work.questioned([document.id for document in documents]))
    postings: list[Posting] = []
    owners: list[int] = []
    changes: list[tuple[int, State, Hold | None]] = []
    for document in documents:
        outcome = _outcome(document, found.get(document.id), rules)
        if not isinstance(outcome, EntryPlan):
            run.held.append(HeldDocument(document.id, outcome))
            if document.id not in found and document.state not in _CLOSED and outcome != document.hold:
                changes.append((document.id, *assess(document, rules)))
        elif run.is_as_previewed(document, outcome):
            postings.append(Posting(outcome, posting_key(document)))
            owners.append(document.id)
        else:
            run.held.append(HeldDocument(document.id, CHANGED))
    if postings:
        now = run.clock.now()
        if run.batch_id is None:
            run.batch_id = work.add_batch(run.company_id, "post", now, run.actor)
        for owner, entry in zip(owners, work.post(postings, now, run.actor, run.batch_id), strict=True):
            run.posted.append(PostedDocument(owner, entry.entry_id, entry.number, entry.protocols, entry.created))
        reassess(work, [document.id for document in documents if _may_be_early(document)])
    if changes:
        work.set_state(changes)


def _may_be_early(document: ClientDocument) -> bool:
    """Whether a person chose the day of a document whose day of delivery is known: its entry may come to say so."""
    return document.received_on is not None and any(said.startswith("date:") for said in document.decisions)


def _there(reader: Reader, document: ClientDocument) -> PostedDocument:
    """The answer for a document that is in the books: its entry, whatever the rules and locks are by now."""
    entry = next(entry for entry in reader.document_entries(document.id) if entry.id == document.entry_id)
    return PostedDocument(document.id, entry.id, entry.number, entry.protocols, created=False)


def posting_key(document: ClientDocument) -> str:
    """The key under which this posting may exist once: the document, and how often it was reversed before."""
    return f"document:{document.id}:{document.reversals}"


def fingerprint(document: ClientDocument, entry: EntryPlan) -> bytes:
    """SHA-256 of all that the books would keep of ``entry`` but its numbers, with the key it would be posted under."""
    unnumbered = [Protocol(kept.register, kept.series, entry.date.year, 0) for kept in entry.registers]
    return sha256(canonical_bytes(entry, 0, unnumbered, posting_key(document))).digest()


def _outcome(document: ClientDocument, standing: Standing | None, rules: PostingRules) -> EntryPlan | Problem:
    """The entry of a document where it stands now, or what forbids it.

    ``standing`` is None where no more is known of it than its own content says.
    """
    state = document.state if standing is None else standing.state
    if state in _CLOSED:
        return _CLOSED[state]
    if standing is None:
        return plan(document, rules)
    if standing.hold is not None:
        return standing.hold
    return plan(document._replace(hold=None, received_on=standing.received_on), rules)


def _pages(reader: Reader, company_id: int, document_ids: Sequence[int] | None) -> Iterator[Sequence[ClientDocument]]:
    if document_ids is not None:
        for page_ids in _named_pages(document_ids):
            yield _page(reader, company_id, page_ids, None)
        return
    after: Cursor | None = None
    while True:
        page = _page(reader, company_id, None, after)
        yield page
        if len(page) < PAGE:
            return
        after = Cursor(page[-1].document.date, page[-1].id)
