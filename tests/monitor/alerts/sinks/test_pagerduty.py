"""PagerDuty: one incident for each alert, from its first revision to its end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from monitor.alerts.outcome import Accepted, Retry, Why
from monitor.alerts.sinks import pagerduty
from monitor.alerts.sinks.settings import PagerDuty, Sink
from monitor.lives import Event, Life, Severity, Verb
from monitor.models import Alert
from monitor.receivers import pagerduty as receiver
from monitor.receivers import serving
from monitor.receivers.faults import Fault
from tests.monitor.alerts import given
from tests.monitor.alerts.sinks.channels import KEY
from tests.monitor.alerts.sinks.ends import Sent, sending_to

FIRST = given.alert()
SECOND = given.alert(revision=2, stage="released", changed=("stage promised -> released",))
SEEN = given.alert(
    revision=2, history=(Event(at=given.NOON, revision=2, what=Verb.ACKNOWLEDGE.value, actor="desk", reason=""),)
)
OVER = [
    given.alert(revision=3, life=Life.CLOSED),
    given.alert(revision=3, life=Life.RETRACTED),
    given.alert(revision=3, kind="coverage", stage="restored"),
    given.alert(revision=3, kind="surge", stage="over"),
]


@asynccontextmanager
async def duty(taker: receiver.PagerDuty, key: str = KEY) -> AsyncIterator[Sent]:
    async with serving.serve(taker.routes()) as url:
        sink = Sink(id="duty", pagerduty=PagerDuty(key_file="k", api=url))
        async with sending_to(sink, secrets={"key_file": f"{key}\n"}) as sent:
            yield sent


async def test_all_revisions_of_an_alert_are_one_incident() -> None:
    async with duty(taker := receiver.PagerDuty(key=KEY)) as sent:
        for alert in (FIRST, FIRST, SECOND):
            assert await sent(alert) == Accepted(receipt=FIRST.id)

    assert taker.incidents == {FIRST.id: "triggered"}
    assert taker.events[-1]["payload"]["custom_details"]["changed"] == "stage promised -＞ released"


@pytest.mark.parametrize("over", OVER, ids=lambda alert: f"{alert.kind}-{alert.life}-{alert.stage}")
async def test_the_end_of_an_alert_resolves_its_incident(over: Alert) -> None:
    async with duty(taker := receiver.PagerDuty(key=KEY)) as sent:
        await sent(FIRST)
        await sent(over)

    assert taker.incidents == {FIRST.id: "resolved"}


async def test_who_acknowledges_an_alert_acknowledges_its_incident() -> None:
    async with duty(taker := receiver.PagerDuty(key=KEY)) as sent:
        await sent(FIRST)
        await sent(SEEN)

    assert taker.incidents == {FIRST.id: "acknowledged"}


async def test_a_release_is_news_and_no_end() -> None:
    async with duty(taker := receiver.PagerDuty(key=KEY)) as sent:
        await sent(given.alert(revision=2, stage="released", life=Life.CONFIRMED))

    assert taker.incidents == {FIRST.id: "triggered"}


async def test_an_event_whose_answer_was_lost_is_sent_again_and_is_the_same_incident() -> None:
    async with duty(taker := receiver.PagerDuty(key=KEY)) as sent:
        taker.faults.add(Fault(is_cut=True, is_taken=True))
        assert await sent(FIRST) == Retry(reason=Why.UNREACHABLE)
        assert isinstance(await sent(FIRST, is_uncertain=True), Accepted)

    assert taker.incidents == {FIRST.id: "triggered"}


async def test_a_key_of_no_integration_can_be_mended() -> None:
    async with duty(receiver.PagerDuty(key=KEY), "x" * 32) as sent:
        assert await sent(FIRST) == Retry(reason=Why.CREDENTIALS)


@pytest.mark.parametrize(
    ("severity", "said"),
    [(Severity.CRITICAL, "critical"), (Severity.HIGH, "error"), (Severity.NORMAL, "warning"), (Severity.LOW, "info")],
)
def test_severities_are_those_of_pagerduty(severity: Severity, said: str) -> None:
    assert pagerduty.event(given.alert(severity=severity), "en")["payload"]["severity"] == said


def test_an_event_links_the_articles_and_the_page_of_the_alert() -> None:
    event = pagerduty.event(given.alert(page="https://kabar.example/alerts/k1"), "en")

    assert [each["href"] for each in event["links"]] == ["https://kabar.example/alerts/k1", FIRST.evidence[0].url]
    assert event["client_url"] == "https://kabar.example/alerts/k1"
    assert event["payload"]["timestamp"] == (given.NOON + timedelta()).isoformat()
