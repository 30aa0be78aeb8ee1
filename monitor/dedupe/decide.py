"""First telling, revision, copy, or nothing new."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.dedupe import origin
from monitor.dedupe.fingerprint import Sketch
from monitor.dedupe.index import Index
from monitor.models import RawArticle, Sameness, UniqueArticle


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """The same article with the same words: there is nothing to hand on."""

    reason: str


def decide(article: RawArticle, sketch: Sketch, index: Index) -> UniqueArticle | Repeated:
    """Decide what an article is to those seen before; the index is only asked, not changed.

    A copy is handed on with the ids of all articles that it resembles, never dropped: it may carry a new number or name.
    """
    known = index.get(article.id)
    if known and (known.content, known.title) == (sketch.content, sketch.title):
        return Repeated(reason="unchanged")
    copies = tuple(sorted(match.article for match in index.find(sketch)))
    return UniqueArticle(
        article=article,
        sameness=Sameness.REVISION if known else Sameness.COPY if copies else Sameness.FIRST,
        copies=copies,
        wire=origin.wire(article.text, article.title),
        family=origin.family(article.publisher, article.url),
    )
