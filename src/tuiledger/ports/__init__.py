"""What services ask of the world: Protocols and the values that cross them.

A unit of work is one transaction, named for what it means: ``with store.writing("import page") as work``. It commits
when the block ends and leaves nothing behind when the block raises. Readers never wait for writers.
"""

from tuiledger.ports.clock import Clock
from tuiledger.ports.store import Reader, Store, StoreError, Writer
from tuiledger.ports.values import (
    Balance,
    CompanyStatus,
    Cursor,
    DocumentFilter,
    DocumentKeys,
    DocumentRow,
    EntryFilter,
    EntryRow,
    Message,
    NewDocument,
    Posted,
    Posting,
    RunSummary,
    Source,
    Violation,
)

__all__ = [
    "Balance",
    "Clock",
    "CompanyStatus",
    "Cursor",
    "DocumentFilter",
    "DocumentKeys",
    "DocumentRow",
    "EntryFilter",
    "EntryRow",
    "Message",
    "NewDocument",
    "Posted",
    "Posting",
    "Reader",
    "RunSummary",
    "Source",
    "Store",
    "StoreError",
    "Violation",
    "Writer",
]
