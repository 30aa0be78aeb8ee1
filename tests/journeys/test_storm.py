"""A storm of alerts to one Slack channel that takes a message a second: it is not flooded, and every alert can be reached."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path

import pytest

from agents import brokers, topics
from agents.archive import Archive
from agents.records import letter
from monitor import config
from monitor.models import Alert
from monitor.receivers import serving
from monitor.receivers.channels import Rates
from tests.journeys.test_failpoints import BOT, Desks, _alert, configured, nursery

STORIES = 7


def told(number: int) -> list[Alert]:
    return [
        _alert(f"k{each:04}", 1, story=f"s{each % STORIES}", story_name=f"Story {each % STORIES}")
        for each in range(number)
    ]


def reached(desks: Desks) -> list[str]:
    """Name the alerts that the channel shows, in its order: each in a message of its own, or in a digest."""
    shown = [json.dumps(each.content["blocks"]) for each in desks.slack.channel(BOT).roots]
    return [name for text in shown for name in dict.fromkeys(re.findall(r"\[(k\d{4})-1\]", text))]


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("count", "seconds", "budget"),
    [(60, 2, {"alerts": 5, "per": 10}), pytest.param(1_000, 10, {"alerts": 20, "per": 60}, marks=pytest.mark.slow)],
)
async def test_a_storm_is_told_in_a_budget_of_messages_and_digests(
    tmp_path: Path, count: int, seconds: int, budget: dict[str, int]
) -> None:
    desks = Desks()
    desks.slack.rates = Rates()
    async with serving.serve(desks.slack.routes(), desks.desk.routes(), desks.pager.routes()) as url:
        sinks = [each for each in desks.settings(tmp_path, url) if each["id"] == "bot"]
        path = configured(tmp_path, f"sqlite:///{tmp_path}/kabar.db", sinks)
        given = json.loads(path.read_text())
        path.write_text(json.dumps(given | {"routes": [{"to": ["bot"], "budget": budget}]}))
        found = config.load(path)
        await brokers.prepare(found)
        async with nursery(path, found.broker) as workers:
            child = await workers.live()
            alerts = told(count)
            for second in range(seconds):
                share = alerts[second * count // seconds : (second + 1) * count // seconds]
                await asyncio.to_thread(
                    Archive(found).append, *[letter(topics.ALERTS, each.id, each) for each in share]
                )
                await asyncio.sleep(1)
            async with asyncio.timeout(300):
                while len(set(reached(desks))) < count:  # noqa: ASYNC110  # It is a question, no event.
                    await asyncio.sleep(0.2)
            await workers.end(child)

    names = reached(desks)
    assert sorted(names) == [each.id for each in alerts]
    assert desks.slack.throttled <= 1
    assert len(desks.slack.channel(BOT).roots) < count / 2
    for story in range(STORIES):
        mine = [name for name in names if int(name[1:]) % STORIES == story]
        assert mine == sorted(mine)
