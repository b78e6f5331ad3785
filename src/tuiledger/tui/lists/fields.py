"""What lists can be asked for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from tuiledger.text.translation import N_

if TYPE_CHECKING:
    from tuiledger.services.find import Field
    from tuiledger.tui.widgets.columns import Column


def document_fields() -> Sequence[Field]:
    """The fields of documents."""
    from tuiledger.services.find import DOCUMENT_FIELDS

    return DOCUMENT_FIELDS


def entry_fields() -> Sequence[Field]:
    """The fields of journal entries."""
    from tuiledger.services.find import ENTRY_FIELDS

    return ENTRY_FIELDS


def line_fields() -> Sequence[Field]:
    """The fields of the lines of one account: those of entries, and what only a line has."""
    from tuiledger.services.find import ENTRY_FIELDS, Field, FieldKind

    shared = [field for field in ENTRY_FIELDS if field.name in ("date", "journal", "number", "description")]
    return [
        *shared,
        Field(N_("party"), FieldKind.TEXT),
        Field(N_("debit"), FieldKind.AMOUNT),
        Field(N_("credit"), FieldKind.AMOUNT),
    ]


def fields_of(
    columns: Sequence[Column],
    *,
    days: Collection[str] = (),
    amounts: Collection[str] = (),
    counts: Collection[str] = (),
) -> Sequence[Field]:
    """Each named column as a field: those in ``days``, ``amounts`` and ``counts`` as such, the others as texts."""
    from tuiledger.services.find import Field, FieldKind

    kinds = {
        **dict.fromkeys(days, FieldKind.DAY),
        **dict.fromkeys(amounts, FieldKind.AMOUNT),
        **dict.fromkeys(counts, FieldKind.COUNT),
    }
    return [Field(column.name, kinds.get(column.name, FieldKind.TEXT)) for column in columns if column.name]
