"""Scenario files: YAML, strict, every mistake with its line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from monitor import given
from monitor.config import Config, texts
from monitor.errors import ConfigInvalid, Usage
from monitor.given import fields
from monitor.models import Count, RawArticle
from monitor.text import marked, nearest
from monitor.text.marked import Mistake, Place

FOLDER = "scenarios"
"""Where scenarios lie: a folder beside the configuration."""

_KEYS = ("name", "articles", "expect", "not", "only")
_SHIFT = ("story", "kind", "subject", "stage", "side", "status", "count")
_UNDATED = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What an alert must say, where it is given; `subject` names everybody."""

    story: str | None = None
    kind: str | None = None
    subject: tuple[str, ...] | None = None
    stage: str | None = None
    side: str | None = None
    status: str | None = None
    count: Count | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Articles, the alerts that must stand after them, those that must never be told; `is_all`: and no others."""

    name: str
    place: str
    articles: tuple[RawArticle, ...]
    expected: tuple[Expected, ...]
    forbidden: tuple[Expected, ...]
    is_all: bool


def find(config: Config) -> tuple[Path, ...]:
    """List the scenario files beside a configuration.

    Raises:
        Usage: there are none.
    """
    folder = config.path.parent / FOLDER
    found = tuple(sorted((*folder.glob("*.yaml"), *folder.glob("*.yml"))))
    if not found:
        raise Usage(f"{folder}: no scenarios; write {folder / 'first.yaml'}, or name files")

    return found


def read(path: Path, config: Config) -> tuple[Scenario, ...]:
    """Read a scenario file.

    Raises:
        ConfigInvalid: with one line for each mistake.
    """
    document = marked.read(texts.text(path))
    rows = document.value if isinstance(document.value, list) else []
    mistakes = [*document.mistakes]
    if not rows and not mistakes:
        mistakes.append(Mistake(at=(), what="should be a list of scenarios; write `- name: ...`"))
    scenarios: list[Scenario] = []
    for position, row in enumerate(rows):
        wrong = list(_wrong(row, (position,), config))
        articles, unusable = _articles(row, (position,))
        mistakes += [*wrong, *unusable]
        if not wrong and not unusable:
            scenarios.append(_scenario(row, f"{path}:{document.line((position,))}", articles))
    if mistakes:
        raise ConfigInvalid(tuple(f"{path}:{each.line or document.line(each.at)}: {each.what}" for each in mistakes))

    return tuple(scenarios)


def _scenario(row: Mapping[str, Any], place: str, articles: Sequence[RawArticle]) -> Scenario:
    return Scenario(
        name=str(row["name"]),
        place=place,
        articles=tuple(sorted(articles, key=lambda article: article.fetched_at)),
        expected=tuple(map(_shift, row.get("expect") or ())),
        forbidden=tuple(map(_shift, row.get("not") or ())),
        is_all=row.get("only", False) is True,
    )


def _shift(row: Mapping[str, Any]) -> Expected:
    subject, count = row.get("subject"), row.get("count")

    return Expected(
        story=row.get("story"),
        kind=row.get("kind"),
        subject=None if subject is None else tuple(subject if isinstance(subject, list) else [subject]),
        stage=row.get("stage"),
        side=row.get("side"),
        status=row.get("status"),
        count=_count(count),
    )


def _count(count: Any) -> Count | None:
    if count is None:
        return None
    low, high = count if isinstance(count, list) else (count, count)

    return Count(low=low, high=high)


def _articles(row: object, at: Place) -> tuple[list[RawArticle], list[Mistake]]:
    """Make the articles of a scenario; one without a URL gets one, one without a date is undated."""
    listed = row.get("articles") if isinstance(row, dict) else None
    found: list[RawArticle] = []
    mistakes: list[Mistake] = []
    for position, body in enumerate(listed if isinstance(listed, list) else []):
        made = fields.article(_completed(body, position), given.Clock(now=_UNDATED, undated=_UNDATED))
        if isinstance(made, RawArticle):
            found.append(made)
        else:
            mistakes += [Mistake(at=(*at, "articles", position), what=str(each)) for each in made]

    return found, mistakes


def _completed(body: object, position: int) -> object:
    if not isinstance(body, dict):
        return body
    house = str(body.get("publisher", f"outlet {position + 1}")).lower().replace(" ", "-")
    dates = {name: _written(body[name]) for name in ("published_at", "fetched_at") if name in body}
    title, text = str(body.get("title", "")), str(body.get("text", ""))

    return {
        "url": f"https://{house}.example/{position + 1}",
        "publisher": house,
        **body,
        **dates,
        "text": text if title in text else f"{title}\n\n{text}",
    }


def _written(moment: object) -> str:
    """YAML reads dates itself; a time without a zone counts as UTC."""
    if isinstance(moment, datetime):
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()

    return str(moment)


def _wrong(row: object, at: Place, config: Config) -> Iterator[Mistake]:
    if not isinstance(row, dict):
        yield Mistake(at=at, what="is no scenario; write `name`, `articles` and `expect` or `not`")
        return
    yield from _unknown(row, at, _KEYS)
    for key in ("name", "articles"):
        if not row.get(key):
            yield Mistake(at=at, what=f"{key} is missing")
    if row.get("articles") and not isinstance(row["articles"], list):
        yield Mistake(at=(*at, "articles"), what="articles should be a list")
    for key in ("expect", "not"):
        listed = row.get(key) or []
        if not isinstance(listed, list):
            yield Mistake(at=(*at, key), what=f"{key} should be a list of shifts")
            continue
        for position, shift in enumerate(listed):
            yield from _wrong_shift(shift, (*at, key, position), config)


def _wrong_shift(row: object, at: Place, config: Config) -> Iterator[Mistake]:
    if not isinstance(row, dict):
        yield Mistake(
            at=at, what="is no shift; write for example `{kind: release, subject: [Jane Doe], stage: released}`"
        )
        return
    yield from _unknown(row, at, _SHIFT)
    stories = [story.id for story in config.stories]
    if row.get("story") is not None and row["story"] not in stories:
        yield Mistake(
            at=(*at, "story"), what=f'unknown story "{row["story"]}"; {nearest.hint(str(row["story"]), stories)}'
        )
    count = row.get("count")
    is_range = isinstance(count, list) and len(count) == 2 and all(isinstance(each, int) for each in count)
    if count is not None and not isinstance(count, int) and not is_range:
        yield Mistake(at=(*at, "count"), what="count should be a number or a range [low, high]")


def _unknown(row: Mapping[str, Any], at: Place, keys: Sequence[str]) -> Iterator[Mistake]:
    for key in row:
        if key not in keys:
            yield Mistake(at=(*at, key), what=f"{key}: unknown; {nearest.hint(str(key), keys)}")
