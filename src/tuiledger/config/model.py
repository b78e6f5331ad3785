"""Everything that can be set, as one immutable model: its kinds, choices, defaults and a sentence on each.

What the first picture needs comes from :mod:`tuiledger.config.startup`, which does not load this model's library.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Final, NamedTuple, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from tuiledger.config.choices import (
    COLOUR,
    NAME,
    THEME,
    THEMES,
    Base,
    CopyFormat,
    GlyphSet,
    Inspector,
    Language,
)  # fmt: skip
from tuiledger.text.clean import clean_line
from tuiledger.text.translation import N_

PREFIX: Final = "TUILEDGER_"
_SECTION: Final = ConfigDict(frozen=True, extra="forbid", strict=True)


def _visible(text: str) -> str:
    if not text or clean_line(text) != text:
        raise ValueError("a path of visible characters is wanted")
    return text


def _free(name: str) -> str:
    if name in THEMES:
        raise ValueError("a built-in theme has this name")
    return name


Colour = Annotated[str, StringConstraints(pattern=f"^{COLOUR.pattern}$")]
ThemeName = Annotated[str, StringConstraints(pattern=f"^{NAME.pattern}$"), AfterValidator(_free)]


class Copying(BaseModel):
    """``[copy]``: what goes to the clipboard."""

    model_config = _SECTION
    limit: Annotated[
        int,
        Field(ge=100, le=10_000_000, description=N_("Most bytes for the terminal’s clipboard; more goes to a file")),
    ] = 74994
    format: Annotated[CopyFormat, Field(description=N_("How copied lines are written"))] = "tsv"


class Export(BaseModel):
    """``[export]``: files that are saved."""

    model_config = _SECTION
    folder: Annotated[
        str, AfterValidator(_visible), Field(description=N_("Folder that exports and pictures are saved in"))
    ] = "."

    @property
    def path(self) -> Path:
        """The folder, ``~`` being the user's own; a relative one starts where the program was started."""
        try:
            return Path(self.folder).expanduser()
        except RuntimeError:
            return Path(self.folder)


class Session(BaseModel):
    """``[session]``: from one session to the next."""

    model_config = _SECTION
    restore: Annotated[bool, Field(description=N_("Begin where the last session ended"))] = True


class ThemeColours(BaseModel):
    """``[themes.NAME]``: a theme of one's own; a colour that is not named is that of the base."""

    model_config = _SECTION
    base: Base = "dark"
    primary: Colour | None = None
    secondary: Colour | None = None
    accent: Colour | None = None
    success: Colour | None = None
    warning: Colour | None = None
    error: Colour | None = None
    foreground: Colour | None = None
    background: Colour | None = None
    surface: Colour | None = None
    panel: Colour | None = None
    line_cursor: Colour | None = None
    line_cursor_idle: Colour | None = None
    faint: Colour | None = None


class Settings(BaseSettings):
    """Everything that can be set; made of values that were judged before."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_prefix_target="all",
        env_nested_delimiter="_",
        env_nested_max_split=1,
        extra="forbid",
        frozen=True,
        strict=True,
    )

    language: Annotated[Language, Field(description=N_("Language of the program; auto is that of the system"))] = "auto"
    theme: Annotated[str, Field(description=N_("Colours: a built-in theme, or one of [themes.NAME]"))] = THEME
    glyphs: Annotated[GlyphSet, Field(description=N_("Signs of state; auto is what the terminal can show"))] = "auto"
    mouse: Annotated[
        bool, Field(description=N_("Take the mouse; otherwise the terminal selects and copies by itself"))
    ] = False
    inspector: Annotated[
        Inspector, Field(description=N_("The pane beside a list; auto opens it where there is room"))
    ] = "auto"
    copying: Annotated[Copying, Field(alias="copy")] = Copying()
    export: Export = Export()
    session: Session = Session()
    keys: dict[str, str] = {}
    themes: dict[ThemeName, ThemeColours] = {}

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what is handed in: each source is judged by itself, so that every problem knows its place."""
        return (init_settings,)


class SettingField(NamedTuple):
    """One thing that can be set by a name of its own.

    ``name`` is ``table.key``; ``kind`` is choice, switch, number or text; ``help`` is an English message that is
    translated where it is shown; ``variable`` is the name in the environment.
    """

    name: str
    kind: str
    choices: tuple[str, ...]
    default: Any
    help: str
    variable: str


@cache
def fields() -> Mapping[str, SettingField]:
    """Everything that can be set by a name of its own, in the order in which it is shown."""
    found: dict[str, SettingField] = {}
    for name, field in Settings.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            table = field.alias or name
            found |= {f"{table}.{key}": _field(f"{table}.{key}", inner) for key, inner in kind.model_fields.items()}
        elif field.description:
            found[name] = _field(name, field)
    return MappingProxyType(found)


def tables() -> Mapping[str, str]:
    """The names at the top of the file, each with the name it has in the model."""
    return {field.alias or name: name for name, field in Settings.model_fields.items()}


def value_of(settings: Settings, name: str) -> Any:
    """The value in force of the field ``name``."""
    table, dot, key = name.partition(".")
    value = getattr(settings, tables()[table])
    return getattr(value, key) if dot else value


_KINDS: Final = {str(bool): "switch", str(int): "number"}


def _field(name: str, field: FieldInfo) -> SettingField:
    choices = THEMES if name == "theme" else get_args(field.annotation)
    kind = (
        "choice"
        if choices
        else "switch"
        if field.annotation is bool
        else "number"
        if field.annotation is int
        else "text"
    )
    variable = "TUILEDGER_LANG" if name == "language" else PREFIX + name.upper().replace(".", "_")
    return SettingField(name, kind, choices, field.default, field.description or "", variable)
