"""Feeds over months of virtual time: what they publish and when, how their servers ail, and what is said of their health."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from monitor.errors import FeedUnreadable, FetchFailed
from monitor.feeds import health, poll
from monitor.feeds.document import Document, Item
from monitor.feeds.settings import Feed
from monitor.feeds.state import FeedState
from monitor.ports import Request, Response

URL = "https://teluk.example/rss"
START = datetime(2024, 11, 4, 0, tzinfo=UTC)  # A Monday.
DAY = timedelta(days=1)

_SENTENCES = {
    "id": (
        "Kapal feri dari pelabuhan itu akan berlayar lagi pada hari Senin setelah perbaikan mesin selesai",
        "Pemerintah kota mengatakan bahwa jalan di dekat pasar akan ditutup untuk sementara waktu",
        "Para nelayan di teluk itu berharap harga ikan tidak turun lagi pada musim hujan ini",
        "Menurut kepala dinas, bantuan untuk warga sudah dikirim dan akan tiba dalam dua hari",
    ),
    "en": (
        "The ferry from the old harbour will sail again on Monday after the engine has been repaired",
        "The council said that the road beside the market would be closed for the rest of the week",
        "Fishermen in the bay hope that prices will not fall again in the rainy season that begins now",
        "According to the head of the office, help for the families was sent and will arrive in two days",
    ),
    "": ("Teluk 4-2 Alder", "Port Alder", "Mira Talsen", "Liga 3: Teluk"),
}

Trouble = Callable[[datetime], str]
"""What is wrong with the server at a moment: "" for nothing, else one of "down", "lost", "page", "gone", "empty"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One entry: when, in which language ("" for names alone), and how many sentences it has below its title."""

    at: datetime
    language: str = "id"
    sentences: int = 6


def posts(times: Sequence[datetime], seed: int = 1, **given: Any) -> list[Post]:
    """Make entries at the times, a third longer or shorter than usual."""
    chance = Random(seed)
    made = [Post(at=at, **given) for at in times]
    return [
        Post(at=one.at, language=one.language, sentences=round(one.sentences * chance.uniform(0.7, 1.3)))
        for one in made
    ]


def spread(days: Sequence[datetime], count: int, hours: tuple[float, float], seed: int = 1) -> list[datetime]:
    """Spread entries over hours of the day, by chance."""
    chance = Random(seed)
    return sorted(day + timedelta(hours=chance.uniform(*hours)) for day in days for _ in range(count))


def days(count: int, *, before: int = 5, only: Callable[[datetime], bool] = lambda _: True) -> list[datetime]:
    """List days, some of them before we begin to watch."""
    return [day for number in range(-before, count) if only(day := START + number * DAY)]


@dataclass
class Watched:
    """A feed that is polled as often as it wants; `log` says when which ailments were there."""

    posts: list[Post]
    feed: Feed = field(default_factory=lambda: Feed(url=URL))
    trouble: Trouble = lambda _: ""
    holds: int = 20
    now: datetime = START
    state: FeedState | None = None
    log: list[tuple[datetime, tuple[str, ...]]] = field(default_factory=list)
    shown: int = 0

    async def until(self, end: datetime) -> Watched:
        """Poll until a moment."""
        while self.now < end:
            polled = await poll.poll(self.feed, self.state, poll.Doors(http=self._http, parse=self._parse), self.now)
            self.state = health.learn(self.feed, self.state, polled, self.now)
            kinds = tuple(sorted(each.kind.value for each in self.state.ailments))
            if kinds != (self.log[-1][1] if self.log else ()):
                self.log.append((self.now, kinds))
            self.now = self.state.next_at or end
        return self

    @property
    def ailments(self) -> set[str]:
        """Name everything the feed was ever said to suffer from."""
        return {kind for _, kinds in self.log for kind in kinds}

    def found(self, kind: str) -> datetime:
        """Say when an ailment was found first."""
        return next(at for at, kinds in self.log if kind in kinds)

    async def _http(self, request: Request) -> Response:
        match self.trouble(self.now):
            case "down":
                return Response(url=request.url, status=503, headers={}, body=b"")
            case "gone":
                return Response(url=request.url, status=410, headers={}, body=b"")
            case "lost":
                raise FetchFailed(request.url, "name not found")
            case "page" | "empty" as what:
                return Response(url=request.url, status=200, headers={}, body=what.encode())
        while self.shown < len(self.posts) and self.posts[self.shown].at <= self.now:
            self.shown += 1
        return Response(url=request.url, status=200, headers={}, body=b"%d" % self.shown)

    async def _parse(self, body: bytes, url: str, _: str) -> Document:
        if body == b"page":
            raise FeedUnreadable(url, "it is a web page that names no feed")
        end = int(body) if body.isdigit() else 0
        return Document(format="rss20", items=tuple(self._items(max(0, end - self.holds), end)))

    def _items(self, begin: int, end: int) -> Iterator[Item]:
        for number in range(end - 1, begin - 1, -1):
            post = self.posts[number]
            lines = _SENTENCES[post.language]
            title = f"{lines[number % len(lines)]} {number}"
            body = ". ".join(f"{lines[(number + each) % len(lines)]} {number}" for each in range(post.sentences))
            link = f"https://teluk.example/{number}"
            text = f"{title}\n\n{body}" if body else title
            yield Item(guid=str(number), link=link, url=link, title=title, text=text, published=post.at)
