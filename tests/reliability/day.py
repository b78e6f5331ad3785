"""A day's work as a process does it, whatever happened before: clients, a delivery, the posting. And what it leaves.

Done again after any interruption it must lead to the same books, so that they can be compared.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.engine.default import DefaultDialect
from tests.builders import FixedClock
from tests.deliveries import FORNACE, OLMO, PONTE, body, file, many, put, rejected, signed

from tuiledger.bootstrap import open_books
from tuiledger.ports import DocumentFilter, Store
from tuiledger.services import intake, post
from tuiledger.services.companies import CompanyForm, register_company
from tuiledger.store.session import Session

Books = dict[str, Any]


def deliver(folder: Path, count: int) -> Path:
    """``count`` invoices for two clients, with a lot, a signed copy, a clash of numbers, a message and a bad file."""
    many(folder, count, buyers=(OLMO, PONTE))
    put(folder, "lot.xml", file(body("A1"), body("A2", code="TD04"), seller=FORNACE, buyer=PONTE))
    put(folder, "own.xml", file(body("B1"), seller=OLMO, buyer=PONTE))
    put(folder, "own.xml.p7m", signed(file(body("B1"), seller=OLMO, buyer=PONTE)))
    put(folder, "z-clash.xml", file(body("A1", rows=((500, 2200, None),)), seller=FORNACE, buyer=PONTE))
    put(folder, "z-bad.xml", b"?")
    put(folder, "z_NS_1.xml", rejected("IT99900090012_00001.xml"))
    return folder


def work(place: str, folder: Path, page: int) -> None:
    """Register the clients that are missing, import the delivery and post what is ready."""
    intake.PAGE = post.PAGE = page
    clock = FixedClock()
    store = open_books(place, create=True, clock=clock)
    for firm, code in ((OLMO, "OLMO"), (PONTE, "PONTE")):
        with store.reading() as reader:
            there = reader.company(code)
        if there is None:
            form = CompanyForm(name=firm.name, vat_number=firm.vat, fiscal_code=firm.fiscal_code)
            register_company(store, clock, "anna", form, code)
    for _ in intake.import_paths(store, [folder], clock, "anna"):
        pass
    post_everything(store)
    store.close()


def post_everything(store: Store) -> None:
    """Post for both clients."""
    for company in (1, 2):
        for _ in post.post_ready(store, FixedClock(), "anna", company):
            pass


def told(place: str) -> Books:
    """What the books say, without the times at which it was written; a broken promise is part of it."""
    store = open_books(place, clock=FixedClock())
    with store.reading() as reader:
        companies = [company.id for company in reader.companies()]
        documents = reader.documents(DocumentFilter(), limit=100_000)
        books: Books = {
            "violations": [violation.code for violation in reader.check(deep=True)],
            "documents": [(d.id, d.company_id, d.number, d.total, d.state.value, d.sources) for d in documents],
            "sources": [(s.ref, s.member, s.position, s.file_sha256) for d in documents for s in reader.sources(d.id)],
            "messages": [m.payload_sha256 for d in documents for m in reader.messages(d.id)],
            "pairs": [(pair.left, pair.right, pair.state.value) for pair in reader.pairs(None)],
            "entries": [
                (e.id, e.number, e.idempotency_key, e.hash, e.plan.lines, e.plan.registers, e.protocols)
                for company in companies for e in reader.all_entries(company)
            ],
            "balances": [
                (company, row.account.code, row.debit, row.credit)
                for company in companies for row in reader.trial_balance(company)
            ],
        }  # fmt: skip
        payloads = {source[3] for source in books["sources"]}
        books["payloads"] = {sha256: reader.payload(sha256) for sha256 in sorted(payloads)}
    store.close()
    return books


def in_child(act: Callable[[], object]) -> int:
    """Do ``act`` in a process of its own and give its exit status: negative for the signal that ended it."""
    child = os.fork()
    if child == 0:
        try:
            act()
        except BaseException:
            import traceback

            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


class Points:
    """Counts the places where a process can die, and dies at one: every statement, and both sides of every commit."""

    def __init__(self, die_at: int = 0, *, statements: bool = True) -> None:
        self.passed = 0
        self._die_at = die_at
        self._statements = statements

    def watch(self) -> None:
        """Count from here on, on every connection of this process."""
        commit = DefaultDialect.do_commit

        def around(dialect: DefaultDialect, connection: Any) -> None:
            self._pass()
            commit(dialect, connection)  # type: ignore[no-untyped-call]
            self._pass()

        DefaultDialect.do_commit = around  # type: ignore[method-assign]
        if self._statements:
            event.listen(Engine, "before_cursor_execute", self._before_statement)
            do = Session._do

            def before(session: Session, *asked: Any) -> Any:
                self._pass()
                return do(session, *asked)

            Session._do = before  # type: ignore[method-assign, assignment]

    def _before_statement(self, *_: Any) -> None:
        self._pass()

    def _pass(self) -> None:
        self.passed += 1
        if self.passed == self._die_at:
            os.kill(os.getpid(), signal.SIGKILL)
