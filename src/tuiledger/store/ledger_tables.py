"""The tables of the books: entries, their lines and register rows, and the numbers they take.

Triggers forbid every change to a row of these but ``sequence`` and ``batch``: see :mod:`tuiledger.store.triggers`.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text

from tuiledger.store.tables import STRICT, STRICT_KEYED, TableRow, key, octets, refers, whole, words


class EntryRow(TableRow, table=True):
    """An entry: ``number`` is gapless in company, journal and year; ``hash`` chains it to the one before.

    ``amount`` is the sum of the debits, ``protocols`` the register numbers as people read them, ``notes`` a JSON array.
    """

    __tablename__ = "entry"
    __table_args__ = (
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("length(date) = 10", name="date"),
        UniqueConstraint("company_id", "journal", "year", "number"),
        UniqueConstraint("company_id", "idempotency_key"),
        Index(
            "uq_entry_reverses_id",
            "reverses_id",
            unique=True,
            sqlite_where=text("reverses_id IS NOT NULL"),
            postgresql_where=text("reverses_id IS NOT NULL"),
        ),
        Index("ix_entry_document", "document_id"),
        Index(
            "ix_entry_batch",
            "batch_id",
            sqlite_where=text("batch_id IS NOT NULL"),
            postgresql_where=text("batch_id IS NOT NULL"),
        ),
        Index("ix_entry_company", "company_id", "date", "id"),
        Index("ix_entry_day", "date", "id"),
        STRICT,
    )

    id: int | None = key()
    company_id: int = refers("company.id")
    journal: str = words()
    year: int = whole()
    number: int = whole()
    date: str = words()
    document_date: str = words()
    description: str = words()
    amount: int = whole()
    protocols: str = words()
    document_id: int | None = refers("document.id")
    reverses_id: int | None = refers("entry.id")
    batch_id: int | None = refers("batch.id")
    idempotency_key: str = words()
    posted_at: str = words()
    actor: str = words()
    previous_hash: str = words()
    hash: str = words()
    notes: bytes | None = octets()


class EntryLineRow(TableRow, table=True):
    """One line of an entry, debit positive; kept together by company, so that a balance reads only its own."""

    __tablename__ = "entry_line"
    __table_args__ = (
        ForeignKeyConstraint(
            ["company_id", "account"], ["account.company_id", "account.code"], name="fk_entry_line_account"
        ),
        STRICT_KEYED,
    )

    company_id: int = whole(primary_key=True)
    entry_id: int = refers("entry.id", primary_key=True)
    position: int = whole(primary_key=True)
    account: str = words()
    amount: int = whole()
    part: str = words()
    party_id: int | None = refers("party.id")


class RegisterRowRow(TableRow, table=True):
    """What an entry adds to one VAT register; ``protocol`` is gapless in company, register, series and year."""

    __tablename__ = "register_row"
    __table_args__ = (
        CheckConstraint("protocol > 0", name="protocol"),
        UniqueConstraint("company_id", "vat_register", "series", "year", "protocol"),
        STRICT_KEYED,
    )

    entry_id: int = refers("entry.id", primary_key=True)
    position: int = whole(primary_key=True)
    company_id: int = whole()
    vat_register: str = words()
    series: str = words()
    year: int = whole()
    protocol: int = whole()
    period: str = words()
    date: str = words()


class VatRowRow(TableRow, table=True):
    """Taxable and tax of one rate or nature in a register row."""

    __tablename__ = "vat_row"
    __table_args__ = (
        ForeignKeyConstraint(
            ["entry_id", "register_position"],
            ["register_row.entry_id", "register_row.position"],
            name="fk_vat_row_register_row",
        ),
        STRICT_KEYED,
    )

    entry_id: int = whole(primary_key=True)
    register_position: int = whole(primary_key=True)
    position: int = whole(primary_key=True)
    rate: int = whole()
    nature: str | None = words()
    taxable: int = whole()
    tax: int = whole()
    exigibility: str = words()
    non_deductible: int = whole()


class SequenceRow(TableRow, table=True):
    """The last number given in a scope such as ``journal:sales`` or ``register:sales:RC``, and the chain's head."""

    __tablename__ = "sequence"
    __table_args__ = (STRICT_KEYED,)

    company_id: int = refers("company.id", primary_key=True)
    scope: str = words(primary_key=True)
    year: int = whole(primary_key=True)
    last: int = whole()
    head: str | None = words()


class BatchRow(TableRow, table=True):
    """Entries posted together, so that they can be undone together."""

    __tablename__ = "batch"
    __table_args__ = (STRICT,)

    id: int | None = key()
    company_id: int = refers("company.id")
    what: str = words()
    at: str = words()
    actor: str = words()


class ActRow(TableRow, table=True):
    """Who did what to what, when: only ever added to."""

    __tablename__ = "act"
    __table_args__ = (Index(None, "subject"), STRICT)

    id: int | None = key()
    at: str = words()
    actor: str = words()
    verb: str = words()
    subject: str = words()
    detail: str = words()
