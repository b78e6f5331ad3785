"""The PostgreSQL server of the store's tests serves these as well."""

from __future__ import annotations

from tests.store.conftest import postgresql, server

__all__ = ["postgresql", "server"]
