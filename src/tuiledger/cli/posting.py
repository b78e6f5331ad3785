"""``tuiledger post`` and ``tuiledger reverse``: the journal is written here."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from tuiledger.cli.arguments import company_option, day, identity
from tuiledger.cli.session import ATTENTION, DONE, USAGE, Session, said
from tuiledger.domain.journal import EntryPlan
from tuiledger.domain.money import decimal_text
from tuiledger.domain.parties import Company
from tuiledger.text.amounts import amount_text
from tuiledger.text.translation import _, ngettext

if TYPE_CHECKING:
    from tuiledger.ports import Posted, Reader, Store
    from tuiledger.services.post import Planned, PostResult


def register(commands: Any) -> None:
    """Declare the commands."""
    post = commands.add("post", _("post documents to the books"))
    company_option(post)
    which = post.add_mutually_exclusive_group()
    which.add_argument("--ready", action="store_true", help=_("everything that can be posted (the default)"))
    which.add_argument("--document", type=identity, nargs="+", metavar="ID", help=_("only these documents"))
    post.add_argument("--dry-run", action="store_true", help=_("show the entries, write nothing"))
    post.set_defaults(run=_post)
    reverse = commands.add("reverse", _("undo an entry by one that turns every sign"))
    reverse.add_argument("entry", type=identity, nargs="?", metavar=_("ENTRY"))
    reverse.add_argument("--batch", type=identity, metavar="ID", help=_("every entry of one posting"))
    reverse.add_argument("--date", type=day, metavar=_("DATE"), help=_("registration date; today when left out"))
    reverse.add_argument("--reason", required=True, metavar=_("TEXT"))
    reverse.set_defaults(run=_reverse)


def _post(options: argparse.Namespace, session: Session) -> int:
    store = session.open()
    with store.reading() as reader:
        work = list(_work(reader, options))
        if options.dry_run:
            return _dry_run(session, reader, work)
    items: list[dict[str, Any]] = []
    batches: list[int] = []
    for company, ids in work:
        result = _post_company(session, store, company, ids)
        items.extend(result_items(company, result))
        if result.batch_id is not None:
            batches.append(result.batch_id)
    posted = sum(item["outcome"] == "posted" for item in items)
    held = [item for item in items if item["outcome"] == "held"]
    text = ngettext("{} document posted", "{} documents posted", posted).format(posted)
    if held:
        text += "\n" + session.table(
            ((item["company"], item["document"], item["code"], item["message"]) for item in held),
            (_("Company"), _("Document"), _("Code"), _("Held because")),
            "lrll",
        )
    session.answer({"posted": posted, "held": len(held), "batches": batches, "items": items, "total": len(items)}, text)
    return ATTENTION if held else DONE


def _work(reader: Reader, options: argparse.Namespace) -> Iterator[tuple[Company, Sequence[int] | None]]:
    """The companies to post for, each with its documents where some are named."""
    from tuiledger.domain.runs import Refusal
    from tuiledger.services.companies import find_company

    companies = (find_company(reader, options.company),) if options.company else reader.companies()
    if not options.document:
        yield from ((company, None) for company in companies)
        return
    owners: dict[int, list[int]] = {}
    for document_id in dict.fromkeys(options.document):
        document = reader.document(document_id)
        if document is None:
            raise Refusal("document-unknown", "There is no document {}", (str(document_id),))
        owners.setdefault(document.company_id, []).append(document_id)
    if strangers := owners.keys() - {company.id for company in companies}:
        raise Refusal("document-unknown", "There is no document {} of this company",
                      (", ".join(str(owners[stranger][0]) for stranger in strangers),))  # fmt: skip
    yield from ((company, owners[company.id]) for company in companies if company.id in owners)


def _post_company(session: Session, store: Store, company: Company, ids: Sequence[int] | None) -> PostResult:
    from tuiledger.domain.runs import Progress
    from tuiledger.services.post import PostResult, post_ready

    for step in post_ready(store, session.clock, session.actor, company.id, ids):
        if isinstance(step, Progress):
            session.tell(f"{company.code}: {step.done}")
        else:
            result = step
    assert isinstance(result, PostResult)  # noqa: S101 - the generator's last value, by contract
    return result


def result_items(company: Company, result: PostResult) -> Iterator[dict[str, Any]]:
    """What became of each document, as JSON shows it."""
    for posted in result.posted:
        yield {
            "company": company.code,
            "document": posted.document_id,
            "outcome": "posted" if posted.created else "already_posted",
            "entry": posted.entry_id,
            "number": posted.number,
            "protocols": posted.protocols,
            "code": None,
            "message": None,
        }
    for held in result.held:
        yield {
            "company": company.code,
            "document": held.document_id,
            "outcome": "held",
            "entry": None,
            "number": None,
            "protocols": None,
            "code": held.problem.code,
            "message": said(held.problem.message, held.problem.values),
            "answers": list(held.problem.answers),
        }


def _dry_run(session: Session, reader: Reader, work: Sequence[tuple[Company, Sequence[int] | None]]) -> int:
    from tuiledger.services.post import preview

    items: list[dict[str, Any]] = []
    texts: list[str] = []
    held = 0
    for company, ids in work:
        chart = reader.chart(company.id)
        for planned in preview(reader, company.id, ids):
            items.append(_planned_fields(company, planned))
            if planned.entry is None:
                held += 1
                texts.append(f"▲ {company.code} {planned.document.id}: {items[-1]['message']}\n")
                continue
            names = {code: _(account.name) for code, account in chart.accounts.items()}
            texts.append(_entry_text(session, company, planned.entry, names))
    plans = len(items) - held
    texts.append(ngettext("{} entry would be posted", "{} entries would be posted", plans).format(plans))
    session.answer(
        {"dry_run": True, "would_post": plans, "held": held, "items": items, "total": len(items)}, "\n".join(texts)
    )
    return ATTENTION if held else DONE


def _planned_fields(company: Company, planned: Planned) -> dict[str, Any]:
    if isinstance(planned.outcome, EntryPlan):
        return {"company": company.code, "document": planned.document.id, "outcome": "planned",
                **plan_fields(planned.outcome)}  # fmt: skip
    problem = planned.outcome
    return {
        "company": company.code,
        "document": planned.document.id,
        "outcome": "held",
        "code": problem.code,
        "message": said(problem.message, problem.values),
        "answers": list(problem.answers),
    }


def plan_fields(plan: EntryPlan) -> dict[str, Any]:
    """An entry as JSON shows it, planned or posted."""
    return {
        "journal": plan.journal.value,
        "date": plan.date.isoformat(),
        "document_date": plan.document_date.isoformat(),
        "description": plan.description,
        "document": plan.document_id,
        "reverses": plan.reverses_id,
        "lines": [
            {
                "account": line.account,
                "debit": decimal_text(max(line.amount, 0)),
                "credit": decimal_text(max(-line.amount, 0)),
                "part": line.part.value,
                "party": line.party_id,
            }
            for line in plan.lines
        ],
        "registers": [
            {
                "register": register.register.value,
                "series": register.series,
                "period": register.period,
                "rows": [
                    {
                        "rate": decimal_text(row.rate),
                        "nature": row.nature,
                        "taxable": decimal_text(row.taxable),
                        "tax": decimal_text(row.tax),
                        "exigibility": row.exigibility,
                        "non_deductible": decimal_text(row.non_deductible),
                    }
                    for row in register.rows
                ],
            }
            for register in plan.registers
        ],
        "notes": [{"code": note.code, "message": said(note.message, note.values)} for note in plan.notes],
    }


def _entry_text(session: Session, company: Company, plan: EntryPlan, names: dict[str, str]) -> str:
    table = session.table(
        (
            (line.account, names.get(line.account, ""), amount_text(line.amount) if line.amount > 0 else "",
             amount_text(-line.amount) if line.amount < 0 else "")
            for line in plan.lines
        ),
        (company.code, f"{plan.date.isoformat()} {plan.description}", _("Debit"), _("Credit")),
        "llrr",
    )  # fmt: skip
    notes = "".join(f"  · {said(note.message, note.values)}\n" for note in plan.notes)
    return table + notes


def _reverse(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.services.reverse import reverse_batch, reverse_entry

    if (options.entry is None) == (options.batch is None):
        session.tell(_("Name either an entry or --batch"))
        return USAGE
    store = session.open()
    made: list[Posted]
    if options.batch is not None:
        made = reverse_batch(store, session.clock, session.actor, options.batch, options.reason, options.date)
    else:
        made = [reverse_entry(store, session.clock, session.actor, options.entry, options.reason, options.date)]
    session.answer(
        {
            "items": [{"entry": p.entry_id, "number": p.number, "protocols": p.protocols} for p in made],
            "total": len(made),
        },
        ngettext("{} entry reversed", "{} entries reversed", len(made)).format(len(made)),
    )
    return DONE
