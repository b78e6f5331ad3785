"""What changed of a company is told by the names and in the figures that people know."""

from __future__ import annotations

from tests.builders import NOW

from tuiledger.ports import Act
from tuiledger.text.translation import set_language
from tuiledger.tui.sheets.changes import act_detail


def changed(detail: str, verb: str = "company-set") -> str:
    return act_detail(Act(1, NOW, "anna", verb, "OLMO", detail))


def test_fields_and_amounts_are_told_in_the_language_in_force() -> None:
    kept = "vat_number: None -> 99900010010; tolerance: 5 -> 120"
    assert changed(kept).endswith("Rounding posted without asking: from 0.05 to 1.20")
    set_language("fr")
    assert "de 0,05 à 1,20" in changed(kept)
    assert " : de " in changed(kept)


def test_a_name_that_looks_like_a_change_stays_whole() -> None:
    assert changed("name: A; B -> C; D") == "Name: from A; B to C; D"
    assert changed("tolerance: x -> [bold]y") == "Rounding posted without asking: from x to [bold]y"


def test_any_other_detail_is_told_as_it_is() -> None:
    assert changed("Olmo S.r.l.", "company-add") == "Olmo S.r.l."
    assert changed("something -> else") == "something -> else"
