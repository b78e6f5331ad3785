"""Whatever an invoice wears, it is the same document."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest

from tuiledger.formats.fatturapa.read import read
from tuiledger.formats.fatturapa.write import Transmission, write
from tuiledger.sandbox.drafting import Item, draft
from tuiledger.sandbox.dress import DRESSES, mislabelled
from tuiledger.sandbox.people import cast

SELLER, BUYER = (firm.details for firm in cast().domestic[:2])
DOCUMENT = draft("TD01", SELLER, BUYER, "7", datetime.date(2026, 4, 30), [Item("Caffè in grani", 1_000)])
XML = write([DOCUMENT], Transmission("IT", "99900010101", "00001"))


@pytest.mark.parametrize("dress", DRESSES, ids=lambda dress: dress.__name__)
def test_every_dress_holds_the_same_document(dress: Callable[[bytes], bytes]) -> None:
    worn, plain = read(dress(XML)), read(XML)
    assert worn.canonical == plain.canonical
    assert worn.documents[0].lines == plain.documents[0].lines
    assert [finding.code for finding in worn.findings] == (["encoding"] if dress is mislabelled else [])


def test_dresses_differ_in_bytes() -> None:
    assert len({dress(XML) for dress in DRESSES}) == len(DRESSES)
