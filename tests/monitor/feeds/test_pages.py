"""Pages of articles: fetched over real sockets through the real door, read in the real sandbox."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from aiohttp import web

from monitor.feeds import fulltext, robots, visit
from monitor.feeds.fulltext import Completed
from monitor.feeds.visit import Outcome
from monitor.internet import Internet
from monitor.models import RawArticle, TextSource
from monitor.ports import Request, Response
from monitor.sandbox import Sandbox
from tests import builders
from tests.monitor.feeds import site
from tests.monitor.feeds.server import Answer, Server, dripping, serving
from tests.monitor.feeds.site import ENGLISH, NOON, STORIES, Story

HTML = {"Content-Type": "text/html; charset=utf-8"}
FULL = f"{ENGLISH.title}\n\n" + "\n".join(ENGLISH.paragraphs)


@dataclass
class World:
    """A news site, and a desk that reads its pages."""

    server: Server
    doors: fulltext.Doors
    pauses: list[float] = field(default_factory=list)
    is_time: bool = True
    now: datetime = NOON

    def publish(self, *answers: Answer | str, path: str = "/news/1", story: Story = ENGLISH) -> RawArticle:
        given = [Answer(body=each.encode(), headers=HTML) if isinstance(each, str) else each for each in answers]
        return site.teaser_of(story, self.server.at(path, *given))

    def rules(self, text: str = "", status: int = 200) -> None:
        self.server.at("/robots.txt", Answer(body=text.encode(), status=status))

    async def complete(self, article: RawArticle) -> Completed:
        return await fulltext.complete(article, self.doors, self.now)

    def asked(self, path: str) -> list[dict[str, str]]:
        return [each.headers for each in self.server.asked if each.path == path]


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with (
        serving() as server,
        Internet(allow_networks=["127.0.0.1/32"]) as internet,
        Sandbox(workers=1, seconds=5, megabytes=400) as sandbox,
    ):

        async def http(request: Request) -> Response:
            return await internet(replace(request, timeout=1.0))

        async def pause(_: str, seconds: float) -> bool:
            made.pauses.append(seconds)
            return made.is_time

        doors = fulltext.one_by_one(http, sandbox.run, asyncio.sleep, "kabar")
        made = World(server=server, doors=replace(doors, visit=replace(doors.visit, pause=pause)))
        yield made


@pytest.mark.parametrize("story", STORIES, ids=lambda each: each.language)
async def test_a_teaser_becomes_the_article_and_all_else_stays_the_feeds(world: World, story: Story) -> None:
    article = world.publish(site.plain(story), story=story)
    done = await world.complete(article)

    assert (done.outcome, done.is_full) == (Outcome.FETCHED, True)
    text = f"{story.title}\n\n" + "\n".join(story.paragraphs)
    assert done.article == replace(article, text=text, text_source=TextSource.PAGE)


@pytest.mark.parametrize(
    ("markup", "outcome"),
    [
        (site.CONSENT, Outcome.UNRELATED),
        (site.LOG_IN, Outcome.UNRELATED),
        (site.SOFT_404, Outcome.UNRELATED),
        (site.front(ENGLISH), Outcome.UNRELATED),
        (site.other(ENGLISH), Outcome.UNRELATED),
        (site.paywall(ENGLISH), Outcome.SHORTER),
        (site.JAVASCRIPT_ONLY, Outcome.EMPTY),
        ("", Outcome.EMPTY),
    ],
    ids=["consent", "log-in", "soft 404", "front page", "another article", "paywall", "JavaScript", "nothing"],
)
async def test_what_is_not_the_article_leaves_the_teaser(world: World, markup: str, outcome: Outcome) -> None:
    article = world.publish(markup)

    assert await world.complete(article) == Completed(article=article, outcome=outcome)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (401, Outcome.REFUSED),
        (402, Outcome.REFUSED),
        (403, Outcome.REFUSED),
        (404, Outcome.GONE),
        (410, Outcome.GONE),
        (451, Outcome.REFUSED),
        (429, Outcome.BUSY),
        (500, Outcome.FAILED),
        (503, Outcome.FAILED),
    ],
)
async def test_a_page_that_is_not_given_leaves_the_teaser(world: World, status: int, outcome: Outcome) -> None:
    article = world.publish(Answer(status=status, body=site.plain(ENGLISH).encode(), headers=HTML))

    assert await world.complete(article) == Completed(article=article, outcome=outcome)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/pdf", b"%PDF-1.7"),
        ("video/mp4", b"\0\0\0 ftyp"),
        ("application/json", b"{}"),
        ("", b"plain words"),
    ],
)
async def test_what_is_no_page_is_not_read(world: World, kind: str, body: bytes) -> None:
    article = world.publish(Answer(body=body, headers={"Content-Type": kind}))

    assert (await world.complete(article)).outcome is Outcome.NOT_HTML


async def test_a_page_that_names_no_type_is_known_by_its_looks(world: World) -> None:
    article = world.publish(Answer(body=site.plain(ENGLISH).encode(), headers={"Content-Type": "text/plain"}))

    assert (await world.complete(article)).is_full


async def test_a_page_in_another_encoding_comes_out_right(world: World) -> None:
    russian = next(each for each in STORIES if each.language == "ru")
    body = site.plain(russian).replace("utf-8", "koi8-r").encode("koi8-r")
    article = world.publish(Answer(body=body, headers={"Content-Type": "text/html"}), story=russian)

    assert russian.paragraphs[-1] in (await world.complete(article)).article.text


async def test_a_huge_page_and_a_slow_one_leave_the_teaser(world: World) -> None:
    huge = world.publish(Answer(body=b"<html>" + b"x" * visit.MAX_BYTES, headers=HTML))
    slow = world.publish(Answer(handler=dripping(b"x" * 1_000)), path="/slow")

    assert (await world.complete(huge)).outcome is Outcome.TOO_LARGE
    assert (await world.complete(slow)).outcome is Outcome.FAILED


@pytest.mark.parametrize(
    ("rules", "status", "outcome"),
    [
        ("User-agent: *\nAllow: /", 200, Outcome.FETCHED),
        ("", 404, Outcome.FETCHED),
        ("<html>User-agent: *\nDisallow: /</html>", 200, Outcome.FETCHED),
        ("User-agent: *\nDisallow: /news/", 200, Outcome.REFUSED_BY_ROBOTS),
        ("User-agent: Kabar\nDisallow: /", 200, Outcome.REFUSED_BY_ROBOTS),
        ("", 500, Outcome.ROBOTS_UNREACHABLE),
        ("User-agent: *\nDisallow: /news/\n" + "# comment\n" * 60_000, 200, Outcome.REFUSED_BY_ROBOTS),
        ("#" * (robots.MAX_BYTES + 1), 200, Outcome.ROBOTS_UNREACHABLE),
    ],
    ids=["allow", "404", "HTML", "disallow", "disallow for us", "500", "large", "too large"],
)
async def test_nothing_is_asked_that_robots_forbid(world: World, rules: str, status: int, outcome: Outcome) -> None:
    world.rules(rules, status)
    done = await world.complete(world.publish(site.plain(ENGLISH)))

    assert done.outcome is outcome
    assert len(world.asked("/news/1")) == (outcome is Outcome.FETCHED)


async def test_rules_that_lie_elsewhere_are_followed(world: World) -> None:
    world.server.at("/robots.txt", Answer(status=301, headers={"Location": "/elsewhere.txt"}))
    world.server.at("/elsewhere.txt", Answer(body=b"User-agent: *\nDisallow: /news/"))

    assert (await world.complete(world.publish(site.plain(ENGLISH)))).outcome is Outcome.REFUSED_BY_ROBOTS


async def test_the_pause_that_a_site_asks_for_is_made_before_its_page(world: World) -> None:
    world.rules("User-agent: *\nCrawl-delay: 3")
    await world.complete(world.publish(site.plain(ENGLISH)))
    assert world.pauses == [3.0]

    world.is_time = False
    assert (await world.complete(world.publish(site.plain(ENGLISH)))).outcome is Outcome.PUT_OFF
    assert len(world.asked("/news/1")) == 1


async def test_an_edited_item_asks_for_its_page_conditionally(world: World) -> None:
    tagged = Answer(body=site.plain(ENGLISH).encode(), headers=HTML | {"ETag": '"v1"', "Last-Modified": "Fri, 1 Nov"})
    article = world.publish(tagged, Answer(status=304))
    await world.complete(article)
    edited = replace(
        article, title=f"Update: {ENGLISH.title}", text=article.text.replace(ENGLISH.title, f"Update: {ENGLISH.title}")
    )
    done = await world.complete(edited)

    assert (done.outcome, done.article.text) == (Outcome.UNCHANGED, f"Update: {FULL}")
    assert (done.article.title, done.article.id) == (edited.title, article.id)
    first, second = world.asked("/news/1")
    assert "if-none-match" not in first
    assert (second["if-none-match"], second["if-modified-since"]) == ('"v1"', "Fri, 1 Nov")


async def test_a_page_that_changed_is_read_anew(world: World) -> None:
    longer = site.plain(ENGLISH).replace("</article>", "<p>At noon the crew of the ferry was on board.</p></article>")
    tagged = Answer(body=site.plain(ENGLISH).encode(), headers=HTML | {"ETag": '"v1"'})
    article = world.publish(tagged, longer)
    await world.complete(article)

    assert "At noon the crew" in (await world.complete(article)).article.text


async def test_redirects_are_followed_and_the_feeds_link_stays(world: World) -> None:
    world.server.at("/news/2", Answer(body=site.plain(ENGLISH).encode(), headers=HTML))
    article = world.publish(Answer(status=302, headers={"Location": f"http://localhost:{world.server.port}/news/2"}))
    done = await world.complete(article)

    assert done.is_full
    assert (done.article.link, done.article.url, done.article.id) == (article.link, article.url, article.id)
    assert len(world.asked("/robots.txt")) == 2  # Each host is asked for its rules.


async def test_a_redirect_does_not_lead_past_the_rules(world: World) -> None:
    world.rules("User-agent: *\nDisallow: /members/")
    article = world.publish(Answer(status=302, headers={"Location": "/members/1"}))

    assert (await world.complete(article)).outcome is Outcome.REFUSED_BY_ROBOTS
    assert world.asked("/members/1") == []


async def test_a_redirect_to_the_front_page_is_a_page_that_is_gone(world: World) -> None:
    world.server.at("/", Answer(body=site.plain(ENGLISH).encode(), headers=HTML))
    article = world.publish(Answer(status=301, headers={"Location": "/"}))

    assert (await world.complete(article)).outcome is Outcome.UNRELATED


@pytest.mark.parametrize("location", ["/news/1", "file:///etc/passwd", "", "http://["])
async def test_a_redirect_that_leads_nowhere_ends(world: World, location: str) -> None:
    article = world.publish(Answer(status=302, headers={"Location": location}))

    assert (await world.complete(article)).outcome is Outcome.REFUSED


async def test_a_forbidden_address_is_refused(world: World) -> None:
    article = site.teaser_of(ENGLISH, "http://10.0.0.1/news/1")

    assert (await world.complete(article)).outcome is Outcome.ROBOTS_UNREACHABLE
    redirected = world.publish(Answer(status=302, headers={"Location": "http://10.0.0.1/news/1"}))
    assert not (await world.complete(redirected)).is_full


async def test_a_page_that_asks_for_patience_says_until_when(world: World) -> None:
    article = world.publish(Answer(status=429, headers={"Retry-After": "90"}))

    assert (await world.complete(article)).retry_at == NOON + timedelta(seconds=90)


async def test_an_item_without_a_page_asks_for_none(world: World) -> None:
    article = builders.article(url="https://harbour.example/#0f", link="https://harbour.example/#0f")

    assert (await world.complete(article)).outcome is Outcome.NO_PAGE
    assert world.server.asked == []


async def test_no_cookie_is_given_back(world: World) -> None:
    async def walled(request: web.Request) -> web.StreamResponse:
        assert "Cookie" not in request.headers
        return web.Response(status=302, headers={"Location": "/news/1", "Set-Cookie": "consent=1"})

    assert (await world.complete(world.publish(Answer(handler=walled)))).outcome is Outcome.REFUSED


async def test_a_command_makes_the_pause_too(world: World) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    async def run(function: Callable[..., object], *args: object) -> object:
        return function(*args)

    world.rules("User-agent: *\nCrawl-delay: 2")
    doors = fulltext.one_by_one(world.doors.visit.http, run, sleep, "kabar")

    assert (await fulltext.complete(world.publish(site.plain(ENGLISH)), doors, NOON)).is_full
    assert slept == [2.0]
