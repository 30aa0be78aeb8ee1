"""How much of the news is seen, as each partition of the alert stage knows it; partition 0 tells people when it changes.

Guarantees: every partition keeps its own copy under keys of its own, so that it is right wherever the partition goes. The one
alert about the feeds is on the log before it is remembered as told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from agents import topics
from agents.records import Item, letter
from agents.stage import Stage, Times
from agents.tables import Derived, Memory
from monitor.ailments import Health
from monitor.alerts import coverage
from monitor.alerts.coverage import Seen, Told
from monitor.alerts.decision import Keep, Stay, Tell
from monitor.models import Alert

TELLS = 0
"""The partition that tells people."""

ALERT = "alert"
"""The key of the one alert: in its table, and among the times at which something is due."""

Rows = dict[int, dict[str, Health]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage(Stage):
    """The feeds by URL, with their places in the configuration; `rows` is what `memory` holds, by partition and feed.

    `complete` adds to an alert its page and its way.
    """

    feeds: Mapping[str, int]
    language: str
    memory: Memory[Health]
    told: Memory[Told]
    rows: Derived[Rows]
    reviews: Derived[Times]
    complete: Callable[[Alert], Alert] = lambda alert: alert

    async def heard(self, item: Item) -> None:
        """Take in how well a feed is; a record without a key is a tick that says it is time to tell."""
        if item.key:
            self._keep(item, item.read(Health))
        if item.partition == TELLS:
            await self._review(item)

    def stamped(self, decision: Tell | Keep | Stay, told: Alert | None, partition: int) -> Alert | None:
        """Give the alert with what its readers should know of the coverage; None where nothing changes."""
        if isinstance(decision, Stay):
            return None
        is_told = isinstance(decision, Tell)
        said = coverage.lines(self._seen(partition), self.language, self.clock()) if is_told else ()
        return coverage.stamped(decision, told, said)

    def _keep(self, item: Item, health: Health) -> None:
        key = f"{item.partition}/{health.feed}"
        rows = self.rows.now().setdefault(item.partition, {})
        if health.ailments:
            self.memory.put(item, key, health)
            rows[health.feed] = health
        else:
            self.memory.forget(item, key)
            rows.pop(health.feed, None)

    async def _review(self, item: Item) -> None:
        """Tell people what they do not know, if it is time; else note when."""
        told, now = self.told.get(ALERT), self.clock()
        if told is not None and (later := coverage.rested(told)) > now:
            self.reviews.now()[ALERT] = later
            return
        seen = self._seen(TELLS)
        due = coverage.due(told, seen)
        if due is not None and due <= now:
            told, decision = coverage.tell(told, seen, self.language, now)
            self.counting.decided(decision)
            told = replace(told, alert=self.complete(told.alert))
            await self.out.send(letter(topics.ALERTS, told.alert.id, told.alert))
            self.told.put(item, ALERT, told)
            due = None
        self.reviews.now()[ALERT] = due

    def _seen(self, partition: int) -> Seen:
        return coverage.seen(self.rows.now().get(partition, {}), self.feeds)


def kept(memory: Memory[Health]) -> Rows:
    """Give the rows of a table by partition and feed."""
    found: Rows = {}
    for key, health in memory.items():
        found.setdefault(int(key.partition("/")[0]), {})[health.feed] = health
    return found


def times(told: Memory[Told], rows: Mapping[int, Mapping[str, Health]], feeds: Mapping[str, int]) -> Times:
    """Say when people are to be told next, after a start or a move."""
    return {ALERT: coverage.due(told.get(ALERT), coverage.seen(rows.get(TELLS, {}), feeds))}
