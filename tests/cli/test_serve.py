"""The workbench in a browser: refused to everybody but the person at this machine, gone without a trace at the end."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import NamedTuple

import aiohttp
import pytest
from tests.cli.browser import PATIENCE, browser, installed

from tuiledger.cli.main import run
from tuiledger.cli.web.server import listen

pytestmark = pytest.mark.timeout(240)

WITHOUT_THE_EXTRA = """
import sys
sys.modules["textual_serve"] = None
from tuiledger.cli.main import run
sys.exit(run(["serve", "--port", "0", "--json"]))
"""


class Served(NamedTuple):
    """A server that runs, and what it printed."""

    process: subprocess.Popen[str]
    url: str
    token: str

    @property
    def host(self) -> str:
        """Name and port."""
        return self.url.split("/")[2]

    def ask(
        self, path: str = "/", /, hosts: tuple[str, ...] | None = None, headers: Mapping[str, str] | None = None
    ) -> http.client.HTTPResponse:
        """One request as it is written here, with nothing added."""
        name, _colon, port = self.host.rpartition(":")
        connection = http.client.HTTPConnection(name.strip("[]"), int(port), timeout=PATIENCE)
        connection.putrequest("GET", path, skip_host=True, skip_accept_encoding=True)
        for host in (self.host,) if hosts is None else hosts:
            connection.putheader("Host", host)
        for header, value in (headers or {}).items():
            connection.putheader(header, value)
        connection.endheaders()
        return connection.getresponse()

    def cookie(self) -> dict[str, str]:
        """The header with what a browser keeps of the first visit."""
        return {"Cookie": (self.ask(f"/?token={self.token}").getheader("Set-Cookie") or "").partition(";")[0]}

    def workbenches(self) -> list[int]:
        """The processes it has started and that still run."""
        of = self.process.pid
        return [int(pid) for pid in Path(f"/proc/{of}/task/{of}/children").read_text().split()]


@contextmanager
def serving(books: str, *arguments: str) -> Iterator[Served]:
    """A server in a process of its own on any port; the folder of the books is its home."""
    command = [sys.executable, "-m", "tuiledger", "serve", "--port", "0", "--json", "--db", books, *arguments]
    own = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    own["HOME"] = str(Path(books).parent)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=own) as process:
        try:
            assert process.stdout
            told = json.loads(process.stdout.readline())
            yield Served(process, told["url"], told["token"])
        finally:
            process.terminate()
            try:
                process.communicate(timeout=PATIENCE)
            finally:
                process.kill()


def command_line(pid: int) -> str:
    """What every user of the machine can read of a process."""
    return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8")


@asynccontextmanager
async def visiting(served: Served) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """A page's connection to its workbench, without a browser."""
    headers = served.cookie() | {"Origin": f"http://{served.host}"}
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"ws://{served.host}/ws?width=100&height=30", headers=headers) as connection,
    ):
        yield connection


async def drawn(connection: aiohttp.ClientWebSocketResponse, word: str) -> None:
    """Wait until a word is drawn."""
    seen = b""
    async with asyncio.timeout(PATIENCE):
        async for message in connection:
            if message.type is aiohttp.WSMsgType.BINARY:
                seen += message.data
                if word.encode() in seen:
                    return
    raise AssertionError(seen)


async def closed(connection: aiohttp.ClientWebSocketResponse) -> None:
    """Wait until the other side hangs up."""
    async with asyncio.timeout(PATIENCE):
        async for _message in connection:
            pass


@contextmanager
def ending(pid: int) -> Iterator[None]:
    """What is done here ends the process ``pid``, which need not be a child of this one."""
    handle = os.pidfd_open(pid)
    try:
        yield
        assert select.select([handle], [], [], PATIENCE)[0], f"process {pid} lives on"
    finally:
        os.close(handle)


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Books of one company, in a file whose name no shell would leave alone."""
    place = str(tmp_path_factory.mktemp("studio") / 'it\'s "the" $HOME; books `x`.db')
    assert run(["company", "add", "OLMO", "--name", "Officine Olmo", "--vat", "99900010010", "--db", place]) == 0
    return place


@pytest.fixture(scope="module")
def served(books: str) -> Iterator[Served]:
    """One server for all who are refused."""
    with serving(books) as server:
        yield server


# what is asked for on the command line


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "127.0.0.2", "books.example", "127.0.0.1.nip.io", ""])  # noqa: S104
def test_no_other_machine_is_ever_served(host: str, tmp_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["serve", "--host", host, "--port", "0"]) == 2
    assert "this machine only" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["-1", "65536", "http", "٨٠", ""])
def test_a_port_that_is_none_is_a_usage_error(port: str, tmp_home: Path) -> None:
    assert run(["serve", "--port", port]) == 2


def test_a_port_in_use_is_told(tmp_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with listen("127.0.0.1", 0) as taken:
        port = str(taken.getsockname()[1])
        assert run(["serve", "--port", port, "--json"]) == 3
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == "no-port"
    assert port in error["message"]


def test_without_the_optional_part_the_answer_is_how_to_get_it(tmp_home: Path) -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT_THE_EXTRA], capture_output=True, text=True)
    assert done.returncode == 3
    error = json.loads(done.stdout)["error"]
    assert error["code"] == "no-web"
    assert "tuiledger[web]" in error["message"]


# who is refused


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/ws",
        "/static/js/textual.js",
        "/static/",
        "/download/1",
        "/nothing",
        "/?token=",
        "/?token=x",
        "//x?token=x",
    ],
)
def test_nothing_is_answered_without_the_secret(served: Served, path: str) -> None:
    answer = served.ask(path)
    assert answer.status == 403
    assert "address that tuiledger printed" in answer.read().decode()


@pytest.mark.parametrize("host", ["books.example:{}", "127.0.0.1", "127.0.0.1:1", "[::1]", "127.0.0.2:{}"])
def test_a_name_that_was_pointed_here_gets_nothing_even_with_the_secret(served: Served, host: str) -> None:
    name = host.format(served.host.rpartition(":")[2])
    assert served.ask(f"/?token={served.token}", (name,)).status == 403
    assert served.ask("/", (name,), headers=served.cookie()).status == 403


def test_a_request_for_two_machines_or_for_none_gets_nothing(served: Served) -> None:
    for hosts in ((), (served.host, "books.example")):
        assert served.ask("/", hosts, headers=served.cookie()).status in (400, 403)


@pytest.mark.parametrize("origin", [None, "null", "http://books.example", "http://127.0.0.1:1", "https://{}"])
def test_no_other_page_can_open_the_workbench(served: Served, origin: str | None) -> None:
    headers = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        **served.cookie(),
    }
    if origin:
        headers["Origin"] = origin.format(served.host)
    assert served.ask("/ws", headers=headers).status == 403
    assert served.workbenches() == []


def test_it_listens_on_one_address_of_the_loopback_and_no_other(served: Served) -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", int(served.host.rpartition(":")[2])), timeout=PATIENCE)


# who comes in


def test_the_first_visit_takes_the_token_out_of_the_address(served: Served) -> None:
    answer = served.ask(f"//books.example/?token={served.token}")
    assert answer.status == 303
    assert answer.getheader("Location") == "/"
    cookie = answer.getheader("Set-Cookie") or ""
    assert served.token not in cookie
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} < set(cookie.split("; "))
    assert "Domain" not in cookie


def test_the_page_and_its_files_are_for_who_has_the_cookie_and_stay_with_them(served: Served) -> None:
    cookie = served.cookie()
    for path, status in (("/", 200), ("/static/js/textual.js", 200), ("/download/1", 404), ("/nothing", 404)):
        answer = served.ask(path, headers=cookie)
        assert answer.status == status
        assert answer.getheader("Cache-Control") == "no-store"
        assert answer.getheader("Referrer-Policy") == "no-referrer"
        assert "default-src 'none'" in (answer.getheader("Content-Security-Policy") or "")


def test_the_newer_address_of_this_machine_serves_as_well(books: str) -> None:
    with serving(books, "--host", "::1") as server:
        assert server.host.startswith("[::1]:")
        assert server.ask("/").status == 403
        assert server.ask("/", headers=server.cookie()).status == 200


async def test_books_with_any_name_are_opened_and_no_other_user_reads_where_they_are(served: Served) -> None:
    async with visiting(served) as connection:
        await drawn(connection, "Officine Olmo")
        (pid,) = served.workbenches()
        assert ".db" not in command_line(pid)
        with ending(pid):
            await connection.close()


async def test_the_language_and_the_right_to_read_only_reach_the_workbench(books: str) -> None:
    with serving(books, "--read-only", "--lang", "it") as server:
        async with visiting(server) as connection:
            await drawn(connection, "SOLA LETTURA")


# the end


async def test_control_and_c_ends_the_workbenches_and_then_the_server(books: str) -> None:
    with serving(books) as server:
        async with visiting(server) as first, visiting(server) as second:
            await asyncio.gather(drawn(first, "Officine Olmo"), drawn(second, "Officine Olmo"))
            one, other = server.workbenches()
            with ending(one), ending(other):
                server.process.send_signal(signal.SIGINT)
                await asyncio.gather(closed(first), closed(second))
        assert server.process.wait(PATIENCE) == 0


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGHUP])
def test_the_system_or_a_lost_terminal_ends_the_server_as_well(books: str, sign: signal.Signals) -> None:
    # Whoever runs the tests under nohup has the server take the hanging up for what it is here.
    before = signal.signal(sign, signal.SIG_DFL)
    try:
        with serving(books) as server:
            server.process.send_signal(sign)
            assert server.process.wait(PATIENCE) == 0
    finally:
        signal.signal(sign, before)


async def test_a_workbench_does_not_outlive_a_server_that_was_killed(books: str) -> None:
    with serving(books) as server:
        async with visiting(server) as connection:
            await drawn(connection, "Officine Olmo")
            (pid,) = server.workbenches()
            with ending(pid):
                server.process.kill()


async def test_a_workbench_that_is_left_hangs_up_and_the_next_one_can_come(served: Served) -> None:
    for _visit in range(2):
        async with visiting(served) as connection:
            await drawn(connection, "Officine Olmo")
            (pid,) = served.workbenches()
            with ending(pid):
                await connection.send_json(["stdin", "\x03"])
                await closed(connection)


@pytest.mark.parametrize("nonsense", ["{", "[]", "7", '["stdin"]', '["stdin", 7]', '["resize", {"width": "x"}]'])
async def test_nonsense_ends_the_visit_and_not_the_server(served: Served, nonsense: str) -> None:
    async with visiting(served) as connection:
        await connection.send_str(nonsense)
        await closed(connection)
        assert connection.close_code == aiohttp.WSCloseCode.UNSUPPORTED_DATA
    assert served.ask("/", headers=served.cookie()).status == 200


# in a browser


@pytest.mark.skipif(not installed(), reason="no browser is installed")
async def test_a_browser_shows_the_workbench_and_takes_keys_for_it(served: Served, tmp_path: Path) -> None:
    async with browser(tmp_path / "profile") as page:
        await page.open(served.url)
        await page.shows("OLMO", "Officine Olmo", "? help")
        assert await page.value("location.href") == f"http://{served.host}/"
        assert await page.value("document.cookie") == ""
        await page.type("?")
        await page.shows("Keys of this screen")
        assert {address.split("/")[2] for address in page.requests + page.websockets} == {served.host}
        assert [complaint for complaint in page.complaints if "WebGL" not in complaint] == []


@pytest.mark.skipif(not installed(), reason="no browser is installed")
async def test_a_browser_says_when_the_workbench_is_closed_and_opens_it_again(served: Served, tmp_path: Path) -> None:
    async with browser(tmp_path / "profile") as page:
        await page.open(served.url)
        await page.shows("Officine Olmo")
        await page.type("Q")
        await page.wait("document.querySelector('.closed')?.innerText.includes('The workbench is closed')")
        await page.value("window.old = true, document.querySelector('.closed a').click()")
        await page.wait("!window.old")
        await page.shows("Officine Olmo")
