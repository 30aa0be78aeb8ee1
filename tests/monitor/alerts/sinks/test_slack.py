"""Slack by a bot: one message for each alert, and one answer for each change, whatever is lost on the way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from monitor.alerts import buttons
from monitor.alerts.outcome import Accepted, Dead, Outcome, Retry, Why
from monitor.alerts.sinks import pace, slackbot
from monitor.alerts.sinks.settings import Sink, Slack
from monitor.lives import Verdict
from monitor.models import Alert
from monitor.receivers import serving, slack
from monitor.receivers.channels import Channel, Message, Rates
from monitor.receivers.faults import Fault
from tests.monitor.alerts import given
from tests.monitor.alerts.sinks.ends import Sent, sending_to

SECRETS = {"token_file": f"{slack.TOKEN}\n"}
FIRST = given.alert()
SECOND = given.alert(revision=2, changed=("stage promised -> released",), stage="released")
THIRD = given.alert(revision=3, changed=("status unconfirmed -> denied",))
LOST = Fault(is_cut=True, is_taken=True)


def workspace(**settings: Any) -> slack.Slack:
    """A Slack that has all the time in the world, where now is noon."""
    free = Rates(posts_a_second=0, calls_a_minute=0)
    return slack.Slack(rates=free, clock=given.NOON.timestamp, **settings)


@asynccontextmanager
async def desk(taker: slack.Slack, channel: str = "#desk", **settings: Any) -> AsyncIterator[Sent]:
    async with serving.serve(taker.routes()) as url:
        sink = Sink(id="bot", slack=Slack(token_file="t", channel=channel, api=f"{url}/api", **settings))
        async with sending_to(sink, secrets=SECRETS) as sent:
            yield sent


def revision(message: Message) -> int:
    found = message.content["metadata"]["event_payload"]
    assert found["alert"] == FIRST.id
    return int(found["revision"])


def shape(taker: slack.Slack) -> list[tuple[bool, int]]:
    """Say of every message whether it stands in the channel itself, and which revision it shows."""
    return [(not each.thread, revision(each)) for each in taker.channel().messages]


ROOT_OF = [[(True, 1)], [(True, 2), (False, 2)], [(True, 3), (False, 2), (False, 3)]]


async def test_a_later_revision_edits_the_message_and_adds_one_answer() -> None:
    async with desk(taker := workspace()) as sent:
        for alert, expected in zip((FIRST, SECOND, THIRD), ROOT_OF, strict=True):
            assert isinstance(await sent(alert), Accepted)
            assert shape(taker) == expected

    root, first, _ = taker.channel().messages
    assert len(root.edits) == 2
    assert "stage promised -> released" in str(first.content["blocks"])


async def test_a_receipt_names_the_channel_and_the_message() -> None:
    async with desk(taker := workspace()) as sent:
        assert await sent(FIRST) == Accepted(receipt=f"C0DESK:{taker.channel().messages[0].ts}")


async def test_a_sink_that_comes_in_late_gets_the_whole_alert_as_its_first_message() -> None:
    async with desk(taker := workspace()) as sent:
        await sent(SECOND)

    assert shape(taker) == [(True, 2)]


@pytest.mark.parametrize("channel", ["#desk", "desk", "C0DESK"])
async def test_a_first_message_whose_answer_was_lost_is_found_and_not_doubled(channel: str) -> None:
    async with desk(taker := workspace(), channel) as sent:
        taker.faults.add(LOST)
        assert await sent(FIRST) == Retry(reason=Why.UNREACHABLE)
        again = await sent(FIRST, is_uncertain=True)

    assert again == Accepted(receipt=f"C0DESK:{taker.channel().messages[0].ts}")
    assert shape(taker) == [(True, 1)]


async def test_a_message_to_a_person_is_found_and_not_doubled() -> None:
    talk = Channel(id="D0PERSON", name="", person="U0EDITOR")
    async with desk(taker := workspace(channels=[talk]), "U0EDITOR") as sent:
        taker.faults.add(LOST)
        await sent(FIRST)
        assert isinstance(await sent(FIRST, is_uncertain=True), Accepted)
        assert isinstance(await sent(SECOND), Accepted)

    assert [(each.thread != "", revision(each)) for each in talk.messages] == [(False, 2), (True, 2)]


async def test_what_is_wrong_is_said_in_the_words_of_slack() -> None:
    async with desk(workspace(errors={"chat.postMessage": "invalid_blocks"})) as sent:
        refused = await sent(FIRST)

    assert isinstance(refused, Dead)
    assert refused.detail == "Slack says invalid_blocks"


async def test_where_nothing_arrived_an_uncertain_attempt_posts() -> None:
    async with desk(taker := workspace()) as sent:
        taker.faults.add(Fault(is_cut=True))
        await sent(FIRST)
        assert isinstance(await sent(FIRST, is_uncertain=True), Accepted)

    assert shape(taker) == [(True, 1)]


@pytest.mark.parametrize("lost", ["chat.update", "chat.postMessage"])
async def test_an_update_whose_answer_was_lost_is_made_whole_and_not_doubled(lost: str) -> None:
    async with desk(taker := workspace()) as sent:
        await sent(FIRST)
        taker.faults.add(Fault(is_cut=True, is_taken=True, path=lost))
        assert isinstance(await sent(SECOND), Retry)
        assert isinstance(await sent(SECOND, is_uncertain=True), Accepted)

    assert shape(taker) == ROOT_OF[1]


STEPS = [(1, "chat.postMessage")] + [(n, f"chat.{what}") for n in (2, 3) for what in ("update", "postMessage")]


@pytest.mark.parametrize("is_taken", [True, False])
@pytest.mark.parametrize(("number", "path"), STEPS)
async def test_wherever_an_answer_is_lost_nothing_is_lost_and_nothing_doubled(
    number: int, path: str, *, is_taken: bool
) -> None:
    async with desk(taker := workspace()) as sent:
        for alert in (FIRST, SECOND, THIRD):
            if alert.revision == number:
                taker.faults.add(Fault(is_cut=True, is_taken=is_taken, path=path))
                assert isinstance(await sent(alert), Retry)
            assert isinstance(await sent(alert, is_uncertain=alert.revision == number), Accepted)

    assert shape(taker) == ROOT_OF[2]


@pytest.mark.parametrize("number", [1, 2, 3])
async def test_a_process_killed_before_it_could_remember_sends_again_and_nothing_is_doubled(number: int) -> None:
    async with desk(taker := workspace()) as sent:
        for alert in (FIRST, SECOND, THIRD):
            before = dict(sent.receipts)
            assert isinstance(await sent(alert), Accepted)
            if alert.revision == number:
                sent.receipts = before
                assert isinstance(await sent(alert, is_uncertain=True), Accepted)

    assert shape(taker) == ROOT_OF[2]


async def test_of_many_messages_and_pages_the_right_one_is_found() -> None:
    async with desk(taker := workspace()) as sent:
        taker.faults.add(LOST)
        await sent(FIRST)
        for _ in range(2 * slackbot.PAGE):
            taker.channel().post({"text": "chatter", "metadata": {"event_type": "other", "event_payload": {}}}, 0)
        assert isinstance(await sent(FIRST, is_uncertain=True), Accepted)

    assert taker.calls.count("chat.postMessage") == 1
    assert taker.calls.count("conversations.history") == 3


async def test_a_bot_that_may_not_read_posts_all_the_same() -> None:
    """Better twice than never."""
    taker = workspace(forbidden={"conversations.history", "conversations.list", "conversations.replies"})
    async with desk(taker) as sent:
        assert isinstance(await sent(FIRST, is_uncertain=True), Accepted)
        assert isinstance(await sent(SECOND, is_uncertain=True), Accepted)

    assert shape(taker) == ROOT_OF[1]


async def test_a_message_that_somebody_deleted_is_posted_anew() -> None:
    async with desk(taker := workspace()) as sent:
        await sent(FIRST)
        taker.channel().messages.clear()
        await sent(SECOND)
        await sent(THIRD)

    assert shape(taker) == [(True, 3), (False, 3)]


@pytest.mark.parametrize("error", ["edit_window_closed", "cant_update_message"])
async def test_where_edits_are_forbidden_the_thread_alone_tells_the_change(error: str) -> None:
    async with desk(taker := workspace(errors={"chat.update": error})) as sent:
        await sent(FIRST)
        assert isinstance(await sent(SECOND), Accepted)

    assert shape(taker) == [(True, 1), (False, 2)]


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        ("ratelimited", Retry(reason=Why.THROTTLED)),
        ("internal_error", Retry(reason=Why.UNAVAILABLE)),
        ("token_revoked", Retry(reason=Why.CREDENTIALS)),
        ("channel_not_found", Retry(reason=Why.FORBIDDEN)),
        ("invalid_blocks", Dead(reason=Why.REFUSED)),
        ("a_word_that_nobody_knows", Dead(reason=Why.REFUSED)),
    ],
)
async def test_what_slack_says_decides_what_becomes_of_the_message(error: str, expected: Outcome) -> None:
    async with desk(workspace(errors={"chat.postMessage": error})) as sent:
        assert await sent(FIRST) == expected


async def test_a_bot_that_is_too_fast_is_told_for_how_long_to_wait() -> None:
    taker = slack.Slack(clock=given.NOON.timestamp)
    async with desk(taker) as sent:
        await sent(FIRST)
        other = given.alert(id="another")
        assert await sent(other) == Retry(reason=Why.THROTTLED, after=1.0)


async def test_at_the_pace_of_the_sink_nothing_is_throttled() -> None:
    seconds = [given.NOON.timestamp()]
    taker = slack.Slack(clock=lambda: seconds[0])
    async with desk(taker) as sent:
        for number in range(1, 121):
            changed = given.alert(revision=number, changed=("count 1 -> 2",))
            assert isinstance(await sent(changed), Accepted)
            seconds[0] += pace(sent.sink)

    assert taker.throttled == 0
    assert len(taker.channel().messages) == 120


async def test_each_alert_has_its_own_message() -> None:
    async with desk(taker := workspace(channels=[Channel(id="C0DESK", name="desk")])) as sent:
        await sent(FIRST)
        await sent(given.alert(id="another"), is_uncertain=True)

    assert len(taker.channel().roots) == 2


def verdicts(message: Message) -> list[Verdict | None]:
    return [buttons.verdict(each["action_id"]) for each in slack.actions(message)]


@pytest.mark.parametrize("language", ["en", "id"])
async def test_buttons_stand_for_the_verdicts_and_name_the_alert(language: str) -> None:
    async with desk(taker := workspace(), buttons=True) as sent:
        await sent(FIRST, language=language)

    (message,) = taker.channel().messages
    assert verdicts(message) == list(Verdict)
    assert {each["value"] for each in slack.actions(message)} == {FIRST.id}


@pytest.mark.parametrize(("has_buttons", "alert"), [(False, FIRST), (True, given.alert(evidence=()))])
async def test_no_verdict_is_asked_for_where_none_is_taken_or_nothing_was_claimed(
    *, has_buttons: bool, alert: Alert
) -> None:
    async with desk(taker := workspace(), buttons=has_buttons) as sent:
        await sent(alert)

    assert slack.actions(taker.channel().messages[0]) == []
