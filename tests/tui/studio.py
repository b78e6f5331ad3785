"""A small studio in a real SQLite file: what the screens are tried on. Names and numbers are invented."""

from __future__ import annotations

import datetime
from pathlib import Path

from tests.builders import NOW, FixedClock, a_document, a_line, hash_of, intake, new_company

from tuiledger.domain.documents import (
    Attachment,
    Direction,
    Document,
    Finding,
    Instalment,
    PartyDetails,
    State,
    VatSummary,
    Withholding,
)
from tuiledger.domain.duplicates import Band, Pair
from tuiledger.domain.parties import Company
from tuiledger.domain.posting import DUPLICATE, assess
from tuiledger.domain.runs import FileOutcome, Outcome
from tuiledger.ports import Message, Store
from tuiledger.store import open_store
from tuiledger.tui.app import WorkbenchApp
from tuiledger.tui.workbench import Workbench

ROSSI = PartyDetails("Officine Rossi S.r.l.", "IT", "01234567897", "01234567897")
VERDI = PartyDetails("Studio Verdi e Associati", "IT", "11223344556", "11223344556")
LUCE = PartyDetails("Luce & Gas Centrale S.p.A.", "IT", "09876543217", "09876543217")
CARTA = PartyDetails("Cartoleria del Corso s.n.c.", "IT", "02468013579", "02468013579")

#: Everything a sender may write to steer a terminal, to hide, or to be taken for markup.
HOSTILE = (
    "[/red] [@click=app.quit]PAGA[/] [bold]x[link=http://x]y[/link] [type=x, v={'a[0]'}] "
    "\x1b]0;title\x07\x1b]52;c;ZXZpbA==\x1b\\\x1b[2J\x9b31m a\nb\tc \u202egnp.exe \u200b\u2066 \x00\x7f 東京 e\u0301 \\"
)


def open_studio(folder: Path) -> Store:
    """The studio's books: two companies with work at every stage."""
    store = open_store(str(folder / "studio.db"), create=True, clock=FixedClock())
    rossi, verdi = new_company(store, "ROSSI", ROSSI), new_company(store, "VERDI", VERDI)
    with store.writing("import") as work:
        run = work.start_run("/posta/2026-03", NOW, "anna")
        ready = intake(work, rossi, purchases(), run_id=run)
        intake(work, rossi, sales(), direction=Direction.ISSUED, run_id=run)
        intake(work, verdi, [a_document("77", buyer=VERDI)], run_id=run)
        twice = intake(
            work, rossi, [_changed("12/A")], state=State.HELD, hold=DUPLICATE, run_id=run
        )  # fmt: skip
        work.add_pairs([Pair(ready[0], twice[0], rossi.id, Band.LIKELY, ("number-other-content",))])
        work.add_outcomes(
            run,
            [
                FileOutcome("/posta/2026-03/a.xml", None, Outcome.CREATED, (ready[0],)),
                FileOutcome("/posta/2026-03/lotto.zip", "b.xml", Outcome.ALREADY_KNOWN, (ready[1],)),
                FileOutcome("/posta/2026-03/nota.txt", None, Outcome.REFUSED, (), "not-an-invoice", "No invoice"),
            ],
        )
        work.finish_run(run, NOW)
    _assess(store, rossi)
    return store


def purchases() -> list[Document]:
    """Received documents of March: one for every fate."""
    day = datetime.date(2026, 3, 3)
    return [
        a_document("12/A", seller=LUCE, buyer=ROSSI, date=day, payments=(Instalment("MP05", 12_200, day),)),
        a_document(
            "2026/118",
            seller=CARTA,
            buyer=ROSSI,
            date=day + datetime.timedelta(4),
            rows=(VatSummary(2200, None, 25_000, 5_500), VatSummary(400, None, 1_000, 40)),
            attachments=(Attachment("consegna.pdf", "PDF", 1234, hash_of("consegna")),),
            lines=tuple(a_line(number) for number in range(1, 6)),
        ),
        a_document(
            "9",
            type_code="TD06",
            seller=PartyDetails("Avv. Chiara Neri", "IT", "03456789012", None),
            buyer=ROSSI,
            date=day + datetime.timedelta(9),
            withholding=(Withholding("RT01", 20_000, 2000, "A"),),
            rows=(VatSummary(2200, None, 100_000, 22_000),),
        ),
        # Its declared total agrees with nothing: held when it is assessed.
        a_document("55", seller=LUCE, buyer=ROSSI, date=day + datetime.timedelta(12), total_declared=99_999),
    ]


def sales() -> list[Document]:
    """Issued documents of March."""
    return [
        a_document(
            str(number),
            seller=ROSSI,
            buyer=PartyDetails(f"Cliente {number} S.r.l.", "IT", f"0555500{number:04d}", None),
            date=datetime.date(2026, 3, 1 + number % 28),
            rows=(VatSummary(2200, None, 10_000 * number, 2_200 * number),),
        )
        for number in range(1, 31)
    ]


def _changed(number: str) -> Document:
    return a_document(
        number,
        seller=LUCE,
        buyer=ROSSI,
        date=datetime.date(2026, 3, 3),
        rows=(VatSummary(2200, None, 12_000, 2_640),),
        total_declared=14_640,
    )


def _assess(store: Store, company: Company) -> None:
    """Put every document into the state that planning gives it, as an import does."""
    with store.writing("assess") as work:
        rules = work.rules(company.id)
        documents = work.to_post(company.id)
        work.set_state([(document.id, *assess(document, rules)) for document in documents if document.hold is None])


def open_hostile_studio(folder: Path) -> Store:
    """A studio in which every text from outside is hostile."""
    from tuiledger.text.clean import clean

    # Texts are cleaned where they enter; what is left must still be harmless, so half of these are not cleaned.
    store = open_store(str(folder / "hostile.db"), create=True, clock=FixedClock())
    party = PartyDetails(clean(HOSTILE), "IT", "01234567897", "01234567897")
    company = new_company(store, "EVIL", party, name=clean(HOSTILE))
    with store.writing("import") as work:
        run = work.start_run(HOSTILE, NOW, "anna")
        ids = intake(work, company, [_hostile("1" + HOSTILE), _hostile("2" + clean(HOSTILE))], run_id=run)
        held = intake(work, company, [_hostile("3" + HOSTILE)], state=State.HELD, hold=DUPLICATE, run_id=run)
        work.add_pairs([Pair(ids[0], held[0], company.id, Band.LIKELY, ("number-other-content",))])
        work.add_outcomes(run, [FileOutcome(HOSTILE, HOSTILE, Outcome.REFUSED, (), "bad", HOSTILE)])
        work.add_payloads([(hash_of("m"), b"m")])
        message = Message("NS", "1", HOSTILE, None, None, HOSTILE, NOW, HOSTILE, hash_of("m"), HOSTILE)
        work.add_messages([message])
        work.finish_run(run, NOW)
    return store


def _hostile(number: str) -> Document:
    party = PartyDetails(HOSTILE, "IT", "09876543217", None)
    return a_document(
        number,
        seller=party,
        lines=(a_line()._replace(description=HOSTILE, unit=HOSTILE),),
        causes=(HOSTILE,),
        findings=(Finding("xsd", "Not as the schema has it: {}", (HOSTILE,)),),
        attachments=(Attachment(HOSTILE, None, None, None, HOSTILE),),
        rows=(VatSummary(2200, None, 10_000, 2_200, reference=HOSTILE),),
    )


def workbench_app(store: Store, *, read_only: bool = False, language: str | None = None) -> WorkbenchApp:
    """The application on ``store``."""
    return WorkbenchApp(lambda: Workbench(store, FixedClock(), "anna"), read_only=read_only, language=language)
