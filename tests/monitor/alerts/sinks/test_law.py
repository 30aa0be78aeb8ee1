"""The law that all sinks pass: no secret leaks, nothing that strangers wrote comes alive, no limit is exceeded."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as law
from hypothesis import strategies as st

from monitor import errors, ports
from monitor.alerts import sinks
from monitor.alerts.outcome import Accepted, Dead, Outcome, Retry, Why
from monitor.alerts.sinks import Parcel
from monitor.alerts.sinks.settings import KINDS
from monitor.lives import Event, Item, Life, Severity
from monitor.models import Alert, Count, Status
from tests.house import tracked
from tests.monitor.alerts import given
from tests.monitor.alerts.sinks import hostile
from tests.monitor.alerts.sinks.channels import CHANNELS, Channel
from tests.monitor.alerts.world import World

EVERY = pytest.mark.parametrize("channel", CHANNELS.values(), ids=CHANNELS)
BY_HTTP = pytest.mark.parametrize(
    "channel", [each for name, each in CHANNELS.items() if name not in {"mail", "apprise", "stdout", "file"}]
)


def parcel(channel: Channel, alert: Alert, **more: Any) -> Parcel:
    return Parcel(alert=alert, sink=channel.sink, secrets=channel.secrets, now=given.NOON, **more)


def sent(channel: Channel, alert: Alert, **world: Any) -> World:
    """What one attempt lets out of the house; a bot that has a message already updates it and answers in its thread."""
    taken = World(**world)
    taken.take(parcel(channel, alert, receipt="C1:17.5" if alert.revision > 1 else ""))
    return taken


def test_every_kind_of_sink_is_under_the_law() -> None:
    assert set(KINDS) == {each.sink.kind for each in CHANNELS.values()}


def test_there_are_a_hundred_hostile_texts() -> None:
    assert len(set(hostile.TEXTS)) >= 100


# Untrusted text


@EVERY
def test_no_hostile_text_comes_alive_or_breaks_a_limit(channel: Channel) -> None:
    """One test for each sink, not for each text; the second revision, for it shows what the first does and what changed."""
    for text in hostile.TEXTS:
        world = sent(channel, hostile.alert(text))
        assert (text, []) == (text, channel.harm(world))
        assert (text, []) == (text, channel.excess(world))


def _text(most: int = 90) -> st.SearchStrategy[str]:
    signs = st.characters(exclude_categories=())
    return st.one_of(
        st.text(signs, max_size=most),
        st.sampled_from([each for each in hostile.TEXTS if len(each) < 700]),
        st.text("<>&@[]()`.:/|\\\"'\n\r\t a", max_size=most),
    )


@st.composite
def alerts(draw: st.DrawFn) -> Alert:
    """Any alert at all, within what the types say."""
    text = _text()
    many = st.lists(text, max_size=9).map(tuple)
    passages = st.lists(
        st.builds(
            lambda quote, name, url, at: given.evidence(quote=quote, publisher=name, url=url, published_at=at),
            *(text, text, text.map("https://news.example/{}".format) | text, st.sampled_from([None, given.NOON])),
        ),
        max_size=9,
    ).map(tuple)
    lists = {name: draw(many) for name in ("subject", "changed", "known", "coverage", "heard", "silent", "words")}
    return given.alert(
        **lists,
        evidence=draw(passages),
        counter=draw(passages),
        headline=draw(text),
        story_name=draw(text),
        revision=draw(st.integers(1, 3)),
        count=draw(st.sampled_from([None, Count(low=1, high=10**30)])),
        status=draw(st.sampled_from(Status)),
        severity=draw(st.sampled_from(Severity)),
        life=draw(st.sampled_from(Life)),
        articles=draw(st.integers(0, 10**20)),
        told_at=draw(st.sampled_from([given.NOON, given.NOON + timedelta(days=900)])),
        history=tuple(Event(at=given.NOON, revision=1, what="open", actor=each, reason=each) for each in draw(many)),
        items=tuple(Item(headline=each, alert="k9") for each in draw(many)),
    )


@EVERY
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@law(alert=alerts())
def test_the_limits_of_the_channel_hold_for_every_alert(channel: Channel, alert: Alert) -> None:
    world = sent(channel, alert)

    assert channel.excess(world) == []


@EVERY
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@law(text=_text())
def test_no_text_at_all_comes_alive(channel: Channel, text: str) -> None:
    assert channel.harm(sent(channel, hostile.alert(text))) == []


SCHEMA = json.loads((tracked.ROOT / "deploy" / "alert.schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["webhook", "stdout", "file"])
def test_what_programs_read_fits_its_published_schema_whatever_was_cut(name: str) -> None:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    for text in hostile.TEXTS:
        (body,) = sent(CHANNELS[name], hostile.alert(text, language="xx")).bodies
        assert (text, []) == (text, [each.message for each in validator.iter_errors(json.loads(body))])


# Secrets


def written(world: World) -> str:
    """Everything that leaves the house, but what has to carry the secret."""
    requests = [f"{each.url} {each.headers} {each.body!r}" for each in world.requests]
    mails = [f"{each} {each.data!r}" for each in world.envelopes]
    notices = [f"{each} {each.text}" for each in world.notices]
    return "\n".join([*requests, *mails, *notices, *map(str, world.lines)])


@EVERY
def test_a_secret_stands_where_the_protocol_wants_it_and_nowhere_else(channel: Channel) -> None:
    world = channel.without_secret(sent(channel, given.told()))

    for canary in channel.canaries:
        assert canary not in written(world)


ANSWERS: list[ports.Response | errors.MonitorError | None] = [
    None,
    errors.FetchFailed("https://desk.example", "timed out"),
    errors.AddressForbidden("https://desk.example", "private or special address"),
    *(
        ports.Response(url="x", status=status, body=b"no")
        for status in (200, 204, 301, 400, 401, 404, 410, 429, 500, 503)
    ),
]


@EVERY
def test_no_log_error_outcome_or_representation_shows_a_secret(
    channel: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    said = [repr(parcel(channel, given.told())), repr(channel.sink)]
    for answer in ANSWERS:
        world = World(answer=answer, reply=ports.Reply(code=535, step="login"), is_told=False)
        said += [
            str(world.take(parcel(channel, given.told()))),
            repr(world.requests),
            repr(world.envelopes),
            repr(world.notices),
        ]
    for name, value in channel.secrets.items():
        try:
            sinks.check(channel.sink, {**channel.secrets, name: f"{value}\n{value}\n \x07"})
        except errors.ConfigInvalid as refused:
            said += refused.mistakes

    for canary in channel.canaries:
        assert canary not in "\n".join([*said, caplog.text])


@BY_HTTP
@pytest.mark.parametrize("status", [200, 400, 403, 500])
def test_an_end_that_sends_a_secret_back_does_not_get_it_shown(channel: Channel, status: int) -> None:
    echo = "x" * 150 + " ".join(channel.canaries)
    body = json.dumps({"ok": False, "error": echo, "response_metadata": {"messages": [echo]}}).encode()
    for content in (body, json.dumps(echo).encode(), channel.canaries[0].encode()):
        answer = ports.Response(url="x", status=status, headers={"content-type": "application/json"}, body=content)
        found = repr(World(answer=answer).take(parcel(channel, given.told())))
        assert not [canary for canary in channel.canaries if canary[:12] in found]


WITH_SECRETS = {name: each for name, each in CHANNELS.items() if each.secrets}


@pytest.mark.parametrize("channel", WITH_SECRETS.values(), ids=WITH_SECRETS)
def test_without_its_secret_a_sink_says_so_in_one_line_and_is_tried_again(channel: Channel) -> None:
    with pytest.raises(errors.ConfigInvalid, match=f"^sink {channel.sink.id}: [a-z_]+_file: holds no usable secret; "):
        sinks.check(channel.sink, {})
    without = replace(parcel(channel, given.told()), secrets={})
    assert World().take(without) == Retry(reason=Why.CREDENTIALS)


@EVERY
def test_good_secrets_are_good(channel: Channel) -> None:
    sinks.check(channel.sink, channel.secrets)


# Outcomes


def statuses() -> Iterator[tuple[int, type[Outcome]]]:
    for status in range(200, 600):
        is_later = 300 <= status < 400 or status in {408, 425, 429} or status >= 500
        yield status, Accepted if status < 300 else Retry if is_later else Dead


@BY_HTTP
def test_every_status_has_an_outcome(channel: Channel) -> None:
    own: Mapping[str, set[int]] = {"alertmanager": {401, 403}}
    for status, expected in statuses():
        answer = ports.Response(url="x", status=status, body=json.dumps({"ok": True}).encode())
        found = World(answer=answer).take(parcel(channel, given.told()))
        wanted = Retry if status in own.get(channel.sink.kind, set()) else expected
        assert (status, type(found)) == (status, wanted)


@BY_HTTP
@pytest.mark.parametrize("status", [429, 503])
def test_the_time_that_a_sink_asks_for_is_kept(channel: Channel, status: int) -> None:
    answer = ports.Response(url="x", status=status, headers={"retry-after": "7"})

    found = World(answer=answer).take(parcel(channel, given.told()))

    assert isinstance(found, Retry)
    assert found.after == 7.0


@EVERY
@pytest.mark.parametrize(
    ("error", "why"),
    [
        (errors.FetchFailed("https://desk.example", "timed out"), Why.UNREACHABLE),
        (errors.AddressForbidden("https://desk.example", "private"), Why.FORBIDDEN),
        (errors.ConfigInvalid(("sink x: y: there is no such file",)), Why.CREDENTIALS),
    ],
)
def test_where_no_answer_came_it_is_tried_again(channel: Channel, error: errors.MonitorError, why: Why) -> None:
    if channel.sink.kind not in {"stdout", "file"}:
        assert World(answer=error).take(parcel(channel, given.told())) == Retry(reason=why)


@EVERY
def test_a_sink_says_how_fast_it_may_be_sent_to(channel: Channel) -> None:
    assert 0 <= sinks.pace(channel.sink) <= 2


def test_the_law_looks_at_every_text_of_an_alert_that_a_stranger_can_fill() -> None:
    """A new text on an alert has to be thought of here; figures and times are harmless."""
    ours = {"id", "story", "kind", "stage", "side", "rules", "addressed", "page"}
    drawn = {"subject", "changed", "known", "coverage", "heard", "silent", "words", "evidence", "counter", "headline"}
    texts = {each.name for each in fields(Alert) if re.search(r"\bstr\b|Evidence|Event|Item", str(each.type))}

    assert texts == ours | drawn | {"story_name", "history", "items"}


def test_an_attempt_never_raises_what_belongs_to_the_network() -> None:
    async def attempt() -> Outcome:
        async def broken(_: ports.Request) -> ports.Response:
            raise errors.HostResting("https://desk.example", 9)

        doors = World()
        channel = CHANNELS["webhook"]
        made = sinks.Doors(http=broken, append=doors.append, mail=doors.mail, notify=doors.notify)
        return await sinks.deliver(parcel(channel, given.told()), made)

    assert asyncio.run(attempt()) == Retry(reason=Why.UNREACHABLE)
