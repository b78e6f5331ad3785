"""What services ask of the world: Protocols and the values that cross them.

A unit of work is one transaction, named for what it means: ``with store.writing("import page") as work``. It commits
when the block ends and leaves nothing behind when the block raises. Readers never wait for writers.
"""

from tuiledger.ports.clock import Clock
from tuiledger.ports.store import Reader, Store, StoreError, Writer
from tuiledger.ports.values import (
    AccountCard,
    AccountLine,
    Act,
    Balance,
    CompanyStatus,
    Condition,
    Cursor,
    DocumentFilter,
    DocumentRow,
    EntryFilter,
    EntryRow,
    LineFilter,
    Message,
    NewDocument,
    Order,
    Posted,
    Posting,
    RunSummary,
    Sign,
    Source,
    Span,
    Violation,
)

__all__ = [
    "AccountCard",
    "AccountLine",
    "Act",
    "Balance",
    "Clock",
    "CompanyStatus",
    "Condition",
    "Cursor",
    "DocumentFilter",
    "DocumentRow",
    "EntryFilter",
    "EntryRow",
    "LineFilter",
    "Message",
    "NewDocument",
    "Order",
    "Posted",
    "Posting",
    "Reader",
    "RunSummary",
    "Sign",
    "Source",
    "Span",
    "Store",
    "StoreError",
    "Violation",
    "Writer",
]
