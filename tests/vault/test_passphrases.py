"""Where a passphrase may come from, and what is said about the ways that leak."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tuiledger.domain.secrets import Secret
from tuiledger.ports.clouds import VaultError
from tuiledger.vault.passphrases import FILE_VARIABLE, VARIABLE, WARNING, Passphrases


@pytest.fixture
def named(tmp_path: Path) -> Path:
    """A file with a passphrase."""
    path = tmp_path / "passphrase"
    path.touch(0o600)
    path.write_bytes(b"from a file\nnot this line\n")
    return path


def code_of(source: Passphrases) -> str:
    with pytest.raises(VaultError) as refused:
        source()
    return refused.value.code


def test_nothing_gives_nothing() -> None:
    assert Passphrases(environ={})() is None
    assert Passphrases(environ={}, ask=lambda: None)() is None


def test_the_first_source_that_is_named_counts(named: Path) -> None:
    read, write = os.pipe()
    os.write(write, b"from a descriptor\n")
    environ = {FILE_VARIABLE: str(named), VARIABLE: "from the environment"}
    assert Passphrases(read, environ)() == Secret("from a descriptor")
    assert Passphrases(None, environ)() == Secret("from a file")
    del environ[FILE_VARIABLE]
    assert Passphrases(None, environ, lambda: Secret("typed"))() == Secret("from the environment")
    assert Passphrases(None, environ, lambda: Secret("typed"))() == Secret("typed")
    os.close(read)
    os.close(write)


@pytest.mark.parametrize(
    ("octets", "lines"),
    [
        (b"one\ntwo\n", ("one", "two")),
        (b"one\r\ntwo", ("one", "two")),
        (b" one \n\n", (" one ", "")),
        (b" one \n", (" one ", None)),
        (b"", (None, None)),
        ("perch\u00e9\n\u20ac".encode(), ("perch\u00e9", "\u20ac")),
        (b"\xff\n", ("\udcff", None)),
    ],
)
def test_a_descriptor_gives_one_line_at_a_time(octets: bytes, lines: tuple[str | None, ...]) -> None:
    read, write = os.pipe()
    os.write(write, octets)
    os.close(write)
    source = Passphrases(read, {})
    assert (source(), source()) == tuple(None if line is None else Secret(line) for line in lines)
    os.close(read)


@pytest.mark.parametrize("number", [9999, 2**40])
def test_a_descriptor_that_is_not_open_is_refused(number: int) -> None:
    assert code_of(Passphrases(number, {})) == "unsafe"


def test_an_endless_line_is_refused() -> None:
    with open("/dev/zero", "rb") as zeros:
        assert code_of(Passphrases(zeros.fileno(), {})) == "unsafe"


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_file_that_others_read_is_refused(named: Path, mode: int) -> None:
    named.chmod(mode)
    assert code_of(Passphrases(environ={FILE_VARIABLE: str(named)})) == "unsafe"


def test_a_link_a_pipe_and_nothing_are_refused(named: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(named)
    os.mkfifo(tmp_path / "pipe", 0o600)
    for name in ("link", "pipe", "none", ".", "nul\0"):
        assert code_of(Passphrases(environ={FILE_VARIABLE: str(tmp_path / name)})) == "unsafe"


def test_the_environment_is_read_once_with_a_word_of_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "CANARY in the environment")
    told: list[str] = []
    source = Passphrases(warn=told.append)
    assert source() == source() == Secret("CANARY in the environment")
    assert VARIABLE not in os.environ
    assert told == [WARNING]
    assert "CANARY" not in repr(vars(source))
