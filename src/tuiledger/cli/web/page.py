"""The one page there is, and what browsers are told about everything the server sends."""

from __future__ import annotations

from html import escape
from pathlib import Path
from string import Template
from typing import Final

from tuiledger.text.translation import _, language

_PAGE: Final = Path(__file__).with_name("page.html")

#: What goes with every answer: nothing comes from anywhere else, nothing is kept, nobody is told where the visitor
#: was, no page shows this one.
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # The terminal writes style elements of its own; everything else comes from files of this server alone.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; "
        "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
}


def page(host: str) -> str:
    """The page with the terminal; ``host`` (name and port) is where its websocket is."""
    words = {
        "language": language(),
        "socket": f"ws://{host}/ws",
        "opening": _("Opening the workbench…"),
        "closed": _("The workbench is closed."),
        "again": _("Open it again"),
        "script": _("The workbench needs JavaScript, which this browser does not run."),
    }
    return Template(_PAGE.read_text(encoding="utf-8")).substitute({name: escape(text) for name, text in words.items()})
