"""The client over real loopback sockets: redirects, what is sent along, caps, turns."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest
from aiohttp import web

from monitor.errors import AddressForbidden, HostResting
from monitor.internet import Internet, Ways
from monitor.ports import Request
from tests.monitor.feeds.server import Answer, Server, dripping, serving
from tests.monitor.internet.given import HOME, Names, failure


async def test_redirects_are_followed_and_named(server: Server, http: Internet) -> None:
    start = server.at("/old", Answer(status=301, headers={"Location": "/new"}))
    server.at("/new", Answer(status=302, headers={"Location": "newest?x=1#top"}))
    server.at("/newest", Answer(body=b"here"))
    response = await http(Request(url=start))
    assert (b"here", server.url("/newest?x=1")) == (response.body, response.url)
    assert ((301, server.url("/new")), (302, server.url("/newest?x=1"))) == response.hops


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_every_kind_of_redirect_is_followed(server: Server, http: Internet, status: int) -> None:
    start = server.at("/", Answer(status=status, headers={"Location": "/here"}))
    server.at("/here", Answer(body=b"here"))
    assert (await http(Request(url=start))).body == b"here"


@pytest.mark.parametrize("status", [300, 304, 305, 306])
async def test_a_status_that_is_no_redirect_is_not_followed(server: Server, http: Internet, status: int) -> None:
    start = server.at("/", Answer(status=status, headers={"Location": "/here"}))
    assert status == (await http(Request(url=start))).status
    assert len(server.asked) == 1


async def test_a_redirect_without_a_location_is_the_answer(server: Server, http: Internet) -> None:
    assert (await http(Request(url=server.at("/", Answer(status=302))))).status == 302


async def test_a_redirect_loop_ends(server: Server, http: Internet) -> None:
    start = server.at("/", Answer(status=302, headers={"Location": "/"}))
    assert (await failure(http, start)).why == "more than 5 redirects"
    assert len(server.asked) == 6


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "javascript:alert(1)", "http://me:pw@127.0.0.1/", "http://[::1"]
)
async def test_a_redirect_that_must_not_be_followed_is_not(server: Server, http: Internet, location: str) -> None:
    await failure(http, server.at("/", Answer(status=301, headers={"Location": location})))
    assert len(server.asked) == 1


async def test_a_redirect_to_a_forbidden_address_is_refused(server: Server, http: Internet) -> None:
    start = server.at("/", Answer(status=302, headers={"Location": f"http://127.0.0.2:{server.port}/inside"}))
    assert isinstance(await failure(http, start), AddressForbidden)
    assert [asked.path for asked in server.asked] == ["/"]


async def test_a_post_is_never_redirected(server: Server, http: Internet) -> None:
    start = server.at("/hook", Answer(status=307, headers={"Location": "/elsewhere"}))
    assert (await http(Request(url=start, method="POST", body=b"alert"))).status == 307
    assert len(server.asked) == 1


async def test_credentials_do_not_follow_to_another_origin(server: Server, http: Internet) -> None:
    secrets = {"Authorization": "Bearer t", "Cookie": "id=1", "Proxy-Authorization": "t"}
    async with serving() as other:
        start = server.at("/", Answer(status=302, headers={"Location": "/same"}))
        server.at("/same", Answer(status=302, headers={"Location": other.url("/")}))
        other.at("/", Answer())
        await http(Request(url=start, headers=secrets | {"If-None-Match": '"1"'}))
        assert {name.lower() for name in secrets} <= set(server.asked[1].headers)
        assert set() == {name.lower() for name in secrets} & set(other.asked[0].headers)
        assert other.asked[0].headers["if-none-match"] == '"1"'


async def test_credentials_that_were_dropped_do_not_come_back(server: Server, http: Internet) -> None:
    async with serving() as other:
        start = server.at("/", Answer(status=302, headers={"Location": other.url("/")}))
        other.at("/", Answer(status=302, headers={"Location": server.url("/again")}))
        server.at("/again", Answer())
        await http(Request(url=start, headers={"Authorization": "Bearer t"}))
        assert "authorization" not in server.asked[1].headers


async def test_nothing_is_told_of_where_we_come_from(server: Server, http: Internet) -> None:
    url = server.at("/", Answer(status=302, headers={"Location": "/next", "Set-Cookie": "id=1; Path=/"}))
    server.at("/next", Answer(headers={"Set-Cookie": "id=2; Path=/"}))
    await http(Request(url=url))
    await http(Request(url=url))
    assert {"host", "user-agent", "accept", "accept-encoding"} == {
        name for asked in server.asked for name in asked.headers
    }


@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy", "https_proxy"])
async def test_a_proxy_in_the_environment_is_ignored(
    server: Server, http: Internet, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    async with serving() as proxy:
        monkeypatch.setenv(name, proxy.url("/"))
        await http(Request(url=server.at("/", Answer())))
        assert (proxy.asked, len(server.asked)) == ([], 1)


async def test_passwords_in_the_users_netrc_are_not_sent(
    server: Server, http: Internet, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password s3cret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    await http(Request(url=server.at("/", Answer())))
    assert "authorization" not in server.asked[0].headers


async def test_the_client_says_who_it_is(server: Server) -> None:
    async with Internet(allow_networks=[HOME], user_agent="Desk/2 (desk@example.org)") as http:
        await http(Request(url=server.at("/", Answer())))
    assert server.asked[0].headers["user-agent"] == "Desk/2 (desk@example.org)"


async def test_header_names_come_in_lower_case(server: Server, http: Internet) -> None:
    url = server.at("/", Answer(headers={"ETag": 'W/"a b"', "Retry-After": "3"}))
    headers = (await http(Request(url=url))).headers
    assert (headers["etag"], headers["retry-after"]) == ('W/"a b"', "3")


async def test_a_name_in_another_script_is_asked_for_in_ascii(server: Server) -> None:
    names = Names(**{"xn--bcher-kva_example": [["127.0.0.1"]]})
    async with Internet(allow_networks=[HOME], ways=Ways(resolver=names)) as http:
        server.at("/", Answer(body=b"here"))
        assert (await http(Request(url=f"http://bücher.example:{server.port}/"))).body == b"here"
    assert f"xn--bcher-kva.example:{server.port}" == server.asked[0].headers["host"]


async def test_a_name_that_does_not_resolve_is_a_failure_in_words() -> None:
    async with Internet(ways=Ways(resolver=Names())) as http:
        assert (await failure(http, "http://gone.example/feed")).why == "the host name does not resolve"


async def test_a_name_that_can_be_none_is_a_failure_in_words(http: Internet) -> None:
    for host in ("a" * 70 + ".example", "..", "-.example."):
        assert "s3cret" not in str(await failure(http, f"http://{host}/s3cret"))


async def test_nobody_listening_is_a_failure_in_words_without_the_path(http: Internet) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    told = await failure(http, f"http://127.0.0.1:{port}/hook/s3cret?token=s3cret#s3cret")
    assert f"http://127.0.0.1:{port}: cannot connect" == str(told)


async def test_a_slow_loris_runs_into_the_time_cap(server: Server, http: Internet) -> None:
    url = server.at("/", Answer(handler=dripping(bytes(1_000))))
    assert (await failure(http, url, timeout=0.3)).why == "timed out"


async def test_the_time_cap_counts_over_all_redirects(server: Server, http: Internet) -> None:
    async def hesitating(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(0.2)
        return web.Response(status=302, headers={"Location": "/"})

    url = server.at("/", Answer(handler=hesitating))
    assert (await failure(http, url, timeout=0.5, max_redirects=20)).why == "timed out"
    assert len(server.asked) <= 3


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
        assert (await failure(http, url, max_bytes=100_000)).why == "the answer is larger than 100000 bytes"


async def test_headers_count_towards_the_cap(server: Server, http: Internet) -> None:
    url = server.at("/", Answer(body=bytes(600), headers={"X-Padding": "x" * 600}))
    assert "larger than 1000 bytes" in (await failure(http, url, max_bytes=1_000)).why


async def test_two_encodings_in_two_headers_are_stacked_too(server: Server, http: Internet) -> None:
    async def twice(_: web.Request) -> web.StreamResponse:
        response = web.Response(body=b"x")
        response.headers.add("Content-Encoding", "gzip")
        response.headers.add("Content-Encoding", "br")
        return response

    assert "stacked" in (await failure(http, server.at("/", Answer(handler=twice)))).why


async def _slow(_: web.Request) -> web.StreamResponse:
    await asyncio.sleep(0.02)
    return web.Response(body=b"x")


async def test_a_host_is_asked_by_two_at_once(server: Server, http: Internet) -> None:
    url = server.at("/", Answer(handler=_slow))
    posts = (http(Request(url=url, method="POST")) for _ in range(6))
    await asyncio.gather(*(http(Request(url=url)) for _ in range(6)), *posts)
    assert (len(server.asked), server.most_at_once) == (12, 2)


async def test_waiting_for_a_busy_host_costs_no_time(server: Server) -> None:
    async def slow(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(0.1)
        return web.Response(body=b"x")

    url = server.at("/", Answer(handler=slow))
    async with Internet(allow_networks=[HOME], spacing=0.15) as http:
        answers = await asyncio.gather(*(http(Request(url=url, timeout=1.0)) for _ in range(12)))
    assert len(answers) == 12


async def test_the_hops_of_a_redirect_keep_the_spacing_too(server: Server) -> None:
    times: list[float] = []

    async def noted(request: web.Request) -> web.StreamResponse:
        times.append(asyncio.get_running_loop().time())
        return web.Response(status=302 if request.path == "/" else 200, headers={"Location": "/next"})

    server.at("/next", Answer(handler=noted))
    async with Internet(allow_networks=[HOME], spacing=0.2) as http:
        await http(Request(url=server.at("/", Answer(handler=noted))))
    assert times[1] - times[0] >= 0.19


@pytest.mark.parametrize("status", [429, 503])
async def test_a_host_that_asks_for_rest_is_left_alone_by_all_its_feeds(
    server: Server, http: Internet, status: int
) -> None:
    busy = server.at("/busy", Answer(status=status, headers={"Retry-After": "60"}))
    other = server.at("/other", Answer())
    assert status == (await http(Request(url=busy))).status
    told = await failure(http, other)
    assert isinstance(told, HostResting)
    assert 50 < told.seconds <= 60
    assert len(server.asked) == 1


async def test_a_rest_may_be_asked_for_by_a_date_on_the_servers_own_clock(server: Server, http: Internet) -> None:
    dates = {"Date": "Thu, 01 Jan 2015 12:00:00 GMT", "Retry-After": "Thu, 01 Jan 2015 12:10:00 GMT"}
    url = server.at("/", Answer(status=503, headers=dates))
    await http(Request(url=url))
    told = await failure(http, url)
    assert isinstance(told, HostResting)
    assert 590 < told.seconds <= 600


@pytest.mark.parametrize(
    ("status", "wish"), [(429, ""), (429, "soon"), (503, "0"), (503, "-5"), (500, "60"), (403, "60"), (200, "60")]
)
async def test_without_a_wish_that_counts_nobody_rests(server: Server, http: Internet, status: int, wish: str) -> None:
    url = server.at("/", Answer(status=status, headers={"Retry-After": wish}))
    await http(Request(url=url))
    assert status == (await http(Request(url=url))).status


async def test_a_sink_that_asks_for_rest_is_left_to_the_outbox(server: Server, http: Internet) -> None:
    hook = server.at("/hook", Answer(status=429, headers={"Retry-After": "60"}))
    for _ in range(2):
        assert (await http(Request(url=hook, method="POST"))).status == 429
    assert (await http(Request(url=server.at("/feed", Answer())))).status == 200


async def test_a_client_outside_of_its_context_is_a_bug() -> None:
    with pytest.raises(RuntimeError):
        await Internet()(Request(url="http://127.0.0.1/"))
