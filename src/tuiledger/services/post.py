"""Documents into the books: planned, shown, and posted as planned, each once.

A page of documents is planned and posted in one unit of work, so that what was planned is what is there when it is
written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from tuiledger.domain.documents import ClientDocument, Hold, State
from tuiledger.domain.journal import EntryPlan
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


class Planned(NamedTuple):
    """A document and the entry it becomes, or why not yet."""

    document: ClientDocument
    outcome: EntryPlan | Problem

    @property
    def entry(self) -> EntryPlan | None:
        """The entry, where there is one."""
        return self.outcome if isinstance(self.outcome, EntryPlan) else None


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
    posted: list[PostedDocument] = []
    held: list[HeldDocument] = []
    batch_id: int | None = None
    after: Cursor | None = None
    named = _named_pages(document_ids)
    while True:
        page_ids = next(named, None)
        if document_ids is not None and page_ids is None:
            break
        with without_collections(), store.writing("post") as work:
            documents = _page(work, company_id, page_ids, after)
            batch_id = _post_page(work, clock, actor, company_id, documents, batch_id, posted, held)
        if document_ids is None:
            if len(documents) < PAGE:
                break
            after = Cursor(documents[-1].document.date, documents[-1].id)
        yield Progress(len(posted) + len(held), None)
    yield PostResult(batch_id, tuple(posted), tuple(held))


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


def _post_page(
    work: Writer,
    clock: Clock,
    actor: str,
    company_id: int,
    documents: Sequence[ClientDocument],
    batch_id: int | None,
    posted: list[PostedDocument],
    held: list[HeldDocument],
) -> int | None:
    posted += [_there(work, document) for document in documents if document.state is State.POSTED]
    documents = [document for document in documents if document.state is not State.POSTED]
    rules = work.rules(company_id)
    found = reassess(work, work.questioned([document.id for document in documents]))
    postings: list[Posting] = []
    owners: list[int] = []
    changes: list[tuple[int, State, Hold | None]] = []
    for document in documents:
        outcome = _outcome(document, found.get(document.id), rules)
        if isinstance(outcome, EntryPlan):
            postings.append(Posting(outcome, posting_key(document)))
            owners.append(document.id)
        else:
            held.append(HeldDocument(document.id, outcome))
            if document.id not in found and document.state not in _CLOSED and outcome != document.hold:
                changes.append((document.id, *assess(document, rules)))
    if postings:
        now = clock.now()
        if batch_id is None:
            batch_id = work.add_batch(company_id, "post", now, actor)
        for owner, entry in zip(owners, work.post(postings, now, actor, batch_id), strict=True):
            posted.append(PostedDocument(owner, entry.entry_id, entry.number, entry.protocols, entry.created))
        reassess(work, [document.id for document in documents if _may_be_early(document)])
    if changes:
        work.set_state(changes)
    return batch_id


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
