"""A week of polling: polite, conditional, and a restart is noticed by nobody."""

from __future__ import annotations

from random import Random

import pytest

from tests.monitor.feeds import week
from tests.monitor.feeds.week import Week

KILLS = 20


def _passed(feeds: int, hosts: int, seed: int) -> Week:
    """Let a week pass in which the service is killed and started again twenty times."""
    made, chance = week.world(feeds, hosts, seed), Random(seed)
    made.run(7, sorted(chance.uniform(0.0, 7.0) for _ in range(KILLS)))
    return made


def _judge(passed: Week) -> None:
    servers = list(passed.servers.values())
    unchanged = sum(server.unchanged for server in servers if server.validates)

    assert sum(server.early for server in servers) == 0
    assert max(passed.most_at_once.values()) <= 2
    assert sum(server.unconditional for server in servers if server.validates) == 0
    assert sum(server.answered_304 for server in servers) == unchanged > 0
    assert unchanged >= 0.95 * sum(server.unchanged for server in servers)
    assert all(server.asked > 7 for server in servers)
    # What a kill cut off is handed on again under the same id; what was learned is never told.
    assert passed.told
    assert max(passed.told.values()) <= 1 + KILLS
    assert not set(passed.told) & passed.learned


def test_a_week_with_twenty_kills_is_polite_and_tells_nothing_that_was_learned() -> None:
    _judge(_passed(120, 3, seed=1))


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_week_of_ten_thousand_feeds_on_two_hundred_hosts() -> None:
    _judge(_passed(10_000, 200, seed=2))
