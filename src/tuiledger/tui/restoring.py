"""Once the books are open: where the last session ended, and the settings that the first picture did not need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from tuiledger.text.translation import N_, _, language, set_language, translate
from tuiledger.tui.commands.command import key_text
from tuiledger.tui.commands.general import Tour
from tuiledger.tui.glyphs import choose
from tuiledger.tui.places import ASIDES, PLACES, is_at, make
from tuiledger.tui.screens.place import Place

if TYPE_CHECKING:
    from tuiledger.config.keymap import Keymap
    from tuiledger.config.problems import SettingsProblem
    from tuiledger.config.settings import Settings
    from tuiledger.domain.parties import Company
    from tuiledger.ports import Reader
    from tuiledger.tui.app import WorkbenchApp
    from tuiledger.tui.preferences import Preferences


def restore(app: WorkbenchApp) -> None:
    """Go back to the client and the place of the last session, and judge the settings."""
    code, place = app.memory.company, app.memory.place

    def go(company: Company | None) -> None:
        # A key that was pressed meanwhile has said where to go: nobody is carried off.
        if app.touched or (code and company is None):
            return
        app.company = company or app.company
        if place in PLACES and place != "home" and app.why_not_go(place) is True:
            app.go(place)
        else:
            app.refresh_place()

    def ask(reader: Reader) -> Company | None:
        return reader.company(code) if code else None

    if code or place != "home":
        app.jobs.read(app, ask, go, group="restore", doing=_("The books could not be read"))
    if app.preferences.told:

        def judged(judgement: Judgement) -> None:
            app.judged(judgement)
            if not judgement.problems and not app.touched:
                welcome(app)
                app.refresh_frame()

        app.jobs.read(app, lambda _reader: judge(), judged, group="settings", doing=_("The settings could not be read"))
    else:
        welcome(app)


def welcome(app: WorkbenchApp) -> None:
    """Tell who has not taken the tour of it, by the key that is in force."""
    if not app.memory.toured and not app.said_first:
        key = key_text(Tour.keys_in(app.keymap))
        shown = key.upper() if key.startswith("f") and key[1:].isdigit() else key
        app.notices.show(translate(N_("New here? {} takes you round in six steps."), shown))


class Judgement(NamedTuple):
    """Settings in full, where each was set, the keys in force, and what is wrong with either."""

    settings: Settings
    origins: Mapping[str, str]
    keymap: Keymap
    problems: Sequence[SettingsProblem]


def judge() -> Judgement:
    """Read the settings in full and resolve the keys; called in a thread, for both take their time."""
    from tuiledger.config.settings import read_with_keys
    from tuiledger.tui.commands.offers import declarations

    reading, keymap = read_with_keys(declarations())
    return Judgement(reading.settings, reading.origins, keymap, reading.problems)


def apply(app: WorkbenchApp, judgement: Judgement, changed: str = "") -> None:
    """Take the settings up, and say every line that could not be used; ``changed`` is the one just set."""
    from tuiledger.config.startup import read_startup
    from tuiledger.tui.opening import preferences_of

    settings = judgement.settings
    before = app.preferences
    app.preferences = replace(
        preferences_of(read_startup()), copy_limit=settings.copying.limit, export_folder=settings.export.path
    )
    app.keymap = judgement.keymap
    app.set_keymap(judgement.keymap.changes())
    for problem in judgement.problems:
        app.say(f"{problem.place} {problem.sentence()}", "warn")
    _show(app, before, changed)


def _show(app: WorkbenchApp, before: Preferences, changed: str) -> None:
    """Show what the preferences say now, where they say something else than ``before``.

    The language of the command line prevails until a person sets another.
    """
    now = app.preferences
    choose(now.encoding)
    for theme in now.themes:
        app.register_theme(theme)
    if now.theme != before.theme and now.theme in app.available_themes:
        app.theme = now.theme
    if changed == "language" and now.language != language():
        set_language(now.language)
        open_asides = [name for name in ASIDES for screen in app.screen_stack if is_at(screen, name)]
        app.go("home")
        app.switch_screen(make("home"))
        for name in open_asides[-1:]:
            app.aside(name)
    for screen in app.screen_stack:
        if isinstance(screen, Place) and screen.is_mounted:
            screen.keys_changed()
    app.refresh_frame()
