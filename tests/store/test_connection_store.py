"""Intermediaries, connections, what accounts show, links and schedules, on both databases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.builders import NOW, a_document, hash_of, intake, new_company, payload_of
from tests.store.pulling import CONNECTION, a_pull, a_remote, connected

from tuiledger.domain.connections import (
    CloudCompany,
    Condition,
    Grant,
    Intermediary,
    Link,
    LinkState,
)
from tuiledger.ports import StoreError
from tuiledger.ports.cloud_store import Schedule, Uses
from tuiledger.store import SqlStore

OLMO = CloudCompany("100", "Olmo S.r.l.", "01234567897", "01234567897", False, "premium", date(2027, 12, 31))
PONTE = CloudCompany("200", "Il Ponte", None, "RSSMRA80A01H501U", active=False)


def test_an_intermediary_is_kept_as_it_is(store: SqlStore) -> None:
    with store.writing("add") as work:
        connection = work.add_connection(CONNECTION)
        second = work.add_intermediary(Intermediary(9, "ZETA", "Zeta", "01234567897", "ZTE", connection.id))
        first = work.add_intermediary(Intermediary(9, "ALFA", "Alfa"))
    assert (second.id, first.id) == (1, 2)
    with store.reading() as reader:
        assert reader.intermediaries() == (first, second)
    changed = first._replace(code="BETA", name="Beta", connection_id=connection.id)
    with store.writing("set") as work:
        work.set_intermediary(changed)
    with store.reading() as reader:
        assert reader.intermediaries() == (changed, second)


def test_the_code_of_an_intermediary_is_its_own(store: SqlStore) -> None:
    with store.writing("add") as work:
        work.add_intermediary(Intermediary(0, "ALFA", "Alfa"))
        beta = work.add_intermediary(Intermediary(0, "BETA", "Beta"))
    with pytest.raises(StoreError) as added, store.writing("add") as work:
        work.add_intermediary(Intermediary(0, "ALFA", "Again"))
    with pytest.raises(StoreError) as changed, store.writing("set") as work:
        work.set_intermediary(beta._replace(code="ALFA"))
    assert added.value.code == changed.value.code == "conflict"
    with store.writing("set") as work:
        work.set_intermediary(beta._replace(name="The same code is no conflict with itself"))


def test_a_connection_is_kept_field_by_field(store: SqlStore) -> None:
    full = CONNECTION._replace(
        name="Full", grant=Grant.DEVICE, condition=Condition.NEEDS_RECONNECT, account="Anna Verdi",
        scopes=("settings:r", "received_documents:r"), client_id="client-7", base_url="http://127.0.0.1:4099",
        proved_at=NOW, failed_at=NOW + timedelta(seconds=1, microseconds=5), failure="invalid-credentials",
        expires_at=NOW + timedelta(days=365), secret_name="connection/abc",
    )  # fmt: skip
    with store.writing("add") as work:
        bare, kept = work.add_connection(CONNECTION), work.add_connection(full)
    with store.reading() as reader:
        assert reader.connections() == (kept, bare)
        assert reader.connection(kept.id) == full._replace(id=kept.id) == kept
        assert reader.connection(99) is None
    changed = kept._replace(name="Other", condition=Condition.PAUSED, scopes=(), failure=None, failed_at=None)
    with store.writing("set") as work:
        work.set_connection(changed)
    with store.reading() as reader:
        assert reader.connection(kept.id) == changed
        assert reader.connection(bare.id) == bare


def test_the_name_of_a_connection_is_its_own(store: SqlStore) -> None:
    with store.writing("add") as work:
        work.add_connection(CONNECTION)
        other = work.add_connection(CONNECTION._replace(name="Other"))
    with pytest.raises(StoreError) as added, store.writing("add") as work:
        work.add_connection(CONNECTION)
    with pytest.raises(StoreError) as changed, store.writing("set") as work:
        work.set_connection(other._replace(name=CONNECTION.name))
    assert added.value.code == changed.value.code == "conflict"


def test_an_account_shows_its_companies_and_forgets_none(store: SqlStore) -> None:
    number = connected(store)
    with store.writing("see") as work:
        work.set_remote_companies(number, [OLMO, PONTE], NOW)
    with store.reading() as reader:
        assert reader.remote_companies(number) == (PONTE, OLMO)
        assert reader.remote_companies(99) == ()
    moved = PONTE._replace(name="Zattera", active=True, plan="standard")
    with store.writing("see again") as work:
        work.set_remote_companies(number, [moved], NOW)
    with store.reading() as reader:
        assert reader.remote_companies(number) == (OLMO._replace(active=False), moved)


def test_a_link_is_decided_anew_and_forgotten(store: SqlStore) -> None:
    number, company = connected(store), new_company(store)
    linked = Link(number, "100", "Olmo", LinkState.LINKED, company.id, "anna", NOW, "vat-number")
    ignored = Link(number, "200", "Ponte", LinkState.IGNORED, None, "anna", NOW)
    with store.writing("link") as work:
        other = work.add_connection(CONNECTION._replace(name="Other"))
        elsewhere = linked._replace(connection_id=other.id)
        for link in (linked, ignored, elsewhere):
            work.set_link(link)
    with store.reading() as reader:
        assert reader.links() == (linked, ignored, elsewhere)
        assert reader.links(number) == (linked, ignored)
    turned = linked._replace(state=LinkState.IGNORED, company_id=None, remote_name="Olmo", reason="left")
    with store.writing("turn") as work:
        work.set_link(turned)
        work.remove_link(number, "200")
        work.remove_link(number, "not there")
    with store.reading() as reader:
        assert reader.links() == (turned, elsewhere)


@pytest.mark.parametrize(
    "state_and_company", [(LinkState.LINKED, None), (LinkState.IGNORED, 1), (LinkState.LINKED, 99)]
)
def test_a_link_is_whole_or_refused(store: SqlStore, state_and_company: tuple[LinkState, int | None]) -> None:
    number = connected(store)
    new_company(store)
    state, company_id = state_and_company
    with pytest.raises(StoreError) as raised, store.writing("link") as work:
        work.set_link(Link(number, "100", "Olmo", state, company_id, "anna", NOW))
    assert raised.value.code == "conflict"


def test_what_hangs_on_a_connection_is_counted_and_holds_it(store: SqlStore) -> None:
    number, company = connected(store), new_company(store)
    with store.reading() as reader:
        assert reader.uses_of(number) == Uses(0, 0, 0)
    with store.writing("use") as work:
        document = a_document()
        (document_id,) = intake(work, company, [document])
        run_id = work.start_pull(a_pull(number), "pull")
        work.set_link(Link(number, "100", "Olmo", LinkState.LINKED, company.id, "anna", NOW))
        work.put_remotes([a_remote(number, "1", hash_of(payload_of(document)), document_id, seen_run=run_id)])
    with store.reading() as reader:
        assert reader.uses_of(number) == Uses(1, 1, 1)
        assert reader.read_into(number, "100") == (company.id,)
        assert reader.read_into(number, "200") == ()
    with pytest.raises(StoreError) as raised, store.writing("remove") as work:
        work.remove_connection(number)
    assert raised.value.code == "conflict"
    with store.reading() as reader:
        assert reader.connection(number) is not None


def test_a_connection_that_nothing_hangs_on_goes_with_what_was_seen_of_it(store: SqlStore) -> None:
    number = connected(store)
    with store.writing("use") as work:
        user = work.add_intermediary(Intermediary(0, "ALFA", "Alfa", connection_id=number))
        work.set_remote_companies(number, [OLMO], NOW)
        work.set_schedule(Schedule(number, 60, True, NOW))
        stays = work.add_connection(CONNECTION._replace(name="Stays"))
    with store.writing("remove") as work:
        work.remove_connection(number)
    with store.reading() as reader:
        assert reader.connections() == (stays,)
        assert reader.remote_companies(number) == ()
        assert reader.schedules() == ()
        assert reader.intermediaries() == (user._replace(connection_id=None),)


def test_schedules_come_in_the_order_of_their_turn(store: SqlStore) -> None:
    number = connected(store)
    with store.writing("plan") as work:
        other = work.add_connection(CONNECTION._replace(name="Other"))
        late = Schedule(number, 60, True, NOW + timedelta(hours=2), 3)
        soon = Schedule(other.id, 15, False, NOW + timedelta(hours=1))
        work.set_schedule(late)
        work.set_schedule(soon)
    with store.reading() as reader:
        assert reader.schedules() == (soon, late)
    with store.writing("plan") as work:
        work.set_schedule(late._replace(next_at=NOW, failures=0))
        work.remove_schedule(other.id)
    with store.reading() as reader:
        assert reader.schedules() == (late._replace(next_at=NOW, failures=0),)


def test_a_schedule_has_an_interval(store: SqlStore) -> None:
    number = connected(store)
    with pytest.raises(StoreError), store.writing("plan") as work:
        work.set_schedule(Schedule(number, 0, True, NOW))
