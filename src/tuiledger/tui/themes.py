"""Two calm themes: near-black with soft text for the evening, paper for the day. Colour only repeats what words say."""

from __future__ import annotations

from typing import Final

from textual.theme import Theme

DARK: Final = Theme(
    name="ledger-dark",
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
    name="ledger-light",
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

THEMES: Final = (DARK, LIGHT)
