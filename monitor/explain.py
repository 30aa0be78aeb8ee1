"""What each stage makes of one article."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from monitor import given, ids
from monitor.alerts import decide
from monitor.config import Config
from monitor.dedupe import kinship, origin, step
from monitor.dedupe.index import Index
from monitor.dedupe.kinship import Kinship
from monitor.dedupe.origin import Credit
from monitor.entities import tag
from monitor.errors import ArticleUnusable
from monitor.internet import Internet
from monitor.models import Claim, Mention, RawArticle, Sentence, Shift, TaggedArticle, UniqueArticle
from monitor.pipeline import Pipeline
from monitor.ports import Request
from monitor.sandbox import Sandbox
from monitor.shifts import cells, story, weigh
from monitor.shifts.cells import Cell
from monitor.shifts.story import State
from monitor.text import clean, dates, language, numbers, sentences, urls
from monitor.text.clean import Cleaned, Cut
from monitor.text.dates import TextDate
from monitor.text.language import Found
from monitor.text.numbers import Number

T = TypeVar("T", Number, TextDate)

_TWICE = "the article says it further up already"
_REFUTED = "the sentence reads like nothing of the kind"


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A claim, and the states for which it counts; where it counts for none, `because` says why not."""

    claim: Claim
    states: tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A sentence as the rules see it, with what is claimed in it."""

    sentence: Sentence
    masked: str
    reads: tuple[Read, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnStory:
    """What one story makes of the article; each shift comes with whether it would be told, and why."""

    story: str
    lines: tuple[Line, ...]
    shifts: tuple[tuple[Shift, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What the stages make of one article; without earlier articles, as if it were the first that they ever saw.

    `changes` say how its link was made canonical; `kin` are the earlier articles that are of its kind, the nearest first.
    """

    article: RawArticle
    changes: tuple[str, ...]
    language: Found
    cuts: tuple[Cut, ...]
    sentences: tuple[Sentence, ...]
    numbers: tuple[Number, ...]
    dates: tuple[TextDate, ...]
    verdict: str
    unique: UniqueArticle
    credit: Credit | None
    compared: int
    kin: tuple[Kinship, ...]
    mentions: tuple[Mention, ...]
    stories: tuple[OnStory, ...]


def read(source: str, config: Config, now: datetime) -> RawArticle:
    """Get an article from a URL or from a file of any form that `ingest` takes; of several, the first."""
    if source.startswith(("http://", "https://")):
        return asyncio.run(_fetched(source, config, now))
    path = Path(source)
    if path.suffix.lower() in {".html", ".htm"}:
        return asyncio.run(_saved(path.absolute().as_uri(), path.read_bytes(), now))
    found = next(given.read(path, given.Clock(now=now, undated=now)), None)
    if isinstance(found, RawArticle):
        return found

    raise ArticleUnusable(str(found or f"{source}: holds no article"))


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


def explain(article: RawArticle, config: Config, earlier: Iterable[RawArticle] = ()) -> Explanation:
    """Take an article through every stage, after the earlier ones, and keep what each one says."""
    flow = Pipeline.of(config)
    seen = list(earlier)
    verdict, _ = step.compare(article, _remembered(seen))
    first, _ = step.compare(article, flow.index)
    unique = verdict if isinstance(verdict, UniqueArticle) else first
    if not isinstance(unique, UniqueArticle):
        raise ArticleUnusable(f"{article.link}: nothing is left once the furniture is cut")

    cleaned = clean.clean(article.text, article.language)
    tagged = flow.rooms.tagger.tag(unique)
    for each in seen:  # They move the stories first: what they told is not told again.
        deque(flow.take(each, each.fetched_at), maxlen=0)
    kin = sorted((kinship.of(article, other) for other in seen), key=_nearness)
    at = article.published_at or article.fetched_at
    return Explanation(
        article=article,
        changes=urls.changes(article.link),
        language=language.look(article.text),
        cuts=cleaned.cuts,
        sentences=sentences.split(article.text, cleaned.kept, article.language),
        numbers=_inside(numbers.find(article.text, article.language), cleaned),
        dates=_inside(dates.find(article.text, reference=at, language=article.language), cleaned),
        verdict=verdict.sameness.value if isinstance(verdict, UniqueArticle) else f"repeated: {verdict.reason}",
        unique=unique,
        credit=origin.credit(article.text, article.title),
        compared=len(seen),
        kin=tuple(each for each in kin if each.kind != "other" or each.likeness.jaccard > 0),
        mentions=_mentions(flow, article, tagged),
        stories=tuple(_on_stories(flow, tagged)),
    )


def _remembered(articles: Iterable[RawArticle]) -> Index:
    index = Index()
    for article in articles:
        index.add(step.compare(article, index)[1])

    return index


def _nearness(kin: Kinship) -> tuple[bool, float, float]:
    return kin.kind == "other", -kin.likeness.jaccard, -kin.likeness.facts


def _inside(found: Iterable[T], cleaned: Cleaned) -> tuple[T, ...]:
    """Leave out what stands in furniture."""
    return tuple(
        each for each in found if any(span.start <= each.start and each.end <= span.end for span in cleaned.kept)
    )


def _mentions(flow: Pipeline, article: RawArticle, found: Sequence[TaggedArticle]) -> tuple[Mention, ...]:
    """Give what the stories were handed; where the article is on none, what they would have been."""
    if found:
        return found[0].mentions
    return tag.mentions(article.text, article.language, flow.rooms.tagger.gazetteer)


def _on_stories(flow: Pipeline, found: Iterable[TaggedArticle]) -> Iterator[OnStory]:
    for tagged in found:
        state = flow.states[tagged.story]
        read = flow.rooms.extractor.explain(tagged)
        claims = tuple(claim for one in read for claim in one.claims)
        why = {each.claim.id: each for each in _reads(tagged, claims, state)}
        lines = (
            Line(
                sentence=one.sentence,
                masked=one.masked,
                reads=(
                    *(why[each.id] for each in one.claims),
                    *(Read(claim=each, states=(), because=_REFUTED) for each in one.refuted),
                ),
            )
            for one in read
        )
        _, shifts = story.advance(state, tagged, claims)
        told = tuple((shift, _decision(flow, shift, tagged.unique.article.fetched_at)) for shift in shifts)
        yield OnStory(story=tagged.story, lines=tuple(lines), shifts=told)


def _reads(tagged: TaggedArticle, claims: Sequence[Claim], state: State) -> Iterator[Read]:
    """Say of each claim for what it counts, or why it does not."""
    told: dict[str, list[str]] = {}
    for cell in cells.of(tagged, claims, state.story, state.kinds):
        who = ", ".join(actor.name for actor in cell.subject)
        told.setdefault(cell.claim, []).append(f"{cell.kind}: {who}: {cell.says}{_remark(cell)}")
    for claim, weighed in weigh.claims(tagged, claims, state.story, state.kinds):
        because = weighed if isinstance(weighed, weigh.Reason) else "" if claim.id in told else _TWICE
        yield Read(claim=claim, states=tuple(told.get(claim.id, ())), because=because)


def _remark(cell: Cell) -> str:
    """Say what keeps a cell from being news."""
    return ", as history: the article was old when it came" if cell.is_late else ""


def _decision(flow: Pipeline, shift: Shift, now: datetime) -> str:
    watched = next(each for each in flow.config.stories if each.id == shift.story)
    told = flow.alerts.get(ids.alert(shift.id))
    decision = decide.decide(told, shift, story=watched, language=flow.config.language, now=now)

    return f"{type(decision).__name__.lower()}: {decision.reason}"
