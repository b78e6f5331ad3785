"""Two hundred hostile texts through import and every place of the workbench, in a real terminal, byte by byte.

The same walk over books without a single odd letter gives the control sequences that the program itself writes; the
walk over hostile books may write no other.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from tests.deliveries import OLMO, Firm, body, file
from tests.tui.test_start import Terminal

from tuiledger.bootstrap import open_books, system_clock
from tuiledger.services.companies import CompanyForm, register_company
from tuiledger.services.intake import ImportResult, import_paths

#: What tries to steer a terminal: only names of files can carry it, because XML forbids control characters.
STEERING = (
    "\x1b]52;c;RVZJTA==\x07", "\x1b]0;EVIL\x1b\\", "\x1b[2JEVIL", "\x1b[31mEVIL", "\x1bPEVIL\x1b\\", "\x1b_EVIL\x1b\\",
    "\x1b]8;;http://evil\x1b\\EVIL", "\x1bcEVIL", "\x07\x08\x7fEVIL", "\r\nEVIL\x0b\x0c",
)  # fmt: skip
#: What tries to hide, to look like something else, to break columns, or to be taken for markup or a format.
DECEIVING = (
    "[/red] EVIL", "[@click=app.quit]EVIL[/]", "[link=http://evil]EVIL[/link]", "[bold]EVIL", "[$error]EVIL",
    "\x9b31mEVIL", "\x9d0;EVIL\x9c", "\u202eLIVE", "\u2066EVIL\u2069", "\u200bE\u200bVIL", "\ufeffEVIL",
    "E\u0301\u0301VIL",
    "EVIL\u2028EVIL", "EVIL\tEVIL\nEVIL", "{} {0} %s %(x)s EVIL", "=cmd|' /C calc'!A0", "\U000e0045\U000e0056EVIL",
    "EVIL\\", "漢字ＥＶＩＬ", "]]>EVIL",
)  # fmt: skip
HOSTILE = tuple(f"{steering}{deceiving}" for deceiving in DECEIVING for steering in STEERING)

#: Keys that lead through the places of a client, into documents, dialogs, help and back.
WALK = (
    *("2", "\r", "q", "j", "j", "\r", "q", "G", "\r", "q"),
    *("3", "4", "P", "n", "5", "6", "7", "8", "\r", "G", "q", "?", "q", ":", "\x1b", "1", "l", "l", "\r", "q"),
    *("9", "i", "q", "2", "i", "G", "q", "y", "Y", "1", "n", "\r", "q", "L", "G", "q", "w", "q", ",", "q"),
    *("2", "/", "EVIL", "\r", "c", "t", "EVIL", "\r", "f", "\x1b", "E", "\x1b", "A", "r", "\x1b", "U", "o", "G", "q"),
)

_CSI = re.compile(r"\x1b\[[0-9;:<>=?]*[ -/]*([@-~])")
_INTRODUCED = re.compile(r"\x1b(.)(\d{0,4})", re.DOTALL)
_UNSAFE = re.compile(
    "[\x00-\x06\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)


def _deliver(folder: Path, texts: tuple[str, ...]) -> Path:
    """One archive: two hundred invoices with ``texts`` wherever a sender may write."""
    archive = folder / "delivery.zip"
    with zipfile.ZipFile(archive, "w") as opened:
        for number, text in enumerate(texts):
            legal = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)
            shown = escape(legal)
            document = body(f"{number}", general=f"<Causale>{shown}</Causale>").replace(
                f"<Numero>{number}</Numero>", f"<Numero>{number}{escape(legal[:15])}</Numero>"
            )
            head, _, tail = document.partition("<Descrizione>")
            document = f"{head}<Descrizione>{shown}{tail[tail.index('<') :]}"
            seller = Firm(legal, f"999{number:04d}0010")
            opened.writestr(zipfile.ZipInfo(f"{number}{text}.xml"), file(document, seller=seller, buyer=OLMO))
    return archive


def _books(folder: Path, texts: tuple[str, ...]) -> Path:
    folder.mkdir()
    place = folder / "books.db"
    store = open_books(str(place), create=True)
    form = CompanyForm(name=OLMO.name, vat_number=OLMO.vat, fiscal_code=OLMO.fiscal_code)
    register_company(store, system_clock(), "anna", form, "OLMO")
    results = [
        step
        for step in import_paths(store, [_deliver(folder, texts)], system_clock(), "anna")
        if isinstance(step, ImportResult)
    ]
    store.close()
    assert results[0].created > 190, results[0].items[:3]
    return place


def _walk(place: Path) -> str:
    """Everything the program writes to its terminal while somebody goes everywhere."""
    terminal = Terminal(place)
    terminal.until(lambda output: b"Olmo" in output)
    for key in WALK:
        terminal.press(key)
        while terminal.read(0.3):
            pass
    terminal.press("Q")
    assert terminal.ended() == 0
    return terminal.output.decode()


def _sequences(output: str) -> set[str]:
    """The kinds of control sequence in ``output``: final bytes of CSI, introducers and numbers of the others."""
    finals = {f"CSI {final}" for final in _CSI.findall(output)}
    others = {f"{kind}{number}" for kind, number in _INTRODUCED.findall(_CSI.sub("", output))}
    return finals | others


def test_no_foreign_sequence_reaches_the_terminal(tmp_path: Path) -> None:
    assert len(set(HOSTILE)) == 200
    ours = _sequences(_walk(_books(tmp_path / "plain", tuple(f"Fornitore {n}" for n in range(200)))))
    output = _walk(_books(tmp_path / "hostile", HOSTILE))
    assert "EVIL" in output, "the hostile books were shown"
    assert _sequences(output) <= ours
    assert not _UNSAFE.findall(output)
