"""Forbidden addresses in every form, through every door: nobody there hears anything of us.

The port of the forbidden server is allowed in all of them, so that nothing but the address stands in the way.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from monitor.config.shape import Fetch
from monitor.internet import Ways
from tests.monitor.feeds.server import Answer, Server, serving
from tests.monitor.internet import doors
from tests.monitor.internet.doors import POSTS, READS
from tests.monitor.internet.given import Names
from tests.monitor.internet.trap import Trap, connections, trap

OURS = "127.0.0.9"
"""Where the allowed server is: every other loopback address is forbidden."""

HOSTS = """
127.0.0.1 127.0.0.2 127.1 127.0.1 0 0.0.0.0 0x7f.0.0.1 0x7f000001 0X7F.1 0177.0.0.1 017700000001 2130706433
127.0.0.01 0x7f.0x0.0x0.0x1 localhost LOCALHOST localhost. ①②⑦.⓪.⓪.① 127。0。0。1 １２７.0.0.1 %31%32%37.0.0.1 ⑯⑦⑨.②⑤④.⑯⑨.②⑤④
[::1] [::] [0:0:0:0:0:0:0:1] [0000::0001] [::1%25lo] [::ffff:127.0.0.1] [::ffff:7f00:1] [::127.0.0.1] [::ffff:0:7f00:1]
[64:ff9b::7f00:1] [64:ff9b::127.0.0.1] [64:ff9b:1::7f00:1] [2002:7f00:1::] [2002:7f00:1::1] [2001:0:7f00:1::]
[fe80::1] [fe80::1%25eth0] [fec0::1] [fc00::1] [fd00:ec2::254] [ff02::1] [5f00::1] [100::1] [3fff::1] [2001:db8::1]
10.0.0.1 172.16.0.1 192.168.0.1 100.64.0.1 100.100.100.200 169.254.169.254 169.254.170.2 168.63.129.16 0xa9fea9fe 2852039166
[::ffff:169.254.169.254] [::ffff:a9fe:a9fe] 192.0.0.192 198.18.0.1 192.0.2.1 192.88.99.1 224.0.0.1 240.0.0.1 255.255.255.255
""".split()

ADDRESSES = """
127.0.0.1 127.0.0.2 0.0.0.0 10.0.0.1 172.16.0.1 192.168.1.1 100.64.0.1 100.100.100.200 169.254.169.254 168.63.129.16
::1 :: ::ffff:127.0.0.1 ::127.0.0.1 64:ff9b::7f00:1 2002:7f00:1:: fd00:ec2::254 fe80::1 ff02::1
""".split()


@pytest.fixture
async def forbidden() -> AsyncIterator[Trap]:
    async with trap() as made:
        yield made


@pytest.fixture
async def ours() -> AsyncIterator[Server]:
    async with serving(OURS) as server:
        yield server


@pytest.fixture
def connected() -> Iterator[list[str]]:
    with connections() as seen:
        yield seen


def _here(ours: Server, path: str) -> str:
    return f"http://{OURS}:{ours.port}{path}"


def _fetch(forbidden: Trap) -> Fetch:
    return Fetch(allow_networks=(f"{OURS}/32",), allow_ports=(forbidden.port,), spacing=0)


def test_there_are_more_than_forty_forms() -> None:
    assert len(set(HOSTS)) > 60


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "localhost"])
async def test_the_forbidden_server_would_answer_if_it_were_allowed(forbidden: Trap, tmp_path: Path, host: str) -> None:
    """Without this, silence would prove nothing."""
    allowed = Fetch(allow_networks=("127.0.0.0/8", "::1/128"), spacing=0)
    assert await POSTS["hub"](f"http://{host}:{forbidden.port}/", allowed, tmp_path) == "status 200"
    assert forbidden.connections == 1


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("door", [*READS, *POSTS])
async def test_a_forbidden_host_in_any_spelling_hears_nothing(
    forbidden: Trap, connected: list[str], tmp_path: Path, door: str, host: str
) -> None:
    said = await (READS | POSTS)[door](f"http://{host}:{forbidden.port}/", _fetch(forbidden), tmp_path)
    assert not said.startswith(("read", "status"))
    assert (forbidden.connections, forbidden.said, connected) == (0, [], [])
    assert said


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("door", READS)
async def test_a_redirect_to_a_forbidden_host_in_any_spelling_is_not_followed(
    *, forbidden: Trap, ours: Server, connected: list[str], tmp_path: Path, door: str, host: str
) -> None:
    status = (301, 302, 303, 307, 308)[HOSTS.index(host) % 5]
    ours.at("/feed", Answer(status=status, headers={"Location": f"http://{host}:{forbidden.port}/"}))
    said = await READS[door](_here(ours, "/feed"), _fetch(forbidden), tmp_path)
    assert not said.startswith("read")
    assert (0, {OURS}) == (forbidden.connections, set(connected))
    assert [asked.path for asked in ours.asked] == ["/feed"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("door", POSTS)
async def test_nothing_that_is_posted_follows_a_redirect(
    *, forbidden: Trap, ours: Server, connected: list[str], tmp_path: Path, door: str, status: int
) -> None:
    ours.at("/hook", Answer(status=status, headers={"Location": f"http://127.0.0.1:{forbidden.port}/"}))
    await POSTS[door](_here(ours, "/hook"), _fetch(forbidden), tmp_path)
    assert (forbidden.connections, connected, len(ours.asked)) == (0, [OURS], 1)


@pytest.mark.parametrize("door", READS)
async def test_a_chain_of_redirects_may_not_end_inside(
    forbidden: Trap, ours: Server, connected: list[str], tmp_path: Path, door: str
) -> None:
    for number, status in enumerate((301, 308, 302, 307)):
        ours.at(f"/{number}", Answer(status=status, headers={"Location": f"/{number + 1}"}))
    ours.at("/4", Answer(status=303, headers={"Location": f"//[::ffff:127.0.0.2]:{forbidden.port}/"}))
    said = await READS[door](_here(ours, "/0"), _fetch(forbidden), tmp_path)
    assert "private or special address" in said
    assert (0, {OURS}, 5) == (forbidden.connections, set(connected), len(ours.asked))


@pytest.mark.parametrize("address", ADDRESSES)
async def test_a_name_that_leads_inside_hears_nothing(forbidden: Trap, connected: list[str], address: str) -> None:
    names = Names(metadata_google_internal=[[address]])
    async with doors.opened(_fetch(forbidden), Ways(resolver=names)) as http:
        said = await doors.polled(f"http://metadata.google.internal:{forbidden.port}/", http)
    assert said == "refused: address refused: private or special address"
    assert (forbidden.connections, connected, names.asked) == (0, [], ["metadata.google.internal"])


async def test_a_name_that_leads_outside_first_and_inside_then_is_caught_at_the_socket(
    forbidden: Trap, ours: Server, connected: list[str]
) -> None:
    names = Names(rebind_example=[[OURS], ["127.0.0.1"]])
    inside = f"http://rebind.example:{forbidden.port}/"
    ours.at("/feed", Answer(status=302, headers={"Location": inside}))
    async with doors.opened(_fetch(forbidden), Ways(resolver=names)) as http:
        said = await doors.polled(f"http://rebind.example:{ours.port}/feed", http)
        assert "private or special" in await doors.polled(inside, http)
    assert said == "refused: address refused: private or special address"
    assert (0, {OURS}, 1) == (forbidden.connections, set(connected), len(ours.asked))
    assert len(names.asked) >= 2


@pytest.mark.parametrize("mix", [[OURS, "127.0.0.1"], ["127.0.0.1", OURS], ["::1", OURS, "127.0.0.2"]])
async def test_of_a_names_addresses_only_the_allowed_one_is_tried(
    forbidden: Trap, connected: list[str], mix: list[str]
) -> None:
    async with doors.opened(_fetch(forbidden), Ways(resolver=Names(mixed_example=[mix]))) as http:
        said = await doors.polled(f"http://mixed.example:{forbidden.port}/feed", http)
    assert said.startswith(("failed", "refused"))
    assert (0, {OURS}) == (forbidden.connections, set(connected))


async def test_ones_own_network_is_reached_through_a_name_of_many_addresses(
    forbidden: Trap, ours: Server, connected: list[str]
) -> None:
    names = Names(mixed_example=[["127.0.0.2", "10.0.0.1", OURS]])
    async with doors.opened(_fetch(forbidden), Ways(resolver=names)) as http:
        ours.at("/feed", Answer(status=410))
        said = await doors.polled(f"http://mixed.example:{ours.port}/feed", http)
    assert said == "gone: HTTP 410 Gone"
    assert (forbidden.connections, connected) == (0, [OURS])


@pytest.mark.parametrize("port", [22, 25, 6379, 9092, 11211, 5432])
async def test_a_port_of_another_service_is_refused_where_only_a_port_was_added(
    forbidden: Trap, connected: list[str], tmp_path: Path, port: int
) -> None:
    for door in (READS | POSTS).values():
        assert await door(f"http://127.0.0.1:{port}/", _fetch(forbidden), tmp_path)
    assert connected == []


@pytest.mark.parametrize(
    "url",
    ["file:///etc/hostname", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "http://me:pw@127.0.0.1/", "data:,x", "//h/"],
)
async def test_what_is_no_web_address_is_refused_by_every_door(
    forbidden: Trap, connected: list[str], tmp_path: Path, url: str
) -> None:
    for door in (READS | POSTS).values():
        assert not (await door(url, _fetch(forbidden), tmp_path)).startswith(("read", "status"))
    assert (forbidden.connections, connected) == (0, [])
