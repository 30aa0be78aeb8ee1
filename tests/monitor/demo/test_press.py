"""The local press: feeds that grow, and answer 304 when they have not."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from monitor.demo import script
from monitor.demo.press import Press, html
from monitor.feeds import parse

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
SCRIPT = script.load()


class Hand:
    """A second hand that tests turn."""

    second = 0.0

    def __call__(self) -> float:
        return self.second


@asynccontextmanager
async def serving(hand: Hand) -> AsyncIterator[tuple[Press, aiohttp.ClientSession]]:
    press = Press(SCRIPT, NOON, hand)
    application = web.Application()
    application.add_routes(press.routes())
    async with TestServer(application) as server, aiohttp.ClientSession() as session:
        press.port = server.port or 0
        yield press, session


async def test_every_feed_is_read_by_our_own_reader_with_all_its_articles() -> None:
    hand = Hand()
    hand.second = SCRIPT.seconds
    async with serving(hand) as (press, session):
        for outlet in SCRIPT.outlets:
            async with session.get(press.feed_url(outlet)) as answer:
                document = parse.parse(
                    await answer.read(), url=press.feed_url(outlet), content_type=answer.content_type
                )
            carried = SCRIPT.carried(outlet.id, hand.second)

            assert [article.title for article in carried] == [item.title for item in document.items]
            assert all(
                article.text.split("\n\n")[-1] in item.text
                for article, item in zip(carried, document.items, strict=True)
            )


async def test_a_feed_that_has_not_changed_answers_304_and_one_that_has_answers_200() -> None:
    hand = Hand()
    async with serving(hand) as (press, session):
        url = press.feed_url(SCRIPT.outlets[0])
        async with session.get(url) as answer:
            headers = {"If-None-Match": answer.headers["ETag"]}
        async with session.get(url, headers=headers) as answer:
            assert answer.status == 304
        hand.second = SCRIPT.seconds
        async with session.get(url, headers=headers) as answer:
            assert answer.status == 200


async def test_time_begins_when_every_feed_has_been_asked() -> None:
    async with serving(Hand()) as (press, session):
        for outlet in SCRIPT.outlets:
            assert not press.all_asked.is_set()
            async with session.get(press.feed_url(outlet)):
                pass

        assert press.all_asked.is_set()


async def test_a_feed_is_read_to_its_end_when_it_is_asked_after_the_last_article() -> None:
    hand = Hand()
    async with serving(hand) as (press, session):
        for second in (0.0, SCRIPT.seconds):
            assert not press.all_read.is_set()
            hand.second = second
            for outlet in SCRIPT.outlets:
                async with session.get(press.feed_url(outlet)):
                    pass

        assert press.all_read.is_set()


async def test_an_article_has_a_page_once_it_is_printed() -> None:
    hand = Hand()
    async with serving(hand) as (press, session):
        url = f"http://127.0.0.1:{press.port}/warta-nusa/dimas-prayoga-dibebaskan"
        async with session.get(url) as answer:
            assert answer.status == 404
        hand.second = SCRIPT.seconds
        async with session.get(url) as answer:
            assert "Dimas Prayoga Dibebaskan" in await answer.text()


def test_furniture_stands_below_the_article() -> None:
    (article,) = SCRIPT.printed("http://x/clinic-ship-sails-east")
    page = html(article)

    assert page.index("insulin") < page.index("Related stories")
