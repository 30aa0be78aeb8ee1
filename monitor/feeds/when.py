"""When an entry says it was published, and how we know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from monitor.feeds.document import Item
from monitor.models import DateSource
from monitor.text import dates

OLDEST = datetime(1990, 1, 1, tzinfo=UTC)
TOLERANCE = timedelta(hours=1)
_zoned = re.compile(r"(?:[+-]\d\d:?\d\d|\d\s*\(?[A-Za-z]{1,5}\)?)\s*$")


def published(item: Item, now: datetime, language: str) -> tuple[datetime | None, DateSource]:
    """Give the first date that can be true; one in the future or before 1990 is none, and unknown stays unknown."""
    stamps = (
        (DateSource.PUBLISHED, item.published, item.published_text),
        (DateSource.UPDATED, item.updated, item.updated_text),
    )
    for source, moment, text in stamps:
        for at in _readings(moment, text, now, language):
            if at is not None and OLDEST <= at <= now + TOLERANCE:
                return at, source
    return None, DateSource.MISSING


def _readings(moment: datetime | None, text: str, now: datetime, language: str) -> Iterator[datetime | None]:
    """Give the parser's own reading first, unless the text names no zone: then it only supposed UTC."""
    if moment is not None and (_zoned.search(text) or not text):
        yield moment
    yield _read(text, now, language)
    yield moment


def _read(text: str, now: datetime, language: str) -> datetime | None:
    dated = dates.parse(text[:100], reference=now, language=language) if text.strip() else None
    return None if dated is None else dated.at
