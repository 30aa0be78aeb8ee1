"""What is printed of feeds: how they stand, and what one would give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from monitor.alerts import render
from monitor.feeds.settings import Feed
from monitor.feeds.standing import standing
from monitor.feeds.state import FeedState
from monitor.show import form
from monitor.text import language

if TYPE_CHECKING:  # It would load every room, which a list of feeds does not need.
    from monitor.attempt import Tried, Yielded

PRIVATE = "private or special address"
"""How a refusal ends that the one who asked may lift."""

COLUMNS = ("url", "publisher", "last success", "next poll", "pace", "state")
_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


def feeds(found: Iterable[Feed], states: Mapping[str, FeedState], *, as_json: bool) -> str:
    """List configured feeds and how each of them stands."""
    if as_json:
        return "\n".join(form.line(_body(each, states.get(each.url))) for each in found)

    return form.table(COLUMNS, (_row(each, states.get(each.url)) for each in found)) or "no feeds are configured"


def _row(feed: Feed, state: FeedState | None) -> tuple[str, ...]:
    succeeded, following = (state.succeeded_at, state.next_at) if state else (None, None)

    return (
        feed.url,
        feed.publisher or "-",
        _moment(succeeded) if succeeded else "never",
        _moment(following) if following else "-" if state and state.disabled else "now",
        _pace(feed, state),
        standing(state).words,
    )


def _pace(feed: Feed, state: FeedState | None) -> str:
    if feed.every:
        return f"fixed, {span(feed.every)}"

    return span(state.pace) if state and state.pace else "not learned yet"


def _body(feed: Feed, state: FeedState | None) -> dict[str, Any]:
    """Give all of it; of the entries that were seen only the number."""
    stands = standing(state)
    body: dict[str, Any] = msgspec.to_builtins(feed) | {"state": stands.kind.value, "words": stands.words}
    memory = msgspec.to_builtins(state) | {"seen": len(state.seen)} if state else None
    columns = {"last_success": "succeeded_at", "next_poll": "next_at", "pace": "pace"}

    return body | {name: memory[key] if memory else None for name, key in columns.items()} | {"memory": memory}


def tried(found: Tried, *, as_json: bool) -> str:
    """Show what one poll of a feed gave."""
    return form.line(_tried(found)) if as_json else "\n".join(_trying(found))


def _tried(found: Tried) -> dict[str, Any]:
    articles = [
        {name: value for name, value in msgspec.to_builtins(each.article).items() if name != "text"}
        | {"stories": each.stories, "is_teaser": each.is_teaser, "words": len(each.article.text.split())}
        | {"variety": language.look(each.article.text).variety}
        for each in found.articles
    ]

    body: dict[str, Any] = msgspec.to_builtins(found)

    return body | {"articles": articles}


def _trying(found: Tried) -> Iterator[str]:
    yield f"{found.outcome}: {found.reason}" if found.reason else found.outcome
    if found.reason.endswith(PRIVATE):
        yield "`--allow-private` opens one of your own for this call, `fetch.allow_networks` for the service"
    facts = {
        "title": found.title,
        "format": found.format,
        "flaw": found.flaw,
        "hub": found.hub,
        "asked again": f"after {span(found.every)}" if found.every and found.format else "",
    }
    yield from (f"{name}: {value}" for name, value in facts.items() if value)
    if found.proposals:
        yield "the page names these feeds:"
        yield from (f"  {url}" for url in found.proposals)
    if found.articles:
        yield f"\n{form.count(len(found.articles), 'articles')}"
        yield form.table(("published", "by", "language", "text", "stories", "title"), map(_line, found.articles))


def _line(each: Yielded) -> tuple[str, ...]:
    article = each.article
    extent = "teaser" if each.is_teaser else "full text"
    variety = language.look(article.text).variety

    return (
        _moment(article.published_at) if article.published_at else "undated",
        article.date_source.value,
        f"{article.language} ({variety})" if variety else article.language,
        f"{extent}, {len(article.text.split())} words",
        ", ".join(each.stories) or "-",
        " ".join(article.title.split()),
    )


def span(seconds: float) -> str:
    """Say a length of time in its largest unit.

    >>> span(90), span(5400), span(40)
    ('1.5 min', '1.5 h', '40 s')
    """
    size, name = next((each for each in _UNITS if seconds >= each[0]), _UNITS[-1])

    return f"{round(seconds / size, 1):g} {name}"


def _moment(at: datetime) -> str:
    return render.moment(at)
