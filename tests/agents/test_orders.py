"""Orders reach the one partition that has the alert, and are followed there."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from prometheus_client import CollectorRegistry

from agents import orders, topics
from agents.alert import Alert as Stage
from agents.counting import Counting
from agents.orders import Orders
from agents.records import Letter
from agents.tables import Derived
from agents.telling import Ends, Telling, place
from monitor import codec
from monitor.alerts import life
from monitor.alerts.decision import Stay, Tell
from monitor.lives import Life, Order, Verb, Verdict
from monitor.models import Alert, Shift
from tests import fakes
from tests.monitor.alerts import given

PARTITIONS = 4
MINE = topics.partition(given.STORY.id, PARTITIONS)


@dataclass
class Uncovered:
    """Knows of no feed."""

    def stamped(self, decision: Any, _told: Alert | None, _partition: int) -> Alert | None:
        return None if isinstance(decision, Stay) else decision.alert


@dataclass
class Desk:
    """The alert stage with tables in memory."""

    out: fakes.Posted = field(default_factory=fakes.Posted)
    clock: fakes.Clock = field(default_factory=fakes.Clock)
    memory: fakes.Remembered = field(default_factory=fakes.Remembered)
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    endings: dict[str, datetime | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        given_out: Any = self.out
        memory: Any = self.memory
        coverage: Any = Uncovered()
        shared: dict[str, Any] = {
            "out": given_out,
            "clock": self.clock,
            "counting": Counting(self.registry, "sqlite"),
        }
        self.telling = Telling(
            memory=memory,
            coverage=coverage,
            complete=lambda alert: replace(alert, page=f"https://kabar.example/alerts/{alert.id}"),
            ends=Ends(stories={given.STORY.id: given.STORY}, days={"release": 30}),
            endings=Derived(int, lambda: self.endings),
            **shared,
        )
        following = Orders(telling=self.telling, language="en", partitions=PARTITIONS, **shared)
        self.stage = Stage(
            stories={given.STORY.id: given.STORY}, language="en", telling=self.telling, orders=following, **shared
        )

    async def shift(self, shift: Shift) -> None:
        await self.stage(fakes.item(codec.encode(shift), topic=topics.SHIFTS, key=shift.story))

    async def take(self, *letters: Letter) -> None:
        for letter in letters:
            item = fakes.item(letter.value, topic=letter.topic, key=letter.key)
            await self.stage(replace(item, partition=letter.partition or 0))

    async def order(self, verb: Verb, **changes: Any) -> None:
        made = Order(id=f"o{verb}", alert=self.alerts[0].id, verb=verb, at=self.clock(), by="ana", via="cli")
        await self.take(*orders.letters(replace(made, **changes), PARTITIONS))

    @property
    def alerts(self) -> list[Alert]:
        return [codec.decode(letter.value, Alert) for letter in self.out.on(topics.ALERTS)]

    def counted(self, name: str, **labels: str) -> float:
        return self.registry.get_sample_value(name, labels) or 0.0


async def told() -> Desk:
    desk = Desk()
    await desk.shift(given.shift(rules=("release-promise",)))
    return desk


async def test_an_order_goes_to_every_partition_and_one_of_them_follows_it() -> None:
    desk = await told()
    await desk.order(Verb.RETRACT, note="withdrawn")

    assert [alert.life for alert in desk.alerts] == [Life.OPEN, Life.RETRACTED]
    assert desk.memory.values[desk.alerts[0].id].life is Life.RETRACTED
    assert desk.counted("kabar_orders_total", verb="retract", via="cli") == 1


async def test_the_same_order_again_changes_nothing() -> None:
    desk = await told()
    await desk.order(Verb.VERDICT, verdict=Verdict.FALSE)
    await desk.order(Verb.VERDICT, verdict=Verdict.FALSE)

    assert len(desk.alerts) == 2
    assert desk.counted("kabar_verdicts_total", rule="release-promise", verdict="false") == 1


async def test_an_order_for_an_alert_that_nobody_has_is_let_go() -> None:
    desk = await told()
    await desk.order(Verb.CLOSE, alert="k0000000000000000")

    assert len(desk.alerts) == 1


async def test_a_verdict_keeps_the_revision_so_that_no_sink_is_disturbed() -> None:
    desk = await told()
    await desk.order(Verb.VERDICT, verdict=Verdict.OLD)

    assert [alert.revision for alert in desk.alerts] == [1, 1]


async def test_an_alert_ends_when_its_time_is_over_and_is_not_looked_at_again() -> None:
    desk = await told()
    alert = desk.alerts[0]
    ends = desk.endings[place(alert)]
    assert ends == alert.told_at + timedelta(days=30)
    await desk.take(orders.review(alert.id, MINE, ends - timedelta(seconds=1)))
    assert len(desk.alerts) == 1
    await desk.take(orders.review(alert.id, MINE, ends))

    assert desk.alerts[-1].life is Life.CLOSED
    assert desk.endings[place(alert)] is None
    assert desk.counted("kabar_orders_total", verb="review", via="") == 0


async def test_what_is_told_carries_its_page_and_what_is_kept_keeps_it() -> None:
    desk = await told()
    await desk.shift(given.shift(version=2, articles=5))

    assert [alert.page.rpartition("/")[2] for alert in desk.alerts] == [alert.id for alert in desk.alerts]


async def test_news_of_what_was_closed_is_told_and_its_end_is_noted_anew() -> None:
    desk = await told()
    await desk.order(Verb.CLOSE)
    await desk.shift(given.shift(version=2, stage="released", last_at=given.later(3600)))

    assert desk.alerts[-1].life is Life.DEVELOPING
    assert desk.endings[place(desk.alerts[-1])] is not None


def test_a_decision_by_order_is_counted_as_any_other() -> None:
    desk = Desk()
    decision = life.obey(given.told(), Order(id="1", alert="k", verb=Verb.CLOSE, at=given.NOON, by="ana"), "en", None)
    assert isinstance(decision, Tell)
    desk.telling.counting.decided(decision)

    assert desk.counted("kabar_decisions_total", decision="tell", reason="life") == 1
