"""The demonstration: a sample studio written, registered, imported and posted, and the account of what was done."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tuiledger.cli.demo_cloud import reading_fields
from tuiledger.cli.imports import result_fields
from tuiledger.cli.posting import result_items
from tuiledger.cli.session import Session, said
from tuiledger.domain.documents import State
from tuiledger.domain.money import decimal_text
from tuiledger.domain.vat import Register
from tuiledger.text.translation import N_, _, ngettext, translate

if TYPE_CHECKING:
    from tuiledger.ports import Store
    from tuiledger.services.intake import ImportResult
    from tuiledger.services.pull import PullResult


def open_studio(folder: Path, session: Session, *, seed: int, documents: int) -> ImportResult:
    """Write the sample studio's files under ``folder``, register its companies and import everything."""
    from tuiledger.sandbox.studio import write_studio
    from tuiledger.services.companies import CompanyForm, register_company
    from tuiledger.services.intake import ImportResult, import_paths

    inbox = folder / "studio"
    studio = write_studio(inbox, seed=seed, documents=documents)
    store = session.open(create=True)
    for company in studio.companies:
        form = CompanyForm(name=company.name, vat_number=company.vat_number, fiscal_code=company.fiscal_code)
        register_company(store, session.clock, session.actor, form, company.code)
    for step in import_paths(store, [inbox], session.clock, session.actor):
        if isinstance(step, ImportResult):
            return step
    raise AssertionError("an import ends with its result")


def report(
    session: Session, imported: ImportResult, read: PullResult, read_again: PullResult
) -> tuple[dict[str, Any], str]:
    """Post everything, print the registers and balances, check the books; as JSON and as text."""
    store = session.open()
    posted = _post_all(session, store)
    again = _import_again(session, store, imported)
    companies, violations = _books(store)
    held = Counter(item["code"] for item in posted if item["outcome"] == "held")
    data = {
        "import": result_fields(imported) | {"items": None},
        "imported_again": again,
        "cloud": reading_fields(store, read),
        "cloud_again": reading_fields(store, read_again),
        "post": {"posted": sum(item["outcome"] == "posted" for item in posted), "held": dict(held)},
        "companies": companies,
        "check": {"ok": not violations, "items": violations},
    }
    return data, _text(session, imported, data, posted)


def _post_all(session: Session, store: Store) -> list[dict[str, Any]]:
    from tuiledger.services.post import PostResult, post_ready

    with store.reading() as reader:
        companies = reader.companies()
    items: list[dict[str, Any]] = []
    for company in companies:
        for step in post_ready(store, session.clock, session.actor, company.id):
            if isinstance(step, PostResult):
                items.extend(result_items(company, step))
    return items


def _import_again(session: Session, store: Store, imported: ImportResult) -> dict[str, int]:
    """The same delivery once more: nothing may be new."""
    from tuiledger.services.intake import ImportResult, import_paths

    with store.reading() as reader:
        run = reader.run(imported.run_id)
    if run is None:
        raise AssertionError("an import is remembered")
    for step in import_paths(store, [run.what], session.clock, session.actor):
        if isinstance(step, ImportResult):
            return {"created": step.created, "already_known": step.already_known, "refused": step.refused}
    raise AssertionError("an import ends with its result")


def _books(store: Store) -> tuple[list[dict[str, Any]], list[str]]:
    import datetime

    companies = []
    with store.reading() as reader:
        for status in reader.home():
            balances = reader.trial_balance(status.company.id)
            registers = {
                register.value: sum(
                    line.row.tax
                    for line in reader.register_lines(status.company.id, register, datetime.date.min, datetime.date.max)
                )
                for register in Register
            }
            companies.append(
                {
                    "company": status.company.code,
                    "name": status.company.name,
                    "documents": {state.value: getattr(status, state.value) for state in State},
                    "debit": decimal_text(sum(row.debit for row in balances)),
                    "credit": decimal_text(sum(row.credit for row in balances)),
                    "vat": {name: decimal_text(amount) for name, amount in registers.items()},
                }
            )
        violations = [said(found.message, found.values) for found in reader.check(deep=True)]
    return companies, violations


def _text(session: Session, imported: ImportResult, data: dict[str, Any], posted: list[dict[str, Any]]) -> str:
    done, again = data["post"]["posted"], data["imported_again"]
    parts = [
        ngettext("{} file read", "{} files read", imported.files).format(imported.files)
        + f": {imported.created} {_('new')}, {imported.already_known} {_('already known')}, "
        + f"{imported.refused} {_('refused')}",
        session.table(
            (
                (item.code, item.member or Path(item.path).name, said(item.message or "", item.values))
                for item in imported.items
                if item.outcome == "refused"
            ),
            (_("Refused"), _("File"), _("Reason")),
        ),
        translate(N_("The same files once more: {} new, {} already known"), again["created"], again["already_known"]),
        translate(
            N_("The cloud: {} documents read, {} of them in no file; once more: {} new"),
            data["cloud"]["fetched"],
            data["cloud"]["created"],
            data["cloud_again"]["new"],
        ),
        "",
        ngettext("{} document posted", "{} documents posted", done).format(done),
        _held_table(session, data["post"]["held"], posted),
        _companies_table(session, data["companies"]),
        "● " + _("The books are sound") if data["check"]["ok"] else "✖ " + "; ".join(data["check"]["items"]),
    ]
    return "\n".join(parts)


def _held_table(session: Session, counts: dict[str, int], posted: list[dict[str, Any]]) -> str:
    examples = {item["code"]: item["message"] for item in posted if item["outcome"] == "held"}
    return session.table(
        ((count, code, examples[code]) for code, count in sorted(counts.items())),
        (_("Held"), _("Code"), _("Reason")),
        "rll",
    )


def _companies_table(session: Session, companies: list[dict[str, Any]]) -> str:
    return session.table(
        (
            (
                company["company"],
                company["name"],
                company["documents"]["posted"],
                company["documents"]["held"],
                company["debit"],
                company["credit"],
                company["vat"]["sales"],
                company["vat"]["purchases"],
            )
            for company in companies
        ),
        (
            _("Company"),
            _("Name"),
            _("Posted"),
            _("Held"),
            _("Debit"),
            _("Credit"),
            _("VAT on sales"),
            _("VAT on purchases"),
        ),
        "llrrrrrr",
    )
