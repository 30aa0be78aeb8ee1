"""What robots.txt allows, and what is done where it cannot be had."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.errors import AddressForbidden, FetchFailed, TextUnreadable
from monitor.feeds import robots
from monitor.feeds.robots import FREE, REFUSED, UNKNOWN, Robots, Verdict
from monitor.ports import Request, Response

NOON = datetime(2024, 11, 1, 12, tzinfo=UTC)
PAGE = "https://harbour.example/news/1?id=2"
HTML = b"<!DOCTYPE html><html><body><pre>User-agent: *\nDisallow: /\n</pre></body></html>"


@dataclass
class Site:
    """One site's robots.txt."""

    answer: Response | FetchFailed
    asked: list[Request] = field(default_factory=list)

    async def http(self, request: Request) -> Response:
        self.asked.append(request)
        if isinstance(self.answer, FetchFailed):
            raise self.answer
        return self.answer

    def robots(self, name: str = "kabar") -> Robots:
        return Robots(http=self.http, judged=_judged, name=name)

    async def verdict(self, url: str = PAGE, now: datetime = NOON) -> Verdict:
        return await self.robots()(url, now)


async def _judged(rules: str, url: str, name: str) -> Verdict:
    return robots.judge(rules, url, name)


def site(body: bytes = b"", status: int = 200) -> Site:
    return Site(Response(url="https://harbour.example/robots.txt", status=status, body=body))


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        (b"", FREE),
        (b"User-agent: *\nDisallow:\n", FREE),
        (b"User-agent: *\nDisallow: /admin/\n", FREE),
        (b"User-agent: *\nDisallow: /news/\n", REFUSED),
        (b"User-agent: *\nDisallow: /\nAllow: /news/\n", FREE),
        (b"User-agent: *\nDisallow: /*?id=\n", REFUSED),
        (b"User-agent: *\nDisallow: /\n\nUser-agent: Kabar\nDisallow:\nAllow: /\n", FREE),
        (b"User-agent: Kabar\nDisallow: /\n\nUser-agent: *\nAllow: /\n", REFUSED),
        (b"user-agent: KABAR\nuser-agent: other\ndisallow: /news\n", REFUSED),
        (b"User-agent: Kabarbot\nDisallow: /\n", FREE),
        (b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /news/\r\n", REFUSED),
        (b"User-agent: *\nCrawl-delay: 2.5\n", Verdict(is_allowed=True, delay=2.5)),
        (b"User-agent: *\nCrawl-delay: 3600\n", Verdict(is_allowed=True, delay=robots.LONGEST_DELAY)),
        (b"User-agent: *\nCrawl-delay: soon\n", FREE),
        (HTML, FREE),
        (b"\0\xff garbage", FREE),
    ],
)
async def test_the_file_says_what_may_be_read(body: bytes, verdict: Verdict) -> None:
    assert await site(body).verdict() == verdict


@pytest.mark.parametrize(
    ("status", "verdict"),
    [(404, FREE), (410, FREE), (401, FREE), (403, FREE), (204, FREE), (429, UNKNOWN), (500, UNKNOWN), (503, UNKNOWN)],
)
async def test_a_site_without_rules_allows_all_and_one_that_is_broken_nothing(status: int, verdict: Verdict) -> None:
    told = await site(b"User-agent: *\nDisallow: /news/", status).verdict()

    assert replace(told, until=None) == verdict


@pytest.mark.parametrize("error", [FetchFailed("x", "timed out"), AddressForbidden("x", "private or special address")])
async def test_a_site_that_does_not_answer_is_left_alone(error: FetchFailed) -> None:
    assert await Site(error).verdict() == replace(UNKNOWN, until=NOON + robots.REST)


async def test_an_answer_counts_for_a_day_and_a_failure_for_a_while() -> None:
    there = site(b"User-agent: *\nDisallow: /news/\n")
    asking = there.robots()
    for hours in (0, 1, 23.9, 24, 25):
        await asking(PAGE, NOON + timedelta(hours=hours))
    assert len(there.asked) == 2

    broken = site(status=503)
    asking = broken.robots()
    for minutes in (0, 5):
        told = await asking(PAGE, NOON + timedelta(minutes=minutes))
        assert (told.reason, told.until) == (UNKNOWN.reason, NOON + robots.REST)
    assert len(broken.asked) == 1
    broken.answer = Response(url="x", status=404)
    assert await asking(PAGE, NOON + robots.REST) == FREE


async def test_each_scheme_host_and_port_has_rules_of_its_own() -> None:
    there = site()
    asking = there.robots()
    for url in (PAGE, "https://HARBOUR.example/x", "http://harbour.example/", "https://harbour.example:8443/"):
        await asking(url, NOON)

    assert [request.url for request in there.asked] == [
        "https://harbour.example/robots.txt",
        "http://harbour.example/robots.txt",
        "https://harbour.example:8443/robots.txt",
    ]


async def test_of_a_huge_file_the_beginning_counts_and_no_half_line() -> None:
    lines = b"User-agent: *\nDisallow: /private/\n" + b"# a comment that is long\n" * 40_000
    cut = lines[: robots.MOST - 12] + b"\nDisallow: /newspapers/old/\n" + b"Disallow: /\n" * 1_000

    assert await site(cut).verdict() == FREE
    assert await site(cut).verdict("https://harbour.example/private/1") == REFUSED


async def test_rules_that_cannot_be_judged_allow_nothing() -> None:
    async def judged(*_: str) -> Verdict:
        raise TextUnreadable("stopped after 10 s")

    asking = Robots(http=site(b"User-agent: *\nDisallow: /*a*a*a*a*b\n").http, judged=judged, name="kabar")
    assert await asking(PAGE, NOON) == UNKNOWN


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Kabar/0.1 (news monitor)", "kabar"),
        ("Acme-Desk (+https://acme.example)", "acme-desk"),
        ("", "kabar"),
        ("123", "kabar"),
    ],
)
def test_rules_call_us_by_the_product(user_agent: str, name: str) -> None:
    assert robots.agent(user_agent) == name
