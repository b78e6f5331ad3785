"""How the workbench looks: the next theme, and a picture of what is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tuiledger.text.translation import N_, _, translate
from tuiledger.tui.themes import THEMES

if TYPE_CHECKING:
    from tuiledger.tui.app import WorkbenchApp


def switch_theme(app: WorkbenchApp) -> None:
    """To the next theme."""
    names = [theme.name for theme in (*THEMES, *app.preferences.themes)]
    app.theme = names[(names.index(app.theme) + 1) % len(names)]
    app.say(_("Theme: {}").format(app.theme))


def save_picture(app: WorkbenchApp) -> None:
    """Save what is shown as an SVG file in the folder of exports."""
    try:
        path = app.save_screenshot(path=str(app.preferences.export_folder))
    except OSError as error:
        app.say(str(error), "error")
    else:
        app.say(translate(N_("Saved as {}"), path), "ok")
