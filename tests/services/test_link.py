"""Linking the companies of a cloud account to the studio's clients."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.builders import NOW, FixedClock, a_document, hash_of, intake, payload_of

from tuiledger.bootstrap import open_books
from tuiledger.domain.connections import CloudCompany, Condition, Connection, Grant, LinkState
from tuiledger.domain.linking import Confidence
from tuiledger.domain.pulls import RemoteDocument
from tuiledger.domain.runs import Refusal
from tuiledger.ports import Store, StoreError
from tuiledger.services.companies import CompanyForm, change_company, register_company
from tuiledger.services.link import (
    Decided,
    accept,
    ignore,
    link_company,
    register_and_link,
    register_each,
    suggestions,
    take_back,
    undecided,
    unset,
    would_register,
)

REMOTES = (
    CloudCompany("100", "Olmo S.r.l.", "01234567897", "01234567897"),
    CloudCompany("200", "Il Ponte Soc. Coop.", "99900060106"),
    CloudCompany("300", "Neri Elena", None, "NRELNE85L62L219W"),
    CloudCompany("400", "Unknown S.p.A.", "09876543217"),
    CloudCompany("500", "Left long ago", "11223344556", active=False),
)


@dataclass
class Desk:
    """Books with a connection that shows five companies, and three clients."""

    store: Store
    clock: FixedClock

    def link(self, remote_id: str, code: str, *, also: bool = False, anyway: bool = False) -> Decided:
        return link_company(self.store, self.clock, "anna", "Studio", remote_id, code, also=also, anyway=anyway)

    def accept(self, least: Confidence = Confidence.SURE) -> tuple[Decided, ...]:
        return accept(self.store, self.clock, "anna", "Studio", least)

    @property
    def links(self) -> dict[str, tuple[LinkState, int | None]]:
        """State and client of every decided company."""
        with self.store.reading() as reader:
            return {link.remote_id: (link.state, link.company_id) for link in reader.links()}

    @property
    def verbs(self) -> list[str]:
        with self.store.reading() as reader:
            return [act.verb for act in reversed(reader.acts(0, 100))][3:]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    clock = FixedClock()
    store = open_books(str(tmp_path / "books.db"), create=True, clock=clock)
    for code, name, vat, fiscal in (
        ("OLMO", "Officina Olmo", "IT01234567897", None),
        ("PONTE", "Il Ponte S.c.", None, "80012345678"),
        ("NERI", "Elena Neri", None, "NRELNE85L62L219W"),
    ):
        register_company(store, clock, "anna", CompanyForm(name, vat_number=vat, fiscal_code=fiscal), code)
    with store.writing("connect") as work:
        made = Connection(0, "fattureincloud", "Studio", Grant.PERSONAL_TOKEN, Condition.PROVED)
        work.set_remote_companies(work.add_connection(made).id, REMOTES, NOW)
    yield Desk(store, clock)
    with store.reading() as reader:
        assert list(reader.check(deep=True)) == []
    store.close()


def test_m05_every_open_company_is_suggested_a_client_with_reasons(desk: Desk) -> None:
    with desk.store.reading() as reader:
        found = {one.remote.id: (one.company_id, one.confidence.value, one.reasons) for one in suggestions(reader, 1)}
        assert [one.id for one in undecided(reader, 1)] == ["200", "300", "100", "400"]
    assert found == {
        "100": (1, "sure", ("vat-number", "part-of-name")),
        "200": (2, "likely", ("name",)),
        "300": (3, "sure", ("fiscal-code", "name")),
        "400": (None, "unclear", ()),
    }


def test_accepting_links_what_is_sure_enough_and_can_be_taken_back(desk: Desk) -> None:
    done = desk.accept()
    assert {one.remote.id for one in done} == {"100", "300"}
    assert desk.links == {"100": (LinkState.LINKED, 1), "300": (LinkState.LINKED, 3)}
    assert desk.accept() == ()
    (more,) = desk.accept(Confidence.LIKELY)
    assert more.remote.id == "200"
    ignore(desk.store, desk.clock, "bruno", "Studio", "100")
    back = take_back(desk.store, desk.clock, "anna", done)
    assert [one.remote.id for one in back] == ["300"]
    assert desk.links == {"100": (LinkState.IGNORED, None), "200": (LinkState.LINKED, 2)}
    assert desk.verbs == ["link-set", "link-set", "link-accept", "link-set", "link-accept", "link-ignore", "link-undo"]


def test_a_link_can_be_changed_forgotten_and_put_back(desk: Desk) -> None:
    first = desk.link("400", "olmo", anyway=True)
    assert first.before is None
    changed = desk.link("400", "NERI")
    assert changed.before == first.after
    gone = unset(desk.store, desk.clock, "anna", "Studio", "400")
    assert gone.before == changed.after
    assert desk.links == {}
    assert unset(desk.store, desk.clock, "anna", "Studio", "400").before is None
    assert take_back(desk.store, desk.clock, "anna", [gone]) == (gone,)
    assert desk.links == {"400": (LinkState.LINKED, 3)}


def test_what_is_ignored_is_remembered_and_not_suggested(desk: Desk) -> None:
    decided = ignore(desk.store, desk.clock, "anna", "Studio", "100", "not ours\x1b[2J")
    assert decided.after is not None
    assert "\x1b" not in decided.after.reason
    with desk.store.reading() as reader:
        assert "100" not in {one.remote.id for one in suggestions(reader, 1)}
    assert {one.remote.id for one in desk.accept()} == {"300"}


def test_a_client_is_linked_twice_only_when_that_is_said(desk: Desk) -> None:
    desk.link("100", "OLMO")
    with pytest.raises(Refusal) as raised:
        desk.link("400", "OLMO", anyway=True)
    assert raised.value.code == "linked-already"
    assert raised.value.values == ("OLMO", "Olmo S.r.l.", "100")
    assert desk.link("100", "OLMO").after is not None
    desk.link("400", "OLMO", also=True, anyway=True)
    assert desk.links == {"100": (LinkState.LINKED, 1), "400": (LinkState.LINKED, 1)}


@pytest.mark.parametrize(
    ("remote_id", "code", "told"),
    [
        ("400", "OLMO", ("Unknown S.p.A.", "09876543217", "OLMO", "01234567897")),
        ("300", "SOLE", ("Neri Elena", "NRELNE85L62L219W", "SOLE", "BNCCRL80A41F205X")),
    ],
    ids=["VAT number", "fiscal code"],
)
def test_a_company_with_another_number_is_linked_only_when_that_is_said(
    desk: Desk, remote_id: str, code: str, told: tuple[str, ...]
) -> None:
    register_company(desk.store, desk.clock, "anna", CompanyForm("Bianchi", fiscal_code="BNCCRL80A41F205X"), "SOLE")
    with pytest.raises(Refusal) as raised:
        desk.link(remote_id, code)
    assert (raised.value.code, raised.value.values) == ("other-number", told)
    assert desk.links == {}
    assert desk.link(remote_id, code, anyway=True).after is not None


def test_a_company_with_another_number_is_never_accepted_with_others(desk: Desk) -> None:
    with desk.store.writing("others") as work:
        others = [
            CloudCompany("600", "Il Ponte", "09876543217", "80012345678"),
            CloudCompany("700", "Officina Olmo", "01234567897", "80012345679"),
        ]
        work.set_remote_companies(1, others, NOW)
    changes = {"PONTE": CompanyForm(vat_number="02468013579"), "OLMO": CompanyForm(fiscal_code="80012345680")}
    for code, form in changes.items():
        change_company(desk.store, desk.clock, "anna", code, form)
    with desk.store.reading() as reader:
        reasons = {one.remote.id: one.reasons for one in suggestions(reader, 1)}
    assert "other-vat-number" in reasons["600"] and "other-fiscal-code" in reasons["700"]
    assert desk.accept(Confidence.UNCLEAR) == ()


def test_a_cloud_company_becomes_a_new_client(desk: Desk) -> None:
    company, decided = register_and_link(desk.store, desk.clock, "anna", "Studio", "400")
    assert (company.code, company.name, company.vat_number) == ("UNKNOWN", "Unknown S.p.A.", "09876543217")
    assert decided.after is not None
    assert desk.links["400"] == (LinkState.LINKED, company.id)
    with desk.store.reading() as reader:
        assert reader.chart(company.id).accounts
    assert desk.verbs == ["company-add", "link-set"]


@pytest.mark.parametrize("wrong", ["twin", "code", "identifier"])
def test_a_client_that_cannot_be_registered_is_not_linked_either(desk: Desk, wrong: str) -> None:
    with desk.store.writing("another") as work:
        work.set_remote_companies(1, [*REMOTES, CloudCompany("600", "Nameless")], NOW)
    asked = {"twin": ("100", None), "code": ("400", "OLMO"), "identifier": ("600", None)}[wrong]
    with pytest.raises((Refusal, StoreError)) as raised:
        register_and_link(desk.store, desk.clock, "anna", "Studio", *asked)
    assert isinstance(raised.value, Refusal | StoreError)
    assert raised.value.code == {"twin": "company-twin", "code": "conflict", "identifier": "identifier-missing"}[wrong]
    assert desk.links == {}


def test_a_company_whose_documents_are_in_the_books_stays_that_client(desk: Desk) -> None:
    desk.link("100", "OLMO")
    document = a_document()
    with desk.store.writing("pull") as work:
        (company,) = [one for one in work.companies() if one.code == "OLMO"]
        (document_id,) = intake(work, company, [document])
        digest = hash_of(payload_of(document))
        work.put_remotes([RemoteDocument(1, "100", "invoice", "1", digest, document_id, digest)])
    for code in ("NERI", "PONTE"):
        with pytest.raises(Refusal) as raised:
            desk.link("100", code, anyway=True)
        assert (raised.value.code, raised.value.values) == ("documents-elsewhere", ("Olmo S.r.l.", "OLMO"))
    unset(desk.store, desk.clock, "anna", "Studio", "100")
    assert desk.link("100", "OLMO").after is not None


@pytest.mark.parametrize(
    ("remote_id", "code", "wrong"),
    [("999", "OLMO", "remote-unknown"), ("", "OLMO", "remote-unknown"), ("100", "NOBODY", "company-unknown")],
)
def test_what_is_not_there_cannot_be_linked(desk: Desk, remote_id: str, code: str, wrong: str) -> None:
    with pytest.raises(Refusal) as raised:
        desk.link(remote_id, code)
    assert raised.value.code == wrong
    assert desk.links == {}


def test_what_resembles_nobody_is_registered_one_after_the_other_and_a_refusal_stops_nobody(desk: Desk) -> None:
    with desk.store.reading() as reader:
        found = [one.id for one in would_register(reader, 1)]
    assert found == ["400"]
    refused, made = register_each(desk.store, desk.clock, "anna", "Studio", ["900", *found])
    assert refused.company is None and refused.refusal is not None
    assert made.company is not None and made.company.name == "Unknown S.p.A."
    assert desk.links == {"400": (LinkState.LINKED, made.company.id)}
    with desk.store.reading() as reader:
        assert would_register(reader, 1) == ()
