"""Fatture in Cloud, simulated: its sign-in, its companies and documents, its limits and its peculiarities (API v2)."""
