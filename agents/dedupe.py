"""Dedupe: first telling, revision or copy. Keyed by language, so that one partition sees all near-copies of a text.

Guarantees: exact repetitions end here; everything else is handed on before its sketch is remembered.
"""

from dataclasses import dataclass
from datetime import timedelta

from agents import topics
from agents.records import Item, letter
from agents.stage import Stage
from agents.tables import Derived, Memory
from monitor.dedupe import step
from monitor.dedupe.fingerprint import Sketch
from monitor.dedupe.index import Index
from monitor.models import RawArticle, UniqueArticle

KEPT = timedelta(days=7)
MOST = 250_000  # At a kilobyte each; a desk with 500 feeds sees a tenth of that in a week.


@dataclass(frozen=True, slots=True, kw_only=True)
class Dedupe(Stage):
    """The stage and what it needs."""

    memory: Memory[Sketch]
    index: Derived[Index]

    async def __call__(self, item: Item) -> None:
        """Compare one article with all that is remembered."""
        index = self.index.now()
        verdict, sketch = step.compare(item.read(RawArticle), index)
        self.counting.compared(verdict)
        if isinstance(verdict, UniqueArticle):
            await self.out.send(letter(topics.UNIQUE, verdict.article.id, verdict))
            self.memory.put(item, sketch.article, sketch)
            index.add(sketch)
            for old in index.evict(sketch.seen_at - KEPT, most=MOST):
                self.memory.forget(item, old)
