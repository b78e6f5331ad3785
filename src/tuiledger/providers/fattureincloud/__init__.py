"""Fatture in Cloud, API v2."""

from tuiledger.providers.fattureincloud.adapter import ADAPTER

__all__ = ["ADAPTER"]
