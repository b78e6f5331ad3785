"""One workbench in one page: a process of its own, which ends with the page and with the server."""

from __future__ import annotations

import asyncio
import shlex
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from typing import Final, NamedTuple

from aiohttp import web
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

#: How long a page of work under way may take to finish before the process is ended; the books stand it either way.
_GRACE: Final = 10.0
#: No screen is larger; a size is a promise to fill it.
_COLUMNS: Final = 500
_ROWS: Final = 300


class Workbench(NamedTuple):
    """Which workbench a page shows.

    Args:
        place: path or URL of the books.
        read_only: nothing that writes is available.
        language: it, en or fr; without it, what the settings or the environment ask for.
        as_intermediary: code of the intermediary whose clients alone are in view.
    """

    place: str
    read_only: bool = False
    language: str | None = None
    as_intermediary: str | None = None

    @property
    def command(self) -> tuple[str, ...]:
        """The program and its arguments, which every user of the machine can read: the books are not among them."""
        # -P: a file called like a module in the current folder is not run.
        only = (f"--as-intermediary={self.as_intermediary}",) if self.as_intermediary is not None else ()
        return sys.executable, "-P", "-m", "tuiledger", *(("--read-only",) if self.read_only else ()), *only

    def environment(self) -> dict[str, str]:
        """What the process finds in its environment besides the server's own: the books, and the browser's terminal."""
        return {
            "TUILEDGER_DB": self.place,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "PYTHONIOENCODING": "utf-8",
        } | ({"TUILEDGER_LANG": self.language} if self.language else {})


class Visit(AppService):
    """A page's connection to its workbench.

    The process is started without a shell and in a session of its own, so that the keys of the server's terminal reach
    the server alone, which then ends every workbench in good order.
    """

    def __init__(self, workbench: Workbench, websocket: web.WebSocketResponse, downloads: DownloadManager) -> None:
        self._workbench = workbench
        self._websocket = websocket

        async def close() -> None:
            await websocket.close()

        super().__init__(
            shlex.join(workbench.command),
            write_bytes=self._send,
            write_str=websocket.send_str,
            close=close,
            download_manager=downloads,
        )

    async def run(self) -> None:
        """Carry what the workbench draws to the page; the page learns when it has ended, however it did."""
        try:
            await super().run()
        finally:
            await self._websocket.close()

    async def stop(self) -> None:
        """End the workbench in good order: it finishes the page of work under way, then it leaves."""
        process = self._process
        if process is not None and process.returncode is None:
            with suppress(ProcessLookupError):
                process.terminate()
            try:
                await asyncio.wait_for(process.wait(), _GRACE)
            except TimeoutError:
                with suppress(ProcessLookupError):
                    process.kill()
        await super().stop()

    async def set_terminal_size(self, width: int, height: int) -> None:
        """Tell the workbench the size of the page, in cells."""
        await super().set_terminal_size(*_size(width, height))

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        self._process = await asyncio.create_subprocess_exec(
            *self._workbench.command,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=self._build_environment(*_size(width, height)),
            start_new_session=True,
        )
        self._stdin = self._process.stdin
        return self._process

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        return super()._build_environment(width, height) | self._workbench.environment()

    async def _send(self, data: bytes) -> None:
        # The page may be gone; what the workbench still draws is read all the same, or it could not end.
        with suppress(ConnectionResetError):
            await self._websocket.send_bytes(data)


def _size(width: int, height: int) -> tuple[int, int]:
    return min(max(int(width), 1), _COLUMNS), min(max(int(height), 1), _ROWS)
