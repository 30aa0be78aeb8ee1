"""WebSub as it goes over the wire: callbacks that prove themselves, signatures, and the request to a hub.

Guarantees: nothing is stored for a callback. From one secret of the service follow, for each feed and topic, a token that
makes the callback's address unguessable and a key for the hub's signatures; so any worker can judge any call.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlencode, urljoin, urlsplit

from monitor import ids
from monitor.errors import FetchFailed
from monitor.feeds import subscription
from monitor.feeds.settings import Feed
from monitor.feeds.state import FeedState
from monitor.feeds.subscription import Subscription
from monitor.ports import Http, Request, Response

METHODS = ("sha1", "sha256", "sha384", "sha512")
"""Ways to sign that are known. HMAC with SHA-1 is weaker in name only: forging it takes more than SHA-1's collisions."""

SECONDS = 15.0
_MAX_ANSWER = 100_000
_MAX_HUB_HOPS = 3
_TOKEN = 40
"""Hexadecimal digits of a token: 160 bits."""
# Old hubs verify before they answer, and say 204 then.
_TAKEN = frozenset({HTTPStatus.ACCEPTED, HTTPStatus.NO_CONTENT})
_MOVED = frozenset({301, 302, 307, 308})


def feed_id(url: str) -> str:
    """Name a feed in a callback's address."""
    return ids.digest("websub", "feed", url)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a callback points: a feed, a topic, and the token that only we could have made for both."""

    feed: str
    topic: str
    token: str

    @property
    def path(self) -> str:
        """The end of the callback's path."""
        return f"{self.feed}/{self.topic}/{self.token}"


@dataclass(frozen=True, slots=True)
class Keys:
    """What follows from the service's secret."""

    secret: bytes = field(repr=False)

    def place(self, feed_url: str, topic: str) -> Place:
        """Give the place of a feed's subscription to a topic."""
        feed, about = feed_id(feed_url), topic_id(topic)
        return Place(feed=feed, topic=about, token=self._derived("token", feed, about)[:_TOKEN])

    def is_ours(self, place: Place) -> bool:
        """Say whether we made a place, in constant time."""
        wanted = self._derived("token", place.feed, place.topic)[:_TOKEN]
        return hmac.compare_digest(wanted.encode(), place.token.encode("utf-8", "replace"))

    def is_about(self, place: Place, topic: str) -> bool:
        """Say whether a place is that of a topic."""
        return hmac.compare_digest(place.topic.encode("utf-8", "replace"), topic_id(topic).encode())

    def hub_secret(self, place: Place) -> str:
        """Give what the hub of a place signs with: 64 characters, of 200 that are allowed."""
        return self._derived("hub", place.feed, place.topic)

    def _derived(self, *labels: str) -> str:
        return hmac.new(
            self.secret, "\x1f".join(("kabar websub", *labels)).encode("utf-8", "replace"), "sha256"
        ).hexdigest()


def method(signature: str) -> str:
    """Give the method of an X-Hub-Signature, empty where it is none that we know.

    >>> method("sha256=00"), method("md5=00"), method("sha256")
    ('sha256', '', '')
    """
    name, separator, _ = signature.partition("=")
    return name.lower() if separator and name.lower() in METHODS else ""


def is_signed(body: bytes, signature: str, secret: str) -> bool:
    """Say whether a body was signed with a secret, in constant time.

    >>> is_signed(b"news", "sha1=" + hmac.new(b"key", b"news", "sha1").hexdigest(), "key")
    True
    """
    name = method(signature)
    if not name:
        return False
    given = signature.partition("=")[2].strip().lower().encode("utf-8", "replace")
    return hmac.compare_digest(hmac.new(secret.encode(), body, name).hexdigest().encode(), given)


def is_same_topic(one: str, other: str) -> bool:
    """Say whether two addresses name one topic: scheme, case of the host and a last slash are no difference.

    >>> is_same_topic("http://Example.org/feed/", "https://example.org/feed")
    True
    >>> is_same_topic("https://example.org/feed?tag=a", "https://example.org/feed?tag=b")
    False
    """
    return _core(one) == _core(other)


def _core(url: str) -> tuple[str, str, str]:
    try:
        parts = urlsplit(url)
        port = {80: "", 443: "", None: ""}.get(parts.port, f":{parts.port}")
    except ValueError:
        return url, "", ""
    return (parts.hostname or "") + port, parts.path.rstrip("/"), parts.query


def topic_id(topic: str) -> str:
    """Name a topic in a callback's address."""
    return ids.digest("websub", "topic", topic)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """Asks hubs for subscriptions; `callback` is the public address under which they reach us."""

    keys: Keys
    callback: str
    http: Http

    def known(self, feed: Feed, state: FeedState) -> FeedState:
        """Give a state with the subscription that the feed needs now, which may be a new one or none."""
        hub = _guarded(state.hub, feed.url) if feed.push else ""
        topic = state.topic or state.url
        callback = ids.digest(self._address(self.keys.place(feed.url, topic)))
        return replace(state, push=subscription.current(state.push, hub, topic, callback))

    async def tended(self, feed: Feed, state: FeedState, now: datetime) -> FeedState:
        """Ask the hub, if it is time to; a feed that was never read is left alone."""
        state = self.known(feed, state)
        if state.push is None or state.disabled or subscription.ask_at(state.push) > now:
            return state
        refusal = await self._ask(state.push, self.keys.place(feed.url, state.push.topic))
        return replace(state, push=subscription.asked(state.push, refusal, now))

    def _address(self, place: Place) -> str:
        return f"{self.callback.rstrip('/')}/{place.path}"

    async def _ask(self, wanted: Subscription, place: Place) -> str:
        """Send the request, also to where the hub has moved; gives why it was not taken, in words."""
        form = {
            "hub.mode": "subscribe",
            "hub.topic": wanted.topic,
            "hub.callback": self._address(place),
            "hub.secret": self.keys.hub_secret(place),
            "hub.lease_seconds": str(int(subscription.ASKED_LEASE.total_seconds())),
        }
        url = wanted.hub
        try:
            for _ in range(_MAX_HUB_HOPS):
                answer = await self.http(_request(url, form))
                if answer.status not in _MOVED:
                    return _refusal(answer)
                target = urljoin(url, answer.headers.get("location", ""))
                if not _is_fit(target, url):
                    return "the hub redirects to nowhere, or from https to http"
                url = target
        except FetchFailed as error:
            return f"the hub cannot be asked: {error.why}"
        except ValueError:
            return "the hub redirects to a malformed address"
        return "the hub redirects too often"


def _request(url: str, form: Mapping[str, str]) -> Request:
    return Request(
        url=url,
        method="POST",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        body=urlencode(form).encode(),
        timeout=SECONDS,
        max_bytes=_MAX_ANSWER,
        max_redirects=0,
    )


def _refusal(answer: Response) -> str:
    return "" if answer.status in _TAKEN else f"the hub answered HTTP {answer.status}"


def _guarded(hub: str, feed_url: str) -> str:
    """Give the address of a hub; that of a feed read over https is asked over https too, however the feed writes it.

    >>> _guarded("http://hub.example/", "https://news.example/rss")
    'https://hub.example/'
    """
    is_weaker = hub.startswith("http:") and feed_url.startswith("https:")
    return f"https:{hub.removeprefix('http:')}" if is_weaker else hub


def _is_fit(url: str, origin: str) -> bool:
    """Say whether a hub may send us elsewhere: never from https to http, since the request holds a secret."""
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        return False
    return scheme == "https" or (scheme == "http" and not origin.startswith("https:"))
