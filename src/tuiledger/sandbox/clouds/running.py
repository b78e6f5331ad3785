"""The simulated clouds by name, and serving some of them until somebody asks to stop."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Protocol

from tuiledger.sandbox.clouds.control import Cloud
from tuiledger.sandbox.clouds.exchange import Reply, Request
from tuiledger.sandbox.clouds.server import Server

NAMES: Final = ("fattureincloud",)
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Simulated(Cloud, Protocol):
    """A simulated cloud that can be served."""

    def moved_in(self, base_url: str) -> None:
        """Tell it the address that it answers at."""
        ...

    async def __call__(self, request: Request) -> Reply: ...


def make(name: str, *, seed: int, companies: int, documents: int) -> Simulated:
    """Make the cloud called ``name``.

    Raises:
        LookupError: there is none.
    """
    if name != "fattureincloud":
        raise LookupError(name)
    from tuiledger.sandbox.clouds.fattureincloud.cloud import FattureInCloud

    return FattureInCloud(seed=seed, companies=companies, documents=documents)


def fault_names() -> list[str]:
    """The faults that can be armed, in the order in which they are told."""
    from tuiledger.sandbox.clouds.fattureincloud.troubles import FAULTS

    return [fault.name for fault in FAULTS]


def serve(clouds: Mapping[str, Simulated], port: int, ready: Callable[[dict[str, Any]], None]) -> None:
    """Serve every cloud on a port of its own until a signal asks to end.

    Args:
        clouds: by name.
        port: of the first; the others have those behind it. 0 takes any for each.
        ready: called once, with what every cloud tells of itself.

    Raises:
        OSError: a port is taken, or may not be used.
    """
    # The worlds stay as long as the process: the collector need not look through them again and again.
    gc.freeze()
    asyncio.run(_serve(clouds, port, ready))


async def _serve(clouds: Mapping[str, Simulated], port: int, ready: Callable[[dict[str, Any]], None]) -> None:
    asked_to_end = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in _SIGNALS:
        # nohup asks that the end of the terminal be not the end of the program.
        if name is signal.SIGHUP and signal.getsignal(name) is signal.SIG_IGN:
            continue
        loop.add_signal_handler(name, asked_to_end.set)
    servers = [Server(cloud, port + place if port else 0) for place, cloud in enumerate(clouds.values())]
    try:
        await _start(servers, list(clouds.values()))
        ready({name: cloud.describe() for name, cloud in clouds.items()})
        await asked_to_end.wait()
    finally:
        for server in servers:
            await server.stop()


async def _start(servers: Sequence[Server], clouds: Sequence[Simulated]) -> None:
    for server, cloud in zip(servers, clouds, strict=True):
        cloud.moved_in(await server.start())
