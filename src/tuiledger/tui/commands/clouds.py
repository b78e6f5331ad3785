"""What can be done with the clouds."""

from __future__ import annotations

from tuiledger.tui.commands.command import Command


class ReadClouds(Command):
    """Read what is new in the clouds: of all clients, or of the one under the cursor."""

    key = "S"
    hint = True
    writes = True


class FetchFiles(Command):
    """Read the clouds, and fetch the e-invoice files of the documents that wait: a call for each."""

    key = "F"
    writes = True


class Readings(Command):
    """Show the readings of the clouds, and every step of each."""

    key = "W"


class Problems(Command):
    """Show what must be looked at before the clouds are whole here."""

    key = "T"


class Retry(Command):
    """Read the client of this problem again."""

    key = "x"
    hint = True
    writes = True
