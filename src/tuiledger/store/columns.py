"""Column types that mean, sort and compare the same on SQLite and on PostgreSQL.

Days and moments are ISO texts, whose order is their order in time; texts compare by code point, whatever the server's
language; amounts are 64-bit integers. SQLite's STRICT tables take no other names than INTEGER, TEXT and BLOB.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, LargeBinary, Text
from sqlalchemy.types import TypeDecorator, TypeEngine


class Whole(TypeDecorator[int]):
    """A 64-bit integer: an id, a count or an amount in minor units."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return Integer() if dialect.name == "sqlite" else BigInteger()


class Words(TypeDecorator[str]):
    """A text of any length, compared by code point."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return Text() if dialect.name == "sqlite" else Text(collation="C")


#: Bytes: a compressed payload, or JSON as it is written and read.
Octets = LargeBinary
