"""The body of a request as articles: all of them, or everything that is wrong."""

from __future__ import annotations

import io
from dataclasses import dataclass

from monitor.given import rows
from monitor.given.fields import Clock
from monitor.given.mistakes import MOST, Mistake
from monitor.models import RawArticle

MOST_ARTICLES = 1_000
"""Of one request; more of them are several requests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What a request holds; `mistakes` are the first of `wrong` ones."""

    articles: tuple[RawArticle, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    wrong: int = 0
    is_too_much: bool = False


def posted(body: bytes, clock: Clock, *, is_lines: bool) -> Posted:
    """Judge the body of a request: one object, a list, or one object a line. Runs in the sandbox."""
    values = rows.lines(io.BytesIO(body)) if is_lines else rows.document(body)
    articles: list[RawArticle] = []
    mistakes: list[Mistake] = []
    wrong = 0
    for each in rows.articles(values, "", clock):
        if isinstance(each, RawArticle):
            articles.append(each)
        else:
            wrong += 1
            mistakes += [each] if wrong <= MOST else []
        if len(articles) + wrong > MOST_ARTICLES:
            return Posted(is_too_much=True)
    if not articles and not wrong:
        mistakes, wrong = [Mistake(what="holds no article", line=1)], 1

    return Posted(articles=() if wrong else tuple(articles), mistakes=tuple(mistakes), wrong=wrong)
