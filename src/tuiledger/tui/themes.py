"""Calm themes: near-black for the evening, paper for the day, high contrast, and the terminal's own sixteen colours.

Colour only repeats what words say, so every one of them can also be read without.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from textual.theme import Theme

if TYPE_CHECKING:
    from tuiledger.config.colours import ThemeTable

DARK: Final = Theme(
    name="dark",
    primary="#7fa3c7",
    secondary="#8f9bb3",
    accent="#d8b26e",
    success="#86b58b",
    warning="#d9a75f",
    error="#d97a74",
    foreground="#d5d9df",
    background="#15181d",
    surface="#15181d",
    panel="#20252d",
    dark=True,
    variables={"line-cursor": "#2a3340", "line-cursor-idle": "#20252d", "faint": "#828b98"},
)

LIGHT: Final = Theme(
    name="light",
    primary="#2f5f8f",
    secondary="#5a6475",
    accent="#8a5a00",
    success="#2e6b3a",
    warning="#8f5600",
    error="#a8322b",
    foreground="#22262c",
    background="#f7f5f0",
    surface="#f7f5f0",
    panel="#eae6dc",
    dark=False,
    variables={"line-cursor": "#d9e2ec", "line-cursor-idle": "#eae6dc", "faint": "#626a75"},
)

HIGH_CONTRAST: Final = Theme(
    name="high-contrast",
    primary="#8ecbff",
    secondary="#c8d4e6",
    accent="#ffd166",
    success="#7dff9b",
    warning="#ffc14d",
    error="#ff8a80",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1c1c1c",
    dark=True,
    variables={"line-cursor": "#003a75", "line-cursor-idle": "#333333", "faint": "#c4c4c4"},
)

#: Only what the terminal itself has: its background, its foreground, and eight of its colours.
ANSI: Final = Theme(
    name="ansi",
    ansi=True,
    primary="ansi_blue",
    secondary="ansi_cyan",
    accent="ansi_magenta",
    success="ansi_green",
    warning="ansi_yellow",
    error="ansi_red",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    dark=True,
    variables={
        "line-cursor": "ansi_default",
        "line-cursor-idle": "ansi_default",
        "faint": "ansi_default",
        # The framework's own styles name these two, and know them of its own themes alone.
        "ansi-background": "ansi_default",
        "ansi-foreground": "ansi_default",
    },
)

THEMES: Final = (DARK, LIGHT, HIGH_CONTRAST, ANSI)


def own_theme(table: ThemeTable) -> Theme:
    """A person's own theme: the colours of its table, and those of its base where it names none."""
    base = DARK if table.dark else LIGHT
    colours: Mapping[str, str] = table.colours
    variables = {name: colours.get(name.replace("-", "_"), value) for name, value in base.variables.items()}
    named = {
        name: colours.get(name, getattr(base, name))
        for name in (
            "primary", "secondary", "accent", "success", "warning", "error", "foreground", "background", "surface",
            "panel",
        )
    }  # fmt: skip
    return Theme(name=table.name, dark=table.dark, variables=variables, **named)
