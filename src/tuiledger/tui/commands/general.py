"""What every screen can do."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from tuiledger.tui.commands.command import Command

if TYPE_CHECKING:
    from tuiledger.tui.screens.place import Place


class Commands(Command):
    """Find a command by its name and run it."""

    key = "colon,ctrl+p"
    hint = True


class Help(Command):
    """Show the keys of this screen and what it is for."""

    key = "question_mark,f1"
    hint = True


class Back(Command):
    """Go back to the screen before; on the first one, leave."""

    key = "q"
    hint = True

    @classmethod
    def label(cls, screen: Place) -> str:
        return super().label(screen) if screen.bench.can_go_back else Quit.label(screen)


class Close(Command):
    """Go back to the screen before; on the first one, stay."""

    key = "escape,backspace"


class Quit(Command):
    """Leave the program; while work is under way, ask first what is to become of it."""

    key = "Q,ctrl+c"
    priority = True


class Reload(Command):
    """Read the screen's contents again."""

    key = "f5"


class Import(Command):
    """Bring in files, folders or archives."""

    key = "I"
    writes = True


class Undo(Command):
    """Take back the last decision or answer of this session that is yours alone; postings are undone by reversal."""

    key = "z"
    writes = True


class Work(Command):
    """Show the work under way: how far it is, how to stop it, and what stopping leaves behind."""

    key = "w"


class Notices(Command):
    """Show what was said in this session, errors with their cause and the next step."""

    key = "n"


class ActLog(Command):
    """Show what was done to the books, by whom, in order."""

    key = "L"


class Settings(Command):
    """Show and change the settings: language, theme, keys."""

    key = "comma"


class Tour(Command):
    """Take the tour: six steps through the daily work."""

    key = "f2"


class StopJob(Command):
    """Stop the job under way after the page it is working on."""

    key = "X"


class SwitchTheme(Command):
    """Change to the next theme."""

    key = "f9"


class SavePicture(Command):
    """Save a picture of this screen as an SVG file in the current folder."""

    key = "f12"


class PlaceCommand(Command):
    """A place of the workbench, reached by its figure from everywhere."""

    place: ClassVar[str]

    @classmethod
    def run(cls, screen: Place) -> None:
        screen.bench.go(cls.place)

    @classmethod
    def available(cls, screen: Place) -> bool | str:
        return screen.bench.why_not_go(cls.place)


class Workbench(PlaceCommand):
    """All clients, and how much waits at each stage."""

    key = "1"
    place = "home"


class Documents(PlaceCommand):
    """The documents of the client, or of all."""

    key = "2"
    place = "documents"


class Duplicates(PlaceCommand):
    """Pairs of documents that may be one."""

    key = "3"
    place = "duplicates"


class Posting(PlaceCommand):
    """What is ready to be posted, with its journal entries before they are written."""

    key = "4"
    place = "posting"


class Journal(PlaceCommand):
    """The entries that have been posted."""

    key = "5"
    place = "entries"


class Registers(PlaceCommand):
    """The VAT registers of the client, month by month."""

    key = "6"
    place = "registers"


class TrialBalance(PlaceCommand):
    """The balance of every account of the client."""

    key = "7"
    place = "trial_balance"


class Imports(PlaceCommand):
    """Bring in files, and see what became of each."""

    key = "8"
    place = "imports"


class Companies(PlaceCommand):
    """The clients of the studio, their numbers, locks and charts."""

    key = "9"
    place = "companies"


class Connections(PlaceCommand):
    """The studio's intermediaries and their ways to the clouds: proved, renewed, linked."""

    key = "0"
    place = "connections"


PLACES: tuple[type[PlaceCommand], ...] = (
    Workbench,
    Documents,
    Duplicates,
    Posting,
    Journal,
    Registers,
    TrialBalance,
    Imports,
    Companies,
    Connections,
)

GENERAL: tuple[type[Command], ...] = (
    *PLACES, Import, Undo, Work, Notices, ActLog, Settings, Tour, Reload, StopJob, SwitchTheme, SavePicture, Commands,
    Help, Back, Close, Quit,
)  # fmt: skip
