"""A real browser without a window, steered as its developer tools steer it."""

from __future__ import annotations

import asyncio
import itertools
import re
import shutil
from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final

import aiohttp

BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "chrome")
WIDTH, HEIGHT = 1200, 760
#: Seconds that a slow machine may take for what a person would wait for.
PATIENCE: Final = 60
#: Where shift and the mouse select the terminal's text whatever the program in it wants of the mouse.
_SHIFT: Final = 8


def installed() -> str | None:
    """The browser of this machine, if there is one."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


class Unanswered(Exception):
    """A command that the browser could not carry out, say because the page went away meanwhile."""


class Page:
    """One page, and everything it asked for and complained of."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.websockets: list[str] = []

    async def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One command of the DevTools protocol and its result."""
        number = next(self._numbers)
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        async for message in self._socket:
            told = message.json()
            if told.get("id") == number:
                if "error" in told:
                    raise Unanswered(told["error"]["message"])
                return dict(told["result"])
            self._note(told.get("method", ""), told.get("params", {}))
        raise ConnectionError("the browser went away")

    def _note(self, event: str, about: dict[str, Any]) -> None:
        if event == "Network.requestWillBeSent":
            self.requests.append(about["request"]["url"])
        elif event == "Network.webSocketCreated":
            self.websockets.append(about["url"])
        elif event == "Log.entryAdded":
            self.complaints.append(f"{about['entry']['text']} {about['entry'].get('url', '')}")
        elif event == "Runtime.exceptionThrown":
            self.complaints.append(str(about["exceptionDetails"]))

    async def value(self, expression: str) -> Any:
        """What an expression is worth in the page."""
        told = await self.ask("Runtime.evaluate", expression=expression, returnByValue=True)
        return told["result"].get("value")

    async def open(self, address: str) -> None:
        """Go to an address."""
        for domain in ("Network", "Log", "Runtime", "Page"):
            await self.ask(f"{domain}.enable")
        await self.ask("Page.navigate", url=address)

    async def text(self) -> str:
        """The terminal's text: selected with the mouse from corner to corner, as a person would."""
        box = await self.value(
            "(box => box && [box.left, box.top, box.right, box.bottom])"
            "(document.querySelector('.xterm-screen')?.getBoundingClientRect())"
        )
        if not box:
            return ""
        left, top, right, bottom = box
        await self._mouse("mousePressed", left + 2, top + 2)
        await self._mouse("mouseMoved", right - 2, bottom - 2)
        await self._mouse("mouseReleased", right - 2, bottom - 2)
        return str(await self.value("document.querySelector('.xterm-helper-textarea').value"))

    async def _mouse(self, kind: str, x: float, y: float) -> None:
        await self.ask(
            "Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", buttons=1, clickCount=1, modifiers=_SHIFT
        )

    async def shows(self, *words: str) -> str:
        """Wait until the terminal shows every word; its text."""
        async with asyncio.timeout(PATIENCE):
            while True:
                text = await self.text()
                if all(word in text for word in words):
                    return text
                await self.wait("true")

    async def wait(self, expression: str) -> None:
        """Wait until an expression is true in the page; at least until it is drawn again."""
        look = f"new Promise(yes => {{ const look = () => ({expression}) ? yes() : requestAnimationFrame(look); "
        look += "requestAnimationFrame(look); })"
        async with asyncio.timeout(PATIENCE):
            while True:
                with suppress(Unanswered):
                    await self.ask("Runtime.evaluate", expression=look, awaitPromise=True)
                    return

    async def type(self, key: str) -> None:
        """Type one key that writes."""
        await self.ask("Input.dispatchKeyEvent", type="keyDown", text=key, key=key)
        await self.ask("Input.dispatchKeyEvent", type="keyUp", key=key)

    async def picture(self) -> bytes:
        """What the page looks like, as PNG."""
        return b64decode((await self.ask("Page.captureScreenshot"))["data"])


@asynccontextmanager
async def browser(profile: Path) -> AsyncIterator[Page]:
    """A page of a browser that starts empty and ends with the block; ``profile`` is a folder it may fill."""
    name = installed()
    assert name
    process = await asyncio.create_subprocess_exec(
        name,
        "--headless=new",
        "--no-sandbox",
        "--no-first-run",
        "--disable-background-networking",
        "--remote-debugging-port=0",
        f"--window-size={WIDTH},{HEIGHT}",
        f"--user-data-dir={profile}",
        "about:blank",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr
    try:
        async with asyncio.timeout(PATIENCE):
            while not (found := re.search(rb"ws://([^/]+)/", await process.stderr.readline())):
                assert process.returncode is None, "the browser did not start"
        async with aiohttp.ClientSession() as session:
            async with session.get(f"http://{found[1].decode()}/json/list") as pages:
                address = next(page["webSocketDebuggerUrl"] for page in await pages.json() if page["type"] == "page")
            async with session.ws_connect(address, max_msg_size=0) as socket:
                yield Page(socket)
                await socket.send_json({"id": 0, "method": "Browser.close"})
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()
