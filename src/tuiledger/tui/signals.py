"""Ending well when the terminal goes away or the system asks, and keeping up with the size of the window."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from typing import Final

#: Exit codes of a program that a signal ended, as shells tell them.
_CODES: Final = {signal.SIGTERM: 143, signal.SIGHUP: 129}


def heed_signals(leave: Callable[[int], None]) -> None:
    """Call ``leave`` with the exit code when a signal asks the program to end; the page under way is finished first."""
    loop = asyncio.get_running_loop()
    for name, code in _CODES.items():
        try:
            loop.add_signal_handler(name, leave, code)
        except (NotImplementedError, RuntimeError, ValueError):
            return  # not the main thread, or a system without signals


def heed_resizes() -> None:
    """Take changes of the window's size one after another.

    The framework's handler reads the size and then tells it. Interrupted between the two by the next change, it would
    tell the older size last, and the screen would stay painted for a window that is no longer there. On the loop it
    cannot be interrupted by itself.
    """
    changed = getattr(signal, "SIGWINCH", None)
    tell = signal.getsignal(changed) if changed else None
    if changed and callable(tell):
        asyncio.get_running_loop().add_signal_handler(changed, tell, changed, None)
