"""Whatever comes in, is said, posted and undone, and in whatever order: documents stand where the facts put them.

The machine keeps the facts by itself: which file was delivered under which name, which transmission was rejected or
delivered, and what people said. It does not know how the program comes to where a document stands, only what must
never be: a rejected or tampered invoice in the books, one twice, one that vanishes, and a state that is not what would
be found by looking again.
"""

from __future__ import annotations

import datetime
import os
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from tests.builders import FixedClock
from tests.deliveries import OLMO, PONTE, put
from tests.properties.sendings import DELIVERIES, MESSAGES, SENDINGS, SHARED, TAKEN_BEFORE, Delivery, Sending, message
from tests.properties.studio import new_folder
from tests.services.conftest import Studio

from tuiledger.bootstrap import open_books
from tuiledger.domain.documents import ClientDocument, State
from tuiledger.domain.duplicates import PairState
from tuiledger.domain.runs import Refusal
from tuiledger.ports import StoreError
from tuiledger.services.companies import CompanyForm, change_company
from tuiledger.services.reverse import reverse_entry
from tuiledger.services.review import answer, decide_pair, undo_pair, withdraw

THOROUGH = bool(os.environ.get("TUILEDGER_THOROUGH"))
EXAMPLES, STEPS = (200, 50) if THOROUGH else (6, 25)

ANSWERS = (
    "accept-summary", "accept-signature", "accept-signature", "accept-copy", "different", "same", "file-it", "rate:1.1",
    "date:2026-04-20", "account:5080", "accepted", "rejected", "post-it",
)  # fmt: skip


class Desk:
    """Books in a folder of their own, with the client Olmo; Ponte comes when it is registered."""

    def __init__(self) -> None:
        self._folder = new_folder()
        folder = Path(self._folder.name)
        clock = FixedClock()
        self.studio = Studio(open_books(str(folder / "books.db"), create=True, clock=clock), clock, folder / "in")
        self.studio.company(OLMO, "OLMO")
        self.clients = 1

    def later(self) -> None:
        """Time goes on, so that what came before a client's registration is known to have."""
        self.studio.clock.moment += datetime.timedelta(seconds=1)

    def register(self) -> None:
        """Ponte becomes a client."""
        self.later()
        if self.clients == 1:
            self.clients = self.studio.company(PONTE, "PONTE")
        self.later()

    def documents(self) -> list[ClientDocument]:
        """Every document there is."""
        found: list[ClientDocument] = []
        with self.studio.store.reading() as reader:
            while (document := reader.document(len(found) + 1)) is not None:
                found.append(document)
        return found

    def close(self) -> None:
        """Put everything away."""
        self.studio.store.close()
        self._folder.cleanup()


class Facts(RuleBasedStateMachine):
    """Everything a studio does to a handful of invoices that all bear the number 1."""

    def __init__(self) -> None:
        super().__init__()
        self.desk = Desk()
        self.studio = self.desk.studio
        #: The files each document came in, as the imports answered.
        self.files: dict[int, set[Delivery]] = {}
        self.said: dict[str, set[str]] = {kind: set() for kind in ("NS", "hashed", "lost", *TAKEN_BEFORE, "RC")}
        #: The document that each decision set aside, by the pair.
        self.aside: dict[int, int] = {}

    @rule(delivery=DELIVERIES)
    def deliver(self, delivery: Delivery) -> None:
        self.deliver_this(delivery)

    def deliver_this(self, delivery: Delivery) -> None:
        """Bring it in, and note which documents it is."""
        self.desk.later()
        (item,) = self.studio.take(delivery.put(self.studio.folder)).items
        for document_id in item.documents:
            self.files.setdefault(document_id, set()).add(delivery)

    @rule(told=MESSAGES)
    def tell(self, told: tuple[Sending, str]) -> None:
        self._tell(*told)

    @precondition(lambda self: self._rejectable())
    @rule(data=st.data(), kind=st.sampled_from(("lost", *TAKEN_BEFORE)))
    def reject_what_has_an_entry_while_others_of_its_number_wait(self, data: st.DataObject, kind: str) -> None:
        sending = data.draw(st.sampled_from(self._rejectable()))
        if data.draw(st.booleans()):
            twin = Delivery(Sending(sending.ours, 1 if sending.content == 0 else 0, 1), "xml")
            self.deliver_this(twin)
        self._tell(sending, kind)
        self._post_everything()

    @rule(data=st.data(), sending=SENDINGS, again=st.sampled_from(("resent", "renewed")))
    def send_again_under_the_name_of_a_rejected_file(self, data: st.DataObject, sending: Sending, again: str) -> None:
        for step in data.draw(st.permutations(("xml", "hashed", again))):
            if step == "hashed":
                self._tell(sending, step)
            else:
                self.deliver_this(Delivery(sending, step))

    @rule(data=st.data(), ours=st.booleans(), same=st.booleans(), kind=st.sampled_from(("NS", *TAKEN_BEFORE)))
    def reject_one_of_two_of_a_number_that_were_decided(
        self, data: st.DataObject, ours: bool, same: bool, kind: str
    ) -> None:
        first, second = Sending(ours, 0, 1), Sending(ours, 1, 1)
        for sending in (first, second):
            self.deliver_this(Delivery(sending, "xml"))
        with self.studio.store.reading() as reader:
            asked = [pair.id for pair in reader.pairs(None, PairState.OPEN) if pair.id is not None]
        for pair in asked:
            self._decide(pair, same)
        if data.draw(st.booleans()):
            kept = [one for one, files in sorted(self.files.items()) if Delivery(first, "xml") in files]
            self._try(answer, data.draw(st.sampled_from(kept)), "file-it")
        self._tell(data.draw(st.sampled_from((first, second))), kind)
        self._post_everything()

    def _post_everything(self) -> None:
        before = {document.id: document for document in self.desk.documents()}
        for company in range(1, self.desk.clients + 1):
            self.studio.post(company)
        self._newly_posted_may_be(before)

    def _rejectable(self) -> list[Sending]:
        """What is in the books in a file of the name it was sent under."""
        posted = (one.id for one in self.desk.documents() if one.state is State.POSTED)
        return sorted({delivery.sending for one in posted for delivery in self._named(one)})

    def _tell(self, sending: Sending, kind: str) -> None:
        self.studio.take(put(self.studio.folder, f"{sending.name}_{kind}_001.xml", message(sending, kind)))
        self.said[kind].add(sending.name)

    @rule()
    def register(self) -> None:
        self.desk.register()

    @precondition(lambda self: self.files)
    @rule(data=st.data(), said=st.sampled_from(ANSWERS))
    def say(self, data: st.DataObject, said: str) -> None:
        self._say(data.draw(st.sampled_from(sorted(self.files))), said)

    @precondition(lambda self: self._answerable())
    @rule(data=st.data())
    def say_what_is_asked_for(self, data: st.DataObject) -> None:
        self._say(*data.draw(st.sampled_from(self._answerable())))

    def _answerable(self) -> list[tuple[int, str]]:
        """What can be said of messages, or of what was put away, with no other effect."""
        offered = ((one.id, said) for one in self.desk.documents() if one.hold is not None for said in one.hold.answers)
        return [(number, said) for number, said in offered if said in ("accepted", "rejected", "post-it", "same")]

    def _say(self, document_id: int, said: str) -> None:
        """An answer about messages has its effect or is refused."""
        given = self._try(answer, document_id, said)
        self._note_what_is_aside()
        if given and said in ("accepted", "rejected"):
            document = self.desk.documents()[document_id - 1]
            code = document.hold.code if document.hold is not None else None
            assert said in document.decisions
            assert (code in ("rejected", "rejected-after-posting")) is (said == "rejected"), document
            assert code not in ("taken-before", "rejection-unclear"), document

    def _note_what_is_aside(self) -> None:
        """Keep whom a pair that was just decided sets aside, for as long as it is decided so."""
        documents = self.desk.documents()
        with self.studio.store.reading() as reader:
            pairs = {pair.id: pair for pair in reader.pairs(None, PairState.SAME)}
        self.aside = {number: one for number, one in self.aside.items() if number in pairs}
        for number, pair in pairs.items():
            if number is not None and number not in self.aside:
                both = (documents[pair.left - 1], documents[pair.right - 1])
                (self.aside[number],) = (
                    one.id for one in both if one.hold is not None and one.hold.code == "same-document"
                )

    @precondition(lambda self: any(document.decisions for document in self.desk.documents()))
    @rule(data=st.data())
    def unsay(self, data: st.DataObject) -> None:
        given = [(one.id, said) for one in self.desk.documents() for said in sorted(one.decisions)]
        self._try(withdraw, *data.draw(st.sampled_from(given)))

    @rule(pair=st.integers(1, 6), same=st.booleans())
    def decide(self, pair: int, same: bool) -> None:
        self._decide(pair, same)

    def _decide(self, pair: int, same: bool) -> None:
        self._try(decide_pair, pair, same=same)
        self._note_what_is_aside()

    @rule(pair=st.integers(1, 6))
    def undo(self, pair: int) -> None:
        self._try(undo_pair, pair)
        self._note_what_is_aside()

    @rule(day=st.sampled_from((None, None, datetime.date(2026, 3, 5), datetime.date(2026, 3, 31))))
    def lock(self, day: datetime.date | None) -> None:
        self._try(change_company, "OLMO", CompanyForm(locked_until=day, unlock=day is None))

    @precondition(lambda self: self.files)
    @rule(data=st.data(), every=st.booleans())
    def post(self, data: st.DataObject, every: bool) -> None:
        before = {document.id: document for document in self.desk.documents()}
        company = data.draw(st.integers(1, self.desk.clients))
        ids = sorted(one.id for one in before.values() if one.company_id == company)
        if ids:
            self.studio.post(company, *(() if every else (data.draw(st.sampled_from(ids)),)))
        self._newly_posted_may_be(before)

    @rule(entry=st.integers(1, 8))
    def reverse(self, entry: int) -> None:
        before = {document.id: document for document in self.desk.documents()}
        self._try(reverse_entry, entry, "mistake")
        self._newly_posted_may_be(before)

    def _try(self, act: Any, *arguments: Any, **options: Any) -> bool:
        """People try what cannot be; it is refused and changes nothing."""
        try:
            act(self.studio.store, self.studio.clock, "anna", *arguments, **options)
        except (Refusal, StoreError):
            return False
        return True

    def _newly_posted_may_be(self, before: dict[int, ClientDocument]) -> None:
        for document in self.desk.documents():
            if document.state is State.POSTED and before[document.id].state is not State.POSTED:
                assert before[document.id].state is State.READY
                assert "accepted" in document.decisions or not self._rejected(document)
                assert "accepted" in document.decisions or not self._perhaps_rejected(document)
                assert self._intact(document.id) or "accept-signature" in document.decisions
                assert "post-it" in document.decisions or document.id not in self.aside.values()

    def _intact(self, document_id: int) -> bool:
        return any(delivery.intact for delivery in self.files[document_id])

    def _refused(self) -> set[str]:
        """The names that were rejected, for whatever reason."""
        return self.said["NS"].union(*(self.said[code] for code in TAKEN_BEFORE))

    def _perhaps_refused(self) -> set[str]:
        """Those, and the names of which another file was rejected."""
        return self._refused() | self.said["lost"]

    def _contested(self, document_id: int) -> bool:
        """It came in a file whose name was rejected, and another content came under that name."""
        shared = {delivery.sending for delivery in self._named(document_id) if delivery.intact}
        return any(
            delivery.sending.name == mine.name and delivery.sending != mine and mine.name in self._perhaps_refused()
            for mine in shared
            for one, files in self.files.items()
            if one != document_id
            for delivery in files
            if delivery.named and delivery.intact
        )

    def _is_told_by_hash(self, document_id: int) -> bool:
        """What messages say hangs on the hash they tell, or on which of the files of one name and document it was."""
        named = self._named(document_id)
        return any(delivery.resent or delivery.sending.name in self.said["hashed"] for delivery in named)

    def _proven(self, delivery: Delivery) -> bool:
        """A message tells the hash of this very file."""
        return delivery.shape == "xml" and delivery.sending.name in self.said["hashed"]

    def _named(self, document_id: int) -> set[Delivery]:
        return {delivery for delivery in self.files[document_id] if delivery.named}

    def _rejected(self, document: ClientDocument) -> bool:
        """None of its transmissions was delivered, and every one that is told of an intact file is rejected.

        Where several files share a name, it is only known that one transmission of the name was rejected.
        """
        return self._dead(document, self._refused())

    def _perhaps_rejected(self, document: ClientDocument) -> bool:
        """The same where some rejections tell the hash of a file that is not here: a person must say."""
        return (
            self._dead(document, self._perhaps_refused())
            and not self._rejected(document)
            and not self._contested(document.id)
            and not self._is_told_by_hash(document.id)
        )

    def _dead(self, document: ClientDocument, refused: set[str]) -> bool:
        files = self.files[document.id]
        names = {delivery.sending.name for delivery in self._named(document.id)}
        if not names & refused or names & self.said["RC"]:
            return False
        sound = [delivery for delivery in files if delivery.intact] or files
        return all(delivery.sending.name in names & refused for delivery in sound)

    def _asked(self, document: ClientDocument) -> bool:
        """One of its rejections says that another file was taken before it."""
        names = {delivery.sending.name for delivery in self._named(document.id)}
        return any(names & self.said[code] for code in TAKEN_BEFORE)

    @invariant()
    def every_promise_is_kept_and_every_document_stands_where_looking_again_would_put_it(self) -> None:
        with self.studio.store.reading() as reader:
            assert {violation.code for violation in reader.check(deep=True)} <= {"rejected-document"}

    @invariant()
    def rejected_documents_are_void_or_say_so_and_no_others_are(self) -> None:
        for document in self.desk.documents():
            code = document.hold.code if document.hold is not None else None
            if self._contested(document.id) or self._is_told_by_hash(document.id):
                continue
            told = code in ("rejected", "rejected-after-posting")
            by_word = self._perhaps_rejected(document) and "rejected" in document.decisions
            assert self._rejected(document) or by_word or not (told or code == "taken-before"), (document, self.said)
            # A person may say that it lives all the same; what was taken before is kept or asked about as well.
            lives = self._lives_by_word(document) if self._asked(document) else "accepted" in document.decisions
            assert told or not self._rejected(document) or lives, (document, self.files[document.id], self.said)

    @invariant()
    def what_is_rejected_by_no_hash_of_its_own_takes_an_answer(self) -> None:
        for document in self.desk.documents():
            hold, files = document.hold, self.files[document.id]
            sound = [delivery for delivery in files if delivery.intact] or files
            if hold is not None and hold.code in ("rejected", "rejected-after-posting"):
                assert "accepted" in hold.answers or all(self._proven(delivery) for delivery in sound), (
                    document,
                    files,
                )

    @invariant()
    def a_corrected_file_is_not_rejected_with_the_one_whose_hash_is_told(self) -> None:
        for document in self.desk.documents():
            files, code = self.files[document.id], document.hold.code if document.hold is not None else None
            names = {delivery.sending.name for delivery in files}
            if names & self._perhaps_refused() or "rejected" in document.decisions:
                continue
            if any(delivery.resent for delivery in files):
                assert code not in ("rejected", "rejected-after-posting"), (document, files, self.said)
            elif all(self._proven(delivery) for delivery in files) and not names & self.said["RC"]:
                assert document.state is not State.READY, (document, files, self.said)

    @invariant()
    def what_was_taken_before_is_void_only_while_another_of_its_number_counts(self) -> None:
        documents = self.desk.documents()
        with self.studio.store.reading() as reader:
            apart = {frozenset((pair.left, pair.right)) for pair in reader.pairs(None, PairState.DIFFERENT)}
        for document in documents:
            said = document.decisions & {"rejected"}
            if document.hold is None or document.hold.code != "rejected" or said or not self._asked(document):
                continue
            assert any(
                one.state not in (State.VOID, State.FILED) and frozenset((one.id, document.id)) not in apart
                for one in documents
                if (one.company_id, one.direction) == (document.company_id, document.direction)
            ), (document, self.said)

    def _lives_by_word(self, document: ClientDocument) -> bool:
        asks = document.hold is not None and "accepted" in document.hold.answers
        same = document.hold is not None and document.hold.code in ("same-document", "signature-broken")
        return asks or same or bool(document.decisions & {"accepted", "file-it"})

    @invariant()
    def of_files_that_share_a_rejected_name_none_is_posted_before_somebody_says_which_lives(self) -> None:
        for document in self.desk.documents():
            if document.state is State.READY and self._contested(document.id):
                rivals = [one for one in self.desk.documents() if one.id != document.id]
                lives = {delivery.sending.name for delivery in self.files[document.id] if delivery.intact} - {
                    delivery.sending.name for delivery in self.files[document.id] if delivery.sending.number == SHARED
                }
                answered = "accepted" in document.decisions or any("rejected" in one.decisions for one in rivals)
                assert lives or answered, (document, self.files, self.said)

    @invariant()
    def what_is_held_can_be_answered(self) -> None:
        for document in self.desk.documents():
            if document.state is State.HELD:
                assert document.hold is not None and document.hold.answers

    @invariant()
    def nothing_vanishes(self) -> None:
        documents = {document.id: document for document in self.desk.documents()}
        for document in documents.values():
            seen, one = {document.id}, document
            while one.state is State.VOID and one.hold is not None and one.hold.code == "same-document":
                one = documents[int(one.hold.values[0])]
                assert one.id not in seen
                seen.add(one.id)
            if one is not document:
                assert one.state is not State.VOID
                assert one.hold is None or one.hold.code != "signature-broken"

    @invariant()
    def what_waits_as_a_duplicate_can_be_decided(self) -> None:
        with self.studio.store.reading() as reader:
            asked = {number for pair in reader.pairs(None, PairState.OPEN) for number in (pair.left, pair.right)}
        for document in self.desk.documents():
            if document.hold is not None and document.hold.code == "duplicate":
                assert document.id in asked

    def teardown(self) -> None:
        self.desk.close()


def test_documents_stand_where_the_facts_put_them() -> None:
    found = settings(max_examples=EXAMPLES, stateful_step_count=STEPS, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Facts, settings=settings(found, deadline=None))


Step = Delivery | tuple[Sending, str] | None


def _live(steps: list[Step]) -> tuple[Counter[Any], ...]:
    """What counts after everything came and was posted: the documents of both clients but for tampered copies."""
    desk = Desk()
    paths = list[Path]()
    for step in [*steps, None]:
        desk.later()
        if step is None:
            desk.register()
            continue
        if isinstance(step, Delivery):
            # Each in a folder of its own: some bear one name, and all come once more at the end.
            paths.append(step.put(desk.studio.folder / str(len(paths))))
        else:
            sending, kind = step
            paths.append(put(desk.studio.folder, f"{sending.name}_{kind}_001.xml", message(sending, kind)))
        desk.studio.take(paths[-1])
    desk.later()
    desk.studio.take(*paths)
    days = dict[int, datetime.date]()
    for company in (1, desk.clients):
        desk.studio.post(company)
        with desk.studio.store.reading() as reader:
            days |= {entry.plan.document_id or 0: entry.plan.date for entry in reader.all_entries(company)}
            assert {violation.code for violation in reader.check(deep=True)} == set()
    counting = [
        one
        for one in desk.documents()
        if one.state is not State.VOID and not (one.hold and one.hold.code == "signature-broken")
    ]
    desk.close()
    states = Counter((one.company_id, one.state, one.hold.code if one.hold else None) for one in counting)
    totals = Counter((one.company_id, one.document.number, one.document.total) for one in counting)
    alone = {(one.company_id, one.direction) for one in counting}
    if len(alone) < len(counting):
        # Of two with one number, the first that came is posted: which, depends on the order.
        return states, totals
    return states, totals, Counter((one.company_id, days.get(one.id)) for one in counting)


PLAIN = st.builds(Sending, st.booleans(), st.sampled_from((0, 0, 1)), st.sampled_from((1, 1, 2, 2, SHARED)))
STEPS_OF_A_DELIVERY = st.lists(
    st.one_of(
        st.builds(Delivery, PLAIN, st.sampled_from(("xml", "p7m", "copy", "forged", "readdressed"))),
        st.builds(Delivery, PLAIN, st.sampled_from(("xml", "p7m", "resent", "renewed"))),
        st.tuples(PLAIN, st.sampled_from(("NS", "NS", "hashed", "00404", "00002", "lost", "RC", "RC"))),
        st.none(),
    ),
    min_size=2,
    max_size=7,
    unique=True,
)


@settings(max_examples=150 if THOROUGH else 8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_the_order_of_copies_messages_and_registrations_changes_nothing(data: st.DataObject) -> None:
    steps = data.draw(STEPS_OF_A_DELIVERY)
    assert _live(steps) == _live(data.draw(st.permutations(steps)))
