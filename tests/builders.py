"""Makes records for tests: every field has a plain value, a test names only what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from monitor import ids
from monitor.models import (
    Actor,
    Claim,
    DateSource,
    Evidence,
    Modality,
    RawArticle,
    Sameness,
    Story,
    TaggedArticle,
    UniqueArticle,
)

NOON = datetime(2024, 11, 1, 12, tzinfo=UTC)


def actor(name: str) -> Actor:
    """An actor whose id is its name in lower case."""
    return Actor(id=name.lower().replace(" ", "-"), name=name)


def article(name: str = "one", *, hours: float = 0, publisher: str = "", **fields: Any) -> RawArticle:
    """An article published so many hours after noon, fetched at once, by a publisher of its own."""
    at = NOON + timedelta(hours=hours)
    url = f"https://example.org/{name}"
    made = RawArticle(
        id=ids.article(url),
        url=url,
        link=url,
        title=f"Title of {name}",
        text=f"Title of {name}\n\nText of {name}.",
        language="en",
        publisher=publisher or f"Publisher of {name}",
        feed="https://example.org/feed",
        published_at=at,
        date_source=DateSource.PUBLISHED,
        fetched_at=at,
    )
    return replace(made, **fields)


def unique(raw: RawArticle, *, copies: Sequence[str] = (), wire: str | None = None) -> UniqueArticle:
    """The article after deduplication."""
    same = Sameness.COPY if copies else Sameness.FIRST
    return UniqueArticle(article=raw, sameness=same, copies=tuple(copies), wire=wire, family=raw.publisher.lower())


def tagged(raw: RawArticle, *, copies: Sequence[str] = (), wire: str | None = None, story: str = "s") -> TaggedArticle:
    """The article after tagging; sentences and mentions are left out."""
    return TaggedArticle(unique=unique(raw, copies=copies, wire=wire), story=story, sentences=(), mentions=())


def claim(
    raw: RawArticle, kind: str, who: Sequence[str], modality: Modality = Modality.OCCURRED, **fields: Any
) -> Claim:
    """A claim in the lead of an article."""
    start = fields.pop("start", 0)
    quote = raw.text[start : start + 10]
    made = Claim(
        id=ids.claim(raw.id, "rule", start, start + 10),
        kind=kind,
        act=fields.pop(
            "act", {"mediation": "mediate", "captivity": "capture", "talks": "hold", "death": "die"}.get(kind, kind)
        ),
        modality=modality,
        who=tuple(actor(name) for name in who),
        by=(),
        count=None,
        speaker=None,
        condition=None,
        event_at=None,
        is_lead=True,
        rule="rule",
        cue="cue",
        evidence=Evidence(
            article=raw.id,
            url=raw.url,
            publisher=raw.publisher,
            published_at=raw.published_at,
            language=raw.language,
            quote=quote,
            start=start,
            end=start + len(quote),
        ),
    )
    return replace(made, **fields)


def story(**fields: Any) -> Story:
    """A story between Hamas and Israel, in which Qatar is a known mediator; confirmed by two origins."""
    made = Story(
        id="s",
        name="The story",
        core=("Hamas", "Israel"),
        parties=("hamas", "israel"),
        known=(("mediator", ("qatar",)),),
    )
    return replace(made, **fields)
