"""What each screen offers, known without loading a screen or the framework: for keymaps and for the command line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from tuiledger.config.keymap import KeyDeclaration
from tuiledger.text.translation import N_
from tuiledger.tui.commands import clouds, connections, work
from tuiledger.tui.commands.command import Command
from tuiledger.tui.commands.general import GENERAL, Import, StopJob
from tuiledger.tui.commands.lists import LISTS, MARKS, Inspect, Mark, Open


class Offer(NamedTuple):
    """What a screen offers beside what every screen does.

    ``screen`` is the name of its class, ``title`` an English message; a ``listing`` has the commands of lists, and
    where lines can be marked (``marks``) those too.
    """

    screen: str
    title: str
    own: tuple[type[Command], ...] = ()
    listing: bool = True
    marks: bool = False

    def commands(self) -> Iterator[type[Command]]:
        """All commands of the screen, each once, without those of every screen."""
        lists = (*(MARKS if self.marks else ()), *(LISTS if self.listing else ()))
        yield from (command for command in dict.fromkeys((*self.own, *lists)) if command not in GENERAL)


OFFERS: Final = (
    Offer(
        "Home", N_("Workbench"), (Open, Import, clouds.ReadClouds, clouds.FetchFiles, clouds.Readings, clouds.Problems)
    ),
    Offer("Documents", N_("Documents"), (Open, work.State, work.Answer, work.Direction, work.AllClients), marks=True),
    Offer(
        "DocumentView",
        N_("Document"),
        (work.Answer, work.Entry, Inspect, work.Attachments, work.Payload),
        listing=False,
    ),
    Offer("Duplicates", N_("Duplicates"), (work.Same, work.Different, work.Reopen, work.Decided, Open), marks=True),
    Offer("PostingQueue", N_("Posting"), (work.Post, work.DryRun, Mark, Open), marks=True),
    Offer("Entries", N_("Journal"), (Open, work.OtherJournal, work.Document)),
    Offer("EntryView", N_("Entry"), (work.Document, work.Reverse, Inspect), listing=False),
    Offer("Registers", N_("Registers"), (Open, work.OtherRegister, work.Earlier, work.Later, work.Year)),
    Offer("TrialBalance", N_("Trial balance"), (Open, work.UpToDay)),
    Offer("AccountLedger", N_("Account"), (Open, work.Document)),
    Offer("Imports", N_("Imports"), (Open, Import, work.ImportNew)),
    Offer("RunView", N_("Import"), (Open,)),
    Offer("Readings", N_("Readings of the clouds"), (Open, clouds.ReadClouds, clouds.FetchFiles, clouds.Problems)),
    Offer("ReadingView", N_("Reading"), (Open,)),
    Offer("WouldChange", N_("What a reading would change"), (Open, clouds.ReadClouds)),
    Offer("Problems", N_("Problems of the clouds"), (Open, clouds.Retry, clouds.ReadClouds, clouds.Readings)),
    Offer(
        "Companies", N_("Companies"), (Open, work.AddCompany, work.ChangeCompany, work.LockBooks, connections.Portal)
    ),
    Offer(
        "Connections",
        N_("Connections"),
        (
            connections.Connect,
            Open,
            connections.Verify,
            connections.RenewToken,
            connections.PauseOrResume,
            connections.ChooseAccount,
            connections.RemoveConnection,
            connections.Portal,
            clouds.ReadClouds,
            clouds.Readings,
            clouds.Problems,
        ),
    ),
    Offer(
        "Linking",
        N_("Linking"),
        (
            connections.LinkCompany,
            connections.NewClient,
            connections.NewClients,
            connections.IgnoreCompany,
            connections.AcceptSure,
            connections.AllCompanies,
            connections.SecondSuggestion,
            connections.ThirdSuggestion,
            connections.OtherClient,
            connections.ForgetLink,
            connections.Access,
            connections.Portal,
            clouds.ReadClouds,
            clouds.Readings,
            clouds.Problems,
        ),
    ),
    Offer("Work", N_("Work"), (StopJob,)),
    Offer("NoticeList", N_("Notices"), (Open,)),
    Offer("ActLog", N_("Act log")),
    Offer("SettingsPage", N_("Settings"), (Open, work.Default)),
    Offer("Tour", N_("Tour"), (work.NextStep, work.StepBefore), listing=False),
)


class Move(NamedTuple):
    """A key that moves about in a list or a sheet: it belongs to the widget, and can be wished for like a command's."""

    id: str
    keys: str
    title: str

    @property
    def where(self) -> str:
        """The heading it stands under, an English message."""
        return N_("Lists") if self.id.startswith("grid-") else N_("Sheets")


MOVES: Final = (
    Move("grid-up", "up,k", N_("Line up")),
    Move("grid-down", "down,j", N_("Line down")),
    Move("grid-left", "left,h", N_("Column to the left")),
    Move("grid-right", "right,l", N_("Column to the right")),
    Move("grid-page-up", "pageup", N_("Page up")),
    Move("grid-page-down", "pagedown", N_("Page down")),
    Move("grid-half-page-up", "ctrl+u", N_("Half a page up")),
    Move("grid-half-page-down", "ctrl+d", N_("Half a page down")),
    Move("grid-first", "home,g", N_("First line")),
    Move("grid-last", "end,G", N_("Last line")),
    Move("grid-choose", "enter", N_("Choose the line")),
    Move("sheet-up", "up,k", N_("Line up")),
    Move("sheet-down", "down,j", N_("Line down")),
    Move("sheet-page-up", "pageup", N_("Page up")),
    Move("sheet-page-down", "pagedown,space", N_("Page down")),
    Move("sheet-first", "home,g", N_("First line")),
    Move("sheet-last", "end,G", N_("Last line")),
)


def declarations() -> list[KeyDeclaration]:
    """Every key of the workbench as it is declared, for :func:`tuiledger.config.keymap.resolve`."""
    return [
        *(KeyDeclaration(move.id, move.keys) for move in MOVES),
        *(KeyDeclaration(command.id(), command.key) for command in GENERAL),
        *(KeyDeclaration(command.id(), command.key, offer.screen) for offer in OFFERS for command in offer.commands()),
    ]


class Group(NamedTuple):
    """Commands under one heading, which is an English message."""

    title: str
    commands: Sequence[type[Command]]


def groups() -> Iterator[Group]:
    """Every command under where it can be given: everywhere, in lists, or on one screen, and some on several."""
    yield Group(N_("Everywhere"), GENERAL)
    yield Group(N_("Lists"), LISTS)
    yield Group(N_("Lists with marks"), MARKS)
    told = {*GENERAL, *LISTS, *MARKS}
    for offer in OFFERS:
        yield Group(offer.title, [command for command in offer.own if command not in told])
