"""Giving rows away: to the clipboard of a person's own terminal, or to a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tuiledger.domain.runs import Progress
from tuiledger.text.amounts import count_text
from tuiledger.text.translation import N_, _, ngettext, translate
from tuiledger.tui import appearance
from tuiledger.tui.jobs import Job
from tuiledger.tui.lists import marking
from tuiledger.tui.lists.clipboard import Given
from tuiledger.tui.widgets.columns import Column, Row

if TYPE_CHECKING:
    from tuiledger.ports import Reader
    from tuiledger.tui.screens.listing import Listing
    from tuiledger.tui.workbench import Workbench

#: Rows read at once while a list is written to a file.
_STEP: Final = 1000


def copy_cell(listing: Listing) -> None:
    """Give the cell under the cursor, as it would stand in a file."""
    row, column = listing.current, listing.grid.current_column
    if row and column:
        place = listing.columns_declared.index(column)
        text = str(row.cells[place].plain)
        tell(listing, listing.bench.give(text), text)


def copy_lines(listing: Listing) -> None:
    """Ask in which form, and give the marked lines, or the one under the cursor."""
    from tuiledger.tui.dialogs.choose import Choose

    forms = (("tsv", _("a table for a spreadsheet (TSV)")), ("json", "JSON"), ("markdown", "Markdown"))

    def take(form: str | None) -> None:
        if form:
            marking.chosen(listing, lambda marks: _rows_wanted(listing, form, marks))

    count = marking.count(listing) or 1
    question = ngettext("Copy {} line as", "Copy {} lines as", count).format(count_text(count))
    listing.app.push_screen(Choose(question, forms), take)


def _rows_wanted(listing: Listing, form: str, marks: Set[int]) -> None:
    found = listing.found
    if found is None:
        return

    def ask(reader: Reader) -> Sequence[Row]:
        keys = [key for key in found.keys(reader) if key in marks]
        return found.pick(reader, keys)

    def take(rows: Sequence[Row]) -> None:
        text = "".join(_table(listing, form, rows))
        tell(listing, listing.bench.give(text), text)

    if marks:
        listing.read(ask, take, group="copy")
    elif row := listing.current:
        take([row])


def tell(listing: Listing, given: Given, text: str) -> None:
    """Say where a text went and how much it was; never that it was copied, for no terminal tells."""
    size = ngettext("{} character", "{} characters", len(text)).format(count_text(len(text)))
    if given.sent and given.file:
        said = translate(N_("Sent to your terminal’s clipboard ({}), and saved in {}"), size, given.file)
    elif given.sent:
        said = translate(N_("Sent to your terminal’s clipboard ({})"), size)
    elif given.file:
        said = translate(N_("Too long for a terminal’s clipboard ({}): saved in {}"), size, given.file)
    else:
        said = translate(N_("Too long for a terminal’s clipboard ({}), and no file could be written"), size)
    listing.bench.say(said, "ok" if given.sent or given.file else "error")


def export(listing: Listing) -> None:
    """Ask in which form and where to, and write the list as it is filtered."""
    from tuiledger.tui.dialogs.ask import Ask
    from tuiledger.tui.dialogs.choose import Choose

    forms = (
        ("csv", _("CSV: for spreadsheets")),
        ("json", _("JSON: for programs")),
        ("markdown", _("Markdown: for notes and tickets")),
        ("svg", _("a picture of this screen (SVG)")),
    )

    def form_chosen(form: str | None) -> None:
        if form == "svg":
            appearance.save_picture(listing.bench)
        elif form:
            from tuiledger.services.tables import ENDINGS, Format

            name = f"{listing.VIEW or 'list'}{ENDINGS[Format(form)]}"
            proposed = str(_free(listing.bench.preferences.export_folder / name))
            question = _("Write {} lines to which file?").format(count_text(listing.grid.total or 0))
            listing.app.push_screen(Ask(question, proposed, check=_check), lambda path: path_given(form, path))

    def path_given(form: str, path: str | None) -> None:
        if path:
            _write(listing, form, Path(path).expanduser())

    listing.app.push_screen(Choose(_("Export this list as"), forms), form_chosen)


def _write(listing: Listing, form: str, path: Path) -> None:
    found = listing.found
    if found is None:
        return

    def steps(workbench: Workbench) -> Iterator[object]:
        done = 0

        def rows() -> Iterator[Row]:
            nonlocal done
            with workbench.store.reading() as reader:
                while done < found.total:
                    page = found.fetch(reader, done, _STEP)
                    if not page:
                        return
                    yield from page
                    done += len(page)

        # A file that is there is never written over: exclusive creation also settles a race.
        with path.open("x", encoding="utf-8", newline="") as file:
            try:
                for piece in _table(listing, form, rows()):
                    file.write(piece)
                    yield Progress(done, found.total, "")
            except BaseException:
                path.unlink(missing_ok=True)  # half a list is worse than none
                raise
        yield done

    def told(items: list[int]) -> None:
        if items:
            text = ngettext("{} line written to {}", "{} lines written to {}", items[-1])
            listing.bench.say(text.format(count_text(items[-1]), path), "ok")

    listing.run_job(Job(_("Export"), steps, told))


def _table(listing: Listing, form: str, rows: Sequence[Row] | Iterator[Row]) -> Iterator[str]:
    """The columns that are not put away, in the order they were put in; names are the stable ones."""
    from tuiledger.services.tables import Format, write_table

    columns: Sequence[Column] = listing.columns_declared
    places = [place for place in listing.arrangement.places(columns) if columns[place].name]
    names = [columns[place].name for place in places]
    return write_table(Format(form), names, ([row.cells[place].plain for place in places] for row in rows))


def _free(path: Path) -> Path:
    """``path``, or with the first number that no file has."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_stem(f"{path.stem}-{number}")
    return free


def _check(typed: str) -> str | None:
    path = Path(typed).expanduser()
    if path.exists():
        return _("{} is there already: choose another name").format(path)
    return None if path.parent.is_dir() else _("There is no {}").format(path.parent)
