"""The catalogues: merged with the source, compiled and checked. Development alone needs this, and babel with it."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tuiledger import __version__
from tuiledger.locale.extraction import messages

FOLDER: Final = Path(__file__).resolve().parent
LANGUAGES: Final = ("it", "fr")
_HEADER: Final = "# The words of tuiledger. Source: the program; see locale/README.md.\n#"
_FIELD: Final = re.compile(r"\{[^{}]*\}")


def po_path(language: str) -> Path:
    """Where the translations of ``language`` are written by people."""
    return FOLDER / language / "LC_MESSAGES" / "tuiledger.po"


def load(language: str) -> Catalog:
    """The catalogue of ``language`` as it stands in the folder."""
    with po_path(language).open("rb") as file:
        return read_po(file, locale=language)


def merged(language: str) -> Catalog:
    """The catalogue of ``language`` with every message of the source, and none that the source has no more."""
    known = load(language) if po_path(language).exists() else Catalog(locale=language)
    catalog = Catalog(
        locale=language,
        header_comment=_HEADER,
        project="tuiledger",
        version=__version__,
        copyright_holder="tuiledger",
        msgid_bugs_address="tuiledger",
        last_translator="tuiledger",
        language_team="tuiledger",
        creation_date=known.creation_date,
        revision_date=known.creation_date,
        fuzzy=False,
    )
    for message in messages():
        key = (message.id, message.plural) if message.plural else message.id
        entry = catalog.add(key, locations=[(message.place, message.line)])
        before = known.get(message.id)
        if before is not None and isinstance(before.id, tuple) == isinstance(entry.id, tuple):
            entry.string, entry.flags = before.string, set(before.flags)
    return catalog


def po_bytes(catalog: Catalog) -> bytes:
    """``catalog`` as people edit it: sorted, with the modules a message comes from but not its lines."""
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=110, sort_output=True, ignore_obsolete=True, include_lineno=False)
    return buffer.getvalue()


def mo_bytes(catalog: Catalog) -> bytes:
    """``catalog`` as the program reads it."""
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def refresh(language: str) -> list[str]:
    """Merge and compile the catalogue of ``language``; answers what it still lacks."""
    catalog = merged(language)
    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(po_bytes(catalog))
    path.with_suffix(".mo").write_bytes(mo_bytes(catalog))
    return gaps(catalog)


def gaps(catalog: Catalog) -> list[str]:
    """What keeps ``catalog`` from being complete: messages without translation, in doubt, or with other fields."""
    found = []
    for message in catalog:
        if not message.id:
            continue
        wanted, given = _forms(message.id), _forms(message.string)
        if not all(given):
            found.append(f"not translated: {wanted[0]}")
        elif message.fuzzy:
            found.append(f"in doubt: {wanted[0]}")
        elif not _same_fields(wanted, given):
            found.append(f"other fields: {wanted[0]}")
    return found


def fields(text: str) -> list[str]:
    """The ``{}`` fields of ``text``, in no order; numbered ones count as plain ones, for they only change the order."""
    return sorted("{}" if field[1:-1].isdigit() else field for field in _FIELD.findall(text))


def _forms(text: object) -> tuple[str, ...]:
    """The singular and the plural of a message that counts, the one text of another."""
    return tuple(map(str, text)) if isinstance(text, tuple | list) else (str(text or ""),)


def _same_fields(wanted: tuple[str, ...], given: tuple[str, ...]) -> bool:
    """Whether no form holds a field the message lacks, and the last, which is used for most numbers, holds them all."""
    known = fields(wanted[-1])
    return fields(given[-1]) == known and all(set(fields(text)) <= set(known) for text in given)
