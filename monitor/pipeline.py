"""The whole flow in memory: the page to read first.

An article is compared with what was seen (`dedupe`), tagged with who and what it names and handed to the stories it touches
(`entities`), read for claims, which move a story (`shifts`); what shifted becomes an alert or not (`alerts`). The service in
`agents` does the same steps with a topic between each; replay, explain and the benchmarks use this one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from monitor import garbage, ids
from monitor.alerts import decide
from monitor.alerts.decision import Stay, Tell
from monitor.config import Config
from monitor.dedupe import step
from monitor.dedupe.fingerprint import Sketch
from monitor.dedupe.index import Index
from monitor.entities import gazetteer, tag, taggers, variants
from monitor.entities.gazetteer import Gazetteer
from monitor.entities.tag import Tagger
from monitor.models import Actor, Alert, RawArticle, Shift, Story, UniqueArticle
from monitor.shifts import packs, story
from monitor.shifts.claims import Extractor
from monitor.shifts.kinds import Kinds
from monitor.shifts.story import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """What the stages need and never change: gazetteer, rules, and the stories with their names resolved to ids."""

    gazetteer: Gazetteer
    tagger: Tagger
    extractor: Extractor
    kinds: Kinds
    stories: tuple[Story, ...]

    def states(self) -> dict[str, State]:
        """Begin every story, knowing nothing."""
        return {each.id: State(story=each, kinds=self.kinds) for each in self.stories}


@garbage.put_off()
def rooms(config: Config, failed: Callable[[Exception], None] = lambda _: None) -> Rooms:
    """Build the rooms for a configuration; `failed` is told of each text on which the plugged-in tagger fails.

    Raises:
        TaggerUnusable: the tagger that the configuration names cannot be used.
    """
    names = gazetteer.load(config.entities)
    plugged = taggers.load(config.tagger, failed) if config.tagger else None
    rules = packs.load(config.packs)
    tagger = tag.Tagger(names, config.stories, plugged)
    return Rooms(
        gazetteer=names,
        tagger=tagger,
        extractor=Extractor(rules),
        kinds=rules.kinds,
        stories=tuple(_resolved(each, tagger.gazetteer) for each in config.stories),
    )


def index(sketches: Iterable[Sketch]) -> Index:
    """Build an index out of what was remembered."""
    built = Index()
    for sketch in sketches:
        built.add(sketch)
    return built


@dataclass(kw_only=True)
class Pipeline:
    """The flow, and what it remembers."""

    config: Config
    rooms: Rooms
    index: Index = field(default_factory=Index)
    states: dict[str, State] = field(default_factory=dict)
    alerts: dict[str, Alert] = field(default_factory=dict)

    @classmethod
    def of(cls, config: Config) -> Pipeline:
        """Begin with nothing seen."""
        built = rooms(config)
        return cls(config=config, rooms=built, states=built.states())

    def take(self, article: RawArticle, now: datetime) -> Iterator[Alert]:
        """Take one article through every stage; gives each alert revision that people would be told."""
        for shift in self.shifts(article):
            yield from self._decided(shift, now)

    def shifts(self, article: RawArticle) -> Iterator[Shift]:
        """Take one article into its stories; gives what it shifted."""
        verdict, sketch = step.compare(article, self.index)
        if not isinstance(verdict, UniqueArticle):
            return
        self.index.add(sketch)
        for tagged in self.rooms.tagger.tag(verdict):
            claims = self.rooms.extractor.extract(tagged)
            self.states[tagged.story], shifts = story.advance(self.states[tagged.story], tagged, claims)
            yield from story.moved_by(tagged, shifts)

    def _decided(self, shift: Shift, now: datetime) -> Iterator[Alert]:
        watched = next(each for each in self.config.stories if each.id == shift.story)
        told = self.alerts.get(ids.alert(shift.id))
        decision = decide.decide(told, shift, story=watched, language=self.config.language, now=now)
        if not isinstance(decision, Stay):
            self.alerts[decision.alert.id] = decision.alert
        if isinstance(decision, Tell):
            yield decision.alert


def replay(articles: Iterable[RawArticle], config: Config) -> Iterator[Alert]:
    """Tell what would have been told, in event time: each article is taken at the time when it was fetched."""
    flow = Pipeline.of(config)
    for article in articles:
        yield from flow.take(article, article.fetched_at)


def _resolved(watched: Story, names: Gazetteer) -> Story:
    """Give a story whose core, parties and known actors are entity ids; a name in no list is taken for a person's."""

    def ids_of(given: Iterable[str]) -> tuple[str, ...]:
        return tuple(actor.id if (actor := names.resolve(name)) else variants.person_id(name) for name in given)

    known = tuple((kind, ids_of(actors)) for kind, actors in watched.known)
    core = tuple(found.id if (found := names.entity(name)) else name for name in watched.core)
    sides: dict[str, Actor] = {}
    for party, name in zip(ids_of(watched.parties), watched.parties, strict=True):
        sides.setdefault(party, Actor(id=party, name=name))  # Two names of one party are one side.
    return replace(watched, core=core, parties=tuple(sides), known=known, sides=tuple(sides.values()))
