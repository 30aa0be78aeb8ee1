"""Pages about alerts: who may read them, what they say, and verdicts that come by them."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import aiohttp
import feedparser
import pytest
from lxml import html
from prometheus_client import CollectorRegistry

from agents import topics, web
from agents.looking import Looking, Seen
from agents.pressing import Pressing
from agents.records import Letter
from agents.showing import Showing
from monitor import codec, config
from monitor.alerts import links, pressed
from monitor.alerts.settings import Route
from monitor.errors import BrokerUnavailable
from monitor.lives import Happening, Order, Verdict
from monitor.models import Delivery, DeliveryState
from monitor.ports import Request, Response
from monitor.receivers.slack import Slack
from tests import fakes
from tests.builders import NOON
from tests.monitor.alerts import given

TOKEN, OLDER, SIGNING = "canary-token-of-the-desk", "canary-token-before-that", "canary-signing-secret"
ALERT = replace(given.told(), page="https://kabar.example/alerts/x")
DELIVERY = Delivery(
    alert=ALERT.id,
    sink="desk",
    story="strait",
    revision=1,
    state=DeliveryState.SENT,
    attempts=0,
    next_at=None,
    first_at=NOON,
    updated_at=NOON,
    reason="accepted",
    history=(Happening(at=NOON, revision=1, what="sent"),),
)


@dataclass
class Room:
    """The pages of a service that has told one alert."""

    folder: Path
    out: fakes.Posted = field(default_factory=fakes.Posted)
    clock: fakes.Clock = field(default_factory=fakes.Clock)
    url: str = ""
    why_not: str = ""
    is_broken: bool = False
    reads: int = 0
    answered: list[Request] = field(default_factory=list)
    told: asyncio.Event = field(default_factory=asyncio.Event)
    seen: Seen = field(default_factory=lambda: Seen({ALERT.id: ALERT}, {"x": DELIVERY}))

    async def send(self, *letters: Letter) -> None:
        if self.is_broken:
            raise OSError("no broker")
        await self.out.send(*letters)

    async def http(self, request: Request) -> Response:
        self.answered.append(request)
        self.told.set()
        return Response(url=request.url, status=200)

    def read(self) -> Seen:
        self.reads += 1
        if self.is_broken:
            raise BrokerUnavailable("it is gone")
        return self.seen

    async def ask(self, method: str, path: str, *, token: str = "", **more: Any) -> tuple[int, str, Any]:
        headers = ({"Authorization": f"Bearer {token}"} if token else {}) | more.pop("headers", {})
        async with aiohttp.ClientSession() as session:
            asked = session.request(method, self.url + path, headers=headers, allow_redirects=False, **more)
            async with asked as answer:
                return answer.status, await answer.text(), answer.headers

    async def judge(self, token: str = TOKEN, **body: Any) -> tuple[int, str, Any]:
        return await self.ask("POST", f"/alerts/{ALERT.id}/verdict", token=token, json=body)

    @property
    def orders(self) -> list[Order]:
        return [codec.decode(letter.value, Order) for letter in self.out.on(topics.ORDERS)]


async def opened(room: Room, *, is_guarded: bool = True) -> AsyncIterator[Room]:
    tokens, signing = room.folder / "tokens", room.folder / "signing"
    tokens.write_text(f"{TOKEN}\n{OLDER}\n")
    signing.write_text(SIGNING)
    settings = config.Web(
        url="https://kabar.example",
        token_file=str(tokens) if is_guarded else "",
        slack_signing_secret_file=str(signing) if is_guarded else "",
    )
    found = config.Config(web=settings, routes=(Route(to=("desk",)),), partitions=3)
    shared: dict[str, Any] = {"found": found, "out": room, "ready": lambda: room.why_not, "clock": room.clock}
    showing = Showing(looking=Looking(read=room.read), **shared)
    pressing = Pressing(http=room.http, **shared)
    routes = (*showing.routes(), *pressing.routes())
    pages = web.Pages(alive=str, ready=str, refresh=lambda: None, registry=CollectorRegistry(), routes=routes)
    async with web.serve(pages, "127.0.0.1", 0) as port:
        room.url = f"http://127.0.0.1:{port}"
        yield room


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


async def test_an_unknown_alert_is_not_found(room: Room) -> None:
    for name in ("k0000000000000000", "nonsense", "..%2fmetrics"):
        assert (await room.ask("GET", f"/alerts/{name}", token=TOKEN))[0] == 404


async def test_the_feed_is_atom_that_a_feed_reader_reads(room: Room) -> None:
    status, said, headers = await room.ask("GET", "/alerts.atom", token=TOKEN)
    found = feedparser.parse(said.encode())

    assert (status, headers["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    assert (found.bozo, found.version, found.feed.title) == (False, "atom10", "Alerts: kabar")
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


# Slack


@pytest.fixture
def slack(room: Room) -> Slack:
    return Slack(signing_secret=SIGNING, clock=lambda: room.clock().timestamp())


def press(slack: Slack, action: str = "kabar.verdict.false", value: str = ALERT.id, **more: Any) -> Any:
    button = {"type": "button", "action_id": action, "value": value, "action_ts": "1730462400.1"}
    user = {"id": "U0ANA", "username": "ana"}
    return slack.signed({"type": "block_actions", "user": user, "actions": [button]} | more)


async def posted(room: Room, signed: tuple[bytes, dict[str, str]], **changes: str) -> int:
    body, headers = signed
    return (await room.ask("POST", "/slack/actions", data=body, headers=headers | changes))[0]


async def test_a_press_in_slack_is_a_verdict_and_sent_again_the_same_one(room: Room, slack: Slack) -> None:
    signed = press(slack)
    assert [await posted(room, signed), await posted(room, signed)] == [200, 200]

    assert {(order.alert, order.by, order.via, order.verdict) for order in room.orders} == {
        (ALERT.id, "ana (U0ANA)", "slack", Verdict.FALSE)
    }
    assert len({order.id for order in room.orders}) == 1


async def test_who_pressed_is_told_that_it_was_noted_and_nobody_else(room: Room, slack: Slack) -> None:
    assert await posted(room, press(slack, response_url="https://hooks.slack.com/actions/T1/2/x")) == 200
    await asyncio.wait_for(room.told.wait(), 10)

    said = json.loads(room.answered[0].body)
    assert (said["response_type"], said["replace_original"]) == ("ephemeral", False)
    assert said["text"] == "Noted: False. It counts as soon as the service has read it."


@pytest.mark.parametrize(
    "url",
    ["https://evil.example/x", "http://hooks.slack.com/x", "https://hooks.slack.com@evil.example/", "https://[", "", 7],
)
async def test_no_answer_goes_anywhere_but_to_slack(room: Room, slack: Slack, url: object) -> None:
    assert await posted(room, press(slack, response_url=url)) == 200
    await asyncio.sleep(0)

    assert room.answered == []


@pytest.mark.parametrize(
    "changes",
    [
        {pressed.SIGNATURE: "v0=" + "0" * 64},
        {pressed.SIGNATURE: ""},
        {pressed.SIGNATURE: "v0=é"},
        {pressed.TIME: str(int(NOON.timestamp()) + 1)},
        {pressed.TIME: "nan"},
        {pressed.TIME: "-1"},
    ],
)
async def test_what_is_not_signed_by_slack_is_refused(room: Room, slack: Slack, changes: dict[str, str]) -> None:
    assert await posted(room, press(slack), **changes) == 401
    assert room.out.letters == []


@pytest.mark.parametrize("seconds", [-301, 301])
async def test_a_request_out_of_its_time_is_refused(room: Room, slack: Slack, seconds: float) -> None:
    signed = press(slack)
    room.clock.pass_by(seconds)

    assert await posted(room, signed) == 401
    assert room.out.letters == []


async def test_a_request_that_was_changed_is_refused(room: Room, slack: Slack) -> None:
    body, headers = press(slack)

    assert await posted(room, (body.replace(b"false", b"true"), headers)) == 401


@pytest.mark.parametrize(
    "strange",
    [
        {"type": "view_submission"},
        {"actions": "x"},
        {"actions": [1, {"action_id": "other"}, {"action_id": "kabar.why", "value": ALERT.id}]},
        {"actions": [{"action_id": "kabar.verdict.false", "value": "../k1"}]},
        {"user": None},
    ],
)
async def test_what_is_signed_but_none_of_ours_is_taken_and_means_nothing(
    room: Room, slack: Slack, strange: dict[str, Any]
) -> None:
    assert await posted(room, press(slack, **strange)) == 200
    assert room.out.letters == []


async def test_a_press_that_cannot_be_kept_fails_so_that_slack_says_so(room: Room, slack: Slack) -> None:
    room.is_broken = True

    assert await posted(room, press(slack)) == 503
    room.is_broken, room.why_not = False, "stopping"
    assert await posted(room, press(slack)) == 503


async def test_bodies_that_are_signed_nonsense_are_taken_for_nothing(room: Room) -> None:
    slack = Slack(signing_secret=SIGNING, clock=lambda: room.clock().timestamp())
    strange: list[dict[str, Any]] = [{"payload": [[[[]]]]}, {}, {"type": 7}]
    for nonsense in strange:
        assert await posted(room, slack.signed(nonsense)) == 200
    assert not re.search("canary", "".join(map(str, room.out.letters)))
