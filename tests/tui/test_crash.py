"""A fault of the program ends it with a report that holds no values and no secrets."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tuiledger.tui.crash import report

FAULT = """
from pathlib import Path
from tuiledger.tui.app import WorkbenchApp
from tuiledger.tui.preferences import Preferences
class Broken(WorkbenchApp):
    def on_ready(self):
        password = "hunter2-in-a-variable"
        raise RuntimeError("token=abcdef123456 for IT60X0542811101000000123456 \\x1b[2J")
app = Broken(lambda: None, preferences=Preferences(state_folder=Path(__file__).parent / "state"))
app.run(headless=True, size=(80, 24))
raise SystemExit(app.return_code)
"""


def test_a_crash_exits_with_an_error_and_tells_the_place_but_no_values(tmp_path: Path) -> None:
    script = tmp_path / "broken.py"
    script.write_text(FAULT, encoding="utf-8")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "RuntimeError" in done.stderr and "on_ready" in done.stderr
    (kept,) = (tmp_path / "state").glob("crash-*.txt")
    assert str(kept) in done.stderr.replace("\n", "") and kept.stat().st_mode & 0o077 == 0
    for secret in ("hunter2", "abcdef123456", "0542811101000000", "\x1b[2J"):
        assert secret not in done.stderr + done.stdout + kept.read_text(encoding="utf-8")


def test_the_report_is_plain_text_whatever_the_error_says() -> None:
    try:
        raise ValueError("[/red] [@click=app.quit]x[/]")
    except ValueError as error:
        text = report(error, None)
    assert "[@click=app.quit]" in text.plain and not text.spans
