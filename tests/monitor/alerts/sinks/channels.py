"""Every kind of sink, what it lets out of the house, and how its channel reads that."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from email import message_from_bytes, policy
from typing import Any

from lxml import html

from monitor import ports
from monitor.alerts.sinks import webhook
from monitor.alerts.sinks.settings import (
    Alertmanager,
    Apprise,
    File,
    Mail,
    PagerDuty,
    Sink,
    Stdout,
)
from monitor.receivers import active, blockkit, pagerduty
from tests.monitor.alerts import given
from tests.monitor.alerts.world import World

KEY = "CANARYcanaryCANARYcanaryCANARY12"
PASSWORD = "canary-password"
CHANNEL_URL = "tgram://123456789:canaryCANARYcanary/12315544/"
MAIL = Mail(host="mail.example", sender="kabar@example.org", to="desk@example.org", user="kabar", password_file="p")
MANAGER = Alertmanager(url="http://alertmanager.example:9093", user="kabar", password_file="p", labels={"team": "desk"})

HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_ALIVE = re.compile(
    r"(?i)\b(?:https?|ftp|file|javascript|slack|tg)://|<[!@#a-z/?]|(?<!\w)@\w|\]\(|\[\w+\]:|`|[\w-]\.[^\W\d_]{2}"
)
_OURS = re.compile(r"https?://(?:news\.example|kabar-utara\.example)/[^\s<>\"|]*")


@dataclass(frozen=True)
class Channel:
    """A sink with its secrets; `harm` lists what a reader of the channel could be led to, `excess` what is over its limits."""

    sink: Sink
    secrets: Mapping[str, str]
    harm: Callable[[World], list[str]]
    excess: Callable[[World], list[str]]
    # Where the protocol itself wants the secret: taken out before anybody looks for leaks.
    without_secret: Callable[[World], World] = lambda world: world

    @property
    def canaries(self) -> list[str]:
        return [word for text in self.secrets.values() for word in text.split()]


def alive(text: str) -> list[str]:
    """Find what is active or hidden in a text that may meet any markup, besides our own addresses."""
    rest = _OURS.sub(" ", text)
    return [found.group() for each in (_ALIVE, HIDDEN) for found in each.finditer(rest)]


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from strings(each)


def bodies(world: World) -> list[Any]:
    return [json.loads(each) for each in world.bodies]


def _in_slack(world: World) -> list[str]:
    found: list[str] = []
    for body in bodies(world):
        read = active.read(body)
        found += [*read.mentions, *(url for url in read.links if not _OURS.fullmatch(url))]
        found += [hidden for text in strings(body) for hidden in HIDDEN.findall(text)]
        found += [str(body[name]) for name in ("unfurl_links", "unfurl_media", "link_names") if body[name]]
    return found


def _over_slack(world: World) -> list[str]:
    found: list[str] = []
    for body in bodies(world):
        found += blockkit.complaints(body["blocks"])
        if blockkit.size(body["blocks"]) > blockkit.MOST_CHARACTERS:
            found.append("msg_blocks_too_long")
        if not 1 <= len(body["text"]) <= 3000:
            found.append("text")
    return found


def _as_data(world: World) -> list[str]:
    """Programs read it: the quote is exactly as it was, and nothing in it breaks the form."""
    return [str(each) for each in world.bodies if re.search(rb"[\x00-\x09\x0b-\x1f]", each) or not json.loads(each)]


def _over_webhook(world: World) -> list[str]:
    most = webhook.LIMIT
    return [f"{len(each)} bytes" for each in world.bodies if len(each) > most]


def _over_lines(world: World) -> list[str]:
    return [f"{len(each.splitlines())} lines" for each in world.bodies if len(each.splitlines()) != 1]


def _muted(world: World) -> list[str]:
    return [each for body in bodies(world) for text in strings(body) for each in alive(text)]


def _over_pagerduty(world: World) -> list[str]:
    return [each for body in world.bodies for each in pagerduty.complaints(json.loads(body), len(body))]


def _over_alertmanager(world: World) -> list[str]:
    found = [f"{len(each)} bytes" for each in world.bodies if len(each) > 30_000]
    for alert in (each for body in bodies(world) for each in body):
        found += [name for name, value in alert["labels"].items() if not 1 <= len(value) <= 200]
        found += [alert["startsAt"]] if alert["startsAt"] > alert["endsAt"] else []
    return found


def _in_mail(world: World) -> list[str]:
    (envelope,) = world.envelopes
    message = message_from_bytes(envelope.data, policy=policy.default)
    plain, rich = (part.get_content().replace("\r\n", "\n") for part in message.iter_parts())
    tree = html.fromstring(rich)
    tags = {str(each.tag) for each in tree.iter()} - {"html", "head", "meta", "body", "h2", "p", "a"}
    links = [url for each in tree.iter("a") if not _OURS.fullmatch(url := str(each.get("href")))]
    names = [name for name in message if name not in _HEADERS]
    defects = [str(each) for each in message.defects]
    return [
        *alive(plain),
        *alive(tree.text_content()),
        *tags,
        *links,
        *names,
        *defects,
        *HIDDEN.findall(message["Subject"]),
    ]


_HEADERS = {
    *("From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References"),
    *("Auto-Submitted", "X-Kabar-Alert", "MIME-Version", "Content-Type"),
}


def _over_mail(world: World) -> list[str]:
    (envelope,) = world.envelopes
    long = [str(len(line)) for line in envelope.data.split(b"\r\n") if len(line) > 998]
    bare = ["a bare line end"] if re.search(rb"(?<!\r)\n|\r(?!\n)", envelope.data) else []
    return [*long, *bare, *(["too long"] if len(envelope.data) > 300_000 else [])]


def _in_apprise(world: World) -> list[str]:
    (notice,) = world.notices
    return alive(f"{notice.title}\n{notice.text}")


def _over_apprise(world: World) -> list[str]:
    (notice,) = world.notices
    is_right = 1 <= len(notice.title) <= 200 and 1 <= len(notice.text) <= 1500 and "\n" not in notice.title
    return [] if is_right else [notice.title, notice.text]


def _without_url(world: World) -> World:
    """The address of an incoming webhook is where it is posted to."""
    assert [each.url for each in world.requests] == [given.HOOK_URL] * len(world.requests)
    world.requests = [ports.Request(url="", headers=each.headers, body=each.body) for each in world.requests]
    return world


def _without_token(world: World) -> World:
    """A token or password travels in one header."""
    kept: list[ports.Request] = []
    for each in world.requests:
        headers = {name: value for name, value in each.headers.items() if name != "authorization"}
        assert len(headers) == len(each.headers) - 1
        kept.append(ports.Request(url=each.url, headers=headers, body=each.body))
    world.requests = kept
    return world


def _without_key(world: World) -> World:
    """The Events API wants its key in the body."""
    kept: list[ports.Request] = []
    for each in world.requests:
        body = json.loads(each.body)
        assert body.pop("routing_key") == KEY
        kept.append(ports.Request(url=each.url, headers=each.headers, body=json.dumps(body).encode()))
    world.requests = kept
    return world


CHANNELS = {
    "bot": Channel(given.BOT, {"token_file": given.TOKEN}, _in_slack, _over_slack, _without_token),
    "incoming": Channel(given.DESK, {"url_file": given.HOOK_URL}, _in_slack, _over_slack, _without_url),
    "webhook": Channel(given.HOOK, {"secret_file": f"{given.SECRET}\n{given.OLDER}"}, _as_data, _over_webhook),
    "pagerduty": Channel(
        Sink(id="duty", pagerduty=PagerDuty(key_file="k")), {"key_file": KEY}, _muted, _over_pagerduty, _without_key
    ),
    "alertmanager": Channel(
        Sink(id="am", alertmanager=MANAGER), {"password_file": PASSWORD}, _muted, _over_alertmanager, _without_token
    ),
    "mail": Channel(Sink(id="post", mail=MAIL), {"password_file": PASSWORD}, _in_mail, _over_mail),
    "apprise": Channel(
        Sink(id="chat", apprise=Apprise(url_file="u")), {"url_file": CHANNEL_URL}, _in_apprise, _over_apprise
    ),
    "stdout": Channel(Sink(id="screen", stdout=Stdout()), {}, _as_data, _over_lines),
    "file": Channel(Sink(id="book", file=File(path="/tmp/alerts.jsonl")), {}, _as_data, _over_lines),
}
