"""The items of a digest, each of which is about a matter of its own: "1. NIGERIA. ... 2. CHILE. ..."."""

from __future__ import annotations

import re
from itertools import pairwise

from monitor.models import Story, TaggedArticle
from monitor.text.clean import Span

_FEWEST = 3  # So many make a list.
_NUMBERED = re.compile(r"^[ \t]*(\d{1,2})[.)] ?(?=[^\W\d_])", re.MULTILINE)
_BULLET = re.compile(r"^[ \t]*[•●▪■◆►▶*-][ \t]+(?=\S)", re.MULTILINE)


def of(text: str) -> tuple[Span, ...]:
    r"""Give the items of the lists in a text, in order: from number to number, and lines with a bullet.

    >>> text = "Today:\n1. Chad. A.\n2. Mali. B.\nC.\n3. Peru. D.\n\nE."
    >>> [text[one.start : one.end] for one in of(text)]
    ['1. Chad. A.\n', '2. Mali. B.\nC.\n', '3. Peru. D.']
    """
    numbered = _counted(text)
    bullets = list(_BULLET.finditer(text))
    spans = [Span(start=one.start(), end=other.start()) for one, other in pairwise(numbered)]
    spans += [Span(start=one.start(), end=_end(text, one.end(), "\n\n")) for one in numbered[-1:]]
    if len(bullets) >= _FEWEST:
        spans += [Span(start=one.start(), end=_end(text, one.end(), "\n")) for one in bullets]

    return tuple(sorted(spans, key=lambda one: one.start))


def others(article: TaggedArticle, story: Story) -> tuple[Span, ...]:
    """Give the items of an article that name nothing of a story: no core term, party or actor that it knows."""
    return tuple(one for one in of(article.unique.article.text) if not _names(article, one, frozenset(story.named)))


def _names(article: TaggedArticle, item: Span, ids: frozenset[str]) -> bool:
    named = (one for one in article.mentions if item.start <= one.start < item.end)

    return any(one.id in ids or (one.actor is not None and one.actor.id in ids) for one in named)


def _counted(text: str) -> list[re.Match[str]]:
    """Give the numbers that count up from one at the start of lines; none where these are few."""
    found: list[re.Match[str]] = []
    for one in _NUMBERED.finditer(text):
        if int(one[1]) == len(found) + 1:
            found.append(one)

    return found if len(found) >= _FEWEST else []


def _end(text: str, start: int, sign: str) -> int:
    end = text.find(sign, start)

    return len(text) if end < 0 else end
