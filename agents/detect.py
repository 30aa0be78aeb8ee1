"""Detect: claims out of sentences, shifts out of a story. Keyed by story, so that one partition sees a story whole.

Guarantees: shifts are on the log before the cells behind them are remembered; an article that comes twice moves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from agents import topics
from agents.counting import Counting
from agents.records import Item, Out, letter
from agents.tables import Derived, Memory
from monitor.models import TaggedArticle
from monitor.shifts import story
from monitor.shifts.cells import Cell
from monitor.shifts.claims import Extractor
from monitor.shifts.report import Report
from monitor.shifts.story import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Detect:
    """The stage and what it needs."""

    extractor: Extractor
    memory: Memory[Cell]
    reports: Memory[Report]
    stories: Derived[dict[str, State]]
    counting: Counting
    out: Out

    async def __call__(self, item: Item) -> None:
        """Take one article into its story; an article on a story that is no longer configured is let go."""
        tagged = item.read(TaggedArticle)
        before = self.stories.now().get(tagged.story)
        if before is None:
            return
        claims = self.extractor.extract(tagged)
        after, shifts = story.advance(before, tagged, claims)
        await self.out.send(*(letter(topics.SHIFTS, tagged.story, shift) for shift in shifts))
        for cell in story.learned(before, after):
            self.memory.put(item, f"{tagged.story}/{cell.id}", cell)
        for report in story.counted(before, after):
            self.reports.put(item, f"{tagged.story}/{report.id}", report)
        for report in story.outdated(before, after):
            self.reports.forget(item, f"{tagged.story}/{report.id}")
        self.stories.now()[tagged.story] = after
        self.counting.detected(claims, shifts)
