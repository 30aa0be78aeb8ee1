"""Pages in hand: what is sent when, what is owed, and how sites are spared."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from prometheus_client import CollectorRegistry

from agents import pages
from agents.counting import Counting
from agents.pages import Doors, Pages
from monitor.errors import FetchFailed
from monitor.feeds import robots
from monitor.feeds.robots import Verdict
from monitor.feeds.state import Owed
from monitor.models import RawArticle, TextSource
from monitor.ports import Request, Response
from tests import builders
from tests.fakes import Clock
from tests.monitor.feeds.site import ENGLISH

PAGE = "\n".join(ENGLISH.paragraphs)
HTML = {"content-type": "text/html"}


@dataclass
class Site:
    """Answers by path; what is not there is a page with the article. `gate` holds all pages back while it is closed."""

    answers: dict[str, Response | FetchFailed] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    sent: list[RawArticle] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    clock: Clock = field(default_factory=Clock)
    at_once: int = 0
    most: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.gate.set()
        self.registry = CollectorRegistry()
        doors = Doors(http=self.http, judge=_judge, extract=_extract, name="kabar")
        self.pages = Pages(doors=doors, clock=self.clock, counting=Counting(self.registry, "sqlite"), sleep=self.sleep)

    async def http(self, request: Request) -> Response:
        path = "/" + request.url.split("/", 3)[3]
        self.asked.append(path)
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        await asyncio.sleep(0)
        if path != "/robots.txt":
            await self.gate.wait()
        self.at_once -= 1
        answer = self.answers.get(path, Response(url=request.url, status=200, headers=HTML, body=b"<html>"))
        if isinstance(answer, FetchFailed):
            raise answer
        return answer

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.clock.pass_by(seconds)

    async def send(self, article: RawArticle) -> None:
        self.sent.append(article)

    async def hand_on(self, articles: Sequence[RawArticle], owed: Sequence[Owed] = ()) -> tuple[Owed, ...]:
        return await self.pages.hand_on(articles, owed, self.send)

    def counted(self, outcome: str) -> float:
        return self.registry.get_sample_value("kabar_pages_total", {"outcome": outcome}) or 0.0


async def _judge(rules: str, url: str, name: str) -> Verdict:
    return robots.judge(rules, url, name)


async def _extract(body: bytes, url: str, content_type: str) -> str:
    assert (body, url[:5], content_type) == (b"<html>", "https", "text/html")
    return PAGE


def teaser(number: int = 1) -> RawArticle:
    return builders.article(f"n{number}", title=ENGLISH.title, text=f"{ENGLISH.title}\n\n{ENGLISH.teaser}")


def rules(text: str) -> Response:
    return Response(url="x", status=200, body=text.encode())


async def test_a_teaser_goes_on_with_the_text_of_its_page() -> None:
    site = Site()

    assert await site.hand_on([teaser()]) == ()
    assert [(each.id, each.text_source) for each in site.sent] == [(teaser().id, TextSource.PAGE)]
    assert site.counted("fetched") == 1


async def test_what_is_whole_waits_for_no_page_and_a_page_for_no_other() -> None:
    whole = builders.article("whole", text=PAGE * 3)
    site = Site(answers={"/n1": FetchFailed("x", "timed out")})
    site.gate.clear()
    handing_on = asyncio.ensure_future(site.hand_on([teaser(2), whole]))
    for _ in range(50):
        await asyncio.sleep(0)
    assert site.sent == [whole]
    site.gate.set()
    await handing_on
    assert [each.id for each in site.sent] == [whole.id, teaser(2).id]


async def test_a_page_that_fails_loses_nothing_and_a_later_success_is_a_revision() -> None:
    site = Site(answers={"/n1": Response(url="x", status=503)})
    owed = await site.hand_on([teaser()])
    assert site.sent == [teaser()]

    site.clock.pass_by(600)
    owed = await site.hand_on([], owed)
    assert (len(owed), site.sent) == (1, [teaser()])

    del site.answers["/n1"]
    site.clock.pass_by(600)
    assert await site.hand_on([], owed) == ()
    first, second = site.sent
    assert (first.id, first.title, first.published_at) == (second.id, second.title, second.published_at)
    assert (second.text_source, second.fetched_at) == (TextSource.PAGE, site.clock())


async def test_a_page_is_tried_three_times_and_no_more() -> None:
    site = Site(answers={"/n1": FetchFailed("x", "timed out")})
    owed = await site.hand_on([teaser()])
    for _ in range(5):
        owed = await site.hand_on([], owed)

    assert (site.asked.count("/n1"), site.sent) == (3, [teaser()])


async def test_the_rules_of_a_site_are_asked_for_once_for_many_pages() -> None:
    site = Site(answers={"/robots.txt": rules("User-agent: *\nDisallow: /n3")})
    await site.hand_on([teaser(number) for number in range(10)])

    assert site.asked.count("/robots.txt") == 1
    assert (site.counted("fetched"), site.counted("refused_by_robots")) == (9, 1)
    assert len(site.sent) == 10


async def test_pages_are_read_side_by_side_and_not_too_many() -> None:
    site = Site()
    site.gate.clear()
    handing_on = asyncio.ensure_future(site.hand_on([teaser(number) for number in range(40)]))
    for _ in range(200):
        await asyncio.sleep(0)
    site.gate.set()
    await handing_on

    assert site.most == pages.AT_ONCE


async def test_the_pause_that_a_site_asks_for_lies_between_its_pages() -> None:
    site = Site(answers={"/robots.txt": rules("User-agent: *\nCrawl-delay: 7")})
    site.pages.room = asyncio.Semaphore(1)
    await site.hand_on([teaser(number) for number in range(4)])

    assert site.slept == [7.0, 7.0, 7.0]


async def test_what_there_is_no_time_for_goes_on_and_is_owed() -> None:
    site = Site(answers={"/robots.txt": rules("User-agent: *\nCrawl-delay: 10")})
    site.pages.room = asyncio.Semaphore(1)
    owed = await site.hand_on([teaser(number) for number in range(20)])

    assert sum(site.slept) <= pages.TIME.total_seconds()
    assert (site.counted("fetched"), site.counted("put_off")) == (13, 7)
    assert (len(site.sent), len(owed)) == (20, 7)
    assert len(await site.hand_on([], owed)) == 0


async def test_a_site_that_asks_for_patience_gets_it() -> None:
    site = Site(answers={"/n1": Response(url="x", status=429, headers={"retry-after": "300"})})
    owed = await site.hand_on([teaser()])
    await site.hand_on([], owed)
    assert site.asked.count("/n1") == 1

    site.clock.now += timedelta(seconds=300)
    await site.hand_on([], owed)
    assert site.asked.count("/n1") == 2


async def test_rules_that_cannot_be_had_cost_no_try_before_they_are_asked_for_again() -> None:
    site = Site(answers={"/robots.txt": Response(url="x", status=503)})
    owed = await site.hand_on([teaser()])
    for _ in range(5):
        owed = await site.hand_on([], owed)
    assert (site.asked, [each.tries for each in owed]) == (["/robots.txt"], [1])

    del site.answers["/robots.txt"]
    site.clock.now += robots.REST
    assert await site.hand_on([], owed) == ()
    assert [each.text_source for each in site.sent] == [TextSource.FEED, TextSource.PAGE]


@pytest.mark.parametrize("count", [0, 1, 30])
async def test_nothing_is_kept_of_sites_that_nobody_waits_for(count: int) -> None:
    site = Site()
    await site.hand_on([teaser(number) for number in range(count)])

    assert (site.pages.turns.open, site.pages.next_at) == ({}, {})
