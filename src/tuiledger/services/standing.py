"""Documents put where all that is known of them puts them; :mod:`tuiledger.domain.standing` says where that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from tuiledger.domain.documents import ClientDocument, Hold, State
from tuiledger.domain.posting import PostingRules, assess
from tuiledger.domain.runs import Refusal
from tuiledger.domain.standing import Outlook, Standing, look
from tuiledger.ports import Cursor, Reader, Writer

#: Documents looked at in one go when the rules of a company change.
_PAGE = 1_000


def document_of(work: Writer, document_id: int) -> ClientDocument:
    """The document ``document_id``.

    Raises:
        Refusal: there is none.
    """
    document = work.document(document_id)
    if document is None:
        raise Refusal("document-unknown", "There is no document {}", (str(document_id),))
    return document


def standings(reader: Reader, document_ids: Sequence[int]) -> dict[int, Standing]:
    """Where these documents, and all that bear the same legal identity, would stand; nothing is written."""
    found: dict[int, Standing] = {}
    for outlook in _outlooks(reader, document_ids)[0]:
        found |= outlook.standings
    return found


def reassess(work: Writer, document_ids: Iterable[int]) -> dict[int, Standing]:
    """Put documents, and all that bear the same legal identity, where they stand; posted ones only come to say so.

    So are those that came in a file of the same name, where it is open which of the files was rejected.
    """
    ids = set(document_ids)
    outlooks, before = _outlooks(work, sorted(ids | work.namesakes(sorted(ids)))) if ids else ([], {})
    found: dict[int, Standing] = {}
    changes: list[tuple[int, State, Hold | None]] = []
    for outlook in outlooks:
        found |= outlook.standings
        work.add_pairs(outlook.alarms)
        work.turn_pairs(outlook.changes)
    for document_id, (state, hold, received_on) in found.items():
        document = before[document_id]
        if received_on != document.received_on:
            work.set_received_on([document_id], received_on)
        if (state, hold) != (document.state, document.hold):
            changes.append((document_id, state, hold))
    if changes:
        work.set_state(changes)
    return found


def reassess_told(work: Writer, connection_id: int, remote_company: str = "") -> None:
    """Look again at what a connection told of, or one company of it, after it came to count or counts no more."""
    reassess(work, work.questioned(sorted(work.told_by(connection_id, remote_company))))


def reassess_company(work: Writer, company_id: int) -> None:
    """Look again at a company's documents that are ready or held, after its rules changed."""
    rules = work.rules(company_id)
    after: Cursor | None = None
    while True:
        page = work.to_post(company_id, None, after, _PAGE)
        if not page:
            return
        reassess_page(work, page, rules)
        after = Cursor(page[-1].document.date, page[-1].id)


def reassess_page(work: Writer, page: Sequence[ClientDocument], rules: PostingRules) -> dict[int, Standing]:
    """Put documents of one company that are ready or held where they stand.

    Nearly all of them stand where their content and the rules put them; the others are looked at with what is alike.
    """
    questioned = work.questioned([document.id for document in page])
    found = reassess(work, questioned) if questioned else {}
    changes: list[tuple[int, State, Hold | None]] = []
    for document in page:
        if document.id in questioned:
            continue
        standing = Standing(*assess(document, rules), document.received_on)
        found[document.id] = standing
        if standing[:2] != (document.state, document.hold):
            changes.append((document.id, standing.state, standing.hold))
    if changes:
        work.set_state(changes)
    return found


def count_unlocked(reader: Reader, company_id: int, until: date | None) -> int:
    """How many documents that a lock holds would be ready if the books were locked until ``until``, or not at all."""
    rules = replace(reader.rules(company_id), locked_until=until)
    count = 0
    after: Cursor | None = None
    while page := reader.to_post(company_id, None, after, _PAGE):
        locked = [document for document in page if document.hold and document.hold.code == "locked"]
        questioned = reader.questioned([document.id for document in locked])
        outlooks, _before = _outlooks(reader, sorted(questioned), {company_id: rules}) if questioned else ([], {})
        states = {ident: standing.state for outlook in outlooks for ident, standing in outlook.standings.items()}
        states |= {document.id: assess(document, rules)[0] for document in locked if document.id not in questioned}
        count += sum(states.get(document.id) is State.READY for document in locked)
        after = Cursor(page[-1].document.date, page[-1].id)
    return count


def _outlooks(
    reader: Reader, document_ids: Sequence[int], rules_of: Mapping[int, PostingRules] = MappingProxyType({})
) -> tuple[list[Outlook], dict[int, ClientDocument]]:
    """How each group looks under ``rules_of`` its company, or those in force; and its documents as they are."""
    rules = dict(rules_of)
    outlooks: list[Outlook] = []
    documents: dict[int, ClientDocument] = {}
    for group in reader.groups(document_ids):
        if group.company_id not in rules:
            rules[group.company_id] = reader.rules(group.company_id)
        documents |= {case.id: case.document for case in group.cases}
        outlooks.append(look(group, rules[group.company_id]))
    return outlooks, documents
