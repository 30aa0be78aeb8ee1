"""A week of polling thousands of feeds under a virtual clock: servers with wishes of their own keep the books.

The scheduling, the choice of whom to ask, the polling and the memory are the real ones; only the network, the parser and the
time are made up. Each server notes what it was asked for and when; it knows by itself when it may be asked again.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from random import Random

import msgspec

from monitor.errors import FetchFailed
from monitor.feeds import courtesy, poll
from monitor.feeds.courtesy import Due, Visits
from monitor.feeds.document import Document, Item
from monitor.feeds.poll import Doors, Polled
from monitor.feeds.settings import Feed
from monitor.feeds.state import FeedState
from monitor.ports import Request, Response

BEGIN = datetime(2024, 11, 4, tzinfo=UTC)  # A Monday.
SPACING = timedelta(seconds=1)
KEPT = 15
TIMED_OUT = 30.0
Polling = Generator[Request, Response | FetchFailed, Polled]
_states = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(FeedState)


@dataclass(kw_only=True)
class Server:
    """One feed as its publisher sees it. `pace` is the mean time between entries; seconds everywhere."""

    feed: Feed
    chance: Random
    pace: float
    ttl: float
    max_age: float
    skip_hours: tuple[int, ...]
    validates: str
    faults: float
    published: int = KEPT
    next_entry: float = 0.0
    wish: datetime = BEGIN
    not_before: datetime = BEGIN
    asked: int = 0
    is_known: bool = False
    unconditional: int = 0
    unchanged: int = 0
    answered_304: int = 0
    early: int = 0

    def answer(self, request: Request, now: datetime) -> Response | FetchFailed:
        """Answer a request, and note whether it was polite."""
        self._publish((now - BEGIN).total_seconds())
        self.asked += 1
        sent = request.headers.get("If-None-Match", "") or request.headers.get("If-Modified-Since", "")
        if self.is_known:  # Until its first answer has arrived nobody can know its wishes or its validators.
            self.early += now < self.not_before or now.hour in self.skip_hours
            self.unconditional += not sent
        fault = self.chance.random()
        if fault < self.faults:
            return self._fault(fault / self.faults, now)
        is_same = bool(sent) and sent == self._validator()
        self.unchanged += is_same
        self.answered_304 += is_same
        headers = self._headers(now)
        self.wish = now + timedelta(seconds=max(self.max_age, self.ttl))
        body = b"" if is_same else f"{self.feed.url} {self.published}".encode()
        return Response(url=request.url, status=304 if is_same else 200, headers=headers, body=body)

    def arrived(self, outcome: str) -> None:
        """Note that an answer reached the service: from now on its wishes count, and after a document its validators."""
        self.not_before = self.wish
        self.is_known |= outcome == "modified"

    def document(self) -> Document:
        """Give the feed as it stands: the latest entries."""
        numbers = range(self.published, max(self.published - KEPT, 0), -1)
        return Document(
            format="rss20", ttl=self.ttl, skip_hours=self.skip_hours, items=tuple(self._item(n) for n in numbers)
        )

    def _publish(self, seconds: float) -> None:
        while self.next_entry <= seconds:
            self.published += 1
            self.next_entry += self.chance.expovariate(1 / self.pace)

    def _fault(self, which: float, now: datetime) -> Response | FetchFailed:
        """Break down: without an answer, with a mere error, or asking for rest in seconds or by date."""
        url = self.feed.url
        if which < 0.3:
            return FetchFailed(url, "timed out")
        if which < 0.5:
            return Response(url=url, status=500)
        rest = self.chance.randrange(30, 7200)
        self.wish = now + timedelta(seconds=rest)
        wish = str(rest) if which < 0.75 else format_datetime(self.wish, usegmt=True)
        return Response(url=url, status=429, headers={"retry-after": wish, "date": format_datetime(now, usegmt=True)})

    def _headers(self, now: datetime) -> dict[str, str]:
        name = {"ETag": "etag", "Last-Modified": "last-modified"}.get(self.validates, "")
        given = {name: self._validator()} if name else {}
        if self.max_age and self.published % 2:
            given["expires"] = format_datetime(now + timedelta(seconds=self.max_age), usegmt=True)
        elif self.max_age:
            given["cache-control"] = f"public, max-age={self.max_age:.0f}"
        return given | {"date": format_datetime(now, usegmt=True)}

    def _validator(self) -> str:
        return f'W/"{self.published}"' if self.validates == "ETag" else f"version {self.published}"

    def _item(self, number: int) -> Item:
        link = f"{self.feed.url}/{number}"
        return Item(guid=f"g{number}", link=link, url=link, title=f"Entry {number}", text=f"Entry {number}")


@dataclass(kw_only=True)
class Week:
    """The servers, our side's memory, and a clock that jumps from event to event."""

    servers: dict[str, Server]
    states: dict[str, FeedState] = field(default_factory=dict)
    now: datetime = BEGIN
    told: Counter[str] = field(default_factory=Counter)
    learned: set[str] = field(default_factory=set)
    polls: int = 0
    most_at_once: Counter[str] = field(default_factory=Counter)
    _events: list[tuple[datetime, int, str, str]] = field(default_factory=list)
    _hosts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _open: dict[str, tuple[Polling, Response | FetchFailed, datetime]] = field(default_factory=dict)
    _at_once: Counter[str] = field(default_factory=Counter)
    _last: dict[str, datetime] = field(default_factory=dict)
    _number: int = 0

    def run(self, days: float, restarts: list[float]) -> None:
        """Let time pass; `restarts` are the days at which the service is killed and started again."""
        for url, server in self.servers.items():
            self._hosts[server.feed.host].append(url)
        for host in self._hosts:
            self._event(BEGIN, "look", host)
        for day in restarts:
            self._event(BEGIN + timedelta(days=day), "restart", "")
        while self._events and self._events[0][0] < BEGIN + timedelta(days=days):
            self.now, _, what, name = heapq.heappop(self._events)
            getattr(self, f"_{what}")(name)

    def _event(self, at: datetime, what: str, name: str) -> None:
        self._number += 1
        heapq.heappush(self._events, (at, self._number, what, name))

    def _look(self, host: str) -> None:
        """Ask those of a host's feeds that are due and that courtesy allows; look again when one of the others may be due."""
        due = [
            Due(url=url, host=host, at=at)
            for url in self._hosts[host]
            if url not in self._open and (at := self._due_at(url)) is not None and at <= self.now
        ]
        visits = Visits(open=self._at_once, last=self._last)
        begun = 0
        for each in courtesy.chosen(due, visits, self.now, SPACING):
            self._begin(each.url)
            begun += 1
        if len(due) > begun:
            self._event(max(self.now, self._last[host]) + SPACING, "look", host)

    def _due_at(self, url: str) -> datetime | None:
        state = self.states.get(url)
        return BEGIN if state is None else state.next_at

    def _begin(self, url: str) -> None:
        """Send a request: the server answers at once, but the answer takes its time."""
        server = self.servers[url]
        polling = poll.poll(server.feed, self.states.get(url), _doors(server), self.now).__await__()
        answer = server.answer(next(polling), self.now)
        seconds = TIMED_OUT if isinstance(answer, FetchFailed) else server.chance.uniform(0.05, 4.0)
        host = server.feed.host
        ends = self.now + timedelta(seconds=seconds)
        self._open[url] = polling, answer, ends
        self._at_once[host] += 1
        self.most_at_once[host] = max(self.most_at_once[host], self._at_once[host])
        self._last[host] = self.now
        self._event(ends, "end", url)

    def _end(self, url: str) -> None:
        """Take an answer, remember, and look again; an answer to a service that was killed meanwhile reaches nobody."""
        if url not in self._open or self._open[url][2] != self.now:
            return
        polling, answer, _ = self._open.pop(url)
        polled = _finished(polling, answer)
        host = self.servers[url].feed.host
        self._at_once[host] -= 1
        self.states[url] = polled.state
        self.servers[url].arrived(polled.outcome)
        self.polls += 1
        self._hand_on(polled)
        if polled.state.next_at is not None:
            self._event(polled.state.next_at, "look", host)
        self._event(self.now, "look", host)

    def _hand_on(self, polled: Polled) -> None:
        for article in polled.articles:
            if article.is_baseline:
                self.learned.add(article.id)
            else:
                self.told[article.id] += 1

    def _restart(self, _: str) -> None:
        """Kill the service: half of what is under way was handed on but not remembered; the rest is read from its bytes."""
        for number, (polling, answer, _ends) in enumerate(self._open.values()):
            if number % 2:
                self._hand_on(_finished(polling, answer))
        encoder, decoder = _states
        self.states = {url: decoder.decode(encoder.encode(state)) for url, state in self.states.items()}
        self._open.clear()
        self._at_once.clear()
        self._last.clear()
        for host in self._hosts:
            self._event(self.now, "look", host)


def world(feeds: int, hosts: int, seed: int) -> Week:
    """Make a world of feeds of all tempers; one in fifty servers knows no validators."""
    chance = Random(seed)
    made = (_server(number, hosts, Random(chance.random())) for number in range(feeds))
    return Week(servers={server.feed.url: server for server in made})


def _server(number: int, hosts: int, chance: Random) -> Server:
    url = f"https://host{number % hosts}.example/{number}/feed"
    return Server(
        feed=Feed(url=url, language="en"),
        chance=chance,
        pace=chance.choice([300, 1_800, 7_200, 21_600, 86_400, 259_200]),
        ttl=chance.choice([0, 0, 0, 900, 3_600]),
        max_age=chance.choice([0, 0, 60, 600, 7_200]),
        skip_hours=chance.choice([(), (), (), (), (22, 23, 0, 1, 2)]),
        validates=chance.choices(["ETag", "Last-Modified", ""], weights=[64, 34, 2])[0],
        faults=chance.choice([0.0, 0.0, 0.002, 0.05]),
        next_entry=chance.uniform(0, 3_600),
    )


class _Asked:
    """What a poll waits for: it shows its request, and goes on with the answer."""

    def __init__(self, request: Request) -> None:
        self._request = request

    def __await__(self) -> Generator[Request, Response | FetchFailed, Response]:
        answer = yield self._request
        if isinstance(answer, FetchFailed):
            raise answer
        return answer


async def _asked(request: Request) -> Response:
    return await _Asked(request)


def _doors(server: Server) -> Doors:
    async def parse(_body: bytes, _url: str, _kind: str) -> Document:
        return server.document()

    return Doors(http=_asked, parse=parse)


def _finished(polling: Polling, answer: Response | FetchFailed) -> Polled:
    """Go on with a poll that waits for its answer."""
    try:
        polling.send(answer)
    except StopIteration as end:
        polled: Polled = end.value
        return polled
    raise AssertionError("it still waits")
