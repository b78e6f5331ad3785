"""What a person types to find something: one small language for every list, in the books and in memory.

Free words must all be there. ``field:value`` narrows by a field, with ``= != < <= > >=`` where they mean something,
``field:a..b`` for a range that may be open on one side, ``field:a,b`` for one of several choices; ``-`` before a word
or a condition turns it round, and quotes hold together what has spaces or looks like a condition.

    state:held,ready total>100 -party:enel "canone mensile"

Names and values are read in English and in the language in force; days and amounts as that language writes them.
"""

from __future__ import annotations

from tuiledger.services.find.clients import by_code, unknown_clients
from tuiledger.services.find.completing import completions
from tuiledger.services.find.fields import DOCUMENT_FIELDS, ENTRY_FIELDS, Field, FieldKind
from tuiledger.services.find.matching import matches
from tuiledger.services.find.query import Query, written
from tuiledger.services.find.reading import QueryError, read_order, read_query

__all__ = [
    "DOCUMENT_FIELDS",
    "ENTRY_FIELDS",
    "Field",
    "FieldKind",
    "Query",
    "QueryError",
    "by_code",
    "completions",
    "matches",
    "read_order",
    "read_query",
    "unknown_clients",
    "written",
]
