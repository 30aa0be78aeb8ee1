"""Detect: claims out of sentences, shifts out of a story. Keyed by story, so that one partition sees a story whole.

Guarantees: shifts are on the log before the cells behind them are remembered; an article that comes twice moves nothing.
"""

from dataclasses import dataclass

from agents import topics
from agents.records import Item, letter
from agents.stage import Stage
from agents.tables import Derived, Memory
from monitor.models import TaggedArticle
from monitor.shifts import cells, claims, report, story


@dataclass(frozen=True, slots=True, kw_only=True)
class Detect(Stage):
    """The stage and what it needs."""

    extractor: claims.Extractor
    memory: Memory[cells.Learned]
    reports: Memory[report.Report]
    stories: Derived[dict[str, story.State]]

    async def __call__(self, item: Item) -> None:
        """Take one article into its story; an article on a story that is no longer configured is let go."""
        tagged = item.read(TaggedArticle)
        before = self.stories.now().get(tagged.story)
        if before is not None:
            found = self.extractor.extract(tagged)
            after, moved = story.advance(before, tagged, found)
            shifts = story.moved_by(tagged, moved)
            await self.out.send(*(letter(topics.SHIFTS, tagged.story, shift) for shift in shifts))
            self.memory.put_all(item, tagged.story, story.learned(before, after))
            self.reports.put_all(item, tagged.story, story.counted(before, after))
            self.reports.forget_all(item, tagged.story, story.outdated(before, after))
            self.stories.now()[tagged.story] = after
            self.counting.detected(tagged.story, found, shifts)
