"""Polling: politeness, baseline, life cycle."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest

from monitor.errors import AddressForbidden, FetchFailed, HostResting
from monitor.feeds import poll
from monitor.feeds.poll import Polled
from monitor.feeds.settings import Feed
from monitor.feeds.state import FeedState, is_due
from monitor.models import DateSource
from monitor.ports import Response
from tests.monitor.feeds.web import NOON, URL, Entry, Reader, entry, parsed, rss

DAY = 86_400.0
NEW = "https://new.example/rss"


async def test_the_first_document_is_a_baseline_and_what_comes_later_is_news() -> None:
    reader = Reader()
    reader.publish(entry(1), entry(2))
    assert [article.is_baseline for article in (await reader.poll()).articles] == [True, True]
    reader.publish(entry(3), entry(1), entry(2))
    assert [article.is_baseline for article in (await reader.poll()).articles] == [False]


async def test_a_feed_that_shall_tell_at_once_has_no_baseline() -> None:
    reader = Reader(feed=Feed(url=URL, first="tell"))
    reader.publish(entry(1))
    assert [article.is_baseline for article in (await reader.poll()).articles] == [False]


async def test_a_restart_never_learns_a_baseline_again() -> None:
    reader = Reader()
    reader.publish(entry(1))
    await reader.poll()
    for number in range(2, 22):
        reader.state = msgspec.json.decode(msgspec.json.encode(reader.state), type=FeedState)
        reader.publish(entry(number), entry(1))
        assert [article.is_baseline for article in (await reader.poll()).articles] == [False]


async def test_a_failure_before_the_first_document_spends_no_baseline() -> None:
    reader = Reader()
    reader.answer(503)
    await reader.poll()
    reader.publish(entry(1))
    assert [article.is_baseline for article in (await reader.poll()).articles] == [True]


async def test_after_an_empty_first_document_what_is_dated_before_it_is_no_news() -> None:
    reader = Reader()
    reader.publish()
    await reader.poll()
    reader.publish(
        entry(1, date="Thu, 10 Oct 2024 08:00:00 GMT"), entry(2, date="Thu, 24 Oct 2024 13:30:00 GMT"), entry(3)
    )
    news = {article.title: article.is_baseline for article in (await reader.poll()).articles}
    assert news == {"Headline 1": True, "Headline 2": False, "Headline 3": False}


async def test_validators_are_echoed_to_the_letter() -> None:
    reader = Reader()
    tag, date = 'W/"a , b""', "Thu,24 Oct 2024 07:00:00 +0000"
    reader.publish(entry(1), etag=tag, last_modified=date)
    await reader.poll()
    reader.answer(304)
    assert (await reader.poll()).outcome == "unchanged"
    await reader.poll()
    assert {"If-None-Match", "If-Modified-Since"}.isdisjoint(reader.requests[0].headers)
    for request in reader.requests[1:]:
        assert (tag, date) == (request.headers["If-None-Match"], request.headers["If-Modified-Since"])


@pytest.mark.parametrize("tag", ['"\udcff"', "a" * 2_000, "a\x07"])
async def test_a_validator_that_cannot_be_sent_back_is_not_kept(tag: str) -> None:
    reader = Reader()
    reader.publish(entry(1), etag=tag)
    await reader.poll()
    assert reader.state is not None
    assert reader.state.etag == ""
    assert msgspec.json.encode(reader.state)


async def test_a_304_may_bring_a_new_tag() -> None:
    reader = Reader()
    reader.publish(entry(1), etag='"1"')
    await reader.poll()
    reader.answer(304, etag='"2"')
    await reader.poll()
    await reader.poll()
    assert reader.requests[-1].headers["If-None-Match"] == '"2"'


async def test_a_304_that_nobody_asked_for_is_a_failure() -> None:
    reader = Reader()
    reader.answer(304)
    assert ((await reader.poll()).outcome, reader.state and reader.state.reason) == ("failed", "HTTP 304 Not Modified")


async def test_the_same_bytes_again_are_unchanged_whatever_the_server_says() -> None:
    reader = Reader()
    reader.publish(entry(1))
    await reader.poll()
    assert (await reader.poll()).outcome == "unchanged"


async def test_an_error_page_with_a_tag_does_not_blind_us() -> None:
    reader = Reader()
    reader.publish(entry(1), etag='"good"')
    await reader.poll()
    reader.answer(200, b"<html><body>Maintenance</body></html>", etag='"page"')
    polled = await reader.poll()
    assert (polled.outcome, polled.reason) == ("unreadable", "it is a web page that names no feed")
    reader.publish(entry(2), entry(1), etag='"good2"')
    assert len((await reader.poll()).articles) == 1
    assert reader.requests[-1].headers["If-None-Match"] == '"good"'


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("value", ["1800", "Thu, 24 Oct 2024 13:30:00 GMT"])
async def test_retry_after_is_kept_to_the_second(status: int, value: str) -> None:
    reader = Reader()
    reader.answer(status, retry_after=value)
    await reader.poll()
    assert 1800 <= reader.wait <= 1801


async def test_failures_back_off_for_ever_and_never_give_up() -> None:
    reader = Reader()
    reader.answer(404)
    waits = []
    for _ in range(40):
        assert ((polled := await reader.poll(after=DAY)).outcome, polled.reason) == ("failed", "HTTP 404 Not Found")
        waits.append(reader.wait)
    assert sorted(waits[:11]) == waits[:11]
    assert DAY <= waits[-1] <= 1.1 * DAY
    reader.publish(entry(1))
    await reader.poll()
    assert reader.state is not None
    assert (reader.state.errors, reader.state.reason) == (0, "")


async def test_a_feed_that_is_gone_is_asked_no_more_and_says_why() -> None:
    reader = Reader()
    reader.answer(410)
    assert (await reader.poll()).outcome == "gone"
    assert reader.state is not None
    assert (reader.state.disabled, reader.state.next_at) == ("HTTP 410 Gone", None)
    assert not is_due(reader.state, NOON + timedelta(days=999))
    assert ((await reader.poll()).outcome, len(reader.requests)) == ("disabled", 1)


@pytest.mark.parametrize(
    ("error", "outcome", "reason"),
    [
        (FetchFailed("https://teluk.example", "timed out"), "failed", "timed out"),
        (AddressForbidden("https://teluk.example", "private"), "refused", "address refused: private"),
    ],
)
async def test_what_the_network_says_is_the_reason(error: FetchFailed, outcome: str, reason: str) -> None:
    reader = Reader()
    reader.answers[URL] = error
    polled = await reader.poll()
    assert (outcome, reason) == (polled.outcome, polled.reason)


@pytest.mark.parametrize("status", [401, 402, 403, 429, 451])
async def test_a_no_is_a_refusal(status: int) -> None:
    reader = Reader()
    reader.answer(status)
    assert (await reader.poll()).outcome == "refused"


def redirected(*hops: tuple[int, str], body: bytes = b"") -> Response:
    return Response(url=hops[-1][1], status=200, body=body or rss(entry(1)), hops=hops)


async def test_a_permanent_move_is_believed_after_three_answers_over_a_day() -> None:
    reader = Reader()
    reader.answers = {URL: redirected((301, NEW)), NEW: Response(url=NEW, status=200, body=rss(entry(1)))}
    for _ in range(5):
        await reader.poll(after=3600)
    assert {URL} == {request.url for request in reader.requests}
    await reader.poll(after=DAY)
    await reader.poll(after=3600)
    assert [request.url for request in reader.requests[-2:]] == [URL, NEW]


@pytest.mark.parametrize("status", [302, 303, 307])
async def test_a_temporary_move_is_never_believed(status: int) -> None:
    reader = Reader()
    reader.answers = {URL: redirected((status, NEW))}
    for _ in range(8):
        await reader.poll(after=DAY)
    assert {URL} == {request.url for request in reader.requests}


async def test_a_permanent_move_behind_a_temporary_one_is_not_believed() -> None:
    reader = Reader()
    reader.answers = {URL: redirected((302, "https://login.example/"), (301, NEW))}
    for _ in range(8):
        await reader.poll(after=DAY)
    assert {URL} == {request.url for request in reader.requests}


async def test_a_permanent_move_to_a_page_is_not_believed() -> None:
    reader = Reader()
    reader.answers = {URL: redirected((301, NEW), body=b"<html>Pay here</html>")}
    for _ in range(8):
        await reader.poll(after=DAY)
    assert {URL} == {request.url for request in reader.requests}


async def test_a_move_that_is_taken_back_starts_from_nothing() -> None:
    reader = Reader()
    moved, here = redirected((301, NEW)), Response(url=URL, status=200, body=rss(entry(1)))
    for answer in (moved, moved, here, moved, moved):
        reader.answers = {URL: answer}
        await reader.poll(after=DAY)
    assert reader.state is not None
    assert reader.state.url == URL


async def test_a_dead_new_address_leads_back_to_the_old_one() -> None:
    reader = Reader()
    reader.answers = {URL: redirected((308, NEW)), NEW: FetchFailed("https://new.example", "cannot connect")}
    for _ in range(6):
        await reader.poll(after=DAY)
    assert reader.state is not None
    assert (reader.requests[-1].url, reader.state.url) == (NEW, URL)


async def test_ttl_and_hours_of_silence_hold_for_unchanged_answers_too() -> None:
    reader = Reader()
    reader.publish(entry(1), channel="<ttl>120</ttl><skipHours><hour>17</hour></skipHours>", etag='"1"')
    await reader.poll()
    assert 7200 <= reader.wait <= 7920
    reader.answer(304)
    await reader.poll(after=7200)
    assert reader.wait >= 3 * 3600 - 60
    assert reader.state is not None
    assert reader.state.next_at is not None
    assert reader.state.next_at.hour == 18


async def test_an_article_carries_what_the_feed_says() -> None:
    reader = Reader(feed=Feed(url=URL, publisher="Kabar Teluk", language="id"))
    reader.publish(entry(1, link="https://teluk.example/1?utm_source=rss", date="Thu, 24 Oct 2024 12:10:00 +0000"))
    (article,) = (await reader.poll()).articles
    assert (article.publisher, article.language, article.feed) == ("Kabar Teluk", "id", URL)
    assert (article.link, article.url) == ("https://teluk.example/1?utm_source=rss", "https://teluk.example/1")
    assert ("Headline 1\n\nBody of story 1.", reader.now) == (article.text, article.fetched_at)
    assert (NOON + timedelta(minutes=10), DateSource.PUBLISHED) == (article.published_at, article.date_source)


async def test_a_language_is_heard_where_none_is_given() -> None:
    reader = Reader()
    indonesian = (
        "Delegasi itu tiba di ibu kota pada hari Senin dan akan bertemu dengan para pejabat untuk membahas bantuan."
    )
    reader.publish(entry(1, title="Delegasi tiba", body=indonesian), channel="<language>en-us</language>")
    assert [article.language for article in (await reader.poll()).articles] == ["id"]


async def test_a_reason_tells_what_was_found() -> None:
    reader = Reader()
    reader.publish(entry(1), entry(2))
    await reader.poll()
    reader.publish(entry(3), entry(1, body="Other."), entry(2))
    assert (await reader.poll()).reason == "1 new, 1 edited of 3"


async def test_the_same_poll_twice_gives_the_same() -> None:
    first, second = Reader(), Reader()
    for reader in (first, second):
        reader.publish(entry(1), Entry(title="No link"))
    assert await first.poll() == await second.poll()


async def test_a_week_of_polls_is_conditional_never_early_and_tells_nothing_twice() -> None:
    """A virtual week with twenty restarts: one unconditional request, and each article once."""
    reader = Reader()
    published = [entry(number) for number in range(10)]
    told: list[str] = []
    for step in range(400):
        if step % 9 == 0:
            published = [entry(100 + step), *published][:10]
            reader.publish(*published, etag=f'"{step}"')
        due = reader.wait if reader.state else 0.0
        told += [article.id for article in (await reader.poll(after=due)).articles]
        reader.answer(304, cache_control="max-age=1000")
        assert reader.wait >= 120
        if step % 20 == 0:
            reader.state = msgspec.json.decode(msgspec.json.encode(reader.state), type=FeedState)
    assert sum("If-None-Match" not in request.headers for request in reader.requests) == 1
    assert len(told) == len(set(told))


def test_a_feed_never_met_is_due() -> None:
    assert is_due(None, NOON)
    assert is_due(FeedState(url=URL), NOON)
    assert not is_due(FeedState(url=URL, next_at=NOON + timedelta(seconds=1)), NOON)


def test_the_door_is_open_to_state_and_question() -> None:
    assert {"poll", "pushed", "Polled", "Doors", "FeedState", "is_due"} == set(poll.__all__)


async def test_a_feed_whose_host_rests_is_not_asked_and_is_not_failing() -> None:
    reader = Reader()
    reader.publish(entry(1))
    before = (await reader.poll()).state
    reader.answers[URL] = HostResting("https://teluk.example", 90.5)
    polled = await reader.poll()

    assert (polled.outcome, polled.state.errors, polled.state.checked_at) == ("resting", 0, before.checked_at)
    assert 91 <= reader.wait < 92


async def test_a_document_of_many_entries_is_sifted_beside_the_loop() -> None:
    reader = Reader()
    put_aside = []

    async def aside(work: Callable[[], Polled]) -> Polled:
        put_aside.append(work)
        return work()

    for count in (poll.MANY, poll.MANY + 1):
        reader.publish(*map(entry, range(count)))
        doors = poll.Doors(http=reader.http, parse=parsed, aside=aside)
        assert len((await poll.poll(reader.feed, None, doors, reader.now)).articles) == count

    assert len(put_aside) == 1
