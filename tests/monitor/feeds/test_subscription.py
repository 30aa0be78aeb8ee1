"""When a hub is asked, relied on, and given up."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import pytest

from monitor.feeds import subscription
from monitor.feeds.state import FeedState
from monitor.feeds.subscription import Subscription
from tests.monitor.feeds.web import NOON

HUB, TOPIC = "https://hub.example/", "https://teluk.example/rss"
DAY = 86_400.0


def after(**units: float) -> datetime:
    return NOON + timedelta(**units)


def new() -> Subscription:
    return Subscription(hub=HUB, topic=TOPIC, callback="c")


def granted(lease: float = 10 * DAY) -> Subscription:
    return subscription.verified(subscription.asked(new(), "", NOON), lease, NOON, 0.5)


def working() -> Subscription:
    return subscription.delivered(granted(), "b", after(minutes=1))


def test_a_hub_that_was_never_asked_may_be_asked_at_once() -> None:
    assert subscription.ask_at(new()) < NOON


def test_a_feed_without_a_hub_needs_no_subscription() -> None:
    assert subscription.current(granted(), "", TOPIC, "c") is None


def test_the_same_hub_topic_and_callback_are_the_same_subscription() -> None:
    assert subscription.current(granted(), HUB, TOPIC, "c") == granted()


@pytest.mark.parametrize(
    ("hub", "topic", "callback"), [("https://other.example/", TOPIC, "c"), (HUB, TOPIC + "2", "c"), (HUB, TOPIC, "d")]
)
def test_another_hub_topic_or_callback_begins_a_new_subscription(hub: str, topic: str, callback: str) -> None:
    found = subscription.current(working(), hub, topic, callback)
    assert found == Subscription(hub=hub, topic=topic, callback=callback)


def test_a_request_is_live_only_when_the_hub_has_verified_it() -> None:
    assert not subscription.is_live(subscription.asked(new(), "", NOON), NOON)
    assert subscription.is_live(granted(), NOON)


def test_a_hub_that_never_verifies_is_asked_less_and_less_but_once_a_day_at_least() -> None:
    pauses, now, known = [], NOON, new()
    for _ in range(12):
        known = subscription.asked(known, "", now)
        pauses.append((subscription.ask_at(known) - now).total_seconds() / 60)
        now = subscription.ask_at(known)
    assert pauses[:4] == [10, 20, 40, 80]
    assert pauses[-1] == 24 * 60
    assert known.reason == "the hub has not verified it yet"


def test_a_refusal_is_kept_in_words() -> None:
    assert subscription.asked(new(), "the hub answered HTTP 500", NOON).reason == "the hub answered HTTP 500"


def test_a_subscription_is_renewed_after_about_two_thirds_of_its_lease_and_spread() -> None:
    early, late = (subscription.verified(new(), 9 * DAY, NOON, chance) for chance in (0.0, 0.99))
    assert (subscription.ask_at(early) - NOON) / timedelta(days=1) >= 0.6 * 9
    assert (subscription.ask_at(late) - NOON) / timedelta(days=1) <= 0.7 * 9
    assert subscription.ask_at(early) < subscription.ask_at(late)


def test_a_renewal_that_comes_to_nothing_is_tried_again_while_the_lease_lasts() -> None:
    known = granted()
    now = subscription.ask_at(known)
    known = subscription.asked(known, "the hub answered HTTP 500", now)
    assert subscription.is_live(known, now)
    assert subscription.ask_at(known) - now == timedelta(minutes=10)


def test_a_lease_of_years_is_believed_for_two_weeks() -> None:
    assert granted(1e9).lease_until == after(days=14)


def test_a_lease_that_nobody_stated_is_taken_for_a_day() -> None:
    assert subscription.verified(new(), None, NOON, 0.5).lease_until == after(days=1)


def test_a_lease_of_a_minute_is_over_after_it_and_asked_for_no_more_often_than_each_ten() -> None:
    known = granted(60)
    assert not subscription.is_live(known, after(seconds=61))
    assert subscription.ask_at(known) == after(minutes=10)


def test_a_hub_is_relied_on_only_when_it_has_pushed() -> None:
    assert subscription.rest(granted(), NOON) == 0.0
    assert subscription.rest(working(), after(minutes=2)) == subscription.BACK_UP


def test_a_feed_is_left_alone_no_longer_than_the_lease() -> None:
    assert subscription.rest(working(), after(days=9, hours=23, minutes=30)) == 1_800.0
    assert subscription.rest(working(), after(days=10)) == 0.0


def test_an_old_entry_that_a_poll_finds_is_a_miss_and_ends_the_reliance() -> None:
    known = subscription.polled(working(), [after(minutes=30)], after(minutes=60))
    assert known is not None
    assert (known.missed, known.reason) == (1, "the hub did not push what a poll found")
    assert subscription.rest(known, after(minutes=60)) == 0.0


def test_an_entry_without_a_date_may_be_a_miss_and_counts_as_one() -> None:
    known = subscription.polled(working(), [None], after(minutes=60))
    assert known is not None
    assert known.missed == 1


@pytest.mark.parametrize(
    ("what", "published"),
    [("just published", after(minutes=57)), ("published before the hub granted", after(hours=-3))],
)
def test_what_the_hub_cannot_have_pushed_is_no_miss(what: str, published: datetime) -> None:
    known = subscription.polled(working(), [published], after(minutes=60))
    assert known == working(), what


def test_nothing_is_missed_by_a_hub_that_has_granted_nothing_or_no_longer() -> None:
    assert subscription.polled(None, [None], NOON) is None
    assert subscription.polled(new(), [None], NOON) == new()
    assert subscription.polled(working(), [None], after(days=11)) == working()


def test_a_renewal_keeps_what_the_hub_is_answerable_for() -> None:
    renewed = subscription.verified(working(), 10 * DAY, after(days=6), 0.5)
    assert renewed.granted_at == NOON


def test_a_dead_hub_is_asked_anew_after_growing_pauses_though_it_verifies_each_time() -> None:
    pauses, now = [], after(hours=2)
    known = subscription.polled(working(), [after(minutes=30)], now)
    assert known is not None
    assert subscription.ask_at(known) == now
    for _ in range(10):
        known = subscription.asked(known, "", now)
        known = subscription.verified(known, 10 * DAY, now, 0.5)
        assert not subscription.is_relied_on(known, now)
        pauses.append((subscription.ask_at(known) - now).total_seconds() / 60)
        now = subscription.ask_at(known)
        again = subscription.polled(known, [None], now)
        assert again is not None
        known = again
    assert pauses[:3] == [10, 20, 40]
    assert pauses[-1] == 24 * 60


def test_a_hub_that_pushes_again_is_relied_on_again() -> None:
    missed = subscription.polled(working(), [None], after(hours=2))
    assert missed is not None
    known = subscription.delivered(missed, "c", after(hours=3))
    assert subscription.is_relied_on(known, after(hours=3))
    assert (known.missed, known.reason) == (0, "")


def test_a_denial_ends_it_at_once_and_is_taken_for_a_day() -> None:
    known = subscription.denied(working(), "no such feed", after(hours=1))
    assert not subscription.is_live(known, after(hours=1))
    assert known.reason == "denied by the hub: no such feed"
    assert subscription.ask_at(known) == after(hours=25)


def test_the_last_pushes_are_kept_and_no_more() -> None:
    known = granted()
    for number in range(100):
        known = subscription.delivered(known, str(number), NOON)
    assert len(known.bodies) == 20
    assert known.bodies[0] == "99"


def test_a_state_written_before_there_were_subscriptions_is_read() -> None:
    old = {"url": TOPIC, "etag": '"1"', "hub": HUB, "topic": TOPIC}
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(old), type=FeedState).push is None


def test_a_state_with_a_subscription_is_read_as_it_was_written() -> None:
    state = FeedState(url=TOPIC, push=working())
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(state), type=FeedState) == state
