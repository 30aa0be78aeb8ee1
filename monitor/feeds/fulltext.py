"""The whole text of an article of which a feed gave only a teaser, from its page.

Guarantees: the feed is the authority: title, date, language, publisher, id and URL stay as it gave them, only the text may
be the page's, and only where that is longer and about the same. An article is never lost for its page: what stands in the
way is an outcome, and the article goes on with its teaser. What may pass is owed, and tried again at the next polls of the
feed, three times in all; a success then is the same article with other words, a revision.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlsplit

from monitor.errors import TextUnreadable
from monitor.feeds import about, document, page, robots, teaser, visit
from monitor.feeds.about import Same
from monitor.feeds.robots import Robots, Verdict
from monitor.feeds.shelf import Shelf
from monitor.feeds.state import Owed
from monitor.feeds.visit import Got, Kept, Outcome, Stopped, Unchanged
from monitor.models import RawArticle, TextSource
from monitor.ports import Http, Sleep
from monitor.text import normalize

TRIES = 3
OWED = 20
"""Articles of a feed that are tried again at most; the newest."""
AT_MOST = 100
"""Pages that are read for one poll at most; the newest."""
PAGES = 2_000
ROOM = 50_000_000
TEMPORARY = frozenset({Outcome.FAILED, Outcome.BUSY, Outcome.ROBOTS_UNREACHABLE, Outcome.PUT_OFF})


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """The ways to pages, an extractor that can be killed (it takes body, URL and content type), and pages read lately."""

    visit: visit.Doors
    extract: Callable[[bytes, str, str], Awaitable[str]]
    known: Shelf[Kept] = field(default_factory=lambda: Shelf(items=PAGES, size=ROOM))


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """An article after its page was asked for: with the page's text, or as it was, and why."""

    article: RawArticle
    outcome: Outcome
    retry_at: datetime | None = None

    @property
    def is_full(self) -> bool:
        """Whether the text is the page's."""
        return self.article.text_source is TextSource.PAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to do with the articles of a poll: hand on as they are, complete, put off, try again."""

    whole: tuple[RawArticle, ...]
    teasers: tuple[RawArticle, ...]
    put_off: tuple[RawArticle, ...]
    again: tuple[RawArticle, ...]


def plan(articles: Iterable[RawArticle], owed: Iterable[Owed], now: datetime) -> Plan:
    """Say which pages are wanted; articles come oldest first, and the newest are wanted most."""
    fresh = tuple(articles)
    wanted = [article for article in fresh if teaser.is_teaser(article.title, article.text)]
    chosen = {article.id for article in wanted[-AT_MOST:]}
    ids = {article.id for article in fresh}
    again = (each.article for each in owed if each.article.id not in ids and _is_time(each, now))
    return Plan(
        whole=tuple(article for article in fresh if article not in wanted),
        teasers=tuple(article for article in wanted if article.id in chosen),
        put_off=tuple(article for article in wanted if article.id not in chosen),
        again=tuple(replace(article, fetched_at=now) for article in again),
    )


def one_by_one(http: Http, run: Callable[..., Awaitable[Any]], sleep: Sleep, name: str) -> Doors:
    """Give doors for whoever reads one page after the other, as a command does; `run` calls a function in the sandbox."""

    async def judged(rules: str, url: str, agent: str) -> Verdict:
        return cast("Verdict", await run(robots.judge, rules, url, agent))

    async def extract(body: bytes, url: str, content_type: str) -> str:
        return cast("str", await run(page.text, body, url, content_type))

    async def pause(_: str, seconds: float) -> bool:
        await sleep(seconds)
        return True

    allows = Robots(http=http, judged=judged, name=name)
    return Doors(visit=visit.Doors(http=http, allows=allows, pause=pause), extract=extract)


async def complete(article: RawArticle, doors: Doors, now: datetime) -> Completed:
    """Ask for the page of an article, and give it the page's text where that is the article."""
    if not has_page(article):
        return Completed(article=article, outcome=Outcome.NO_PAGE)
    kept = doors.known.get(article.link)
    match await visit.visit(article.link, kept, doors.visit, now):
        case Stopped(outcome=outcome, retry_at=retry_at):
            return Completed(article=article, outcome=outcome, retry_at=retry_at)
        case Unchanged() if kept is not None:
            return judged(article, kept.text, Outcome.UNCHANGED)
        case Got() as got if not _is_front(article.link, got.url):
            return await _read(article, got, doors)
        case _:
            return Completed(article=article, outcome=Outcome.UNRELATED)


async def _read(article: RawArticle, got: Got, doors: Doors) -> Completed:
    try:
        text = await doors.extract(got.body, got.url, got.content_type)
    except TextUnreadable:
        return Completed(article=article, outcome=Outcome.UNREADABLE)
    if got.etag or got.last_modified:
        kept = Kept(url=got.url, etag=got.etag, last_modified=got.last_modified, text=text)
        doors.known.put(article.link, kept, len(article.link) + 4 * len(text))
    return judged(article, text, Outcome.FETCHED)


def judged(article: RawArticle, found: str, outcome: Outcome) -> Completed:
    """Give an article the text that was found on its page, if that is the article's."""
    match about.judge(article.title, teaser.body(article.title, article.text), found):
        case Same(text=text):
            whole = document.text_of(article.title, _below(article.title, text))
            return Completed(article=replace(article, text=whole, text_source=TextSource.PAGE), outcome=outcome)
        case why:
            return Completed(article=article, outcome=Outcome(why.value))


def _below(title: str, text: str) -> str:
    """Leave out a first line that only says the title again, with all its words or fewer."""
    first, _, rest = text.partition("\n")
    return rest if rest and set(normalize.tokens(first)) <= set(normalize.tokens(title)) else text


def owed(before: Sequence[Owed], done: Collection[Completed], fresh: Collection[str]) -> tuple[Owed, ...]:
    """Say which articles are tried again, after a poll: what failed for now, and what was owed and is not due.

    `fresh` are the ids of the articles that the poll gave: they stand in for what was owed of the same article.
    """
    ids = {each.article.id for each in done} | set(fresh)
    tries = {each.article.id: each.tries for each in before if each.article.id not in fresh}
    waiting = [each for each in before if each.article.id not in ids]
    failed = [_again(each, tries.get(each.article.id, 0)) for each in done if each.outcome in TEMPORARY]
    return tuple(each for each in (*waiting, *failed) if each.tries < TRIES)[-OWED:]


def has_page(article: RawArticle) -> bool:
    """Say whether an article has a page of its own; where the feed named none, its URL is made up and ends in a hash."""
    return not (article.link == article.url and "#" in article.link)


def _again(done: Completed, tries: int) -> Owed:
    """Owe an article; that there was no time for it is not its page's fault."""
    tries += done.outcome is not Outcome.PUT_OFF
    return Owed(article=done.article, tries=tries, not_before=done.retry_at)


def _is_time(each: Owed, now: datetime) -> bool:
    return each.not_before is None or each.not_before <= now


def _is_front(link: str, end: str) -> bool:
    """Say whether redirects ended at a front page that nobody asked for: that is how some sites say 404."""
    asked, got = urlsplit(link), urlsplit(end)
    return asked.path.strip("/") != "" and got.path.strip("/") == "" and not got.query
