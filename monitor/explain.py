"""What each stage makes of one article."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from monitor import given
from monitor.alerts import decide
from monitor.config import Config
from monitor.dedupe import step
from monitor.errors import ArticleUnusable
from monitor.internet import Internet
from monitor.models import Claim, Mention, RawArticle, Shift, UniqueArticle
from monitor.pipeline import Pipeline
from monitor.ports import Request
from monitor.sandbox import Sandbox
from monitor.shifts import story
from monitor.text import clean
from monitor.text.clean import Cut


@dataclass(frozen=True, slots=True, kw_only=True)
class OnStory:
    """What one story makes of the article; each shift comes with whether it would be told, and why."""

    story: str
    mentions: tuple[Mention, ...]
    claims: tuple[Claim, ...]
    shifts: tuple[tuple[Shift, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What the stages make of one article, as if it were the first that they ever saw."""

    article: RawArticle
    unique: UniqueArticle
    cuts: tuple[Cut, ...]
    stories: tuple[OnStory, ...]


def read(source: str, config: Config, now: datetime) -> RawArticle:
    """Get an article from a URL, a page (.html), a JSON line (.json, .jsonl) or a plain text."""
    if source.startswith(("http://", "https://")):
        return asyncio.run(_fetched(source, config, now))
    path = Path(source)
    match path.suffix.lower():
        case ".html" | ".htm":
            return asyncio.run(_saved(path.absolute().as_uri(), path.read_bytes(), now))
        case ".json" | ".jsonl":
            return given.line(path.read_text(encoding="utf-8").partition("\n")[0], now)
        case _:
            return given.plain(path.absolute().as_uri(), path.read_text(encoding="utf-8"), now)


async def _fetched(url: str, config: Config, now: datetime) -> RawArticle:
    async with _internet(config) as http, Sandbox() as sandbox:
        response = await http(Request(url=url))
        if response.status != 200:
            raise ArticleUnusable(f"{url}: answered {response.status}")
        return await sandbox.run(given.page, response.url, response.body, now)


async def _saved(url: str, body: bytes, now: datetime) -> RawArticle:
    async with Sandbox() as sandbox:
        return await sandbox.run(given.page, url, body, now)


def _internet(config: Config) -> Internet:
    fetch = config.fetch
    return Internet(
        allow_networks=fetch.allow_networks,
        allow_ports=fetch.allow_ports,
        user_agent=fetch.user_agent,
        spacing=fetch.spacing,
    )


def explain(article: RawArticle, config: Config) -> Explanation:
    """Take an article through every stage of an empty memory and keep what each one says."""
    flow = Pipeline.of(config)
    verdict, _ = step.compare(article, flow.index)
    if not isinstance(verdict, UniqueArticle):
        raise ArticleUnusable(f"{article.link}: nothing is left once the furniture is cut")

    return Explanation(
        article=article,
        unique=verdict,
        cuts=clean.clean(article.text, article.language).cuts,
        stories=tuple(_on_stories(flow, verdict)),
    )


def _on_stories(flow: Pipeline, unique: UniqueArticle) -> Iterator[OnStory]:
    for tagged in flow.rooms.tagger.tag(unique):
        claims = flow.rooms.extractor.extract(tagged)
        _, shifts = story.advance(flow.states[tagged.story], tagged, claims)
        told = tuple((shift, _decision(flow, shift, unique.article.fetched_at)) for shift in shifts)
        yield OnStory(story=tagged.story, mentions=tagged.mentions, claims=tuple(claims), shifts=told)


def _decision(flow: Pipeline, shift: Shift, now: datetime) -> str:
    watched = next(each for each in flow.config.stories if each.id == shift.story)
    decision = decide.decide(None, shift, story=watched, language=flow.config.language, now=now)

    return f"{type(decision).__name__.lower()}: {decision.reason}"
