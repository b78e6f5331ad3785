"""The server: textual-serve behind a door."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable
from typing import Final

from aiohttp import WSCloseCode, web
from aiohttp.typedefs import Handler, Middleware
from textual_serve.server import Server, to_int

from tuiledger.cli.web.door import Answer, Door, Knock
from tuiledger.cli.web.page import HEADERS, page
from tuiledger.cli.web.visit import Visit, Workbench
from tuiledger.text.translation import _

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
#: Seconds: between two signs of life of a page, for a page to say goodbye, and for requests under way at the end.
_HEARTBEAT: Final = 15.0
_GOODBYE: Final = 2.0
_LAST: Final = 2.0
#: What a message that does not keep to the protocol makes of the reading of it.
_NONSENSE: Final = (AssertionError, AttributeError, LookupError, TypeError, ValueError)


class WorkbenchServer(Server):
    """The pages of one workbench, behind one door."""

    def __init__(self, door: Door, host: str, workbench: Workbench) -> None:
        super().__init__("tuiledger", host=host, port=door.port)
        self._door = door
        self._workbench = workbench
        self._visits: set[Visit] = set()

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.middlewares.insert(0, _guard(self._door))
        app.on_response_prepare.append(_with_headers)
        return app

    async def on_startup(self, app: web.Application) -> None:
        """Nothing is printed but the address, by the command."""

    async def on_shutdown(self, app: web.Application) -> None:
        """End every workbench; their pages are told."""
        await asyncio.gather(*(visit.stop() for visit in self._visits))

    async def handle_index(self, request: web.Request) -> web.Response:
        """The page with the terminal."""
        return web.Response(text=page(request.host), content_type="text/html")

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """What connects a page with its workbench, which is started here and ends with the connection."""
        websocket = web.WebSocketResponse(heartbeat=_HEARTBEAT, timeout=_GOODBYE)
        await websocket.prepare(request)
        visit = Visit(self._workbench, websocket, self.download_manager)
        self._visits.add(visit)
        try:
            await visit.start(to_int(request.query.get("width", ""), 80), to_int(request.query.get("height", ""), 24))
            await self._process_messages(websocket, visit)
        except _NONSENSE:
            await websocket.close(code=WSCloseCode.UNSUPPORTED_DATA)
        finally:
            await visit.stop()
            self._visits.discard(visit)
        return websocket


def listen(host: str, port: int) -> socket.socket:
    """A socket on ``host`` (one of the loopback's addresses); port 0 takes any that is free.

    Raises:
        OSError: the port is taken, or may not be used.
    """
    return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)


def serve(server: WorkbenchServer, listener: socket.socket, ready: Callable[[], None]) -> None:
    """Serve until a signal asks to end; ``ready`` is called once, when visitors can come."""
    asyncio.run(_serve(server, listener, ready))


async def _serve(server: WorkbenchServer, listener: socket.socket, ready: Callable[[], None]) -> None:
    asked_to_end = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in _SIGNALS:
        # nohup asks that the end of the terminal be not the end of the program.
        if name is signal.SIGHUP and signal.getsignal(name) is signal.SIG_IGN:
            continue
        loop.add_signal_handler(name, asked_to_end.set)
    # No log of requests: the first one holds the token.
    runner = web.AppRunner(await server._make_app(), access_log=None, shutdown_timeout=_LAST)
    await runner.setup()
    try:
        await web.SockSite(runner, listener).start()
        ready()
        await asked_to_end.wait()
    finally:
        await runner.cleanup()


def _guard(door: Door) -> Middleware:
    """What every request passes before it is answered, whatever it asks for."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        match door.answer(_knock(request, door)):
            case Answer.ENTER:
                return await handler(request)
            case Answer.WELCOME:
                entry = web.Response(status=web.HTTPSeeOther.status_code, headers={"Location": "/"})
                entry.set_cookie(door.cookie_name, door.cookie, httponly=True, samesite="Strict")
                return entry
            case Answer.WRONG_ADDRESS:
                return _refused(_("tuiledger answers only at 127.0.0.1 or localhost with its own port"))
            case Answer.NO_SECRET:
                return _refused(_("Open the whole address that tuiledger printed when it was started"))

    return guard


def _knock(request: web.Request, door: Door) -> Knock:
    return Knock(
        hosts=request.headers.getall("Host", []),
        origins=request.headers.getall("Origin", []),
        upgrade="Upgrade" in request.headers,
        tokens=request.query.getall("token", []),
        cookie=request.cookies.get(door.cookie_name, ""),
    )


def _refused(reason: str) -> web.Response:
    return web.Response(status=web.HTTPForbidden.status_code, text=reason + "\n")


async def _with_headers(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)
