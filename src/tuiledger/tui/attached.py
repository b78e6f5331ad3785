"""What can be done with the files inside a document: saved, opened; and its stored text, read in a pager."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from textual.app import SuspendNotSupported

from tuiledger.text.amounts import count_text
from tuiledger.text.clean import clean_line
from tuiledger.text.translation import N_, _, ngettext, translate
from tuiledger.tui import outside

if TYPE_CHECKING:
    from tuiledger.domain.documents import Attachment
    from tuiledger.ports import Reader
    from tuiledger.services.attachments import Readable
    from tuiledger.tui.screens.place import Place

#: Attachments that are offered at once; invoices with more are not known, and the command line takes them all.
_OFFERED: Final = 50
#: Characters of a payload that a pager is given at most.
_PAGED: Final = 20_000_000


class Wanted(NamedTuple):
    """An attachment that something is to be done with; ``number`` is its place in the document, from 1."""

    document_id: int
    number: int
    attachment: Attachment


def ask_attachment(place: Place, document_id: int, attachments: Sequence[Attachment]) -> None:
    """Ask which attachment, then what to do with it."""
    from tuiledger.tui.dialogs.choose import Choose

    def chosen(key: str | None) -> None:
        if key is not None:
            number = int(key)
            _ask_what(place, Wanted(document_id, number, attachments[number - 1]))

    if len(attachments) == 1:
        chosen("1")
        return
    answers = [(str(number), _line(attachment)) for number, attachment in enumerate(attachments[:_OFFERED], 1)]
    place.app.push_screen(Choose(_("Which attachment?"), answers), chosen)


def read_payload(place: Place, document_id: int) -> None:
    """Show the stored text of a document in the person's pager."""

    def ask(reader: Reader) -> Readable:
        from tuiledger.services.attachments import read_payload

        return read_payload(reader, document_id, _PAGED)

    place.read(ask, partial(_page, place), group="payload")


def why_no_pager(place: Place) -> str | None:
    """Why the terminal cannot be lent to a pager now."""
    if place.bench.jobs.running:
        return _("a job is under way, and a pager would hold up what it says: wait for it")
    return None if outside.pager() else _("there is no pager: set PAGER, or install less")


def _line(attachment: Attachment) -> str:
    size = _("unreadable") if attachment.size is None else _size(attachment.size)
    about = (attachment.name, attachment.description if attachment.description != attachment.name else "", size)
    return "  ".join(clean_line(part, 60) for part in about if part)


def _size(size: int) -> str:
    return ngettext("{} byte", "{} bytes", size).format(count_text(size))


def _ask_what(place: Place, wanted: Wanted) -> None:
    from tuiledger.services.attachments import safe_name
    from tuiledger.tui.dialogs.choose import Choose

    folder = place.bench.preferences.export_folder.absolute()
    name = safe_name(wanted.attachment, wanted.number)
    answers = [("save", _("save it in {}").format(folder)), ("folder", _("save it in another folder"))]
    if outside.opener() and outside.may_open(Path(name)):
        answers.append(("open", _("save it, and open it with the system’s own program")))

    def chosen(key: str | None) -> None:
        if key == "folder":
            _ask_folder(place, wanted, folder)
        elif key:
            _save(place, wanted, folder, opened=key == "open")

    place.app.push_screen(Choose(_("What is to be done with it?"), answers, about=name), chosen)


def _ask_folder(place: Place, wanted: Wanted, folder: Path) -> None:
    from tuiledger.tui.dialogs.ask import Ask

    def given(typed: str | None) -> None:
        if typed:
            _save(place, wanted, Path(typed).expanduser(), opened=False)

    place.app.push_screen(Ask(_("In which folder?"), str(folder), check=_check_folder), given)


def _check_folder(typed: str) -> str | None:
    return None if Path(typed).expanduser().is_dir() else _("There is no {}").format(typed)


def _save(place: Place, wanted: Wanted, folder: Path, *, opened: bool) -> None:
    def ask(reader: Reader) -> Path:
        from tuiledger.services.attachments import save_attachment, take_attachment

        return save_attachment(take_attachment(reader, wanted.document_id, wanted.number), folder)

    def then(path: Path) -> None:
        place.bench.say(translate(N_("Saved as {}"), path), "ok")
        program = outside.opener() if opened else None
        if program:
            try:
                outside.open_outside(program, path)
            except OSError as error:
                place.bench.say(f"{program}: {error.strerror}", "warn")

    place.read(ask, then, group=f"save-{wanted.number}")


def _page(place: Place, payload: Readable) -> None:
    # A job may have begun while the text was read.
    command, reason = outside.pager(), why_no_pager(place)
    if reason or command is None:
        place.bench.say(reason or "", "warn")
        return
    try:
        outside.read_in_pager(place.app, command, payload.text + "\n")
    except SuspendNotSupported:
        place.bench.say(_("This terminal cannot be lent to a pager; i shows the text here."), "warn")
    except OSError as error:
        place.bench.say(_("The pager could not be started: {}").format(error.strerror or ""), "error")
