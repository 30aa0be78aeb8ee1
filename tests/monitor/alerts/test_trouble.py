"""Alerts about what does not work: they open, and close when it works again."""

from __future__ import annotations

import pytest

from monitor.alerts import orders, trouble
from monitor.alerts.trouble import Trouble
from monitor.lives import Life
from tests.monitor.alerts import given


@pytest.mark.parametrize("kind", [trouble.SINK, trouble.STAGE])
def test_a_trouble_opens_and_is_closed_when_it_is_over_each_with_its_reason(kind: str) -> None:
    begun = trouble.begun(Trouble(kind=kind, name="desk", since=given.NOON, why="throttled"), "en", given.later(60))
    over = trouble.over(begun, "en", given.later(600))

    assert [(event.what, event.revision) for event in over.history] == [(Life.OPEN, 1), (Life.CLOSED, 2)]
    assert (begun.life, over.life) == (Life.OPEN, Life.CLOSED)
    assert over.history[0].reason == "throttled"
    assert over.history[1].reason == over.changed[0]
    assert not orders.takes_orders(begun)
