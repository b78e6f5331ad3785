"""``tuiledger ledger``: one account, line by line."""

from __future__ import annotations

import csv
import io

import pytest
from tests.cli.conftest import Terminal
from tests.deliveries import body, file, put

from tuiledger.domain.money import decimal_from_text


@pytest.fixture
def posted(studio: Terminal) -> Terminal:
    """Four purchases of Olmo on four days of March, posted."""
    for number in range(1, 5):
        put(studio.folder, f"{number}.xml", file(body(f"=A{number}", date=f"2026-03-0{number}")))
    studio("import", studio.folder)
    assert studio("post").code == 0
    return studio


def test_the_balance_runs_and_ends_at_the_trial_balance(posted: Terminal) -> None:
    balances = {row["account"]: row["balance"] for row in posted("trial-balance", "--company", "OLMO").data["items"]}
    for account, balance in balances.items():
        answer = posted("ledger", "--company", "OLMO", "--account", account)
        assert answer.code == 0
        assert answer.data["items"][-1]["balance"] == answer.data["closing"] == balance
        assert answer.data["opening"] == "0.00" and answer.data["total"] == 4
        running = decimal_from_text("0")
        for line in answer.data["items"]:
            running += decimal_from_text(line["debit"]) - decimal_from_text(line["credit"])
            assert decimal_from_text(line["balance"]) == running


def test_a_part_of_the_year_opens_with_what_was_before(posted: Terminal) -> None:
    whole = posted("ledger", "--company", "olmo", "--account", "2110").data
    days = [line["date"] for line in whole["items"]]
    part = posted("ledger", "--company", "OLMO", "--account", "2110", "--from", days[1], "--to", days[2]).data
    wanted = [line for line in whole["items"] if days[1] <= line["date"] <= days[2]]
    before = [line for line in whole["items"] if line["date"] < days[1]]
    assert part["items"] == wanted
    assert part["opening"] == (before[-1]["balance"] if before else "0.00")
    assert part["closing"] == wanted[-1]["balance"]
    empty = posted("ledger", "--company", "OLMO", "--account", "2110", "--from", "2027-01-01").data
    assert empty["items"] == [] and empty["opening"] == empty["closing"] == whole["closing"]


def test_people_and_spreadsheets_get_it_too(posted: Terminal) -> None:
    text = posted("ledger", "--company", "OLMO", "--account", "2110", json=False).out
    assert "Balance brought forward" in text and "Fornace" in text and "-488.00" in text
    rows = list(csv.DictReader(io.StringIO(
        posted("ledger", "--company", "OLMO", "--account", "2110", "--format", "csv", json=False).out
    )))  # fmt: skip
    assert [row["credit"] for row in rows] == ["122.00"] * 4
    assert not any(row["description"].startswith("=") for row in rows)


@pytest.mark.parametrize(
    ("company", "account", "code"),
    [
        ("NONE", "2110", "company-unknown"),
        ("OLMO", "9999", "account-unknown"),
        ("OLMO", "' OR 1=1 --", "account-unknown"),
        ("OLMO", "\x1b[2J", "account-unknown"),
    ],
)
def test_what_is_not_there_is_said(posted: Terminal, company: str, account: str, code: str) -> None:
    answer = posted("ledger", "--company", company, "--account", account)
    assert (answer.code, answer.error) == (3, code)
    assert "\x1b" not in answer.out


def test_an_account_that_never_moved_is_an_empty_ledger(posted: Terminal) -> None:
    answer = posted("ledger", "--company", "OLMO", "--account", "1010")
    assert (answer.code, answer.data["items"], answer.data["closing"]) == (0, [], "0.00")


@pytest.mark.parametrize("more", [("--from", "2026-02-30"), ("--to", "soon"), ("--format", "xml")])
def test_a_wrong_word_is_a_matter_of_usage(posted: Terminal, more: tuple[str, str]) -> None:
    assert posted("ledger", "--company", "OLMO", "--account", "2110", *more).code == 2
    assert posted("ledger", "--company", "OLMO").code == 2


@pytest.mark.parametrize(("language", "word"), [("it", "mastrino"), ("fr", "grand livre")])
def test_its_help_speaks_the_language(
    posted: Terminal, language: str, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUILEDGER_LANG", language)
    assert word in posted("ledger", "--help", json=False).out.lower()
