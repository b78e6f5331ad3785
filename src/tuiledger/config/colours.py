"""Themes of one's own as plain tables of colours, and whether what is written in them can be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tuiledger.config.choices import COLOUR, COLOURS, NAME, THEMES
from tuiledger.config.problems import SettingsProblem

if TYPE_CHECKING:
    from tuiledger.config.settings import Settings

#: Text and ground of the two bases, for a theme that changes only one of the two.
BASES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "dark": MappingProxyType({"foreground": "#d5d9df", "background": "#15181d"}),
        "light": MappingProxyType({"foreground": "#22262c", "background": "#f7f5f0"}),
    }
)
#: The least contrast of text that everybody can read (WCAG 2.2, 1.4.3).
READABLE: Final = 4.5


class ThemeTable(NamedTuple):
    """A theme of one's own: its name, whether it is dark, and the colours (``#rrggbb``) that differ from its base."""

    name: str
    dark: bool
    colours: Mapping[str, str]

    @property
    def contrast(self) -> float:
        """How the text stands out from its ground, from 1 to 21."""
        shown = {**BASES["dark" if self.dark else "light"], **self.colours}
        return contrast(shown["foreground"], shown["background"])


def own_themes(settings: Settings) -> list[ThemeTable]:
    """The themes of ``[themes.NAME]`` in the order of the file."""
    return [
        ThemeTable(name, theme.base == "dark", MappingProxyType(theme.model_dump(exclude_none=True, exclude={"base"})))
        for name, theme in settings.themes.items()
    ]


def theme_tables(tables: Any) -> tuple[ThemeTable, ...]:
    """What is right in the raw table ``themes`` of a file, before it is judged."""
    return tuple(
        ThemeTable(
            name,
            raw.get("base") != "light",
            MappingProxyType({key: raw[key] for key in COLOURS if is_colour(raw.get(key))}),
        )
        for name, raw in (tables.items() if isinstance(tables, dict) else ())
        if isinstance(raw, dict) and NAME.fullmatch(name) and name not in THEMES
    )


def is_colour(value: Any) -> bool:
    """Whether ``value`` is written ``#rrggbb``."""
    return isinstance(value, str) and COLOUR.fullmatch(value) is not None


def contrast(one: str, other: str) -> float:
    """The contrast of two colours ``#rrggbb``, from 1 (the same) to 21 (WCAG 2.2, contrast ratio)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def hard_to_read(themes: Sequence[ThemeTable]) -> Iterator[SettingsProblem]:
    """A problem for each theme whose text is hard to read; the theme is used all the same."""
    for theme in themes:
        if theme.contrast < READABLE:
            yield SettingsProblem(
                "contrast",
                "text and background differ by {} to 1; from {} on everybody can read it",
                (f"{theme.contrast:.1f}", f"{READABLE}"),
                field=f"themes.{theme.name}",
            )


def _luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4) for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
