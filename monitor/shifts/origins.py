"""Who reported first: articles that share a wire, a publisher or a text are one origin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar


class Reported(Protocol):
    """Something that an article said, and where the article has it from."""

    @property
    def article(self) -> str:
        """The article's id."""

    @property
    def copies(self) -> tuple[str, ...]:
        """The ids of its near-copies."""

    @property
    def source(self) -> str:
        """Its wire, or the family of its publisher."""


R = TypeVar("R", bound=Reported)


def group(reports: Sequence[R]) -> list[list[R]]:
    """Group reports by origin: a shared wire, publisher or near-copy makes one (connected components)."""
    sources = _by_source(reports)
    articles = {report.article for report in reports}
    is_twice = len(articles) < len(reports) and len(articles) < len({(one.article, one.source) for one in reports})
    is_joined = is_twice or bool([None for report in reports if report.copies])
    if not is_joined and sources.keys().isdisjoint(articles):
        return list(sources.values())
    leader: dict[str, str] = {}

    def find(node: str) -> str:
        above = leader.setdefault(node, node)
        while above != node:
            node, above = above, leader[above]
        return node

    for report in reports:
        root = find(report.source)
        leader[find(report.article) if report.article in leader else report.article] = root
        for copy in report.copies:
            leader[find(copy)] = root
    groups: dict[str, list[R]] = {}
    for report in reports:
        groups.setdefault(find(report.source), []).append(report)
    return list(groups.values())


def _by_source(reports: Sequence[R]) -> dict[str, list[R]]:
    """Group reports by source; lists are made only where they are needed, as this is done for every article."""
    sources: dict[str, list[R]] = {}
    for report in reports:
        if (same := sources.get(report.source)) is None:
            sources[report.source] = [report]
        else:
            same.append(report)
    return sources


def in_turn(origins: Sequence[Sequence[R]]) -> list[R]:
    """Put each origin's first report before all further ones."""
    return [one[0] for one in origins] + [report for one in origins for report in one[1:]]
