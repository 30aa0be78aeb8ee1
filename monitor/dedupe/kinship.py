"""What two articles are to each other, with the figures behind it: for people who ask."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.dedupe import decide, fingerprint, likeness, step, words
from monitor.dedupe.likeness import Likeness
from monitor.models import RawArticle


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinship:
    """What an article is to an earlier one: repeated, revision, copy, shortened, retelling or other.

    `unheard` are the names and figures of the article that the earlier one does not have.
    """

    article: str
    title: str
    kind: str
    likeness: Likeness
    unheard: tuple[str, ...]


def of(article: RawArticle, earlier: RawArticle) -> Kinship:
    """Compare an article with an earlier one."""
    body = step.kept(article)
    one, other = fingerprint.sketch(article, body), fingerprint.sketch(earlier, step.kept(earlier))
    found = likeness.likeness(one, other)
    facts = decide.unheard(one, (other,))
    return Kinship(
        article=earlier.id,
        title=earlier.title,
        kind=_kind(one, other, found),
        likeness=found,
        unheard=words.named(body, facts) if facts else (),
    )


def _kind(one: fingerprint.Sketch, other: fingerprint.Sketch, found: Likeness) -> str:
    if one.article == other.article:
        return "repeated" if one.content == other.content and one.title == other.title else "revision"
    if likeness.is_copy(one, other):
        return "copy" if found.jaccard >= likeness.COPY_JACCARD or one.content == other.content else "shortened copy"
    return "retelling" if likeness.is_retelling(found) else "other"
