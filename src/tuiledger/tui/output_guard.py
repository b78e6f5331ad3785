"""The last net under everything that is drawn: no text can steer the terminal, whatever path it took.

Rich and Textual drop a handful of control characters from texts on their way to the screen. Here the same two tables
also learn the rest: escape, the C1 controls, characters that turn the reading direction or take no room. The tables are
private to those libraries, so a check at the start proves that they still work as they did and refuses to go on if not.
"""

from __future__ import annotations

from typing import Final

#: C0 except tab and newline, DEL, C1, characters without width, line separators and bidirectional controls.
UNSAFE: Final = (
    *(code for code in range(0x20) if code not in (0x09, 0x0A)),
    *range(0x7F, 0xA0),
    *range(0x200B, 0x2010),
    0x2028,
    0x2029,
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
    0xFEFF,
)

_PROBE: Final = "a" + "".join(map(chr, UNSAFE)) + "z"


class UnguardedOutput(RuntimeError):
    """The libraries that draw no longer take our table: nothing may be drawn."""


def install() -> None:
    """Teach both libraries the unsafe characters, and prove on a probe that they drop them.

    Raises:
        UnguardedOutput: a table is gone or has no effect.
    """
    import rich.control
    from rich.text import Text
    from textual import content

    for module in (rich.control, content):
        table = getattr(module, "_CONTROL_STRIP_TRANSLATE", None)
        if not isinstance(table, dict):
            raise UnguardedOutput(f"{module.__name__} has no table of control characters")
        table.update(dict.fromkeys(UNSAFE))
    shown = {Text(_PROBE).plain, content.Content(_PROBE).plain, content.Content.from_text(_PROBE, markup=False).plain}
    if shown != {"az"}:
        raise UnguardedOutput("control characters pass through to the terminal")
