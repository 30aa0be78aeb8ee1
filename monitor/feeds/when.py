"""When an entry says it was published, and how we know."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from monitor.feeds.document import Item
from monitor.models import DateSource
from monitor.text import dates

OLDEST = datetime(1990, 1, 1, tzinfo=UTC)
TOLERANCE = timedelta(hours=1)
_LONGEST = 100


def published(item: Item, now: datetime, language: str) -> tuple[datetime | None, DateSource]:
    """Give the first date that can be true; one in the future or before 1990 is none, and unknown stays unknown."""
    at = _believed(item.published, item.published_text, now, language)
    if at is not None:
        return at, DateSource.PUBLISHED
    at = updated(item, now, language)
    return at, DateSource.MISSING if at is None else DateSource.UPDATED


def updated(item: Item, now: datetime, language: str) -> datetime | None:
    """Give when an entry says it was last changed."""
    return _believed(item.updated, item.updated_text, now, language)


def _believed(parsed: datetime | None, text: str, now: datetime, language: str) -> datetime | None:
    """Give our own reading, which knows zones and languages, else the parser's; neither where it cannot be true."""
    for at in (_read(text, now, language), parsed):
        if at is not None and OLDEST <= at <= now + TOLERANCE:
            return at
    return None


def _read(text: str, now: datetime, language: str) -> datetime | None:
    found = dates.parse(text[:_LONGEST], reference=now, language=language) if text.strip() else None
    return None if found is None else found.at
