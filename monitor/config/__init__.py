"""The configuration: the stages' settings composed from one YAML file, with all mistakes told at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from monitor.alerts import settings as alerts
from monitor.alerts import sinks
from monitor.alerts.sinks.settings import Sink, secret_files
from monitor.config import check, kafka, own, plain, shape
from monitor.config.kafka import Kafka
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
    "Web",
    "WebSub",
    "check_files",
    "load",
    "push_secret",
    "schema",
    "secrets",
    "tokens",
]

SHORTEST_TOKEN = 16

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
    path: Path = Path("kabar.yaml")


def load(path: Path, kinds: Mapping[str, Collection[str]] = check.KINDS) -> Config:
    """Read a configuration file; `kinds` lists the kinds of shift and their states.

    Raises:
        ConfigInvalid: with one line for each mistake, in the order of the file.
    """
    document = marked.read(_text(path))
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


def secrets(sink: Sink) -> dict[str, str]:
    """Read the sink's secrets from their files, now: a replaced file counts from the next message on.

    Raises:
        ConfigInvalid: a file cannot be read.
    """
    found: dict[str, str] = {}
    for name, file in secret_files(sink).items():
        try:
            found[name] = Path(file).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigInvalid((f"sink {sink.id}: {name}: {file}: {_why(error)}",)) from error

    return found


def tokens(web: Web) -> tuple[str, ...]:
    """Read the tokens that open `POST /articles`, now: a replaced file counts from the next request on; none without a file.

    Raises:
        ConfigInvalid: the file cannot be read, or holds none that is long enough.
    """
    if not web.token_file:
        return ()
    try:
        found = tuple(Path(web.token_file).read_text(encoding="utf-8").split())
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigInvalid((f"web.token_file: {web.token_file}: {_why(error)}",)) from error
    if not found or min(map(len, found)) < SHORTEST_TOKEN:
        what = f"holds no usable token; one a line, of at least {SHORTEST_TOKEN} characters"
        raise ConfigInvalid((f"web.token_file: {what}, for example from: openssl rand -hex 32",))

    return found


def push_secret(websub: WebSub) -> bytes:
    """Read the secret from which all tokens for hubs follow.

    Raises:
        ConfigInvalid: the file cannot be read, or holds too little.
    """
    try:
        secret = Path(websub.secret_file).read_bytes().strip()
    except OSError as error:
        raise ConfigInvalid((f"websub: secret_file: {websub.secret_file}: {_why(error)}",)) from error
    if len(secret) < SHORTEST_TOKEN:
        why = f"holds too short a secret; at least {SHORTEST_TOKEN} characters"
        raise ConfigInvalid((f"websub: secret_file: {websub.secret_file}: {why}",))
    return secret


def check_files(config: Config) -> None:
    """Make sure that every file the configuration names can be used.

    Raises:
        ConfigInvalid: with one line for each file that cannot.
    """
    found = [mistake for sink in config.sinks for mistake in _unusable(sink)]
    if config.tagger and config.tagger.model and not config.tagger.model.is_file():
        found.append(f"tagger: model: {config.tagger.model}: there is no such file")
    for read in (
        lambda: tokens(config.web),
        lambda: config.websub and push_secret(config.websub),
        lambda: kafka.access(config.kafka),
    ):
        try:
            read()
        except ConfigInvalid as error:
            found += error.mistakes
    mistakes = tuple(f"{config.path}: {mistake}" for mistake in found)
    if mistakes:
        raise ConfigInvalid(mistakes)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigInvalid((f"{path}:1: {_why(error)}",)) from error


def _why(error: Exception) -> str:
    """Say in words why a file could not be read."""
    match error:
        case FileNotFoundError():
            return "there is no such file"
        case IsADirectoryError():
            return "is a folder; give a file"
        case PermissionError():
            return "may not be read; check its owner and mode"
        case UnicodeDecodeError():
            return f"is not UTF-8 (byte {error.start}); save it as UTF-8"
        case _:
            return f"cannot be read ({type(error).__name__})"


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
            why = (
                f"is no list of feeds: {getattr(error, 'why', error)}"
                if isinstance(error, MonitorError)
                else _why(error)
            )
            mistakes.append(Mistake(at=("feeds", position, "opml"), what=f"{name}: {why}"))

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
    return replace(web, token_file=str(folder / web.token_file)) if web.token_file else web


def _unusable(sink: Sink) -> Iterator[str]:
    if sink.file and not Path(sink.file.path).parent.is_dir():
        yield f"sink {sink.id}: path: {sink.file.path}: there is no such folder"
    try:
        sinks.check(sink, secrets(sink))
    except ConfigInvalid as error:
        yield from error.mistakes
