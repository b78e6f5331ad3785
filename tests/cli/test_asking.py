"""``--where`` and ``--sort`` narrow and order lists as the workbench does; ``acts`` tells who did what."""

from __future__ import annotations

import re

import pytest
from tests.cli.conftest import Terminal
from tests.deliveries import body, file, put

from tuiledger.cli.asking import attached


@pytest.fixture
def posted(studio: Terminal) -> Terminal:
    """Four purchases of Olmo, three of them posted."""
    for number, net in (("9", 300), ("10", 100), ("11/A", 200)):
        day, rows = f"2026-03-{number[:2]:0>2}", ((net * 100, 2200, None),)
        put(studio.folder, f"{number[:2]}.xml", file(body(number, date=day, rows=rows)))
    studio("import", studio.folder)
    assert studio("post").code == 0
    studio("import", put(studio.folder, "3.xml", file(body("3", date="2026-04-01"))))
    return studio


def numbers(terminal: Terminal, *arguments: str) -> list[str]:
    """Numbers of the documents listed, in order."""
    answer = terminal("documents", "list", *arguments)
    assert answer.code == 0, answer.err
    found = [item["number"] for item in answer.data["items"]]
    if "--limit" not in arguments:
        assert answer.data["total"] == len(found)
    return found


def test_documents_are_narrowed_and_ordered(posted: Terminal) -> None:
    assert numbers(posted, "--sort", "number") == ["3", "9", "10", "11/A"]
    assert numbers(posted, "--sort", "-number") == ["11/A", "10", "9", "3"]
    assert numbers(posted, "--sort=-number", "--limit", "2") == ["11/A", "10"]
    assert numbers(posted, "--where", "state:posted", "--sort", "total") == ["10", "11/A", "9"]
    assert numbers(posted, "--where", "-state:posted") == ["3"]
    assert numbers(posted, "--where", "date:2026-03 total>150", "--sort", "-total") == ["9", "11/A"]
    assert numbers(posted, "--where", "11/a") == ["11/A"]
    assert numbers(posted, "--where", "state:posted", "--state", "ready") == []
    assert numbers(posted, "--where", "", "--party", "11/A") == ["11/A"]


def test_what_arrived_is_told_from_what_was_delivered(posted: Terminal) -> None:
    # The files are read now; no message of the exchange system came with them. Midnight may pass between.
    assert len(numbers(posted, "--where", "arrived:yesterday..today")) == 4
    assert numbers(posted, "--where", "arrived<yesterday") == []
    assert numbers(posted, "--where", "received:yesterday..today") == []
    assert numbers(posted, "--where", "arrived:yesterday..today", "--sort", "-arrived")[-1] != "3"


def test_clients_are_found_by_name(posted: Terminal) -> None:
    assert len(numbers(posted, "--where", "client:olmo")) == 4
    (name,) = [item["name"] for item in posted("company", "list").data["items"] if item["code"] == "OLMO"]
    assert len(numbers(posted, "--where", f'client:"{name}"')) == 4
    assert numbers(posted, "--where", "client:ponte") == []
    assert posted("entries", "list", "--where", f'client:"{name}"').data["items"]


def test_a_list_speaks_the_language_of_the_command(posted: Terminal) -> None:
    answer = posted(
        "documents", "list", "--lang", "it", "--where", "stato:registrato importo>150,50", "--sort", "-data"
    )
    assert [item["number"] for item in answer.data["items"]] == ["11/A", "9"]


def test_entries_are_narrowed_and_ordered(posted: Terminal) -> None:
    def found(*arguments: str) -> list[int]:
        answer = posted("entries", "list", *arguments)
        assert answer.code == 0, answer.err
        return [item["number"] for item in answer.data["items"]]

    everything = found("--sort", "number")
    assert everything == [1, 2, 3]
    assert found("--sort", "-number") == [3, 2, 1]
    assert found("--where", "number:2..", "--sort", "number") == [2, 3]
    assert found("--where", "journal:sales") == []
    assert found("--where", 'protocols:"purchases 2"') == [2]
    assert found("--where", "wibble") == []
    assert len(found("--where", "amount>=244 amount<400", "--sort", "-amount")) == 2


@pytest.mark.parametrize("command", ["documents", "entries"])
@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--where", "stat:held", "no field stat"),
        ("--where", "-date:nonsense", "not a day"),
        ("--where", "date>2026..", "cannot be compared"),
        ("--where", "date:\x1b[31m", "not a day"),
        ("--sort", "colour", "no field colour"),
        ("--sort", "-", "no field"),
        ("--sort", "", "no field"),
    ],
)
def test_what_says_nothing_is_wrong_usage_and_told(
    studio: Terminal, command: str, option: str, value: str, told: str
) -> None:
    answer = studio(command, "list", option, value)
    assert answer.code == 2
    assert told in answer.err
    assert "\x1b" not in answer.err
    assert answer.out == ""


def test_a_value_that_begins_with_a_minus_stays_with_its_option() -> None:
    assert attached(["x", "--sort", "-total", "--where", "-a b", "-v"]) == ["x", "--sort=-total", "--where=-a b", "-v"]
    assert attached(["--sort", "--json", "--where"]) == ["--sort", "--json", "--where"]
    assert attached(["--", "--sort", "-total"]) == ["--", "--sort", "-total"]


def test_acts_list_tells_who_did_what(studio: Terminal) -> None:
    studio("company", "set", "OLMO", "--lock-date", "2026-01-31")
    answer = studio("acts", "list").data
    assert answer["total"] == len(answer["items"]) == 3
    assert set(answer["items"][0]) == {"id", "at", "actor", "verb", "subject", "detail"}
    assert [(item["verb"], item["subject"]) for item in answer["items"]] == [
        ("company-set", "OLMO"),
        ("company-add", "PONTE"),
        ("company-add", "OLMO"),
    ]
    limited = studio("acts", "list", "--limit", "1").data
    assert (limited["total"], limited["items"]) == (3, answer["items"][:1])
    shown = studio("acts", "list", json=False)
    assert "company-set" in shown.out
    assert "Who" in shown.out


@pytest.mark.parametrize("command", ["documents", "entries"])
@pytest.mark.parametrize("language", ["en", "it", "fr"])
def test_the_example_of_the_help_can_be_typed(
    studio: Terminal, monkeypatch: pytest.MonkeyPatch, language: str, command: str
) -> None:
    monkeypatch.setenv("COLUMNS", "1000")
    shown = " ".join(studio(command, "list", "--lang", language, "--help", json=False).out.split())
    _, _, behind = shown.partition("--where")
    example = " ".join(re.findall(r"\S+:\S+ \S+>100 \S+:2026-01 -\S+:enel", behind))
    assert example
    assert studio(command, "list", "--lang", language, "--where", example).code == 0
