"""The report a failed workbench leaves: on the terminal, once the screen is given back, and in a file."""

from __future__ import annotations

import datetime
from pathlib import Path

from rich.text import Text

from tuiledger.text.last_words import last_words
from tuiledger.text.translation import _


def report(error: BaseException | None, folder: Path | None) -> Text:
    """The last words about ``error``, as text that no terminal takes for anything else, and where they are kept.

    Neither holds the value of a variable; what reads like a secret is masked.
    """
    said = last_words(error)
    file = _kept(said, folder) if folder else None
    return Text(said + (f"\n{_('This report is kept in {}').format(file)}" if file else ""))


def _kept(said: str, folder: Path) -> Path | None:
    """Write the report for its owner alone; a disk that takes nothing must not hide the report itself."""
    from tuiledger import __version__
    from tuiledger.config.locations import LocationError, private_file, private_folder

    moment = datetime.datetime.now(datetime.UTC)
    try:
        file = private_file(private_folder(folder) / f"crash-{moment:%Y%m%dT%H%M%SZ}.txt")
        file.write_text(f"tuiledger {__version__}  {moment.isoformat(timespec='seconds')}\n{said}\n", encoding="utf-8")
    except (OSError, LocationError):
        return None
    return file
