"""Tag: who and what is named, and which stories are touched. Stateless.

Guarantees: one record for each story an article is on; an article on no story ends here.
"""

from dataclasses import dataclass

from agents import topics
from agents.records import Item, letter
from agents.stage import Stage
from monitor.entities.tag import Tagger
from monitor.models import UniqueArticle


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag(Stage):
    """The stage and what it needs."""

    tagger: Tagger

    async def __call__(self, item: Item) -> None:
        """Tag one article and hand it to each of its stories."""
        tagged = self.tagger.tag(item.read(UniqueArticle))
        await self.out.send(*(letter(topics.TAGGED, article.story, article) for article in tagged))
