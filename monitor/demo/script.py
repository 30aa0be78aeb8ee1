"""What the invented outlets print, and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

STORIES = ("hostages", "truce", "elsewhere")
ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """An invented newspaper with one feed, in RSS or Atom."""

    id: str
    name: str
    language: str
    format: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article as it stands from second `at` on; an edit has the `slug` of the article that it replaces.

    `never` holds the stages that it must not raise (`all` for every stage), `why` the reason.
    """

    slug: str
    outlet: Outlet
    at: float
    title: str
    text: str
    furniture: str = ""
    never: tuple[str, ...] = ()
    why: str = ""

    def forbids(self, stage: str) -> bool:
        """Tell whether an alert at this stage must not stand on the article."""
        return ALL in self.never or stage in self.never


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One alert that the demonstration must tell: its stages in rising order, with no other revision if `exactly`."""

    story: str
    kind: str
    subject: str
    stages: tuple[str, ...]
    exactly: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """The whole demonstration: outlets, articles in order of time, and what must be told."""

    outlets: tuple[Outlet, ...]
    articles: tuple[Article, ...]
    expected: tuple[Expected, ...]

    @property
    def seconds(self) -> float:
        """Tell when the last article appears."""
        return max(article.at for article in self.articles)

    def carried(self, outlet: str, elapsed: float) -> tuple[Article, ...]:
        """Give what an outlet carries at a given second, newest first, each address in its latest form."""
        seen: dict[str, Article] = {}
        for article in self.articles:
            if article.outlet.id == outlet and article.at <= elapsed:
                seen[article.slug] = article

        return tuple(sorted(seen.values(), key=lambda article: -article.at))

    def printed(self, url: str) -> tuple[Article, ...]:
        """Give every form of the article at a URL."""
        slug = url.rsplit("/", 1)[-1]

        return tuple(article for article in self.articles if article.slug == slug)


@cache
def load() -> Script:
    """Read the script that ships with Kabar."""
    outlets = tuple(Outlet(**row) for row in _rows("outlets"))
    rows = [row for name in STORIES for row in _rows(name)]
    expected = tuple(Expected(**row | {"stages": tuple(row["stages"])}) for row in _rows("expected"))
    articles = sorted(_articles(rows, {outlet.id: outlet for outlet in outlets}), key=lambda article: article.at)

    return Script(outlets=outlets, articles=tuple(articles), expected=expected)


def _rows(name: str) -> list[dict[str, Any]]:
    text = resources.files(__package__).joinpath("data", f"{name}.yaml").read_text(encoding="utf-8")

    return list(yaml.safe_load(text))


def _articles(rows: list[dict[str, Any]], outlets: Mapping[str, Outlet]) -> Iterator[Article]:
    by_slug = {row["slug"]: row for row in rows}
    for row in rows:
        original = by_slug[row["copy_of"]] if "copy_of" in row else row
        never = row.get("never", {})
        stages = never.get("stages", ())
        yield Article(
            slug=row.get("edit_of", row["slug"]),
            outlet=outlets[row["outlet"]],
            at=float(row["at"]),
            title=row["title"],
            text=original["text"].strip(),
            furniture=row.get("furniture", "").strip(),
            never=(stages,) if isinstance(stages, str) else tuple(stages),
            why=never.get("why", ""),
        )
