"""``tuiledger explain``, ``bundle`` and ``replay``: what helps those who look for an error at another desk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.test_connections import Office, office
from tests.cli.test_sync import linked

from tuiledger.cli.main import run

__all__ = ["linked", "office"]

HOSTILE = "\x1b]52;c;aGk=\x07"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("licence-expired", "licence-expired"), ("La licenza è scaduta.", "licence-expired"),
        ("errore 422: Il totale dei pagamenti non corrisponde al totale da pagare.", "payments-total"),
        ("  totale DEI pagamenti ", "payments-total"), ("Parametri di autenticazione", "invalid-credentials"),
        ("duplicate", "duplicate"), ("taken-before", "taken-before"),
    ],
)  # fmt: skip
def test_x04_a_message_or_a_code_is_explained_with_its_remedy(
    capsys: pytest.CaptureFixture[str], text: str, code: str
) -> None:
    assert run(["explain", "--json", *text.split(" ")]) == 0
    items = json.loads(capsys.readouterr().out)["items"]
    assert code in [item["code"] for item in items]
    assert all(item["cause"] and item["fix"] for item in items)
    assert run(["--lang", "it", "explain", text]) == 0
    assert "Rimedio: " in capsys.readouterr().out


@pytest.mark.parametrize("text", ["", " ", "e", "nobody has seen this", HOSTILE])
def test_what_nobody_explained_says_so(capsys: pytest.CaptureFixture[str], text: str) -> None:
    assert run(["explain", text]) == 1
    told = capsys.readouterr().out
    assert "bundle" in told and "\x1b" not in told


def test_a_problem_tells_what_it_means(linked: Office) -> None:
    linked.cloud.faults.arm({"fault": "licence_expired"})
    linked("sync")
    problem = linked("problems", "list").data["items"][0]
    assert problem["code"] == "licence-expired"
    assert "renew" in linked("problems", "show", problem["id"]).data["explanation"]["fix"]
    assert "renew" in linked("problems", "show", problem["id"], json=False).out


def test_a_run_goes_into_a_file_without_secrets_and_is_shown_from_it_elsewhere(linked: Office, tmp_path: Path) -> None:
    linked.cloud.faults.arm({"fault": "licence_expired", "times": 1})
    (run_fields,) = linked("sync").data["items"]
    file = tmp_path / "support.json"
    assert linked("bundle", run_fields["run"], file).code == 0
    written = file.read_text(encoding="utf-8")
    for token in linked.cloud.describe()["tokens"].values():
        assert token not in written
    whole = json.loads(written)
    assert len(whole["exchanges"]) == run_fields["calls"]
    assert any(call["response_body"] for call in whole["exchanges"])
    assert [problem["code"] for problem in whole["problems"]] == ["licence-expired"]
    shown = linked("replay", file, json=False)
    assert shown.code == 0 and "issued_documents" in shown.out and "C1" in shown.out
    assert linked("replay", file).data["run"]["id"] == run_fields["run"]


def test_a_file_from_elsewhere_cannot_steer_the_terminal(linked: Office, tmp_path: Path) -> None:
    (run_fields,) = linked("sync").data["items"]
    file = tmp_path / "support.json"
    linked("bundle", run_fields["run"], file)
    whole = json.loads(file.read_text(encoding="utf-8"))
    whole["events"][0]["message"] = whole["program"] = whole["items"][0]["path"] = HOSTILE
    file.write_text(json.dumps(whole), encoding="utf-8")
    assert "\x1b" not in linked("replay", file, json=False).out
    assert "\x1b" not in linked("replay", file).data["events"][0]["message"]


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{}", b"[]", b"\xff\xfe", b'{"format": "tuiledger-bundle/1"}', b'{"format": "tuiledger-bundle/9"}',
        b"[" * 100_000, b'{"format": "tuiledger-bundle/1", "run": 1, "items": 2, "events": 3, "exchanges": 4}',
    ],
)  # fmt: skip
def test_what_is_no_bundle_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "other.json"
    file.write_bytes(content)
    assert run(["replay", str(file), "--json"]) == 3
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "bundle-unreadable"


def test_a_file_that_is_not_there_and_a_run_that_is_not_there(linked: Office, tmp_path: Path) -> None:
    assert linked("replay", tmp_path / "none.json").error == "file-unreadable"
    assert linked("replay", tmp_path).error == "file-unreadable"
    assert linked("bundle", 99, tmp_path / "out.json").error == "run-unknown"
    assert not (tmp_path / "out.json").exists()
    assert linked("bundle", 99, tmp_path).code == 3
