"""The contract of the command line: names, JSON fields and exit codes, command by command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Terminal
from tests.deliveries import FORNACE, PONTE, ROVERE, archive, body, delivered, file, put, rejected, signed

DOCUMENT = {
    "id", "company", "direction", "kind", "type_code", "number", "date", "seller", "buyer", "currency", "total",
    "total_declared", "taxable", "vat", "vat_summary", "withholding", "funds", "stamp_duty", "rounding", "payments",
    "attachments", "state", "sources", "warnings",
}  # fmt: skip


@pytest.fixture
def posted(studio: Terminal) -> Terminal:
    """Three purchases of Olmo, two of them posted."""
    for number in (1, 2):
        put(studio.folder, f"{number}.xml", file(body(str(number), date=f"2026-03-0{number}")))
    studio("import", studio.folder)
    assert studio("post").code == 0
    studio("import", put(studio.folder, "3.xml", file(body("3", date="2026-04-01"))))
    return studio


# companies


def test_company_add_list_show_set(terminal: Terminal) -> None:
    added = terminal("company", "add", "--name", "Olmo S.r.l.", "--vat", "IT 99900010010", "--tolerance", "10")
    assert added.code == 0
    assert added.data == {
        "id": 1, "code": "OLMO", "name": "Olmo S.r.l.", "country": "IT", "vat_number": "99900010010",
        "fiscal_code": None, "chart": "it", "lock_date": None, "tolerance": 10, "warnings": [],
    }  # fmt: skip
    assert terminal("company", "set", "olmo", "--lock-date", "2026-02-28").data["lock_date"] == "2026-02-28"
    assert terminal("company", "show", "OLMO").data["lock_date"] == "2026-02-28"
    assert terminal("company", "set", "OLMO", "--unlock").data["lock_date"] is None
    listed = terminal("company", "list").data
    assert listed["total"] == 1
    assert listed["items"][0]["documents"] == {"ready": 0, "held": 0, "posted": 0, "void": 0, "filed": 0}


def test_a_wrong_check_digit_is_told_and_taken(terminal: Terminal) -> None:
    added = terminal("company", "add", "X", "--vat", "99900010011")
    assert added.code == 0
    assert [warning["code"] for warning in added.data["warnings"]] == ["vat-check-digit"]
    assert "check digit" in added.err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("company", "add", "X", "--name", "Nobody"), "identifier-missing"),
        (("company", "add", "OLMO", "--vat", "99900050016"), "conflict"),
        (("company", "show", "NONE"), "company-unknown"),
        (("company", "set", "NONE", "--name", "x"), "company-unknown"),
        (("company", "add", "Y", "--vat", "1", "--chart", "NONE"), "company-unknown"),
        (("documents", "list", "--company", "NONE"), "company-unknown"),
        (("documents", "show", "9"), "document-unknown"),
        (("documents", "answer", "9", "file-it"), "document-unknown"),
        (("documents", "payload", "9", "--out", "x.xml"), "document-unknown"),
        (("post", "--document", "9"), "document-unknown"),
        (("post", "--company", "NONE"), "company-unknown"),
        (("entries", "show", "9"), "entry-unknown"),
        (("reverse", "9", "--reason", "x"), "entry-unknown"),
        (("reverse", "--batch", "9", "--reason", "x"), "batch-unknown"),
        (("duplicates", "decide", "9", "same"), "pair-unknown"),
        (("registers", "print", "--company", "NONE", "--register", "sales", "--period", "2026"), "company-unknown"),
        (("trial-balance", "--company", "NONE"), "company-unknown"),
        (("export", "journal", "--format", "beancount"), "company-missing"),
        (("accounts", "set", "none.csv", "--company", "OLMO"), "unreadable"),
        (("restore", "none.db", "--replace"), "unreadable"),
    ],
)
def test_what_cannot_be_done_answers_three_with_its_own_code(
    studio: Terminal, arguments: tuple[str, ...], code: str
) -> None:
    answer = studio(*arguments)
    assert (answer.code, answer.error) == (3, code)
    assert f"[{code}]" in answer.err and "Traceback" not in answer.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("import",), ("nonsense",), ("company", "add", "--lock-date", "2026-02-30"), ("reverse", "--reason", "x"),
        ("reverse", "1", "--batch", "1", "--reason", "x"), ("reverse", "1"), ("post", "--ready", "--document", "1"),
        ("registers", "print", "--company", "OLMO", "--register", "sales", "--period", "2026-13"),
        ("documents", "list", "--state", "lost"), ("import", "x", "--as", "both"), ("completion", "csh"),
        ("duplicates", "decide", "1", "perhaps"), ("documents", "show", "one"), ("--lang", "de", "company", "list"),
    ],
)  # fmt: skip
def test_wrong_usage_answers_two(studio: Terminal, arguments: tuple[str, ...]) -> None:
    answer = studio.process(*arguments)
    assert answer.code == 2 and answer.err and "Traceback" not in answer.err


@pytest.mark.parametrize(
    "arguments",
    [("company", "list"), ("documents", "list"), ("post",), ("check",), ("runs", "list"), ("backup", "x.db"),
     ("company", "set", "OLMO", "--name", "x"), ("trial-balance", "--company", "OLMO")],
)  # fmt: skip
def test_without_books_a_reading_command_makes_none(terminal: Terminal, arguments: tuple[str, ...]) -> None:
    answer = terminal(*arguments)
    assert (answer.code, answer.error) == (3, "no-books")
    assert not terminal.db.exists()


# import


def test_import_answers_for_every_file_and_member(studio: Terminal) -> None:
    plain = file(body("1"))
    put(studio.folder, "a.xml", plain)
    put(studio.folder, "b.xml.p7m", signed(plain))
    put(studio.folder, "c.zip", archive(("x/2.xml", file(body("2"))), ("x/bad.txt", b"?")))
    put(studio.folder, "d.xml", file(buyer=ROVERE))
    answer = studio("import", studio.folder)
    assert answer.code == 1
    data = answer.data
    assert data.keys() >= {"files", "documents", "created", "already_known", "refused", "items"}
    assert (data["files"], data["documents"], data["created"], data["already_known"], data["refused"]) == (
        4,
        3,
        2,
        1,
        2,
    )
    assert [(Path(i["path"]).name, i["member"], i["outcome"], i["documents"], i["code"]) for i in data["items"]] == [
        ("a.xml", None, "created", [1], None), ("b.xml.p7m", None, "already_known", [1], None),
        ("c.zip", "x/2.xml", "created", [2], None), ("c.zip", "x/bad.txt", "refused", [], "not-an-invoice"),
        ("d.xml", None, "refused", [], "company-unknown"),
    ]  # fmt: skip
    assert "Rovere" in data["items"][4]["message"]


def test_import_that_needs_nobody_answers_zero_and_one_that_holds_answers_one(studio: Terminal) -> None:
    assert studio("import", put(studio.folder, "a.xml", file(body("1")))).code == 0
    assert studio("import", put(studio.folder, "b.xml", file(body("2", total="1.00")))).code == 1
    # What is held is told once: the same file again needs nothing new.
    assert studio("import", studio.folder).code == 0


def test_import_of_paths_that_are_not_there_answers_three(studio: Terminal) -> None:
    answer = studio("import", studio.folder / "none.xml")
    assert answer.code == 3 and answer.data["items"][0]["code"] == "unreadable"


@pytest.mark.parametrize(("side", "direction"), [("issued", "issued"), ("received", "received")])
def test_import_as_takes_one_side(studio: Terminal, side: str, direction: str) -> None:
    path = put(studio.folder, "a.xml", file(seller=PONTE))
    assert studio("import", path, "--as", side).data["documents"] == 1
    assert [item["direction"] for item in studio("documents", "list").data["items"]] == [direction]


def test_import_for_one_company_and_with_new_ones(studio: Terminal) -> None:
    path = put(studio.folder, "a.xml", file(seller=FORNACE, buyer=ROVERE))
    assert studio("import", path, "--company", "OLMO").data["items"][0]["code"] == "company-unknown"
    assert studio("import", path, "--create-companies", "received").data["created"] == 1
    assert [item["company"] for item in studio("documents", "list").data["items"]] == ["ROVERE"]


def test_import_makes_the_books_where_there_are_none(terminal: Terminal) -> None:
    path = put(terminal.folder, "a.xml", file())
    assert terminal("import", path, "--create-companies", "issued").data["created"] == 1
    assert terminal.db.exists() and terminal.db.stat().st_mode & 0o777 == 0o600


# documents


def test_documents_list_and_show_have_the_public_fields(posted: Terminal) -> None:
    listed = posted("documents", "list", "--company", "OLMO", "--state", "posted").data
    assert listed["total"] == 2 and [item["number"] for item in listed["items"]] == ["2", "1"]
    for item in listed["items"]:
        assert item.keys() >= DOCUMENT
        assert item["seller"].keys() == {"name", "vat_number", "country", "fiscal_code"}
        assert (item["total"], item["taxable"], item["vat"], item["currency"]) == ("122.00", "100.00", "22.00", "EUR")
        assert item["vat_summary"] == [
            {"rate": "22.00", "nature": None, "taxable": "100.00", "tax": "22.00", "exigibility": None}
        ]
        assert item["sources"][0].keys() >= {"kind", "ref", "position", "file_sha256", "payload_sha256"}
    shown = posted("documents", "show", 1).data
    assert shown.keys() > DOCUMENT and shown["entries"][0]["protocols"] == "purchases 1"


@pytest.mark.parametrize(
    ("options", "numbers"),
    [
        (("--direction", "issued"), []), (("--kind", "credit_note"), []), (("--kind", "invoice"), ["3", "2", "1"]),
        (("--from", "2026-03-02", "--to", "2026-03-31"), ["2"]), (("--party", "fornace"), ["3", "2", "1"]),
        (("--party", "rovere"), []), (("--state", "ready"), ["3"]), (("--limit", "1"), ["3"]),
        (("--company", "PONTE"), []),
    ],
)  # fmt: skip
def test_documents_list_filters(posted: Terminal, options: tuple[str, ...], numbers: list[str]) -> None:
    assert [item["number"] for item in posted("documents", "list", *options).data["items"]] == numbers


def test_documents_answer_and_withdraw(studio: Terminal) -> None:
    studio("import", put(studio.folder, "a.xml", file(body(total="1.00"))))
    assert studio("documents", "show", 1).data["hold"]["answers"] == ["accept-summary", "file-it"]
    assert studio("documents", "answer", 1, "accept-summary").data["state"] == "ready"
    assert studio("documents", "withdraw", 1, "accept-summary").data["state"] == "held"
    wrong = studio("documents", "answer", 1, "nonsense")
    assert (wrong.code, wrong.error) == (3, "not-an-answer")


def test_documents_payload_is_the_file_as_it_came(studio: Terminal, tmp_path: Path) -> None:
    data = file()
    studio("import", put(studio.folder, "a.xml", data))
    out = tmp_path / "out.xml"
    assert studio("documents", "payload", 1, "--out", out).data["size"] == len(data)
    assert out.read_bytes() == data
    assert studio("documents", "payload", 1, "--out", out).error == "not-written"
    assert out.read_bytes() == data


def test_parties(posted: Terminal) -> None:
    listed = posted("parties", "list", "--company", "OLMO").data
    assert [party["name"] for party in listed["items"]] == [FORNACE.name]
    assert posted("parties", "show", listed["items"][0]["id"]).data["vat_number"] == FORNACE.vat


# posting


def test_post_dry_run_shows_what_post_then_writes(studio: Terminal) -> None:
    studio("import", put(studio.folder, "a.xml", file()))
    dry = studio("post", "--dry-run").data
    assert (dry["dry_run"], dry["would_post"], dry["held"], dry["total"]) == (True, 1, 0, 1)
    assert studio("entries", "list").data["total"] == 0
    assert studio("post").code == 0
    entry = studio("entries", "show", 1).data
    for key in ("journal", "date", "description", "lines", "registers", "notes"):
        assert entry[key] == dry["items"][0][key]
    assert [(line["account"], line["debit"], line["credit"]) for line in entry["lines"]] == [
        ("5010", "100.00", "0.00"), ("1210", "22.00", "0.00"), ("2110", "0.00", "122.00"),
    ]  # fmt: skip


def test_post_tells_what_it_holds_with_one(studio: Terminal) -> None:
    put(studio.folder, "a.xml", file(body("1")))
    put(studio.folder, "b.xml", file(body("2", total="1.00")))
    studio("import", studio.folder)
    answer = studio("post", "--company", "OLMO")
    assert answer.code == 1
    assert [(item["document"], item["outcome"], item["code"]) for item in answer.data["items"]] == [
        (1, "posted", None), (2, "held", "totals-differ"),
    ]  # fmt: skip


def test_post_names_a_posted_documents_entry(posted: Terminal) -> None:
    (item,) = posted("post", "--document", 1).data["items"]
    assert (item["outcome"], item["entry"], item["protocols"]) == ("already_posted", 1, "purchases 1")


def test_reverse_an_entry_and_a_batch(posted: Terminal) -> None:
    batch = posted("entries", "show", 1).data["batch"]
    assert posted("reverse", 1, "--reason", "wrong").data["total"] == 1
    assert posted("entries", "show", 1).data["reversed_by"] == 3
    assert posted("reverse", "--batch", batch, "--reason", "all wrong").data["total"] == 1
    again = posted("reverse", 1, "--reason", "wrong")
    assert (again.code, again.error) == (3, "already-reversed")
    assert posted("trial-balance", "--company", "OLMO").data["items"] != []
    assert {item["balance"] for item in posted("trial-balance", "--company", "OLMO").data["items"]} == {"0.00"}


def test_entries_list(posted: Terminal) -> None:
    listed = posted("entries", "list", "--company", "OLMO").data
    assert listed["total"] == 2
    assert [entry["number"] for entry in listed["items"]] == [2, 1]
    assert posted("entries", "list", "--journal", "sales").data["total"] == 0
    assert posted("entries", "list", "--document", 2).data["items"][0]["hash"] == listed["items"][0]["hash"]


def test_registers_and_trial_balance(posted: Terminal) -> None:
    printed = posted("registers", "print", "--company", "OLMO", "--register", "purchases", "--period", "2026-03").data
    assert printed["total"] == 2 and printed["register"] == "purchases"
    assert [row["protocol"] for row in printed["items"]] == [1, 2]
    balance = posted("trial-balance", "--company", "OLMO", "--at", "2026-03-01").data
    assert {item["account"] for item in balance["items"]} == {"1210", "2110", "5010"}
    text = posted("trial-balance", "--company", "OLMO", json=False)
    assert text.code == 0 and "5010" in text.out


@pytest.mark.parametrize("form", ["beancount", "hledger", "csv"])
def test_export_journal_to_a_file_and_to_standard_output(posted: Terminal, tmp_path: Path, form: str) -> None:
    out = tmp_path / "journal.txt"
    done = posted("export", "journal", "--format", form, "--company", "OLMO", "--out", out)
    assert done.data["size"] == out.stat().st_size > 0
    assert (
        posted("export", "journal", "--format", form, "--company", "OLMO", json=False).out == out.read_bytes().decode()
    )


def test_accounts_as_csv_come_back(studio: Terminal, tmp_path: Path) -> None:
    listed = studio("accounts", "list", "--company", "OLMO", "--csv", json=False)
    path = put(tmp_path, "chart.csv", listed.out.encode())
    assert studio("accounts", "set", path, "--company", "OLMO").code == 0
    assert studio("accounts", "list", "--company", "OLMO", "--csv", json=False).out == listed.out
    other = studio("company", "add", "NEW", "--vat", "99900050016", "--chart", path)
    assert other.code == 0
    broken = put(tmp_path, "broken.csv", listed.out.replace("suppliers", "").encode())
    assert studio("accounts", "set", broken, "--company", "OLMO").code == 3


# duplicates


def test_duplicates_list_decide_undo(studio: Terminal) -> None:
    plain = file(body("1"))
    studio("import", put(studio.folder, "a.xml", plain))
    studio("import", put(studio.folder, "b.xml", file(body("1", rows=((5_000, 2200, None),)))))
    listed = studio("duplicates", "list")
    assert listed.code == 1
    (pair,) = listed.data["items"]
    assert (pair["left"], pair["right"], pair["band"], pair["state"]) == (1, 2, "likely", "open")
    decided = studio("duplicates", "decide", pair["id"], "same", "--reason", "twice").data
    assert (decided["state"], decided["reason"]) == ("same", "twice")
    assert studio("duplicates", "list").code == 0
    assert studio("duplicates", "undo", pair["id"]).data["state"] == "open"
    studio("import", put(studio.folder, "a.xml.p7m", signed(plain)))
    exact = studio("duplicates", "list", "--band", "exact").data
    assert [(item["band"], item["left"], len(item["reasons"])) for item in exact["items"]] == [("exact", 1, 2)]


# upkeep


def test_check_backup_restore_migrate_runs(posted: Terminal, tmp_path: Path) -> None:
    assert posted("check", "--deep").data == {"ok": True, "deep": True, "items": [], "total": 0}
    copy = tmp_path / "copy.db"
    assert posted("backup", copy).code == 0 and copy.stat().st_mode & 0o077 == 0
    posted("post")
    assert posted("restore", copy).error == "conflict"
    assert posted("restore", copy, "--replace").code == 0
    assert posted("entries", "list").data["total"] == 2
    assert posted("migrate").code == 0
    runs = posted("runs", "list").data
    assert [run["created"] for run in runs["items"]] == [1, 2]
    assert posted("runs", "show", runs["items"][1]["id"]).data["total"] == 2


def test_a_broken_promise_answers_one(posted: Terminal) -> None:
    import sqlite3

    with sqlite3.connect(posted.db) as connection:
        connection.execute("DROP TRIGGER entry_line_unchanged")
        connection.execute("UPDATE entry_line SET amount = amount + 1 WHERE amount > 0")
    answer = posted("check")
    assert answer.code == 1 and not answer.data["ok"]
    assert "unbalanced" in {item["code"] for item in answer.data["items"]}


def test_receipts_are_shown_with_the_document(studio: Terminal) -> None:
    put(studio.folder, "IT99900090012_1.xml", file())
    put(studio.folder, "IT99900090012_1_RC_1.xml", delivered("IT99900090012_1.xml"))
    studio("import", studio.folder)
    shown = studio("documents", "show", 1).data
    assert shown["received_on"] == "2026-03-05"
    assert [message["kind"] for message in shown["messages"]] == ["RC"]
    put(studio.folder, "IT99900090012_2.xml", file(body("2")))
    studio("import", put(studio.folder, "IT99900090012_2_NS_1.xml", rejected("IT99900090012_2.xml")), studio.folder)
    assert studio("documents", "show", 2).data["state"] == "void"


def test_import_says_in_a_line_what_is_rejected_and_which_message_waits(studio: Terminal) -> None:
    put(studio.folder, "in/IT99900090012_1.xml", file(body("91")))
    put(studio.folder, "in/IT99900090012_1_NS_1.xml", rejected("IT99900090012_1.xml"))
    put(studio.folder, "in/IT99900090012_7_NS_1.xml", rejected("IT99900090012_7.xml"))
    answer = studio("import", studio.folder / "in")
    assert answer.code == 0
    assert [item["code"] for item in answer.data["items"]] == ["rejected", "rejected", "sdi-unmatched"]
    assert all(item["message"] for item in answer.data["items"])
    printed = studio("import", studio.folder / "in", json=False).out
    assert "IdCodice non valido" in printed and "IT99900090012_7.xml" in printed


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script(terminal: Terminal, shell: str) -> None:
    assert "tuiledger" in terminal("completion", shell, json=False).out


# the process itself


def test_answers_go_to_standard_output_and_words_to_standard_error(studio: Terminal) -> None:
    answer = studio.process("documents", "show", "9", "--json")
    assert answer.code == 3
    assert json.loads(answer.out)["error"]["code"] == "document-unknown"
    assert answer.err.startswith("tuiledger: ")


@pytest.mark.parametrize(("language", "word"), [("it", "documento"), ("fr", "document"), ("en", "document")])
def test_the_language_is_asked_for(studio: Terminal, language: str, word: str) -> None:
    assert word in studio("documents", "show", "9", "--lang", language).err


def test_the_books_can_be_named_by_the_environment(studio: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    from tuiledger.cli.main import run

    monkeypatch.setenv("TUILEDGER_DB", str(studio.db))
    studio.capture.readouterr()
    assert run(["company", "list", "--json"]) == 0
    assert json.loads(studio.capture.readouterr().out)["total"] == 2


def test_escapes_in_names_never_reach_the_terminal(studio: Terminal) -> None:
    name = "evil\x1b]0;owned\x07\x1b[2J.xml"
    answer = studio("import", put(studio.folder, name, b"?"))
    text = studio("import", studio.folder / name, json=False)
    for said in (answer.out, answer.err, text.out, text.err):
        assert "\x1b" not in said and "\x07" not in said


def test_without_a_terminal_the_workbench_says_so(studio: Terminal) -> None:
    answer = studio.process()
    assert answer.code == 2 and "terminal" in answer.err
