"""Whatever people do at both sides, in whatever order: the books know what the cloud has, and post nothing twice."""

from __future__ import annotations

import os
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from tests.properties.studio import new_folder
from tests.services.cloud_studio import Cloud, CloudStudio, a_cloud, a_studio

from tuiledger.domain.connections import LinkState
from tuiledger.domain.documents import ClientDocument, State
from tuiledger.domain.pulls import RemoteState
from tuiledger.domain.runs import Refusal
from tuiledger.formats.fatturapa.write import Transmission, write
from tuiledger.ports import StoreError
from tuiledger.sandbox.clouds.fattureincloud.rows import Row
from tuiledger.services.link import ignore
from tuiledger.services.review import answer

THOROUGH = bool(os.environ.get("TUILEDGER_THOROUGH"))
EXAMPLES, STEPS = (100, 60) if THOROUGH else (4, 30)
ROWS = st.integers(0, 5)


class BothSides(RuleBasedStateMachine):
    """One client, a handful of invoices in its cloud, and the studio that reads them."""

    def __init__(self) -> None:
        super().__init__()
        self.open = ExitStack()
        self.folder = new_folder()
        self.cloud: Cloud = self.open.enter_context(a_cloud(companies=1, documents=12))
        self.company = self.cloud.clients[0]
        self.studio: CloudStudio = self.open.enter_context(a_studio(self.cloud, Path(self.folder.name), self.company))
        #: Another way to the same company, which comes and goes.
        self.other = self.studio.another(self.company)
        self.files = 0

    # there

    def row(self, number: int) -> Row | None:
        rows = [row for row in self.cloud.rows(self.company, "invoice") if len(row.data["items_list"]) == 1]
        return rows[number % len(rows)] if rows else None

    def edit(self, action: str, number: int, **wish: Any) -> None:
        row = self.row(number)
        if row is not None:
            self.cloud.edit(action, self.company, id=row.data["id"], **wish)

    @rule(number=ROWS, net=st.sampled_from((100.0, 250.5, 999.99)))
    def change_amount(self, number: int, net: float) -> None:
        row = self.row(number)
        if row is None:
            return
        vat = round(net * 0.22 + 1e-9, 2)
        item = {**row.data["items_list"][0], "net_price": net, "gross_price": net + vat, "qty": 1, "discount": 0}
        item["vat"] = self.company.vat_of(2200, None)
        self.edit("change", number, set={
            "amount_net": net, "amount_vat": vat, "amount_gross": round(net + vat, 2), "items_list": [item],
            "payments_list": [], "stamp_duty": 0,
        })  # fmt: skip

    @rule(number=ROWS, to=st.sampled_from((1, 2, 3, 901, 902)))
    def renumber(self, number: int, to: int) -> None:
        self.edit("change", number, set={"number": to})

    @rule(number=ROWS)
    def spoil(self, number: int) -> None:
        self.edit("change", number, set={"amount_gross": "a lot"})

    @rule(number=ROWS)
    def duplicate(self, number: int) -> None:
        row = self.row(number)
        if row is not None:
            self.edit("copy", number, set={"number": row.data["number"]})

    @rule(number=ROWS)
    def delete(self, number: int) -> None:
        self.edit("delete", number)

    @rule()
    def recover(self) -> None:
        bin_ = self.company.shelf("issued").bin
        if bin_:
            self.company.shelf("issued").recover(next(iter(bin_)))

    # here

    @rule()
    def read(self) -> None:
        before = len(self.studio.documents())
        result = self.studio.pull()
        assert len(self.studio.documents()) >= before
        assert result.pull.counts.gone >= 0

    @rule()
    def read_whole(self) -> None:
        self.studio.pull(whole=True, missing_is_gone=True)
        self.the_mirror_is_the_cloud()
        again = self.studio.pull(whole=True).pull.counts
        assert (again.new, again.changed, again.gone) == (0, 0, 0)

    @rule()
    def link_again(self) -> None:
        self.studio.link(self.other, self.company)

    @rule(leave=st.sampled_from(("unset", "ignore")))
    def leave(self, leave: str) -> None:
        if leave == "unset":
            self.studio.unlink(self.other, self.company)
        else:
            ignore(self.studio.store, self.studio.clock, "anna", str(self.other.id), str(self.company.id))

    @rule(whole=st.booleans())
    def read_the_other_way(self, *, whole: bool) -> None:
        with self.studio.store.reading() as reader:
            linked = any(link.state is LinkState.LINKED for link in reader.links(self.other.id))
        if linked:
            self.studio.pull(connection_id=self.other.id, whole=whole, missing_is_gone=True)

    @rule(number=ROWS)
    def take_file(self, number: int) -> None:
        row = self.row(number)
        if row is not None and row.source is not None:
            self.files += 1
            data = write([row.source.document], Transmission("IT", "99900090012", "1", "ABC1234"))
            path = Path(self.folder.name) / f"IT99900090012_{self.files:05d}.xml"
            path.write_bytes(data)
            self.studio.take(path)

    @rule()
    def post(self) -> None:
        self.studio.post(self.company)

    @rule(number=st.integers(0, 20))
    def undo(self, number: int) -> None:
        posted = [one for one in self.studio.documents() if one.state is State.POSTED]
        if posted:
            self.studio.reverse(posted[number % len(posted)].id)

    @rule(number=st.integers(0, 20), said=st.sampled_from(("post-it", "keep-entry", "file-it", "different", "same")))
    def say(self, number: int, said: str) -> None:
        held = [one for one in self.studio.documents() if one.hold and one.state is not State.VOID]
        if held:
            try:
                answer(self.studio.store, self.studio.clock, "anna", held[number % len(held)].id, said)
            except (Refusal, StoreError):
                return

    # what always holds

    @invariant()
    def every_promise_is_kept(self) -> None:
        self.studio.sound()

    @invariant()
    def nothing_is_posted_twice(self) -> None:
        posted = [one for one in self.studio.documents() if one.state is State.POSTED]
        with self.studio.store.reading() as reader:
            from_cloud = Counter(
                (remote.connection_id, remote.kind, remote.remote_id)
                for one in posted for remote in reader.remotes_of(one.id)
                if one.document.of_cloud and remote.document_id == one.id
            )  # fmt: skip
        assert not from_cloud or max(from_cloud.values()) == 1
        named = Counter((one.document.number, one.document.total, one.document.date) for one in posted)
        assert not named or max(named.values()) == 1 or self._said_different(posted)

    def _said_different(self, posted: list[ClientDocument]) -> bool:
        with self.studio.store.reading() as reader:
            return any(pair.state.value == "different" for pair in reader.pairs(None))

    def the_mirror_is_the_cloud(self) -> None:
        """After a whole look every row is known, and its document says what the cloud says, or waits."""
        there = {str(row.data["id"]): row.data for row in self.cloud.rows(self.company, "invoice")}
        with self.studio.store.reading() as reader:
            known = reader.remote_documents(self.studio.connection.id, str(self.company.id), "invoice", list(there))
        assert set(known) == set(there)
        for number, row in there.items():
            remote = known[number]
            if remote.state is RemoteState.REFUSED:
                assert isinstance(row["amount_gross"], str)
                continue
            assert remote.document_id is not None
            document = self.studio.document(remote.document_id)
            if remote.state is RemoteState.CHANGED:
                assert document.state is State.POSTED
                continue
            assert remote.state is RemoteState.CURRENT
            if document.document.of_cloud:
                assert document.document.number == f"{row['number']}{row['numeration']}"
                assert document.document.total_declared == round(row["amount_gross"] * 100)
                assert document.hold is None or document.hold.code not in ("replaced", "gone-there", "changed-there")

    def teardown(self) -> None:
        self.open.close()
        self.folder.cleanup()


def test_the_books_follow_the_cloud_whatever_happens() -> None:
    found = settings(max_examples=EXAMPLES, stateful_step_count=STEPS, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(BothSides, settings=settings(found, deadline=None))
