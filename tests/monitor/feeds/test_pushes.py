"""What hubs say, and what it does to a feed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from typing import Literal

import pytest

from monitor.errors import RecordUnreadable
from monitor.feeds import pushes, subscription, websub
from monitor.feeds.poll import Doors, Polled
from monitor.feeds.pushes import Push
from monitor.feeds.state import FeedState
from monitor.feeds.subscription import Subscription
from tests.monitor.feeds.web import LONG, URL, Entry, Reader, entry, parsed, rss

SELF = f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="self" href="{URL}"/>'
PUSH = Push(feed=URL, topic=websub.topic_id(URL), kind="delivered", content_type="application/rss+xml")


@dataclass
class Pushed(Reader):
    """A feed that was read once and has a live subscription."""

    async def begin(self, *entries: Entry) -> Pushed:
        self.publish(*(entries or (entry(1),)), etag='"1"')
        await self.poll()
        new = Subscription(hub="https://hub.example/", topic=URL)
        self.change(push=subscription.verified(new, 864_000.0, self.now, 0.5))
        return self

    @property
    def known(self) -> FeedState:
        assert self.state is not None
        return self.state

    @property
    def at_hub(self) -> Subscription:
        assert self.known.push is not None
        return self.known.push

    def change(self, push: Subscription) -> None:
        self.state = replace(self.known, push=push)

    async def hear(self, push: Push, *, after: float = 60.0) -> Polled:
        self.now += timedelta(seconds=after)
        doors = Doors(http=self.http, parse=parsed)
        polled = await pushes.heard(self.feed, self.known, push, doors, self.now)
        self.state = polled.state
        return polled

    async def take(self, *entries: Entry, channel: str = SELF) -> Polled:
        return await self.hear(replace(PUSH, body=pushes.packed(rss(*entries, channel=channel))))


async def test_a_push_tells_what_is_new_and_a_poll_after_it_nothing() -> None:
    feed = await Pushed().begin()
    polled = await feed.take(entry(2), entry(1))
    assert ([article.title for article in polled.articles], polled.outcome) == (["Headline 2"], "news")
    assert not polled.articles[0].is_baseline
    feed.publish(entry(2), entry(1))
    assert (await feed.poll()).articles == ()


async def test_a_poll_tells_what_is_new_and_a_push_after_it_nothing() -> None:
    feed = await Pushed().begin()
    feed.publish(entry(2), entry(1))
    assert len((await feed.poll()).articles) == 1
    assert (await feed.take(entry(2), entry(1))).outcome == "nothing_new"


async def test_a_push_leaves_validators_and_the_next_poll_as_they_were() -> None:
    feed = await Pushed().begin()
    before = feed.known
    await feed.take(entry(2))
    after = feed.known
    assert (after.etag, after.last_modified, after.body) == (before.etag, before.last_modified, before.body)
    assert (after.next_at, after.errors, after.reason) == (before.next_at, before.errors, before.reason)
    assert feed.at_hub.pushed_at == feed.now


async def test_a_push_of_one_entry_makes_nothing_forgotten() -> None:
    many = [entry(number) for number in range(500)]
    feed = await Pushed().begin(*many)
    for number in range(500, 520):
        assert len((await feed.take(entry(number))).articles) == 1
    feed.publish(*(entry(number) for number in range(519, 19, -1)))
    assert (await feed.poll()).articles == ()


async def test_an_edit_that_is_pushed_is_the_same_article() -> None:
    feed = await Pushed().begin(entry(1, body=LONG))
    known = feed.known.seen[0].article
    polled = await feed.take(entry(1, body=LONG + "Corrected."))
    assert [article.id for article in polled.articles] == [known]


async def test_an_old_push_that_is_replayed_takes_no_edit_back() -> None:
    feed = await Pushed().begin()
    await feed.take(entry(2))
    await feed.take(entry(2, body="Corrected."))
    assert (await feed.take(entry(2))).outcome == "repeated"


@pytest.mark.parametrize("address", ["https://evil.example/rss", URL + "?tag=other", "https://teluk.example/sport"])
async def test_another_topic_is_refused_and_polled_for(address: str) -> None:
    feed = await Pushed().begin()
    polled = await feed.take(entry(2), channel=SELF.replace(URL, address))
    assert (polled.outcome, polled.articles) == ("wrong_topic", ())
    assert feed.at_hub.reason == f"what the hub pushed was not taken: it says that it is {address}"
    assert feed.at_hub.pushed_at is None
    assert feed.wait <= 120


@pytest.mark.parametrize("address", [URL + "/", URL.replace("https", "http"), ""])
async def test_an_honest_hub_may_spell_the_topic_otherwise_or_not_at_all(address: str) -> None:
    feed = await Pushed().begin()
    polled = await feed.take(entry(2), channel=SELF.replace(URL, address) if address else "")
    assert polled.outcome == "news"


async def test_what_is_no_feed_is_refused_and_polled_for() -> None:
    feed = await Pushed().begin()
    polled = await feed.hear(replace(PUSH, body=pushes.packed(b"new content")))
    assert (polled.outcome, polled.reason) == ("unreadable", "neither XML nor JSON")
    assert feed.wait <= 120


async def test_what_is_too_large_for_a_record_becomes_a_poll() -> None:
    noise = Random(1).randbytes(900_000)
    assert pushes.packed(noise) == b""
    feed = await Pushed().begin()
    assert (await feed.hear(PUSH)).outcome == "large"
    assert feed.wait <= 120


async def test_a_feed_that_was_never_read_is_read_first() -> None:
    feed = Pushed(state=FeedState(url=URL, push=Subscription(hub="https://hub.example/", topic=URL)))
    assert (await feed.take(entry(1))).outcome == "early"
    feed.publish(entry(1), entry(2))
    assert [article.is_baseline for article in (await feed.poll()).articles] == [True, True]


@pytest.mark.parametrize("kind", ["verified", "denied", "delivered"])
async def test_what_is_about_no_subscription_of_ours_changes_nothing(
    kind: Literal["verified", "denied", "delivered"],
) -> None:
    feed = await Pushed().begin()
    before = feed.known
    other = replace(PUSH, kind=kind, topic=websub.topic_id("https://old.example/rss"))
    assert (await feed.hear(other)).outcome == "stray"
    assert feed.known is before


async def test_a_verification_makes_it_live_for_the_lease() -> None:
    feed = await Pushed().begin()
    feed.change(Subscription(hub="https://hub.example/", topic=URL))
    await feed.hear(replace(PUSH, kind="verified", seconds=3_600.0))
    assert feed.at_hub.lease_until == feed.now + timedelta(hours=1)


async def test_a_denial_brings_the_poll_forward_but_lets_the_server_rest() -> None:
    feed = await Pushed().begin()
    await feed.hear(replace(PUSH, kind="denied", reason="no such topic"), after=10)
    assert feed.at_hub.reason == "denied by the hub: no such topic"
    assert feed.wait == 110


async def test_a_feed_whose_hub_works_is_polled_each_hour_and_one_whose_hub_is_silent_at_its_own_pace() -> None:
    silent = await Pushed().begin()
    await silent.poll()
    assert silent.wait < 1_980
    works = await Pushed().begin()
    await works.take(entry(2))
    await works.poll()
    assert 3_600 <= works.wait <= 3_960


async def test_a_publisher_who_wants_more_rest_has_it_with_a_hub_too() -> None:
    feed = await Pushed().begin()
    await feed.take(entry(2))
    feed.publish(entry(2), entry(1), cache_control="max-age=20000")
    await feed.poll()
    assert feed.wait >= 20_000


async def test_a_miss_makes_the_next_poll_as_soon_as_without_a_hub() -> None:
    feed = await Pushed().begin()
    await feed.take(entry(2))
    feed.publish(entry(3), entry(2), entry(1))
    await feed.poll()
    assert feed.at_hub.missed == 1
    assert feed.wait < 1_980


async def test_a_feed_is_due_when_its_hub_is() -> None:
    feed = await Pushed().begin()
    feed.change(replace(feed.at_hub, renew_at=feed.now + timedelta(seconds=5)))
    assert pushes.due_at(feed.known) == feed.now + timedelta(seconds=5)
    assert pushes.due_at(replace(feed.known, push=None)) == feed.known.next_at
    assert pushes.due_at(replace(feed.known, next_at=None)) is None


def test_a_push_is_read_as_it_was_written() -> None:
    push = replace(PUSH, body=pushes.packed(b"<rss/>"), seconds=3.0)
    assert pushes.decode(pushes.encode(push)) == push


@pytest.mark.parametrize("value", [None, b"", b"{}", b"\x80", pushes.encode(PUSH)[:-3]])
def test_what_is_no_push_is_unreadable(value: bytes | None) -> None:
    with pytest.raises(RecordUnreadable):
        pushes.decode(value)


async def test_a_damaged_body_is_unreadable() -> None:
    feed = await Pushed().begin()
    with pytest.raises(RecordUnreadable):
        await feed.hear(replace(PUSH, body=b"no zlib"))
