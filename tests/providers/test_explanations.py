"""A provider's messages explained."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tuiledger import providers
from tuiledger.domain import faults
from tuiledger.providers.explanations import explain
from tuiledger.text.translation import set_language

NAME = "fattureincloud"


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (faults.Invalid("{}", ("Il totale dei pagamenti non corrisponde al totale da pagare.",)), "payments-total"),
        (faults.Invalid("no", fields=(("items_list.0.vat.id", "The vat.id field is required."),)), "vat-id"),
        (faults.Invalid("no", fields=(("entity.name", "obbligatorio"),)), "party-name"),
        (faults.Invalid("no", fields=(("number", "must be at least 1"),)), "number"),
        (faults.Forbidden("{}", ("settings:r",), code="missing-scope"), "missing-scope"),
        (faults.Forbidden("x", code="licence-expired"), "licence-expired"),
        (faults.InvalidCredentials("x"), "invalid-credentials"), (faults.NeedsReconnect("x"), "invalid-credentials"),
        (faults.QuotaUsedUp("x", until=datetime.now(UTC), window="hour"), "quota-used-up"),
        (faults.Forbidden("{}", ("This app is not enabled to register webhooks",)), "webhooks"),
        (faults.Invalid("something nobody has seen"), None), (faults.NotFound("x"), None),
    ],
    ids=lambda value: str(value)[:30],
)  # fmt: skip
def test_a_message_has_its_explanation(fault: faults.ProviderError, code: str | None) -> None:
    found = explain(NAME, fault)
    assert (found and found.code) == code


def test_it_is_told_in_the_language_in_force_with_the_original_kept() -> None:
    fault = faults.Invalid("{}", ("Il totale dei pagamenti non corrisponde",))
    told = set()
    for language in ("it", "en", "fr"):
        set_language(language)
        found = explain(NAME, fault)
        assert found is not None
        assert found.original == "Il totale dei pagamenti non corrisponde al totale da pagare."
        told.add((found.cause, found.fix, found.where))
    assert len(told) == 3


@pytest.mark.parametrize("catalogue", sorted(Path(providers.__file__).parent.glob("*/explanations.toml")))
def test_every_entry_is_whole_in_every_language(catalogue: Path) -> None:
    entries = tomllib.loads(catalogue.read_text(encoding="utf-8"))["explanation"]
    assert entries
    for entry in entries:
        assert entry.keys() <= {"code", "faults", "pattern", "original", "en", "it", "fr"}
        assert all(set(entry[language]) == {"cause", "fix", "where"} for language in ("en", "it", "fr"))
        assert entry.get("faults") or entry.get("pattern")
    codes = [entry["code"] for entry in entries]
    assert len(set(codes)) == len(codes)
