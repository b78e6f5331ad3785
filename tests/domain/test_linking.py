"""Which client a company of a cloud is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuiledger.domain.connections import CloudCompany
from tuiledger.domain.linking import Confidence, Suggestion, compare, suggest
from tuiledger.domain.parties import Company

SURE, LIKELY, UNCLEAR = Confidence.SURE, Confidence.LIKELY, Confidence.UNCLEAR


def remote(name: str = "Remote", vat: str | None = None, code: str | None = None, number: str = "1") -> CloudCompany:
    return CloudCompany(number, name, vat, code)


def client(
    name: str = "Client", vat: str | None = None, code: str | None = None, number: int = 1, **more: Any
) -> Company:
    return Company(number, f"C{number}", name, vat_number=vat, fiscal_code=code, **more)


def told(one: Suggestion | None) -> tuple[Confidence, tuple[str, ...]] | None:
    return None if one is None else (one.confidence, one.reasons)


@pytest.mark.parametrize("theirs", ["01234567890", "IT01234567890", "it 012 345 678 90", "1234567890"])
def test_a_vat_number_is_the_same_however_it_is_written(theirs: str) -> None:
    assert told(compare(remote(vat=theirs), client(vat="01234567890"))) == (SURE, ("vat-number",))


@pytest.mark.parametrize(
    ("theirs", "ours", "found"),
    [
        (remote(code="RSSMRA80A01H501U"), client(code="rssmra80a01h501u"), (SURE, ("fiscal-code",))),
        (remote(code="01234567890"), client(vat="01234567890"), (SURE, ("fiscal-code",))),
        (remote(vat="01234567890"), client(code="01234567890"), (SURE, ("fiscal-code",))),
        (remote(vat="01234567890", code="01234567890"), client(vat="01234567890", code="01234567890"),
         (SURE, ("vat-number", "fiscal-code"))),
        # A sole trader: the number in the place of the code contradicts nothing.
        (remote(vat="01234567890", code="01234567890"), client(vat="01234567890", code="RSSMRA80A01H501U"),
         (SURE, ("vat-number",))),
        # Members of a VAT group share its number.
        (remote(vat="01234567890", code="11111111111"), client(vat="01234567890", code="22222222222"),
         (UNCLEAR, ("vat-number", "other-fiscal-code"))),
        (remote(vat="01234567890", code="RSSMRA80A01H501U"), client(vat="09876543210", code="RSSMRA80A01H501U"),
         (LIKELY, ("fiscal-code", "other-vat-number"))),
        (remote("Olmo S.r.l."), client("OLMO SRL"), (LIKELY, ("name",))),
        (remote("Olmo Società a responsabilità limitata"), client("Olmo s.r.l."), (LIKELY, ("name",))),
        (remote("Caffè Olmo"), client("CAFFE' OLMO S.a.s."), (LIKELY, ("name-without-form",))),
        (remote("Olmo S.p.A."), client("Olmo S.r.l."), (UNCLEAR, ("name-without-form", "other-form"))),
        (remote("Olmo S.r.l.", vat="01234567890"), client("Olmo S.r.l.", vat="09876543210"),
         (UNCLEAR, ("name", "other-vat-number"))),
        (remote("Officina Meccanica Olmo S.r.l."), client("Olmo"), (UNCLEAR, ("part-of-name",))),
        (remote("Il Ponte S.c. a r.l."), client("IL PONTE SCARL"), (LIKELY, ("name",))),
        (remote("S.r.l."), client("Studio"), None), (remote("Il"), client("Il Ponte"), None),
        (remote(""), client("Olmo"), None), (remote("Olmo"), client("Ponte"), None),
        (remote(vat="01234567890"), client(vat="01234567890", country="DE"), None),
        (remote(vat="DE136695976"), client(vat="136695976", country="DE"), (SURE, ("vat-number",))),
    ],
)  # fmt: skip
def test_what_speaks_for_a_client_and_what_against(theirs: CloudCompany, ours: Company, found: object) -> None:
    assert told(compare(theirs, ours)) == found


def test_every_company_gets_the_client_it_is_most_like() -> None:
    remotes = [remote("Alfa Srl", "00000000011", number="a"), remote("Beta Srl", number="b"), remote("X", number="x")]
    clients = [client("Beta S.r.l.", number=1), client("Something else", "00000000011", number=2)]
    found = suggest(remotes, clients)
    assert [(one.remote.id, one.company_id, one.confidence) for one in found] == [
        ("a", 2, SURE), ("b", 1, LIKELY), ("x", None, UNCLEAR),
    ]  # fmt: skip


def test_two_clients_of_one_number_are_for_a_person() -> None:
    (found,) = suggest([remote(vat="00000000011")], [client(vat="00000000011"), client(vat="00000000011", number=2)])
    assert found.confidence is UNCLEAR
    assert "several" in found.reasons


def test_two_cloud_companies_that_seem_one_client_are_for_a_person() -> None:
    found = suggest([remote(vat="00000000011"), remote(vat="00000000011", number="2")], [client(vat="00000000011")])
    assert [one.confidence for one in found] == [UNCLEAR, UNCLEAR]
    assert all("several" in one.reasons for one in found)


def test_the_weaker_claim_to_a_client_gives_way() -> None:
    found = suggest([remote("Olmo"), remote("Olmo", vat="00000000011", number="2")], [client("Olmo", "00000000011")])
    assert [(one.company_id, one.confidence) for one in found] == [(None, UNCLEAR), (1, SURE)]


def test_a_client_that_is_linked_already_is_not_suggested() -> None:
    (found,) = suggest([remote(vat="00000000011")], [client(vat="00000000011")], taken=[1])
    assert found == Suggestion(found.remote)


def test_confidence_has_an_order() -> None:
    assert SURE.reaches(SURE) and SURE.reaches(UNCLEAR) and LIKELY.reaches(UNCLEAR)
    assert not LIKELY.reaches(SURE) and not UNCLEAR.reaches(LIKELY)


NUMBERS = st.sampled_from([None, "00000000011", "00000000022", "IT00000000033"])
NAMES = st.sampled_from(["Olmo Srl", "Olmo", "Ponte S.p.A.", "Il Ponte", "", "S.r.l."])


@given(
    st.lists(st.tuples(NAMES, NUMBERS, NUMBERS), max_size=6), st.lists(st.tuples(NAMES, NUMBERS, NUMBERS), max_size=6)
)
def test_no_client_is_suggested_twice_without_saying_so(
    theirs: list[tuple[str, str | None, str | None]], ours: list[tuple[str, str | None, str | None]]
) -> None:
    remotes = [remote(*one, number=str(place)) for place, one in enumerate(theirs)]
    clients = [client(*one, number=place + 1) for place, one in enumerate(ours)]
    found = suggest(remotes, clients)
    assert [one.remote for one in found] == remotes
    certain = [one.company_id for one in found if one.company_id is not None and "several" not in one.reasons]
    assert len(certain) == len(set(certain))
    assert all(one.confidence is UNCLEAR for one in found if "several" in one.reasons)
