"""Pages about alerts: who may read them, what they say, and verdicts that come by them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import html

from agents import topics
from agents.web.looking import Seen
from monitor.alerts import links
from monitor.lives import Verdict
from tests.agents.web.desk import ALERT, OLDER, TOKEN, Room, opened


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async for made in opened(Room(folder=tmp_path)):
        yield made


@pytest.fixture
async def open_room(tmp_path: Path) -> AsyncIterator[Room]:
    async for made in opened(Room(folder=tmp_path), is_guarded=False):
        yield made


# Who may read


@pytest.mark.parametrize("token", [TOKEN, OLDER])
async def test_a_token_opens_every_page(room: Room, token: str) -> None:
    assert (await room.ask("GET", f"/alerts/{ALERT.id}", token=token))[0] == 200
    assert (await room.ask("GET", "/alerts.atom", token=token))[0] == 200


async def test_the_link_of_an_alert_opens_its_page_and_no_other(room: Room) -> None:
    key = links.key(TOKEN, ALERT.id)

    assert (await room.ask("GET", f"/alerts/{ALERT.id}?key={key}"))[0] == 200
    assert (await room.ask("GET", f"/alerts.atom?key={key}"))[0] == 401
    assert (await room.ask("GET", f"/alerts/k0000000000000000?key={key}"))[0] == 401
    assert (await room.ask("GET", f"/alerts.atom?key={links.key(OLDER, links.FEED)}"))[0] == 200


@pytest.mark.parametrize("path", [f"/alerts/{ALERT.id}", "/alerts/k1", "/alerts.atom", f"/alerts/{ALERT.id}?key=%FF"])
async def test_without_either_nothing_is_told_not_even_whether_it_exists(room: Room, path: str) -> None:
    status, said, headers = await room.ask("GET", path)

    assert (status, headers["WWW-Authenticate"]) == (401, "Bearer")
    assert said == "a token is needed (Authorization: Bearer ...), or the whole link from an alert\n"
    assert room.reads == 0


async def test_without_a_token_file_pages_are_open_and_nobody_may_judge(open_room: Room) -> None:
    status, said, _ = await open_room.ask("GET", f"/alerts/{ALERT.id}")

    assert status == 200
    assert "<form" not in said
    assert (await open_room.judge(verdict="true"))[0] == 404
    assert (await open_room.ask("POST", "/slack/actions"))[0] == 404


async def test_a_token_file_that_cannot_be_read_shuts_the_pages(room: Room) -> None:
    (room.folder / "tokens").unlink()

    assert (await room.ask("GET", "/alerts.atom", token=TOKEN))[0] == 503


# What they say


async def test_the_page_says_what_is_told_and_its_whole_history_and_needs_no_script(room: Room) -> None:
    status, said, headers = await room.ask("GET", f"/alerts/{ALERT.id}?key={links.key(TOKEN, ALERT.id)}")
    tree = html.fromstring(said)
    text = tree.text_content()

    assert status == 200
    assert tree.findtext(".//h1") == "UNCONFIRMED: Release promised: Mira Talsen, according to Arda Front"
    assert tree.xpath("//blockquote/@lang") == ["id"]
    assert "Kelompok itu akan membebaskan Mira Talsen pekan depan" in text
    assert [row.xpath("string(td[3])") for row in tree.xpath("(//table)[1]/tbody/tr")] == ["open", "sent"]
    assert "revision 1 was taken" in text
    assert tree.xpath("//script") == []
    assert tree.xpath("//form/@action") == [f"{ALERT.id}/verdict"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert set(tree.xpath("//a[@href]/@referrerpolicy")) == {"no-referrer"}
    assert TOKEN not in said


@pytest.mark.parametrize(
    "query", ["key=%FF", "key=%00", "key=%22%3E%3Cscript%3E", "said=%3Cb%3E", "said=%FF&key=%ED%A0%80"]
)
async def test_nothing_of_an_address_comes_back_as_it_is(room: Room, query: str) -> None:
    status, said, _ = await room.ask("GET", f"/alerts/{ALERT.id}?{query}", token=TOKEN)

    assert status == 200
    assert "<form" not in said
    assert "script" not in said


async def test_an_unknown_alert_is_not_found(room: Room) -> None:
    for name in ("k0000000000000000", "nonsense", "..%2fmetrics"):
        assert (await room.ask("GET", f"/alerts/{name}", token=TOKEN))[0] == 404


async def test_the_feed_is_atom_that_a_feed_reader_reads(room: Room) -> None:
    status, said, headers = await room.ask("GET", "/alerts.atom", token=TOKEN)
    found = feedparser.parse(said.encode())

    assert (status, headers["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    assert (found.bozo, found.version, found.feed.title) == (False, "atom10", "Alerts: kabar")
    assert found.feed.id == "urn:kabar:feed:Alerts%3A%20kabar"  # A blank has no place in an address.
    (entry,) = found.entries
    assert (entry.id, entry.link) == (f"urn:kabar:alert:{ALERT.id}", ALERT.page)
    assert entry.title == ALERT.headline


async def test_however_many_ask_the_broker_is_read_once_in_a_while(room: Room) -> None:
    for _ in range(20):
        await room.ask("GET", "/alerts.atom", token=TOKEN)

    assert room.reads == 1


async def test_a_broker_that_cannot_be_read_is_said_and_not_how(room: Room) -> None:
    room.is_broken = True
    status, said, _ = await room.ask("GET", "/alerts.atom", token=TOKEN)

    assert (status, said) == (503, "the broker cannot be read; the log says why\n")


# Verdicts


async def test_a_verdict_is_on_the_log_for_every_partition_when_it_is_accepted(room: Room) -> None:
    status, said, _ = await room.judge(verdict="false", by="ana", note="satire")

    assert status == 202
    assert [letter.partition for letter in room.out.on(topics.ORDERS)] == [0, 1, 2]
    order = room.orders[0]
    assert (order.alert, order.by, order.note, order.via, order.verdict) == (
        ALERT.id,
        "ana",
        "satire",
        "web",
        Verdict.FALSE,
    )
    assert order.id in said


async def test_the_form_of_the_page_judges_with_the_key_of_the_link_and_comes_back(room: Room) -> None:
    key = links.key(TOKEN, ALERT.id)
    form = {"key": key, "verdict": "old", "by": "budi", "note": ""}
    status, _, headers = await room.ask("POST", f"/alerts/{ALERT.id}/verdict", data=form)

    assert (status, headers["Location"]) == (303, f"../{ALERT.id}?key={key}&said=old")
    assert (room.orders[0].verdict, room.orders[0].by) == (Verdict.OLD, "budi")
    noted = (await room.ask("GET", f"/alerts/{ALERT.id}?key={key}&said=old"))[1]
    assert "Noted: Old news." in noted


@pytest.mark.parametrize(
    ("token", "body", "expected"),
    [
        ("", {"verdict": "true"}, 401),
        ("wrong", {"verdict": "true"}, 401),
        ("", {"verdict": "true", "key": links.key(TOKEN, "k0000000000000000")}, 401),
        (TOKEN, {"verdict": "maybe"}, 422),
        (TOKEN, {}, 422),
        (TOKEN, [1], 422),
        (TOKEN, {"verdict": "true", "note": "x" * 20_000}, 413),
    ],
)
async def test_what_is_no_verdict_is_refused_and_nothing_is_put_on_the_log(
    room: Room, token: str, body: Any, expected: int
) -> None:
    path = f"/alerts/{ALERT.id}/verdict"

    assert (await room.ask("POST", path, token=token, json=body))[0] == expected
    assert room.out.letters == []


async def test_a_verdict_of_what_is_not_there_or_about_kabar_itself_is_refused(room: Room) -> None:
    room.seen = Seen({ALERT.id: replace(ALERT, story="", kind="coverage")}, {})

    assert (await room.judge(verdict="true"))[0] == 409
    assert (await room.ask("POST", "/alerts/k0000000000000000/verdict", token=TOKEN, json={"verdict": "true"}))[
        0
    ] == 404
    assert (await room.ask("POST", f"/alerts/{ALERT.id}/verdict", token=TOKEN, data=b"<x/>"))[0] == 415


async def test_a_verdict_that_cannot_be_kept_is_not_accepted(room: Room) -> None:
    assert (await room.judge(verdict="true"))[0] == 202
    room.why_not = "stopping"
    assert (await room.judge(verdict="true"))[0] == 503
    room.why_not, room.is_broken = "", True
    status, _, headers = await room.judge(verdict="true")
    assert (status, headers["Retry-After"]) == (503, "5")


async def test_reading_a_page_changes_nothing(room: Room) -> None:
    key = links.key(TOKEN, ALERT.id)
    await room.ask("GET", f"/alerts/{ALERT.id}?key={key}&said=true&verdict=true")
    assert (await room.ask("GET", f"/alerts/{ALERT.id}/verdict?key={key}&verdict=true"))[0] in {404, 405}

    assert room.out.letters == []
