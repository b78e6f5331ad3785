"""What lists can be asked for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Final

from tuiledger.text.translation import N_

if TYPE_CHECKING:
    from tuiledger.services.find import Field
    from tuiledger.tui.widgets.columns import Column


#: Names of columns of lists that are read at once, as the words that are typed before a colon.
WORDS: Final = (
    N_("account"),
    N_("balance"),
    N_("began"),
    N_("chart"),
    N_("client"),
    N_("code"),
    N_("connection"),
    N_("credit"),
    N_("debit"),
    N_("description"),
    N_("detail"),
    N_("document"),
    N_("documents"),
    N_("done"),
    N_("duplicates"),
    N_("expires"),
    N_("file"),
    N_("files"),
    N_("group"),
    N_("held"),
    N_("import"),
    N_("intermediary"),
    N_("kept"),
    N_("known"),
    N_("licence"),
    N_("linked"),
    N_("locked"),
    N_("name"),
    N_("new"),
    N_("number"),
    N_("origin"),
    N_("ours"),
    N_("outcome"),
    N_("posted"),
    N_("protocol"),
    N_("proved"),
    N_("rate"),
    N_("ready"),
    N_("reason"),
    N_("refused"),
    N_("registered"),
    N_("secret"),
    N_("setting"),
    N_("subject"),
    N_("taxable"),
    N_("text"),
    N_("theirs"),
    N_("took"),
    N_("value"),
    N_("vat"),
    N_("way"),
    N_("what"),
    N_("when"),
    N_("who"),
    N_("why"),
    N_("work"),
)


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
