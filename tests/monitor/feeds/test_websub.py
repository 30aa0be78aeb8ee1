"""Callbacks that prove themselves, signatures, and the request to a hub."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from monitor.errors import AddressForbidden, FetchFailed
from monitor.feeds import websub
from monitor.feeds.settings import Feed
from monitor.feeds.state import FeedState
from monitor.feeds.subscription import Subscription
from monitor.feeds.websub import Keys, Subscriber
from monitor.internet import Internet
from monitor.ports import Request, Response
from tests.monitor.feeds.hub import hub, signature
from tests.monitor.feeds.web import NOON, URL

HUB = "https://hub.example/"
KEYS = Keys(b"a secret of this test")
PLACE = KEYS.place(URL, URL)
STATE = FeedState(url=URL, hub=HUB, topic=URL, baseline_at=NOON)


@dataclass
class Web:
    """Hubs by address: each a status and where it leads, or what breaks."""

    answers: dict[str, tuple[int, str] | FetchFailed] = field(default_factory=lambda: {HUB: (202, "")})
    requests: list[Request] = field(default_factory=list)

    async def __call__(self, request: Request) -> Response:
        self.requests.append(request)
        answer = self.answers[request.url]
        if isinstance(answer, FetchFailed):
            raise answer
        status, location = answer
        return Response(url=request.url, status=status, headers={"location": location} if location else {})

    def subscriber(self) -> Subscriber:
        return Subscriber(keys=KEYS, callback="https://kabar.example/push", http=self)

    async def asked(self, state: FeedState = STATE, feed: Feed | None = None) -> Subscription:
        """Tend a feed's subscription at noon."""
        push = (await self.subscriber().tended(feed or Feed(url=URL), state, NOON)).push
        assert push is not None
        return push


def test_a_place_is_ours_only_with_its_own_token() -> None:
    assert KEYS.is_ours(PLACE)
    for other in (
        replace(PLACE, feed=websub.feed_id("https://other.example/rss")),
        replace(PLACE, topic=websub.topic_id("https://other.example/rss")),
        replace(PLACE, token=PLACE.token[:-1] + ("0" if PLACE.token[-1] != "0" else "1")),
        replace(PLACE, token=""),
        replace(PLACE, token="é" * 40),
        Keys(b"another secret here").place(URL, URL),
    ):
        assert not KEYS.is_ours(other)


def test_a_place_is_about_its_topic_to_the_letter() -> None:
    assert KEYS.is_about(PLACE, URL)
    assert not KEYS.is_about(PLACE, URL + "/")
    assert not KEYS.is_about(PLACE, "")


def test_a_hub_never_learns_the_secret_of_another_place_and_none_is_longer_than_allowed() -> None:
    secrets = {KEYS.hub_secret(KEYS.place(feed, topic)) for feed in ("a", "b") for topic in ("c", "d")}
    assert len(secrets) == 4
    assert all(len(secret) < 200 for secret in secrets)
    assert not any(PLACE.token in secret for secret in secrets)


def test_the_secret_is_never_shown() -> None:
    assert "secret of this test" not in repr(KEYS)


@pytest.mark.parametrize("method", websub.METHODS)
def test_every_method_that_hubs_know_is_known(method: str) -> None:
    assert websub.is_signed(b"news", signature("key", b"news", method), "key")
    assert websub.is_signed(b"news", signature("key", b"news", method).upper(), "key")


@pytest.mark.parametrize(
    "given",
    [
        "",
        "sha256",
        "sha256=",
        "sha256=00",
        "=" + signature("key", b"news").partition("=")[2],
        signature("key", b"news").partition("=")[2],
        signature("key", b"other"),
        signature("other", b"news"),
        signature("", b"news"),
        signature("key", b"news", "md5"),
        signature("key", b"news", "sha3_256"),
        signature("key", b"news").replace("sha256", "sha1"),
        signature("key", b"news", "sha1").replace("sha1", "sha256"),
        signature("key", b"news")[:-1],
        signature("key", b"news") + "0",
        "sha256=é" + "0" * 63,
        "sha256=\udcff",
    ],
)
def test_no_forged_signature_is_taken(given: str) -> None:
    assert not websub.is_signed(b"news", given, "key")


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ("https://teluk.example/rss/", True),
        ("http://teluk.example/rss", True),
        ("https://TELUK.example:443/rss", True),
        ("https://teluk.example/rss?page=2", False),
        ("https://teluk.example/RSS", False),
        ("https://teluk.example:8443/rss", False),
        ("https://evil.example/rss", False),
        ("https://teluk.example.evil.example/rss", False),
        ("https://[", False),
    ],
)
def test_honest_spellings_of_a_topic_are_the_same_and_others_are_not(other: str, *, same: bool) -> None:
    assert websub.is_same_topic(URL, other) is same


async def test_a_hub_is_asked_with_all_that_it_needs() -> None:
    web = Web()
    push = await web.asked()
    request = web.requests[0]
    form = {name: values[0] for name, values in parse_qs(request.body.decode(), strict_parsing=True).items()}
    assert (request.method, request.url, request.max_redirects) == ("POST", HUB, 0)
    assert form == {
        "hub.mode": "subscribe",
        "hub.topic": URL,
        "hub.callback": f"https://kabar.example/push/{PLACE.path}",
        "hub.secret": KEYS.hub_secret(PLACE),
        "hub.lease_seconds": "864000",
    }
    assert (push.asked_at, push.errors, push.lease_until) == (NOON, 1, None)


async def test_a_hub_is_not_asked_again_before_it_is_time() -> None:
    web = Web()
    push = await web.asked()
    await web.asked(replace(STATE, push=push))
    assert len(web.requests) == 1


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((202, ""), "the hub has not verified it yet"),
        ((204, ""), "the hub has not verified it yet"),
        ((200, ""), "the hub answered HTTP 200"),
        ((404, ""), "the hub answered HTTP 404"),
        ((500, ""), "the hub answered HTTP 500"),
        ((303, "/other"), "the hub answered HTTP 303"),
        ((307, "http://hub.example/"), "the hub redirects to nowhere, or from https to http"),
        ((307, "https://["), "the hub redirects to a malformed address"),
        ((308, "file:///etc/passwd"), "the hub redirects to nowhere, or from https to http"),
        ((307, HUB), "the hub redirects too often"),
        (FetchFailed(HUB, "timed out"), "the hub cannot be asked: timed out"),
        (AddressForbidden(HUB, "private or special address"), "the hub cannot be asked: private or special address"),
    ],
)
async def test_what_a_hub_answers_is_kept_in_words(answer: tuple[int, str] | FetchFailed, reason: str) -> None:
    assert (await Web({HUB: answer}).asked()).reason == reason


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_hub_that_has_moved_is_asked_where_it_is_now(status: int) -> None:
    web = Web({HUB: (status, "/new"), f"{HUB}new": (202, "")})
    assert (await web.asked()).reason == "the hub has not verified it yet"
    assert [(request.url, request.body == web.requests[0].body) for request in web.requests] == [
        (HUB, True),
        (f"{HUB}new", True),
    ]


async def test_the_hub_of_a_feed_read_over_https_is_asked_over_https() -> None:
    web = Web()
    await web.asked(replace(STATE, hub="http://hub.example/"))
    assert urlsplit(web.requests[0].url).scheme == "https"


async def test_a_hub_without_a_topic_is_asked_for_the_feed_itself() -> None:
    assert (await Web().asked(replace(STATE, topic=""))).topic == URL


@pytest.mark.parametrize(
    ("state", "feed"),
    [
        (replace(STATE, hub=""), Feed(url=URL)),
        (STATE, Feed(url=URL, push=False)),
        (replace(STATE, disabled="HTTP 410 Gone"), Feed(url=URL)),
    ],
)
async def test_a_feed_that_cannot_or_shall_not_be_pushed_asks_no_hub(state: FeedState, feed: Feed) -> None:
    web = Web()
    await web.subscriber().tended(feed, state, NOON)
    assert web.requests == []


async def test_a_feed_that_names_another_hub_is_subscribed_there() -> None:
    web = Web({HUB: (202, ""), "https://second.example/": (202, "")})
    push = await web.asked()
    lasting = replace(push, lease_until=NOON + timedelta(days=9), renew_at=NOON + timedelta(days=6), retry_at=None)
    moved = await web.asked(replace(STATE, hub="https://second.example/", push=lasting))
    assert (moved.hub, moved.lease_until) == ("https://second.example/", None)
    assert [request.url for request in web.requests] == [HUB, "https://second.example/"]


async def test_another_public_address_of_ours_needs_a_new_subscription() -> None:
    web = Web()
    push = replace(await web.asked(), lease_until=NOON + timedelta(days=9), renew_at=NOON + timedelta(days=6))
    moved = Subscriber(keys=KEYS, callback="https://new.example/push", http=web)
    assert moved.known(Feed(url=URL), replace(STATE, push=push)).push != push


async def test_a_hub_at_a_forbidden_address_is_never_reached() -> None:
    async with hub() as opened, Internet() as http:
        subscriber = Subscriber(keys=KEYS, callback="https://kabar.example/push", http=http)
        feed = Feed(url="http://teluk.example/rss")
        state = (await subscriber.tended(feed, replace(STATE, url=feed.url, hub=opened.url), NOON)).push
        assert state is not None
        assert state.reason == "the hub cannot be asked: private or special address"
        assert opened.asked == []


async def test_a_hub_that_leads_to_a_forbidden_address_is_not_followed() -> None:
    async with hub() as opened, Internet(allow_networks=["127.0.0.1/32"]) as http:
        opened.moved, opened.to = 307, f"http://127.0.0.2:{opened.port}/elsewhere"
        subscriber = Subscriber(keys=KEYS, callback="https://kabar.example/push", http=http)
        feed = Feed(url="http://teluk.example/rss")
        state = (await subscriber.tended(feed, replace(STATE, url=feed.url, hub=opened.url), NOON)).push
        assert state is not None
        assert state.reason == "the hub cannot be asked: private or special address"
        assert opened.asked == []
