"""The items of a digest, each of which is about a matter of its own: "1. NIGERIA. ... 2. CHILE. ..."."""

from __future__ import annotations

import re
from itertools import pairwise

from monitor.models import Story, TaggedArticle
from monitor.text.clean import Span

_FEWEST = 3  # So many make a list.
_MARK = re.compile(r"[ \t]*(?:(?P<number>\d{1,2})[.)] ?(?=[^\W\d_])|[•●▪■◆►▶*-][ \t]+(?=\S))")


def of(text: str) -> tuple[Span, ...]:
    r"""Give the items of the lists in a text, in order: from number to number as they count up from one, and lines with a bullet.

    >>> text = "Today:\n1. Chad. A.\n2. Mali. B.\nC.\n3. Peru. D.\n\nE."
    >>> [text[one.start : one.end] for one in of(text)]
    ['1. Chad. A.\n', '2. Mali. B.\nC.\n', '3. Peru. D.']
    """
    numbered: list[int] = []
    bullets: list[Span] = []
    here = 0
    for line in text.split("\n"):
        mark = _MARK.match(line)
        if mark and mark["number"] is None:
            bullets.append(Span(start=here, end=here + len(line)))
        elif mark and int(mark["number"]) == len(numbered) + 1:
            numbered.append(here)
        here += len(line) + 1
    spans = bullets if len(bullets) >= _FEWEST else []
    if len(numbered) >= _FEWEST:
        end = text.find("\n\n", numbered[-1])
        ends = (*numbered, len(text) if end < 0 else end)
        spans = [*spans, *(Span(start=one, end=other) for one, other in pairwise(ends))]

    return tuple(sorted(spans, key=lambda one: one.start))


def others(article: TaggedArticle, story: Story) -> tuple[Span, ...]:
    """Give the items of an article that name nothing of a story: no core term, party or actor that it knows."""
    return tuple(one for one in of(article.unique.article.text) if not _names(article, one, frozenset(story.named)))


def _names(article: TaggedArticle, item: Span, ids: frozenset[str]) -> bool:
    named = (one for one in article.mentions if item.start <= one.start < item.end)

    return any(one.id in ids or (one.actor is not None and one.actor.id in ids) for one in named)
