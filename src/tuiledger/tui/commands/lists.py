"""What lists can do."""

from __future__ import annotations

from tuiledger.tui.commands.command import Command


class Open(Command):
    """Open what is under the cursor."""

    # The list itself takes enter; the key here is for the key line, the palette and help.
    key = "enter"
    hint = True


class Filter(Command):
    """Show only what is asked for."""

    key = "slash"
    hint = True


class ClearFilter(Command):
    """Show everything again."""

    key = "c"


class Mark(Command):
    """Mark the line under the cursor, or take its mark away."""

    key = "space"
    hint = True


class ClearMarks(Command):
    """Take every mark away."""

    key = "z"


class Import(Command):
    """Bring in files, folders or archives."""

    key = "i"
    hint = True
    writes = True
