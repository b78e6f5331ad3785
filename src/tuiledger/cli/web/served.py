"""The other side of a visit: what the process of a workbench in a page does besides being a workbench."""

from __future__ import annotations

import os
import select
import signal
import sys
from threading import Thread


def is_served() -> bool:
    """Whether this process draws into a page: the server says so to the library that draws."""
    return os.environ.get("TEXTUAL_DRIVER", "").endswith(":WebDriver")


def leave_with_the_server() -> None:
    """End in good order when the server is gone, whatever became of it.

    Standard input is a line whose other end the server holds: it hangs up with the server's process.
    """
    line = select.poll()
    # Asked for nothing, it tells of the hanging up alone and leaves what is typed to whom it is meant for.
    line.register(sys.stdin.fileno(), 0)

    def wait() -> None:
        line.poll()
        os.kill(os.getpid(), signal.SIGTERM)

    Thread(target=wait, name="server", daemon=True).start()
