"""The network door, over real loopback sockets."""

from __future__ import annotations

import asyncio
import gzip
import socket
import zlib
from collections.abc import AsyncIterator

import brotli
import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from monitor import internet
from monitor.errors import AddressForbidden, FetchFailed
from monitor.internet import Internet
from monitor.ports import Request
from tests.monitor.feeds.server import Answer, Server, dripping, serving

LOOPBACK = ["127.0.0.1/32"]


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with serving() as server:
        yield server


@pytest.fixture
async def http() -> AsyncIterator[Internet]:
    async with Internet(allow_networks=LOOPBACK) as http:
        yield http


FORBIDDEN = [
    "127.0.0.1",
    "127.0.0.2",
    "127.1",
    "0",
    "0.0.0.0",
    "0x7f.0.0.1",
    "0x7f000001",
    "0177.0.0.1",
    "2130706433",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
    "[::1]",
    "[::]",
    "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[::ffff:0:7f00:1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]",
    "[2001:0:7f00:1::]",
    "[fe80::1]",
    "[fec0::1]",
    "[fc00::1]",
    "[ff02::1]",
    "[5f00::1]",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.0.1",
    "100.64.0.1",
    "169.254.169.254",
    "198.18.0.1",
    "192.0.2.1",
    "192.88.99.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
]


@pytest.mark.parametrize("host", FORBIDDEN)
async def test_a_forbidden_host_in_any_spelling_sees_no_request(server: Server, host: str) -> None:
    server.at("/", Answer(body=b"secret"))
    async with Internet() as guarded:
        with pytest.raises(FetchFailed):
            await guarded(Request(url=f"http://{host}:{server.port}/", timeout=2))
    assert server.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:a00:1::",
        "64:ff9b::a9fe:a9fe",
        "::7f00:1",
        "::ffff:0:7f00:1",
        "fe80::1%eth0",
    ],
)
def test_the_guard_looks_inside_addresses(address: str) -> None:
    assert internet.refusal(address, 443) == "private or special address"


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:93.184.215.14"])
def test_the_guard_lets_public_addresses_through(address: str) -> None:
    assert internet.refusal(address, 443) is None


def test_a_public_address_is_reached_on_web_ports_only() -> None:
    assert internet.refusal("93.184.215.14", 6379) == "port 6379 is not allowed"


def test_an_allowed_network_is_reached_on_any_port() -> None:
    assert internet.refusal("10.1.2.3", 6379, internet.networks(["10.0.0.0/8"])) is None


def test_an_allowed_network_does_not_open_its_neighbours() -> None:
    assert internet.refusal("10.1.2.3", 80, internet.networks(["10.2.0.0/16"])) is not None


@given(st.ip_addresses(v=4))
def test_a_mapped_address_is_judged_as_the_one_inside(address: object) -> None:
    assert internet.refusal(str(address), 443) == internet.refusal(f"::ffff:{address}", 443)


class Rebinding(AbstractResolver):
    """A name that leads home, whatever it led to before."""

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_INET,  # noqa: ARG002 - aiohttp passes it.
    ) -> list[ResolveResult]:
        return [ResolveResult(hostname=host, host="127.0.0.1", port=port, family=socket.AF_INET, proto=0, flags=0)]

    async def close(self) -> None:
        """Nothing is open."""


async def test_a_name_that_resolves_to_a_private_address_is_refused(server: Server) -> None:
    async with Internet(resolver=Rebinding()) as guarded:
        with pytest.raises(AddressForbidden):
            await guarded(Request(url=f"http://news.example:{server.port}/", timeout=2))
    assert server.asked == []


async def test_a_redirect_to_a_forbidden_address_is_refused(server: Server, http: Internet) -> None:
    start = server.at("/", Answer(status=302, headers={"Location": f"http://127.0.0.2:{server.port}/inside"}))
    with pytest.raises(AddressForbidden):
        await http(Request(url=start, timeout=2))
    assert [asked.path for asked in server.asked] == ["/"]


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://example.org/", "gopher://127.0.0.1/", "http://user:pass@127.0.0.1/"]
)
async def test_a_redirect_to_another_scheme_or_with_a_user_is_refused(
    server: Server, http: Internet, location: str
) -> None:
    start = server.at("/", Answer(status=301, headers={"Location": location}))
    with pytest.raises(FetchFailed):
        await http(Request(url=start, timeout=2))
    assert len(server.asked) == 1


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://", "http://me:pw@127.0.0.1/", "http://[::1", "", "feed"])
async def test_a_url_that_is_no_plain_web_address_is_refused(http: Internet, url: str) -> None:
    with pytest.raises(FetchFailed):
        await http(Request(url=url))


def test_a_redirect_from_https_to_http_is_refused() -> None:
    with pytest.raises(FetchFailed, match="https to http"):
        internet.next_hop(URL("https://example.org/feed"), "http://example.org/feed")


async def test_redirects_are_followed_and_named(server: Server, http: Internet) -> None:
    start = server.at("/old", Answer(status=301, headers={"Location": "/new"}))
    server.at("/new", Answer(status=302, headers={"Location": "newest?x=1"}))
    server.at("/newest", Answer(body=b"here"))
    response = await http(Request(url=start))
    assert (b"here", server.url("/newest?x=1")) == (response.body, response.url)
    assert ((301, server.url("/new")), (302, server.url("/newest?x=1"))) == response.hops


async def test_a_redirect_loop_ends(server: Server, http: Internet) -> None:
    start = server.at("/", Answer(status=302, headers={"Location": "/"}))
    with pytest.raises(FetchFailed, match="more than 5 redirects"):
        await http(Request(url=start))
    assert len(server.asked) == 6


async def test_a_post_is_never_redirected(server: Server, http: Internet) -> None:
    start = server.at("/hook", Answer(status=307, headers={"Location": "/elsewhere"}))
    assert (await http(Request(url=start, method="POST", body=b"alert"))).status == 307
    assert len(server.asked) == 1


async def test_credentials_do_not_follow_to_another_origin(server: Server, http: Internet) -> None:
    async with serving() as other:
        start = server.at("/", Answer(status=302, headers={"Location": other.url("/")}))
        other.at("/", Answer())
        await http(Request(url=start, headers={"Authorization": "Bearer t", "If-None-Match": '"1"'}))
        assert "authorization" not in other.asked[0].headers
        assert other.asked[0].headers["if-none-match"] == '"1"'


TEXT = b"<rss>" + b"news " * 400 + b"</rss>"
RAW = zlib.compressobj(wbits=-15)
COMPRESSED = {
    "gzip": gzip.compress(TEXT),
    "x-gzip": gzip.compress(TEXT[:100]) + gzip.compress(TEXT[100:]),
    "deflate": zlib.compress(TEXT),
    "Deflate": RAW.compress(TEXT) + RAW.flush(),
    "br": brotli.compress(TEXT),
    "identity": TEXT,
}


@pytest.mark.parametrize("encoding", COMPRESSED)
async def test_a_compressed_body_is_read(server: Server, http: Internet, encoding: str) -> None:
    url = server.at("/", Answer(body=COMPRESSED[encoding], headers={"Content-Encoding": encoding}))
    assert (await http(Request(url=url))).body == TEXT


ZEROS = bytes(100_000_000)
BOMBS = {"gzip": gzip.compress(ZEROS, 9), "deflate": zlib.compress(ZEROS, 9), "br": brotli.compress(ZEROS)}


@pytest.mark.parametrize("encoding", BOMBS)
async def test_a_bomb_is_defused(server: Server, http: Internet, encoding: str) -> None:
    url = server.at("/", Answer(body=BOMBS[encoding], headers={"Content-Encoding": encoding}))
    with pytest.raises(FetchFailed, match=r"bomb|larger"):
        await http(Request(url=url))


@pytest.mark.parametrize(
    ("encoding", "body", "why"),
    [
        ("gzip, gzip", gzip.compress(gzip.compress(TEXT)), "unsupported"),
        ("zstd", TEXT, "unsupported"),
        ("gzip", gzip.compress(TEXT)[:-20], "ends early"),
        ("gzip", TEXT, "damaged"),
        ("br", b"\xff" * 40, "damaged"),
    ],
)
async def test_a_body_that_cannot_be_undone_is_a_failure(
    server: Server, http: Internet, encoding: str, body: bytes, why: str
) -> None:
    url = server.at("/", Answer(body=body, headers={"Content-Encoding": encoding}))
    with pytest.raises(FetchFailed, match=why):
        await http(Request(url=url))


async def test_a_body_past_its_cap_is_refused_announced_or_not(server: Server, http: Internet) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(100):
            await response.write(bytes(50_000))
        return response

    announced = server.at("/announced", Answer(body=bytes(200_000)))
    unannounced = server.at("/unannounced", Answer(handler=endless))
    for url in (announced, unannounced):
        with pytest.raises(FetchFailed, match="larger than 100000 bytes"):
            await http(Request(url=url, max_bytes=100_000))


async def test_a_slow_loris_runs_into_the_time_cap(server: Server, http: Internet) -> None:
    url = server.at("/", Answer(handler=dripping(bytes(1_000))))
    with pytest.raises(FetchFailed, match="timed out"):
        await http(Request(url=url, timeout=0.3))


async def test_the_time_cap_counts_over_all_redirects(server: Server, http: Internet) -> None:
    async def hesitating(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(0.2)
        return web.Response(status=302, headers={"Location": "/"})

    url = server.at("/", Answer(handler=hesitating))
    with pytest.raises(FetchFailed, match="timed out"):
        await http(Request(url=url, timeout=0.5, max_redirects=20))
    assert len(server.asked) <= 3


async def test_a_host_is_asked_by_two_at_once(server: Server, http: Internet) -> None:
    async def slow(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(0.02)
        return web.Response(body=b"x")

    url = server.at("/", Answer(handler=slow))
    await asyncio.gather(*(http(Request(url=url)) for _ in range(12)))
    assert (len(server.asked), server.most_at_once) == (12, 2)


async def test_waiting_for_a_busy_host_costs_no_time(server: Server, http: Internet) -> None:
    async def slow(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(0.2)
        return web.Response(body=b"x")

    url = server.at("/", Answer(handler=slow))
    answers = await asyncio.gather(*(http(Request(url=url, timeout=1.0)) for _ in range(14)))
    assert len(answers) == 14


async def test_cookies_are_not_kept(server: Server, http: Internet) -> None:
    url = server.at("/", Answer(headers={"Set-Cookie": "id=1; Path=/"}))
    await http(Request(url=url))
    await http(Request(url=url))
    assert "cookie" not in server.asked[1].headers


async def test_a_proxy_in_the_environment_is_ignored(
    server: Server, http: Internet, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving() as proxy:
        monkeypatch.setenv("http_proxy", proxy.url("/"))
        await http(Request(url=server.at("/", Answer())))
        assert (proxy.asked, len(server.asked)) == ([], 1)


async def test_the_client_says_who_it_is(server: Server) -> None:
    async with Internet(allow_networks=LOOPBACK, user_agent="Desk/2 (desk@example.org)") as http:
        await http(Request(url=server.at("/", Answer())))
    assert server.asked[0].headers["user-agent"] == "Desk/2 (desk@example.org)"


async def test_header_names_come_in_lower_case(server: Server, http: Internet) -> None:
    url = server.at("/", Answer(headers={"ETag": 'W/"a b"', "Retry-After": "3"}))
    headers = (await http(Request(url=url))).headers
    assert (headers["etag"], headers["retry-after"]) == ('W/"a b"', "3")


@pytest.mark.parametrize("path", ["/hook/s3cret?token=s3cret", "/s3cret"])
async def test_no_error_tells_a_path_a_query_or_a_password(http: Internet, path: str) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    for url in (f"http://127.0.0.1:{port}{path}", f"http://me:s3cret@127.0.0.1:{port}{path}", f"http://10.0.0.1{path}"):
        with pytest.raises(FetchFailed) as caught:
            await http(Request(url=url, timeout=2))
        assert "s3cret" not in str(caught.value)


async def test_a_server_that_hangs_up_is_a_failure_in_words(http: Internet) -> None:
    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        with pytest.raises(FetchFailed, match=r"hung up|broke"):
            await http(Request(url=f"http://127.0.0.1:{port}/"))


async def test_nonsense_instead_of_http_is_a_failure_in_words(http: Internet) -> None:
    async def nonsense(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-news\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(nonsense, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        with pytest.raises(FetchFailed, match="malformed"):
            await http(Request(url=f"http://127.0.0.1:{port}/"))
