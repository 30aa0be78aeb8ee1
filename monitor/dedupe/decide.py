"""First telling, revision, copy, or nothing new."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from monitor.dedupe import likeness, origin
from monitor.dedupe.fingerprint import ROW, Sketch
from monitor.dedupe.index import Index, Match
from monitor.models import RawArticle, Sameness, UniqueArticle

# The same article from another door, as a feed's teaser of a page already read: so much of it stands in the known text (of one
# with a fifth of the words, chance makes the estimate err by .17), and it is so much shorter. An outlet that takes a sentence
# back cuts less, and that is a revision.
TEASER_CONTAINMENT = 0.75
TEASER_SHARE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """The same article with the same words, or with fewer of them: there is nothing to hand on."""

    reason: str


def decide(article: RawArticle, sketch: Sketch, index: Index) -> UniqueArticle | Repeated:
    """Decide what an article is to those seen before; the index is only asked, not changed.

    A copy is handed on with the ids of all articles that it resembles, never dropped: it may carry a new number or name.
    """
    known = index.get(article.id)
    if known and (reason := _repeats(known, sketch)):
        return Repeated(reason=reason)
    matches = index.find(sketch)
    return UniqueArticle(
        article=article,
        sameness=Sameness.REVISION if known else Sameness.COPY if matches else Sameness.FIRST,
        copies=tuple(sorted(match.article for match in matches)),
        fullest=_fullest(article.id, sketch, matches),
        wire=origin.wire(article.text, article.title),
        family=origin.family(article.publisher, article.url),
    )


def _repeats(known: Sketch, sketch: Sketch) -> str:
    if known.content == sketch.content and known.title == sketch.title:
        return "unchanged"
    is_shorter = 0 < sketch.shingles <= TEASER_SHARE * known.shingles
    if is_shorter and likeness.likeness(known, sketch).containment >= TEASER_CONTAINMENT:
        return "shortened"
    return ""


def _fullest(article: str, sketch: Sketch, matches: Sequence[Match]) -> str:
    """Name, of an article and its copies, the one with the longest text; of two as long the newest, which is this one."""
    best = max(matches, key=lambda match: (match.shingles, match.article), default=None)
    return best.article if best and best.shingles > sketch.shingles else article


def unheard(sketch: Sketch, earlier: Iterable[Sketch]) -> frozenset[int]:
    """Give the facts of a text that none of the earlier ones has."""
    facts = set(np.frombuffer(sketch.facts, ROW).tolist())
    for other in earlier:
        facts.difference_update(np.frombuffer(other.facts, ROW).tolist())
    return frozenset(facts)
