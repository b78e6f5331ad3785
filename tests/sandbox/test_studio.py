"""The sample studio holds what it says it holds."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from tuiledger.domain.chart import ITALIAN_CHART, Chart
from tuiledger.domain.documents import KINDS, ClientDocument, Direction, Document, State
from tuiledger.domain.journal import EntryPlan
from tuiledger.domain.parties import Companies, Company
from tuiledger.domain.posting import PostingRules, assess, plan
from tuiledger.sandbox.studio import Studio, write_studio
from tuiledger.sandbox.variants import VARIANTS
from tuiledger.services.gather import find_files, open_file
from tuiledger.services.recognise import Recognised, recognise


class Delivered(NamedTuple):
    """A studio and everything its files hold."""

    studio: Studio
    recognised: list[Recognised]
    companies: Companies

    @property
    def documents(self) -> dict[str, Document]:
        """Every distinct document of a registered company, by its canonical hash."""
        return {
            canonical: document
            for one in self.recognised
            for canonical, document in zip(one.canonical, one.documents, strict=True)
            if self.companies.attribute(document)
        }


def deliver(folder: Path, seed: int = 1, documents: int = 150) -> Delivered:
    studio = write_studio(folder, seed, documents)
    found = [recognise(item, "") for file in find_files([folder]) for item in open_file(file)]
    registered = (
        Company(place, client.code, client.name, "IT", client.vat_number, client.fiscal_code)
        for place, client in enumerate(studio.companies, 1)
    )
    return Delivered(studio, found, Companies(tuple(registered)))


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Delivered:
    return deliver(tmp_path_factory.mktemp("studio"))


def test_there_are_as_many_documents_as_were_asked_for(delivered: Delivered) -> None:
    expected = delivered.studio.expected
    assert len(delivered.documents) == expected.documents == sum(expected.variants.values()) == 150
    assert set(expected.variants) == {variant.name for variant in VARIANTS}


def test_every_file_and_member_is_accounted_for(delivered: Delivered) -> None:
    expected = delivered.studio.expected
    assert len(find_files([delivered.studio.folder])) == expected.files
    refusals = Counter(one.refusal.code for one in delivered.recognised if one.refusal)
    strangers = sum(
        not delivered.companies.attribute(one.documents[0]) for one in delivered.recognised if one.documents
    )
    assert refusals + Counter({"company-unknown": strangers}) == expected.refused
    messages = Counter(one.message.kind for one in delivered.recognised if one.message)
    assert set(messages) == {"RC", "MC", "MT", "NS"}
    assert messages["NS"] == expected.void
    assert messages.total() == expected.messages
    taken = len(delivered.recognised) - sum(expected.refused.values())
    assert taken == expected.created + expected.already_known


def test_each_document_belongs_to_one_registered_company(delivered: Delivered) -> None:
    for document in delivered.documents.values():
        assert len(delivered.companies.attribute(document)) == 1


def test_what_comes_again_is_known_by_its_content(delivered: Delivered) -> None:
    seen: set[str] = set()
    again = 0
    for one in delivered.recognised:
        again += bool(one.canonical) and set(one.canonical) <= seen
        seen.update(one.canonical)
    assert again == delivered.studio.expected.already_known >= 3


def test_the_files_are_valid_and_correct_but_for_an_odd_encoding(delivered: Delivered) -> None:
    findings = {finding.code for document in delivered.documents.values() for finding in document.findings}
    assert findings == {"encoding"}


def test_every_type_of_document_is_there(delivered: Delivered) -> None:
    assert {document.type_code for document in delivered.documents.values()} == set(KINDS)


def test_posting_holds_back_what_needs_a_person_and_nothing_else(delivered: Delivered) -> None:
    states: Counter[str] = Counter()
    holds: Counter[str] = Counter()
    for document in delivered.documents.values():
        (attribution,) = delivered.companies.attribute(document)
        rules = PostingRules(attribution.company_id, Chart(ITALIAN_CHART))
        client_document = ClientDocument(1, *attribution, document, 1, State.READY, "")
        state, hold = assess(client_document, rules)
        states[state] += 1
        holds.update([hold.code] if hold else [])
        if state is State.READY:
            assert isinstance(plan(client_document, rules), EntryPlan)
    expected = delivered.studio.expected
    # The two that only intake can see: another document's number, and a broken signature.
    assert holds + Counter({"duplicate": 1, "signature-broken": 1}) == expected.holds
    assert states[State.FILED] == expected.filed == 1


def test_signatures_hold_in_every_shape_but_for_the_one_that_was_tampered_with(delivered: Delivered) -> None:
    signed = [one for one in delivered.recognised if one.envelope and one.envelope.signatures]
    assert Counter(one.signature for one in signed)["broken"] == 1
    assert {one.signature for one in signed} == {"ok", "broken"}
    layers = {one.envelope.layers for one in signed if one.envelope}
    assert {("cms",), ("cms", "cms"), ("base64", "cms"), ("pem", "cms")} <= layers


def test_one_number_stands_for_two_documents(delivered: Delivered) -> None:
    numbers = Counter(
        (document.seller.vat_number, document.type_code, document.number) for document in delivered.documents.values()
    )
    assert [count for count in numbers.values() if count > 1] == [2]


def test_attachments_and_several_documents_in_a_file_are_there(delivered: Delivered) -> None:
    assert any(document.attachments for document in delivered.documents.values())
    assert max(len(one.documents) for one in delivered.recognised) == 3
    archives = [one.item.member for one in delivered.recognised if one.item.member]
    assert any(member.startswith("lotto.zip/") for member in archives)


def test_clients_stand_on_both_sides(delivered: Delivered) -> None:
    sides = Counter(
        direction
        for document in delivered.documents.values()
        for _, direction in delivered.companies.attribute(document)
    )
    assert sides[Direction.ISSUED] > 20
    assert sides[Direction.RECEIVED] > 20


def test_the_same_seed_gives_the_same_documents_in_the_same_places(tmp_path: Path) -> None:
    first, second, other = (deliver(tmp_path / name, seed, 0) for name, seed in (("a", 1), ("b", 1), ("c", 2)))
    assert first.studio.expected == second.studio.expected
    assert payloads(first) == payloads(second)
    assert payloads(first) != payloads(other)
    assert first.studio.expected.documents == sum(variant.size for variant in VARIANTS)


def payloads(delivered: Delivered) -> list[tuple[str, str | None, str]]:
    folder = str(delivered.studio.folder)
    return [
        (one.item.path.removeprefix(folder), one.item.member, one.payload_sha256)
        for one in delivered.recognised
        if one.refusal is None and one.signature != "broken"
    ]
