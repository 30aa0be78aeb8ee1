"""A world of feeds without a network: documents are published, edited and lost, and a virtual clock ticks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape

from monitor.errors import FetchFailed
from monitor.feeds import poll
from monitor.feeds.document import Document
from monitor.feeds.parse import parse
from monitor.feeds.poll import Polled
from monitor.feeds.settings import Feed
from monitor.feeds.state import FeedState
from monitor.ports import Request, Response

URL = "https://teluk.example/rss"
NOON = datetime(2024, 10, 24, 12, tzinfo=UTC)
LONG = "The harbour master said that the ferry from Port Alder would sail again at dawn, after two weeks of talks. " * 3


@dataclass(frozen=True, kw_only=True)
class Entry:
    title: str
    link: str = ""
    guid: str = ""
    body: str = ""
    date: str = ""

    def xml(self) -> str:
        fields = {
            "title": self.title,
            "link": self.link,
            "guid": self.guid,
            "description": self.body,
            "pubDate": self.date,
        }
        return "".join(f"<{name}>{escape(value)}</{name}>" for name, value in fields.items() if value)


def entry(number: int, **other: str) -> Entry:
    given = {"title": f"Headline {number}", "link": f"https://teluk.example/{number}", "guid": f"g{number}"}
    return Entry(**given | {"body": f"Body of story {number}."} | other)


def rss(*entries: Entry, channel: str = "") -> bytes:
    items = "".join(f"<item>{one.xml()}</item>" for one in entries)
    return f'<rss version="2.0"><channel><title>Teluk</title>{channel}{items}</channel></rss>'.encode()


async def parsed(body: bytes, url: str, content_type: str) -> Document:
    return parse(body, url=url, content_type=content_type)


@dataclass
class Reader:
    """One feed, polled again and again; `answers` maps a URL to what the network gives for it."""

    feed: Feed = field(default_factory=lambda: Feed(url=URL))
    now: datetime = NOON
    state: FeedState | None = None
    answers: dict[str, Response | FetchFailed] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)

    async def http(self, request: Request) -> Response:
        self.requests.append(request)
        answer = self.answers[request.url]
        if isinstance(answer, FetchFailed):
            raise answer
        return answer

    def answer(self, status: int = 200, body: bytes = b"", **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[URL] = Response(url=URL, status=status, headers=named, body=body)

    def publish(self, *entries: Entry, channel: str = "", **headers: str) -> None:
        self.answer(200, rss(*entries, channel=channel), **headers)

    async def poll(self, *, after: float = 3600.0) -> Polled:
        """Poll once, `after` seconds later, and remember the state as a service does."""
        self.now += timedelta(seconds=after)
        polled = await poll.poll(self.feed, self.state, poll.Doors(http=self.http, parse=parsed), self.now)
        self.state = polled.state
        return polled

    @property
    def wait(self) -> float:
        """Seconds until the next poll."""
        assert self.state is not None
        assert self.state.next_at is not None
        return (self.state.next_at - self.now).total_seconds()
