"""The last words of a program that failed: where it failed, without the values it worked on."""

from __future__ import annotations

import traceback
from pathlib import Path

from tuiledger.text.clean import clean
from tuiledger.text.redact import redact
from tuiledger.text.translation import _


def last_words(error: BaseException | None) -> str:
    """``error`` as plain text: its type, its redacted message, and the places it passed, file and line only."""
    lines = [_("tuiledger ended because of a fault of its own. What was written before is whole.")]
    if error is not None:
        lines.append(f"{type(error).__name__}: {redact(clean(str(error), 500))}")
        for frame in traceback.extract_tb(error.__traceback__)[-12:]:
            lines.append(f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}")
    return "\n".join(lines)
