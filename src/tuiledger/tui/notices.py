"""What was said in this session: the last of it on the job line, all of it in a list."""

from __future__ import annotations

import datetime
from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from tuiledger.text.clean import clean_line

if TYPE_CHECKING:
    from tuiledger.tui.failures import Failure

#: Notices that are kept.
_KEPT: Final = 500


class Notice(NamedTuple):
    """One sentence; ``tone`` is ok, warn, error or nothing; ``failure`` is the whole report behind an error."""

    at: datetime.datetime
    text: str
    tone: str = ""
    failure: Failure | None = None


class Notices:
    """The notices of a session, newest last, and the line that is shown now."""

    def __init__(self) -> None:
        self._said: deque[Notice] = deque(maxlen=_KEPT)
        #: Text and tone of the line above the keys.
        self.line: tuple[str, str] = ("", "")

    def __iter__(self) -> Iterator[Notice]:
        """Newest first."""
        return reversed(self._said)

    def say(self, text: str, tone: str, at: datetime.datetime, failure: Failure | None = None) -> None:
        """Say one sentence and keep it."""
        text = clean_line(text, 300)
        self.line = (text, tone)
        if text:
            self._said.append(Notice(at, text, tone, failure))

    def show(self, text: str, tone: str = "") -> None:
        """Show something on the line that is not worth keeping, such as how far work is."""
        self.line = (clean_line(text, 300), tone)
