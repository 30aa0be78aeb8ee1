"""Ask a feed once and say what is news in it.

Guarantees: the first readable document is learned, not told (unless the feed says so), and never again after a restart,
since the state says when; an entry is given once, and again only with other words, under the same article id; a request
is conditional whenever the server gave anything to be conditional on; a feed is never given up in silence: only a 410
disables it, with the reason in its state. Nothing is remembered here: hand the articles on, then keep the state.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from monitor import ids
from monitor.errors import FeedUnreadable, TextUnreadable
from monitor.feeds import fetch, identity, links, schedule, subscription, websub, when
from monitor.feeds.document import Document
from monitor.feeds.identity import Found
from monitor.feeds.settings import Feed
from monitor.feeds.state import FeedState, is_due
from monitor.models import RawArticle
from monitor.ports import Http
from monitor.text import language, urls

__all__ = ["Doors", "FeedState", "Polled", "is_due", "poll", "pushed"]

# A permanent redirect is believed after this many answers over this long: mistakes and captive portals say 301 too.
MOVED_TIMES = 3
MOVED_SPAN = timedelta(hours=24)
# An address taken over from redirects that fails this often in a row is given up for the feed's own.
STRANDED = 3
TITLE_CHARACTERS = 300
# Entries; more than these are sifted beside the loop.
MANY = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """The way to the network, and to a parser that may be killed: it takes body, URL and content type.

    `aside` runs what takes long (a document of hundreds of entries) where it holds nobody up.
    """

    http: Http
    parse: Callable[[bytes, str, str], Awaitable[Document]]
    aside: Callable[[Callable[[], Polled]], Awaitable[Polled]] | None = None

    async def sifted(self, work: Callable[[], Polled], entries: int) -> Polled:
        """Do the work on a document, aside where it has many entries."""
        return await self.aside(work) if self.aside and entries > MANY else work()


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """What came of a poll.

    `outcome` is one of modified, unchanged, unreadable, refused, resting, failed, gone, disabled.
    """

    state: FeedState
    articles: tuple[RawArticle, ...]
    outcome: str
    reason: str


async def poll(feed: Feed, state: FeedState | None, doors: Doors, now: datetime) -> Polled:
    """Ask a feed once; the state that comes back says when to ask again. A disabled feed is not asked."""
    state = state or FeedState(url=feed.url)
    if state.disabled:
        return Polled(state=state, articles=(), outcome="disabled", reason=state.disabled)
    asked = replace(state, checked_at=now)
    match await fetch.fetch(feed, state, doors.http):
        case fetch.Modified() as answer:
            return await _modified(feed, asked, answer, doors, now)
        case fetch.Unchanged(headers=headers, moved=moved):
            return _unchanged(feed, _moved(asked, moved, now), headers, now)
        case fetch.Resting(reason=reason, seconds=seconds):
            return _rests(feed, state, seconds, now, reason)
        case bad:
            return _unanswered(feed, asked, bad, now)


def _unanswered(feed: Feed, state: FeedState, bad: fetch.Gone | fetch.Refused | fetch.Failed, now: datetime) -> Polled:
    """Take an answer that was none."""
    if isinstance(bad, fetch.Gone):
        gone = replace(state, disabled=bad.reason, reason=bad.reason, next_at=None, errors=state.errors + 1)
        return Polled(state=gone, articles=(), outcome="gone", reason=bad.reason)
    outcome = "refused" if isinstance(bad, fetch.Refused) else "failed"
    return _failed(feed, state, now, (outcome, bad.reason), schedule.retry_after(bad.retry_after, now, bad.date))


async def pushed(feed: Feed, state: FeedState, body: tuple[bytes, str], doors: Doors, now: datetime) -> Polled:
    """Take a document (and its content type) that a hub sent for a feed read before; `outcome` may be `wrong_topic`.

    It may hold a part of the feed only, and says nothing of what the server would answer: what is known of entries grows,
    all else (validators, next poll, errors) stays as the last poll left it.
    """
    try:
        document = await doors.parse(body[0], state.url, body[1])
    except FeedUnreadable as error:
        return Polled(state=state, articles=(), outcome="unreadable", reason=error.why)
    except TextUnreadable as error:
        return Polled(state=state, articles=(), outcome="unreadable", reason=str(error))
    topics = (state.push.topic if state.push else state.topic, state.url, feed.url)
    if document.topic and not any(websub.is_same_topic(document.topic, topic) for topic in topics):
        return Polled(state=state, articles=(), outcome="wrong_topic", reason=f"it says that it is {document.topic}")
    told = await doors.sifted(partial(_told, feed, state, document, 0.0, now), len(document.items))
    seen = identity.joined(told.state.seen, state.seen)
    return replace(told, state=replace(state, seen=seen, pace=told.state.pace, changed_at=told.state.changed_at))


async def _modified(feed: Feed, state: FeedState, answer: fetch.Modified, doors: Doors, now: datetime) -> Polled:
    body = hashlib.sha256(answer.body).hexdigest()[:16]
    headers = answer.headers
    if body == state.body and state.baseline_at is not None:
        return _unchanged(feed, _moved(state, answer.moved, now), headers, now)
    try:
        document = await doors.parse(answer.body, answer.url, answer.content_type)
    except FeedUnreadable as error:
        # The validators stay as they were: those of an error page would earn a 304 for it for ever.
        return _failed(feed, state, now, ("unreadable", error.why))
    except TextUnreadable as error:
        return _failed(feed, state, now, ("unreadable", str(error)))
    etag, last_modified = fetch.validators(headers)
    state = replace(
        _moved(state, answer.moved, now),
        etag=etag,
        last_modified=last_modified,
        body=body,
        ttl=document.ttl,
        skip_hours=document.skip_hours,
        skip_days=document.skip_days,
        hub=links.headed(headers.get("link", ""), "hub", answer.url) or document.hub,
        topic=links.headed(headers.get("link", ""), "self", answer.url) or document.topic,
    )
    work = partial(_told, feed, state, document, schedule.fresh(headers), now)
    return await doors.sifted(work, len(document.items))


def _told(feed: Feed, state: FeedState, document: Document, fresh: float, now: datetime) -> Polled:
    """Turn what is news in a document into articles."""
    found, seen = identity.sift(document.items, state.seen, document.home or feed.url)
    articles = tuple(_article(feed, state, document, one, now) for one in found)
    edits = sum(one.is_edit for one in found)
    late = [article.published_at for article, one in zip(articles, found, strict=True) if not one.is_edit]
    state = replace(state, push=subscription.polled(state.push, late, now))
    if state.baseline_at is None:
        dates = [article.published_at for article in articles if article.published_at]
        state = replace(state, baseline_at=now, changed_at=now, pace=schedule.first_pace(dates, now))
    elif fresh_items := len(found) - edits:
        pace = schedule.learned(state.pace, _silence(state, now), fresh_items)
        state = replace(state, changed_at=now, pace=pace)
    state = _rested(feed, replace(state, seen=seen, entries=len(document.items)), fresh, now)
    reason = f"{len(found) - edits} new, {edits} edited of {len(document.items)}"
    return Polled(state=state, articles=tuple(sorted(articles, key=_age)), outcome="modified", reason=reason)


def _article(feed: Feed, state: FeedState, document: Document, found: Found, now: datetime) -> RawArticle:
    item = found.item
    spoken = feed.language or language.detect(item.text, item.language or document.language)
    published_at, source = when.published(item, now, spoken)
    link = item.link or found.url
    return RawArticle(
        id=found.article,
        url=found.url,
        link=link,
        title=item.title[:TITLE_CHARACTERS],
        text=item.text,
        language=spoken,
        publisher=feed.publisher or item.publisher or document.title or urls.host(link),
        feed=feed.url,
        published_at=published_at,
        date_source=source,
        fetched_at=now,
        is_baseline=feed.first == "learn" and not found.is_edit and _is_old(state, published_at),
        updated_at=when.updated(item, now, spoken),
        content=item.content,
        revises=found.revises,
    )


def _is_old(state: FeedState, published_at: datetime | None) -> bool:
    """Say whether an entry was there before we came: all of the first document; after an empty one, what is dated before it."""
    if state.baseline_at is None:
        return True
    return not state.seen and published_at is not None and published_at < state.baseline_at


def _age(article: RawArticle) -> datetime:
    return article.published_at or article.fetched_at


def _unchanged(feed: Feed, state: FeedState, headers: Mapping[str, str], now: datetime) -> Polled:
    etag, last_modified = fetch.validators(headers)
    state = replace(state, etag=etag or state.etag, last_modified=last_modified or state.last_modified)
    rested = _rested(feed, state, schedule.fresh(headers), now)
    return Polled(state=rested, articles=(), outcome="unchanged", reason="not modified")


def _rested(feed: Feed, state: FeedState, fresh: float, now: datetime) -> FeedState:
    """Set the time of the next request after a good answer."""
    at = schedule.next_at(now, _wishes(feed, state, fresh, now), _chance(feed, now))
    return replace(state, errors=0, reason="", succeeded_at=now, next_at=at)


def _failed(feed: Feed, state: FeedState, now: datetime, what: tuple[str, str], asked: float | None = None) -> Polled:
    """Back off after an answer that was none, and go back to the feed's own address where an adopted one is dead."""
    outcome, reason = what
    errors = state.errors + 1
    at = schedule.after_failure(now, errors, _wishes(feed, state, 0.0, now), asked, _chance(feed, now))
    state = replace(state, errors=errors, reason=reason, next_at=at)
    if errors >= STRANDED and state.url != feed.url:
        state = replace(_settled(state), url=feed.url, etag="", last_modified="")
    return Polled(state=state, articles=(), outcome=outcome, reason=reason)


def _rests(feed: Feed, state: FeedState, seconds: float, now: datetime, reason: str) -> Polled:
    """Wait as the host asked: nothing is wrong with the feed, and it was not asked."""
    at = schedule.after_failure(now, 1, _wishes(feed, state, 0.0, now), seconds, _chance(feed, now))
    return Polled(state=replace(state, next_at=at), articles=(), outcome="resting", reason=reason)


def _wishes(feed: Feed, state: FeedState, fresh: float, now: datetime) -> schedule.Wishes:
    return schedule.Wishes(
        every=feed.every,
        pace=state.pace,
        silence=_silence(state, now),
        ttl=max(state.ttl, subscription.rest(state.push, now)),
        fresh=fresh,
        skip_hours=state.skip_hours,
        skip_days=state.skip_days,
    )


def _silence(state: FeedState, now: datetime) -> float:
    return (now - state.changed_at).total_seconds() if state.changed_at else 0.0


def _chance(feed: Feed, now: datetime) -> float:
    """Give a number in [0, 1) that spreads feeds and is the same whenever the same poll is replayed."""
    return int(ids.digest(feed.url, now.isoformat()), 16) / 2**64


def _moved(state: FeedState, target: str, now: datetime) -> FeedState:
    """Count the evidence for a permanent move, and believe it in the end."""
    if not target or target == state.url:
        return _settled(state)
    if target != state.moved_to or state.moved_since is None:
        return replace(state, moved_to=target, moved_times=1, moved_since=now)
    times = state.moved_times + 1
    if times >= MOVED_TIMES and now - state.moved_since >= MOVED_SPAN:
        return replace(_settled(state), url=target)
    return replace(state, moved_times=times)


def _settled(state: FeedState) -> FeedState:
    return replace(state, moved_to="", moved_times=0, moved_since=None)
