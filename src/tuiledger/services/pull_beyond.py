"""What is asked of a cloud beyond its lists, a call for each document: e-invoice files, and the cloud's own totals.

Quota is spent only where it was wished for, and once: who has its file is not asked about again, and who gave a problem
is asked about only when whole lists are looked at.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Protocol, TypeVar

from tuiledger.domain.connections import Connection
from tuiledger.domain.documents import State
from tuiledger.domain.faults import ProviderError
from tuiledger.domain.pulls import TOTALS_DIFFER, Files, Pull, Trouble
from tuiledger.domain.runs import Progress, Refusal
from tuiledger.ports import Clock, Store, Writer
from tuiledger.ports.clouds import Provider
from tuiledger.services.pull_files import Asked, FileTaking, Got, Taken, lacking, told_alone, trouble_about
from tuiledger.services.pull_round import Client, Reach, Wanted, reach_of
from tuiledger.services.pull_totals import disagreement, is_in_doubt
from tuiledger.text.translation import N_

#: Files that are written together.
_FILES: Final = 20
#: Documents in a row whose answer cannot be used, after which no other of the client is asked about.
_USELESS: Final = 3

_TAKEN: Final = N_("{} e-invoice files taken, {} not there, {} refused")
_COMPARED: Final = N_("{} documents compared with the cloud’s own totals, {} disagree")

T = TypeVar("T")


class Keeper(Protocol):
    """Who writes into the books what was asked."""

    pull: Pull

    def keep(self, write: Callable[[Writer], None]) -> None:
        """Write something in a unit of work, with the way there."""
        ...

    def say(self, level: str, code: str, message: str, values: tuple[str, ...], company_id: int | None) -> None:
        """Note something that happened."""
        ...

    def fault(self, fault: ProviderError, client: Client, kind: str, reach: Reach) -> None:
        """Something could not be asked."""
        ...


class _Enough(Exception):
    """No more can be asked: of a client, or at all."""

    def __init__(self, reach: Reach) -> None:
        super().__init__(reach.name)
        self.reach = reach


@dataclass
class Beyond:
    """One way round the clients whose lists were read."""

    loop: asyncio.Runner
    provider: Provider
    store: Store
    connection: Connection
    clock: Clock
    wanted: Wanted
    keeper: Keeper
    _useless: int = 0

    def go(self, clients: Sequence[Client]) -> Iterator[Progress]:
        """Ask about one client after the other."""
        for client in clients:
            try:
                if self.wanted.files is not Files.NONE:
                    yield from self._files(client)
                if self.wanted.compare:
                    yield from self._totals(client)
            except _Enough as enough:
                if enough.reach is Reach.EVERYTHING:
                    return

    def _files(self, client: Client) -> Iterator[Progress]:
        with self.store.reading() as reader:
            asked = lacking(
                reader, self.provider, self.connection.id, client, self.wanted.files, again=self.wanted.whole
            )
        if not asked:
            return
        got, met = list[Got](), Taken()
        try:
            for number, each in enumerate(asked):
                yield Progress(number, len(asked), client.company.name)
                (file,) = self._answer(client, each, self.provider.e_invoice_xml(each.of.remote_company, each.row)) or (
                    b"",
                )
                if file != b"":
                    got.append(Got(each, file))
                if len(got) >= _FILES:
                    met = self._take(got, met)
        finally:
            met = self._take(got, met)
            values = (str(met.taken), str(met.missing), str(met.refused))
            self.keeper.say("warn" if met.refused else "ok", "e-invoices", _TAKEN, values, client.company.id)

    def _take(self, got: list[Got], met: Taken) -> Taken:
        """Write the files that were got so far; what became of all."""
        if not got:
            return met
        took = list[Taken]()

        def write(work: Writer) -> None:
            now = self.clock.now()
            took.append(FileTaking(self.keeper.pull.run_id, self.clock.today(), now).take(work, got))

        self.keeper.keep(write)
        got.clear()
        return Taken(*(one + other for one, other in zip(met, took[-1], strict=True)))

    def _totals(self, client: Client) -> Iterator[Progress]:
        with self.store.reading() as reader:
            told = told_alone(
                reader, self.provider, self.connection.id, client, (State.READY, State.HELD), again=self.wanted.whole
            )
            asked = [
                (each, ours.document)
                for each in told
                if (ours := reader.document(each.remote.document_id or 0)) and is_in_doubt(ours.document)
            ]
        compared, troubles = 0, list[Trouble]()
        for number, (each, document) in enumerate(asked):
            yield Progress(number, len(asked), client.company.name)
            answer = self._answer(client, each, self.provider.totals(each.of.remote_company, each.row))
            if answer is None:
                continue
            compared += 1
            why = disagreement(document, answer[0])
            if why is not None:
                troubles.append(trouble_about(each, why, self.keeper.pull.run_id, self.clock.now()))
            elif self.wanted.whole:
                self.keeper.keep(partial(self._solve, each))
        if asked:
            self.keeper.keep(lambda work: work.put_troubles(troubles))
            values = (str(compared), str(len(troubles)))
            self.keeper.say("warn" if troubles else "ok", "totals", _COMPARED, values, client.company.id)

    def _solve(self, asked: Asked, work: Writer) -> None:
        of, ids = asked.of, [asked.row.id]
        work.solve_troubles(of.connection_id, of.remote_company, [of.kind], ids, self.clock.now(), TOTALS_DIFFER)

    def _answer(self, client: Client, asked: Asked, question: Coroutine[Any, Any, T]) -> tuple[T] | None:
        """The answer about one document; None where it is of no use, which is put before a person.

        Raises:
            _Enough: nothing more can be asked of this client, or at all.
        """
        try:
            answer = self.loop.get_loop().run_until_complete(question)
        except ProviderError as fault:
            reach = reach_of(fault)
            self._useless += 1
            if reach is Reach.LIST and self._useless < _USELESS:
                why = Refusal(fault.code, fault.message, fault.values)
                trouble = trouble_about(asked, why, self.keeper.pull.run_id, self.clock.now())
                self.keeper.keep(partial(_put, trouble))
                return None
            self.keeper.fault(fault, client, asked.of.kind if reach <= Reach.SIDE else "", reach)
            raise _Enough(max(reach, Reach.CLIENT)) from None
        self._useless = 0
        return (answer,)


def _put(trouble: Trouble, work: Writer) -> None:
    work.put_troubles([trouble])
