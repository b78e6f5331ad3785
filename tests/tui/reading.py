"""What a person sees of a screen, as lines of text."""

from __future__ import annotations

from textual.app import App
from textual.geometry import Region


def lines(app: App[None]) -> list[str]:
    """The lines of the terminal, without colours."""
    width, height = app.size
    compositor = app.screen._compositor
    strips = compositor.render_strips()
    assert Region(0, 0, width, height)
    return [strip.text for strip in strips]


def text(app: App[None]) -> str:
    """The whole terminal as one text."""
    return "\n".join(lines(app))
