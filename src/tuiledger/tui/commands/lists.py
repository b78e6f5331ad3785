"""What lists can do."""

from __future__ import annotations

from tuiledger.tui.commands.command import Command


class Open(Command):
    """Open what is under the cursor."""

    # The list itself takes enter; the key here is for the key line, the palette and help.
    key = "enter"
    hint = True


class Filter(Command):
    """Show only what is asked for, as you type: words, and fields such as state:held or amount>100."""

    key = "slash"
    hint = True


class ClearFilter(Command):
    """Show everything again."""

    key = "c"


class JumpTo(Command):
    """Go to the next line that says what you type; nothing is left out of the list."""

    key = "t"


class Order(Command):
    """Order the list by the column under the cursor; again to turn the order round, a third time to give it up."""

    key = "o"


class HideColumn(Command):
    """Put the column under the cursor away."""

    key = "minus"


class Columns(Command):
    """Choose which columns are shown."""

    key = "C"


class ColumnLeft(Command):
    """Move the column under the cursor to the left."""

    key = "less_than_sign"


class ColumnRight(Command):
    """Move the column under the cursor to the right."""

    key = "greater_than_sign"


class Views(Command):
    """Keep this filter, order and columns under a name, or take up one that was kept."""

    key = "f"


class Mark(Command):
    """Mark the line under the cursor, or take its mark away."""

    key = "space"


class MarkRange(Command):
    """Begin to mark a range at the cursor; move, and press again to end it."""

    key = "v"


class InvertMarks(Command):
    """Mark every line of the list that is not marked, and no other."""

    key = "asterisk"


class MarkAll(Command):
    """Mark every line of the list as it is filtered."""

    key = "A"


class ClearMarks(Command):
    """Take every mark away."""

    key = "U"


class CopyCell(Command):
    """Copy the cell under the cursor to the clipboard of your own terminal."""

    key = "y"


class CopyLines(Command):
    """Copy the marked lines, or the one under the cursor, as a table, JSON or Markdown."""

    key = "Y"


class Export(Command):
    """Write the list as it is filtered, or a picture of the screen, to a file."""

    key = "E"


class Inspect(Command):
    """Show where this comes from: files, stored text, entry, import, who did what."""

    key = "i"
    hint = True


#: In every list.
LISTS: tuple[type[Command], ...] = (
    Filter, ClearFilter, JumpTo, Order, Columns, HideColumn, ColumnLeft, ColumnRight, Views, CopyCell, CopyLines,
    Export, Inspect,
)  # fmt: skip
#: In lists whose lines can be marked.
MARKS: tuple[type[Command], ...] = (Mark, MarkRange, InvertMarks, MarkAll, ClearMarks)
