"""What can be done with documents, entries and books."""

from __future__ import annotations

from tuiledger.tui.commands.command import Command


class Answer(Command):
    """Answer what a held document asks, or set aside one that is ready; it is planned anew at once."""

    key = "r"
    hint = True
    writes = True


class State(Command):
    """Show the documents of the next state: all, ready, held, posted, void, filed."""

    key = "s"
    hint = True


class Direction(Command):
    """Show issued documents, received ones, or both."""

    key = "x"


class AllClients(Command):
    """Show the documents of all clients, or of the one that was chosen."""

    key = "a"


class Entry(Command):
    """Go to the journal entry that this document became."""

    key = "e"
    hint = True


class Document(Command):
    """Go to the document that this entry stands for."""

    key = "d"
    hint = True


class Reverse(Command):
    """Undo the entry by an entry with every sign turned; the document can be posted again."""

    key = "R"
    hint = True
    writes = True


class Post(Command):
    """Post the marked documents, else those the filter shows, after a last look at what will be written."""

    key = "P"
    hint = True
    writes = True


class DryRun(Command):
    """Show what posting would write, and write nothing."""

    key = "D"
    hint = True


class Same(Command):
    """Say that both documents are the same one: the later is set aside and never posted."""

    key = "s"
    hint = True
    writes = True


class Different(Command):
    """Say that they are two documents: the later goes on to posting."""

    key = "d"
    hint = True
    writes = True


class Reopen(Command):
    """Open the question again."""

    key = "u"
    hint = True
    writes = True


class Decided(Command):
    """Show the pairs that are decided too, and documents that were delivered again; or only what is open."""

    key = "x"
    hint = True


class OtherRegister(Command):
    """Change between the sales and the purchases register."""

    key = "x"
    hint = True


class Earlier(Command):
    """Go to the period before."""

    key = "left_square_bracket"
    hint = True


class Later(Command):
    """Go to the next period."""

    key = "right_square_bracket"
    hint = True


class Year(Command):
    """Show a whole year, or one month."""

    key = "m"
    hint = True


class OtherJournal(Command):
    """Show the entries of the next journal: all, sales, purchases, general."""

    key = "x"
    hint = True


class NextStep(Command):
    """Go on to the next step; after the last one, back to work."""

    key = "enter,right_square_bracket"
    hint = True


class StepBefore(Command):
    """Go back to the step before."""

    key = "left_square_bracket"
    hint = True


class Default(Command):
    """Set it back to what it was made with."""

    key = "delete,ctrl+x"
    hint = True


class UpToDay(Command):
    """Show the balances up to a day."""

    key = "d"
    hint = True


class ImportNew(Command):
    """Bring in files, and register the companies that are not known yet."""

    key = "N"
    hint = True
    writes = True


class AddCompany(Command):
    """Register a client of the studio: VAT number, name, fiscal code."""

    key = "N"
    hint = True
    writes = True


class ChangeCompany(Command):
    """Change the name, the VAT number, the fiscal code or the tolerance of the client under the cursor."""

    key = "e"
    hint = True
    writes = True


class LockBooks(Command):
    """Set the last day that no entry of this client may touch, or take it away."""

    key = "K"
    hint = True
    writes = True


class Attachments(Command):
    """Save or open a file that is attached to the document."""

    key = "a"
    hint = True


class Payload(Command):
    """Read the stored text of the document in the pager of your terminal."""

    key = "V"
