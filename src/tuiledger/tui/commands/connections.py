"""What can be done with the ways to the clouds, and with the companies that they show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tuiledger.text.translation import _
from tuiledger.tui.commands.command import Command

if TYPE_CHECKING:
    from tuiledger.tui.screens.place import Place


class Connect(Command):
    """Connect an intermediary to its account in a cloud, step by step."""

    key = "a"
    hint = True
    writes = True


class Verify(Command):
    """Try the connection: whom it speaks for, what it may do, and what to do where it fails."""

    key = "v"
    hint = True
    writes = True


class RenewToken(Command):
    """Give the connection another token; the old one goes only when the new one is proved."""

    key = "r"
    hint = True
    writes = True


class PauseOrResume(Command):
    """Ask nothing of the connection for now, or use it again."""

    key = "p"
    hint = True
    writes = True

    @classmethod
    def label(cls, screen: Place) -> str:
        return _("pause")


class ChooseAccount(Command):
    """Say which account the intermediary uses: one of its own, or one that others use too."""

    key = "e"
    writes = True


class RemoveConnection(Command):
    """Take the connection away with its token, after a last look at what stays."""

    key = "delete,x"
    writes = True


class Portal(Command):
    """Show the address of the cloud’s own pages, to be opened or copied."""

    key = "b"


class LinkCompany(Command):
    """Link the company to the first client that is suggested."""

    # The list itself takes enter.
    key = "enter,1"
    hint = True
    writes = True

    @classmethod
    def label(cls, screen: Place) -> str:
        return _("link")


class SecondSuggestion(Command):
    """Link the company to the second client that is suggested."""

    key = "2"
    writes = True


class ThirdSuggestion(Command):
    """Link the company to the third client that is suggested."""

    key = "3"
    writes = True


class NewClient(Command):
    """Register the company as a new client, after a last look, and link the two."""

    key = "n,N"
    hint = True
    writes = True


class NewClients(Command):
    """Register every company that resembles no client as a new one, after a last look, and link them."""

    key = "B"
    writes = True


class IgnoreCompany(Command):
    """Remember that the company is none of the studio’s business."""

    key = "0"
    hint = True
    writes = True

    @classmethod
    def label(cls, screen: Place) -> str:
        return _("ignore")


class OtherClient(Command):
    """Link the company to a client that you name."""

    key = "m"
    writes = True


class AcceptSure(Command):
    """Link every company whose client is sure, after a last look."""

    key = "A"
    hint = True
    writes = True


class ForgetLink(Command):
    """Forget what was decided about the company, and say what becomes of the documents that it brought."""

    key = "u"
    writes = True


class AllCompanies(Command):
    """Show the companies that are decided too, or only those that are open."""

    key = "x"
    hint = True

    @classmethod
    def label(cls, screen: Place) -> str:
        return _("all")


class Access(Command):
    """Ask the cloud what this client lets its accountant see, and which plan and calls it has left."""

    key = "s"
