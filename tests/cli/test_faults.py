"""A fault of the program's own ends in a report without the values it worked on, and in the exit code for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tuiledger import bootstrap
from tuiledger.cli.main import run


def test_a_fault_is_reported_without_a_traceback_of_values(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The report names the kind of fault and where it was; secrets in its message are redacted."""

    def fail(*_arguments: object, **_options: object) -> None:
        raise RuntimeError("token=abcdef0123456789abcdef0123456789 \x1b]0;title\x07 at IT60X0542811101000000123456")

    monkeypatch.setattr(bootstrap, "open_books", fail)
    code = run(["--db", str(tmp_path / "books.db"), "company", "add", "--vat", "12345670785"])
    told = capsys.readouterr()
    assert code == 3
    assert told.out == ""
    assert "RuntimeError" in told.err
    assert "Traceback" not in told.err
    assert "\x1b" not in told.err
    assert "abcdef0123456789abcdef0123456789" not in told.err
