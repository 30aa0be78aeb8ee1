"""The configuration: the stages' settings composed from one YAML file, with all mistakes told at once."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import partial
from pathlib import Path
from typing import Any

from monitor.alerts import settings as alerts
from monitor.alerts import sinks
from monitor.alerts.sinks.settings import Sink, secret_files
from monitor.config import check, kafka, own, plain, shape, texts
from monitor.config.facts import facts
from monitor.config.kafka import Kafka
from monitor.config.running import Log, Traces, Watchdog
from monitor.config.secret import feed, page, push_secret, secrets, signing_secret, tokens, why
from monitor.config.shape import Fetch, Watched, Web, WebSub
from monitor.entities import taggers
from monitor.entities.entity import Extra
from monitor.errors import ConfigInvalid, MonitorError
from monitor.feeds.settings import Feed
from monitor.models import Story
from monitor.text import marked
from monitor.text.marked import Marked, Mistake, Place

__all__ = [
    "Config",
    "Fetch",
    "Kafka",
    "Log",
    "Traces",
    "Watchdog",
    "Web",
    "WebSub",
    "check_files",
    "facts",
    "feed",
    "load",
    "page",
    "push_secret",
    "schema",
    "secrets",
    "signing_secret",
    "tokens",
]

schema = shape.schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What the service is to do; the paths of secrets and of file sinks are absolute."""

    id: str = "kabar"
    broker: str = "sqlite:///kabar.db"
    language: str = "en"
    partitions: int = 4
    feeds: tuple[Feed, ...] = ()
    stories: tuple[Story, ...] = ()
    sinks: tuple[Sink, ...] = ()
    routes: tuple[alerts.Route, ...] = ()
    inhibit: tuple[alerts.Inhibit, ...] = ()
    entities: tuple[Extra, ...] = ()
    tagger: taggers.Chosen | None = None
    packs: tuple[Mapping[str, Any], ...] = ()
    fetch: Fetch = field(default_factory=Fetch)
    web: Web = field(default_factory=Web)
    kafka: Kafka = field(default_factory=Kafka)
    websub: WebSub | None = None
    log: Log = field(default_factory=Log)
    watchdog: Watchdog = field(default_factory=Watchdog)
    traces: Traces | None = None
    path: Path = Path("kabar.yaml")


def load(path: Path, kinds: Mapping[str, Collection[str]] = check.KINDS) -> Config:
    """Read a configuration file; `kinds` lists the kinds of shift and their states.

    Raises:
        ConfigInvalid: with one line for each mistake, in the order of the file.
    """
    document = marked.read(texts.text(path))
    if not isinstance(document.value, dict):
        raise _invalid(path, document, document.mistakes or (check.no_mapping(document.value),))
    tree, unreadable = plain.plain(document.value)
    listed, missing = _listed(tree, path)
    packs, unfit = own.read(tree, path.parent)
    file, misshapen = shape.read(tree)
    mistakes = [
        *document.mistakes,
        *unreadable,
        *missing,
        *unfit,
        *check.check(tree, own.kinds(packs, kinds)),
        *misshapen,
    ]
    if file is None or mistakes:
        raise _invalid(path, document, mistakes)

    return replace(_composed(file, listed, path.absolute()), packs=packs)


def check_files(config: Config) -> None:
    """Make sure that every file the configuration names can be used.

    Raises:
        ConfigInvalid: with one line for each file that cannot.
    """
    found = [mistake for sink in config.sinks for mistake in _unusable(sink)]
    if config.tagger and config.tagger.model and not config.tagger.model.is_file():
        found.append(f"tagger: model: {config.tagger.model}: there is no such file")
    if config.traces and not _is_installed("opentelemetry.exporter.otlp.proto.http"):
        found.append("traces: OpenTelemetry is not installed; pip install 'kabar[otel]'")
    for read in _readings(config):
        try:
            read()
        except ConfigInvalid as error:
            found += error.mistakes
    mistakes = tuple(f"{config.path}: {mistake}" for mistake in found)
    if mistakes:
        raise ConfigInvalid(mistakes)


def _is_installed(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:  # Not even a package around it.
        return False


def _readings(config: Config) -> Iterator[Callable[[], object]]:
    """Give the ways to read each secret that the service itself needs."""
    yield partial(tokens, config.web)
    if config.web.slack_signing_secret_file:
        yield partial(signing_secret, config.web)
    if config.websub:
        yield partial(push_secret, config.websub)
    yield partial(kafka.access, config.kafka)


def _invalid(path: Path, document: Marked, mistakes: Iterable[Mistake]) -> ConfigInvalid:
    """Put the mistakes in the order of the file, one for each place: two rules may refuse the same value."""
    found: dict[tuple[int, Place], str] = {}
    for each in mistakes:
        found.setdefault((each.line or document.line(each.at), each.at), check.said(each))
    ordered = sorted(found.items(), key=lambda item: item[0][0])

    return ConfigInvalid(tuple(f"{path}:{line}: {said}" for (line, _), said in ordered))


def _listed(tree: dict[str, Any], path: Path) -> tuple[tuple[Feed, ...], list[Mistake]]:
    """Read the feeds of the OPML files that the section `feeds` names, and take those entries out of it."""
    feeds: list[Feed] = []
    mistakes: list[Mistake] = []
    named, beside = plain.take_opml(tree)
    mistakes += beside
    for position, name in named:
        try:
            feeds += _opml(path.parent / name)
        except (OSError, MonitorError) as error:
            said = (
                f"is no list of feeds: {getattr(error, 'why', error)}"
                if isinstance(error, MonitorError)
                else why(error)
            )
            mistakes.append(Mistake(at=("feeds", position, "opml"), what=f"{name}: {said}"))

    return tuple(feeds), mistakes


def _opml(path: Path) -> tuple[Feed, ...]:
    from monitor.feeds import opml  # noqa: PLC0415 - it brings lxml, which few configurations need

    return tuple(opml.read(path.read_bytes()))


def _composed(file: shape.File, listed: tuple[Feed, ...], path: Path) -> Config:
    same = {
        each.name: getattr(file, each.name)
        for each in fields(file)
        if each.name not in {"feeds", "stories", "sinks", "entities", "packs", "tagger", "web", "websub", "kafka"}
    }
    websub = file.websub and replace(file.websub, secret_file=str(path.parent / file.websub.secret_file))
    feeds = {feed.url: feed for feed in (*listed, *file.feeds) if feed is not None}

    return Config(
        **same,
        websub=websub,
        feeds=tuple(feeds.values()),
        stories=tuple(_story(each) for each in file.stories),
        entities=tuple(
            Extra(**{each.name: getattr(entity, each.name) for each in fields(entity)}) for entity in file.entities
        ),
        sinks=tuple(_placed(each, path.parent) for each in file.sinks),
        web=_placed_web(file.web, path.parent),
        kafka=kafka.placed(file.kafka, path.parent),
        tagger=_chosen(file.tagger, path.parent),
        path=path,
    )


def _chosen(tagger: shape.Tagger | None, folder: Path) -> taggers.Chosen | None:
    if tagger is None:
        return None

    return taggers.Chosen(
        name=tagger.name, model=folder / tagger.model if tagger.model else None, languages=tagger.languages
    )


def _story(watched: Watched) -> Story:
    return Story(
        id=watched.id,
        name=watched.name or watched.id,
        core=watched.about.core,
        need=watched.about.need,
        parties=watched.parties,
        known=tuple(watched.known.items()),
        watch=watched.watch,
        confirm=watched.confirm,
        memory_days=watched.memory_days,
        warmup=watched.warmup,
        severity=tuple(
            (kind, state, each) for kind, states in watched.severity.items() for state, each in states.items()
        ),
    )


def _placed(sink: Sink, folder: Path) -> Sink:
    """Make the sink's paths absolute: relative ones start at the configuration file."""
    names = [*secret_files(sink), *(["path"] if sink.file else [])]
    settings = getattr(sink, sink.kind)
    absolute = {name: str(folder / getattr(settings, name)) for name in names}

    return replace(sink, **{sink.kind: replace(settings, **absolute)})


def _placed_web(web: Web, folder: Path) -> Web:
    def placed(name: str) -> str:
        return str(folder / name) if name else ""

    return replace(
        web, token_file=placed(web.token_file), slack_signing_secret_file=placed(web.slack_signing_secret_file)
    )


def _unusable(sink: Sink) -> Iterator[str]:
    if sink.file and not Path(sink.file.path).parent.is_dir():
        yield f"sink {sink.id}: path: {sink.file.path}: there is no such folder"
    try:
        sinks.check(sink, secrets(sink))
    except ConfigInvalid as error:
        yield from error.mistakes
