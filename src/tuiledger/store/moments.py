"""Days and moments as the columns hold them: ISO texts, moments in UTC and all of one length."""

from __future__ import annotations

from datetime import UTC, date, datetime


def moment_text(at: datetime) -> str:
    """``at`` in UTC with microseconds, so that texts sort as the moments do.

    Raises:
        ValueError: a moment without a time zone says nothing.
    """
    if at.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def moment(text: str | None) -> datetime | None:
    """The moment of a column."""
    return datetime.fromisoformat(text) if text else None


def moment_of(text: str) -> datetime:
    """The moment of a column that always holds one."""
    return datetime.fromisoformat(text)


def day(text: str | None) -> date | None:
    """The day of a column."""
    return date.fromisoformat(text) if text else None


def day_text(value: date | None) -> str | None:
    """``value`` as a column holds it."""
    return value.isoformat() if value else None
