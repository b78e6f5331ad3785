"""``tuiledger sandbox``: one ready line, the clouds until a signal, and on this machine only."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from tuiledger.cli.main import run


@contextmanager
def running(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tuiledger", "sandbox", "--companies", "2", "--documents", "20", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline()


def asked(address: str, token: str) -> dict[str, object]:
    # The address is the sandbox's own, on loopback.
    with urlopen(Request(address, headers={"Authorization": f"Bearer {token}"}), timeout=10) as answer:  # noqa: S310
        found: dict[str, object] = json.load(answer)
        return found


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_one_line_says_it_is_ready_and_a_signal_ends_it(tmp_home: Path, how: signal.Signals) -> None:
    with running("--json", "fattureincloud") as process:
        told = json.loads(line_of(process))["providers"]
        assert list(told) == ["fattureincloud"]
        cloud = told["fattureincloud"]
        assert cloud.keys() == {"base_url", "companies", "tokens", "client_id", "client_secret"}
        assert cloud["base_url"].startswith("http://127.0.0.1:")
        assert len(cloud["companies"]) == 2
        assert "data" in asked(f"{cloud['base_url']}/user/companies", cloud["tokens"]["accountant"])
        os.kill(process.pid, how)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (0, "")
    assert "Traceback" not in err


def test_a_person_reads_addresses_and_tokens(tmp_home: Path) -> None:
    with running() as process:
        name, address = line_of(process).split()
        assert (name, address.partition(":")[0]) == ("fattureincloud", "http")


def test_a_fault_is_there_from_the_start(tmp_home: Path) -> None:
    with running("--json", "--fault", "empty_body") as process:
        cloud = json.loads(line_of(process))["providers"]["fattureincloud"]
        with pytest.raises(json.JSONDecodeError):
            asked(f"{cloud['base_url']}/user/info", cloud["tokens"]["accountant"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "fattureincloud"),
        (["--fault", "nothing"], "gzip_bomb"),
        (["--companies", "101"], "100"),
        (["--port", "x"], "65535"),
    ],
)
def test_what_there_is_not_is_wrong_usage(
    tmp_home: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert run(["sandbox", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_a_port_that_is_taken_is_told(tmp_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert run(["sandbox", "--port", str(port), "--companies", "1", "--documents", "5", "--json"]) == 3
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "no-port"
