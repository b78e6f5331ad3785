"""What a user can do, one module a verb.

The store is synchronous, so these are plain functions and generators that callers run in threads: a generator yields
:class:`~tuiledger.domain.runs.Progress` and single results as they come, and its last value is the whole result.
Closing a generator stops it between two units of work.
"""
