"""The quick answers stay quick: they load nothing they do not need."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    "aiohttp",
    "alembic",
    "babel",
    "cryptography",
    "httpx",
    "jeepney",
    "keyring",
    "lxml",
    "pydantic",
    "rich",
    "secretstorage",
    "sqlalchemy",
    "sqlmodel",
    "textual",
}
LOADED = """
import json, sys
from tuiledger.__main__ import main
try:
    code = main()
except SystemExit as stop:
    code = stop.code
print(json.dumps([code or 0, sorted({name.partition(".")[0] for name in sys.modules})]), file=sys.stderr)
"""


def run(*arguments: str) -> tuple[int, set[str], str]:
    """Exit code, top-level modules loaded and output of the program in a process of its own."""
    done = subprocess.run([sys.executable, "-c", LOADED, *arguments], capture_output=True, text=True, check=True)
    code, loaded = json.loads(done.stderr.splitlines()[-1])
    return code, set(loaded), done.stdout


@pytest.mark.parametrize("argument", ["--version", "--help"])
def test_version_and_help_load_nothing_heavy(argument: str, tmp_home: Path) -> None:
    code, loaded, output = run(argument)
    assert code == 0
    assert "tuiledger" in output
    assert not loaded & HEAVY


def test_the_version_does_not_even_load_the_command_line(tmp_home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"{LOADED}\nassert 'tuiledger.cli' not in sys.modules", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("tuiledger ")


@pytest.mark.parametrize("arguments", [("vault", "--help"), ("vault", "status"), ("vault", "lock")])
def test_looking_at_the_vault_loads_no_keyring_and_no_cipher(tmp_home: Path, arguments: tuple[str, ...]) -> None:
    _code, loaded, _output = run(*arguments)
    assert not loaded & HEAVY


@pytest.mark.parametrize("words", ["connection --help", "connection add --help", "link --help", "intermediary --help"])
def test_asking_how_clouds_are_reached_loads_nothing_that_reaches_them(tmp_home: Path, words: str) -> None:
    _code, loaded, _output = run(*words.split())
    assert not loaded & HEAVY


@pytest.mark.parametrize("words", ["connection list", "connection show 1", "connection pause 1", "intermediary list"])
def test_looking_at_connections_calls_nobody(tmp_home: Path, words: str) -> None:
    run("intermediary", "add", "--name", "Studio")
    _code, loaded, _output = run(*words.split())
    assert not loaded & {"httpx", "keyring", "cryptography", "pydantic", "textual"}


def test_looking_at_help_leaves_nothing_behind(tmp_home: Path) -> None:
    run("--help")
    assert list(tmp_home.iterdir()) == []


def test_text_and_settings_load_no_library_at_all(tmp_home: Path) -> None:
    names = (
        "text.amounts",
        "text.clean",
        "text.dates",
        "text.redact",
        "text.table",
        "text.translation",
        "config.keymap",
        "config.locations",
        "config.remembered",
        "config.startup",
    )
    code = "import sys\n" + "\n".join(f"import tuiledger.{name}" for name in names) + "\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {name.partition(".")[0] for name in done.stdout.split()} & (HEAVY | {"platformdirs"})
