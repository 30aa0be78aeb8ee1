"""What the configuration file may hold, section by section."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from typing import Annotated, Any, ClassVar

import pydantic

from monitor.alerts import settings as alerts
from monitor.alerts.sinks import settings as sinking
from monitor.config.kafka import Kafka
from monitor.config.running import Log, Traces, Watchdog
from monitor.feeds.settings import Feed
from monitor.lives import Severity
from monitor.models import EntityKind
from monitor.text import nearest
from monitor.text.marked import Mistake, Place

DURATION = r"^(\d+(?:\.\d+)?)\s*(s|m|h|d)$"


Port = Annotated[int, pydantic.Field(ge=1, le=65535)]


def _says(description: str, **more: Any) -> dict[str, Any]:
    return {"description": description} | more


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """How Kabar goes to the network."""

    allow_networks: tuple[str, ...] = field(
        default=(), metadata=_says("Private networks that may be reached all the same, for example `10.0.0.0/8`.")
    )
    allow_ports: tuple[Port, ...] = field(
        default=(),
        metadata=_says("Ports that may be reached besides 80, 443, 8080 and 8443; private networks have all."),
    )
    spacing: float = field(
        default=1.0,
        metadata=_says(
            "Least time between two requests for feeds or pages to one host, for example `2s`; 0 for none.", ge=0, le=60
        ),
    )
    user_agent: str = field(default="", metadata=_says("What Kabar calls itself; say how you can be reached."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """Where metrics and health are served, and articles are taken."""

    host: str = field(default="127.0.0.1", metadata=_says("Address to listen on.", min_length=1))
    port: int = field(default=6066, metadata=_says("Port to listen on; 0 takes a free one.", ge=0, le=65535))
    url: str = field(
        default="", metadata=_says("Address under which people reach this port; alerts carry links that begin with it.")
    )
    token_file: str = field(
        default="",
        metadata=_says(
            "File with one token a line for `POST /articles`, verdicts and the pages of alerts; left out, nobody may post."
        ),
    )
    slack_signing_secret_file: str = field(
        default="", metadata=_says("File with the signing secret of the Slack app whose buttons are pressed.")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSub:
    """How hubs reach this service, so that feeds are pushed; without this section they are only polled."""

    callback: str = field(
        metadata=_says("Public address under which hubs reach the port of `web`, with a path of its own.")
    )
    secret_file: str = field(
        metadata=_says("File that holds a secret of at least 16 characters; all tokens follow from it.", min_length=1)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """When an article is on a story."""

    core: tuple[str, ...] = field(metadata=_says("Entities, aliases or plain words, in any language.", min_length=1))
    need: int = field(default=2, metadata=_says("How many of them an article must mention.", ge=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A story to watch."""

    id: str = field(metadata=_says("Name of the story; routes and alerts refer to it.", pattern=alerts.ID))
    name: str = field(default="", metadata=_says("What people read; else the id."))
    about: About = field(metadata=_says("When an article is on the story."))
    parties: tuple[str, ...] = field(default=(), metadata=_says("The parties to the conflict."))
    known: dict[str, tuple[str, ...]] = field(
        default_factory=dict, metadata=_says("Kind of shift to actors that are no news in it.")
    )
    watch: tuple[str, ...] = field(default=(), metadata=_says("Kinds of shift to tell; all of them where left out."))
    confirm: int = field(default=2, metadata=_says("Independent origins that confirm a shift.", ge=1))
    memory_days: int | None = field(
        default=None,
        metadata=_says(
            "Days of silence after which the same thing is news again; left out, each kind of shift has its own.",
            ge=1,
            le=3650,
        ),
    )
    severity: dict[str, dict[str, Severity]] = field(
        default_factory=dict,
        metadata=_says("Kind of shift, or kind and stage, to critical, high, normal or low, where it is not as usual."),
    )
    warmup: float = field(
        default=0.0,
        metadata=_says(
            "Time from its first claim in which a new story learns and tells nothing, for example `2d`.", ge=0
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """An entity that Kabar does not know, or more names for one that it does."""

    id: str = field(default="", metadata=_says("For example `person:jane-doe`; else made from kind and name."))
    name: str = field(metadata=_says("What people read.", min_length=1))
    kind: EntityKind = field(default=EntityKind.UNKNOWN, metadata=_says("What sort of thing it is."))
    aliases: tuple[str, ...] = field(default=(), metadata=_says("Other names, in any language."))
    actor: str = field(default="", metadata=_says("Id of the state or group it speaks for."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagger:
    """A plugged-in tagger that finds more names than the lists and cues do; see [taggers](taggers.md)."""

    name: str = field(metadata=_says("What the package that offers it calls it; `crf` comes with Kabar.", min_length=1))
    model: str = field(default="", metadata=_says("File of its model; relative to the configuration file."))
    languages: tuple[str, ...] = field(
        default=(), metadata=_says("Languages whose articles it reads, for example `[id]`; all where left out.")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """Kabar's configuration file."""

    __pydantic_config__: ClassVar[pydantic.ConfigDict] = pydantic.ConfigDict(extra="forbid", strict=True)

    id: str = field(default="kabar", metadata=_says("Name of this service on its broker.", pattern=alerts.ID))
    broker: str = field(
        default="sqlite:///kabar.db",
        metadata=_says(
            "`sqlite:///FILE` on one machine, FILE as seen from where Kabar is started; or `kafka://HOST:PORT`."
        ),
    )
    language: str = field(default="en", metadata=_says("Language of the desk: the wording of alerts."))
    partitions: int = field(default=4, metadata=_says("Partitions of each topic: the most workers.", ge=1, le=1024))
    feeds: tuple[Feed | None, ...] = field(
        default=(), metadata=_says("Where articles come from; `- opml: FILE` adds a list, None holds its place.")
    )
    stories: tuple[Watched, ...] = field(metadata=_says("What to watch.", min_length=1))
    sinks: tuple[sinking.Sink, ...] = field(default=(), metadata=_says("Where alerts may go."))
    routes: tuple[alerts.Route, ...] = field(
        default=(), metadata=_says("Which alerts go where: the first route that takes an alert.")
    )
    inhibit: tuple[alerts.Inhibit, ...] = field(default=(), metadata=_says("Which alerts make others needless."))
    entities: tuple[Entity, ...] = field(default=(), metadata=_says("Names that Kabar should know."))
    tagger: Tagger | None = field(default=None, metadata=_says("A plugged-in tagger that finds more names."))
    packs: tuple[str, ...] = field(
        default=(), metadata=_says("Files with kinds of shift, languages and rules of your own.")
    )
    fetch: Fetch = field(default_factory=Fetch, metadata=_says("The network, and how to behave in it."))
    web: Web = field(default_factory=Web, metadata=_says("Metrics and health."))
    kafka: Kafka = field(default_factory=Kafka, metadata=_says("How Kabar works with a Kafka broker."))
    websub: WebSub | None = field(default=None, metadata=_says("How hubs reach this service; else nothing is pushed."))
    log: Log = field(default_factory=Log, metadata=_says("Logs."))
    watchdog: Watchdog = field(default_factory=Watchdog, metadata=_says("How long nothing may move."))
    traces: Traces | None = field(default=None, metadata=_says("Where traces go; else there are none."))


_ADAPTER = pydantic.TypeAdapter(File)
_SHAPES: dict[tuple[str, ...], type[Any]] = {
    (): File,
    ("feeds",): Feed,
    ("stories",): Watched,
    ("stories", "about"): About,
    ("sinks",): sinking.Sink,
    ("sinks", "slack"): sinking.Slack,
    ("sinks", "webhook"): sinking.Webhook,
    ("sinks", "pagerduty"): sinking.PagerDuty,
    ("sinks", "alertmanager"): sinking.Alertmanager,
    ("sinks", "mail"): sinking.Mail,
    ("sinks", "apprise"): sinking.Apprise,
    ("sinks", "stdout"): sinking.Stdout,
    ("sinks", "file"): sinking.File,
    ("routes",): alerts.Route,
    ("routes", "match"): alerts.Match,
    ("routes", "except"): alerts.Match,
    ("routes", "quiet_hours"): alerts.QuietHours,
    ("routes", "quiet_hours", "except"): alerts.Match,
    ("routes", "budget"): alerts.Budget,
    ("inhibit",): alerts.Inhibit,
    ("inhibit", "source"): alerts.Match,
    ("inhibit", "target"): alerts.Match,
    ("entities",): Entity,
    ("tagger",): Tagger,
    ("fetch",): Fetch,
    ("web",): Web,
    ("kafka",): Kafka,
    ("websub",): WebSub,
    ("log",): Log,
    ("watchdog",): Watchdog,
    ("traces",): Traces,
}
_PHRASES = {
    "string_type": "should be text; put it in quotes",
    "int_type": "should be a whole number",
    "float_type": "should be a number",
    "bool_type": "should be true or false",
    "tuple_type": "should be a list; write [a, b] or one `- a` a line",
    "dict_type": "should be a mapping; write `key: value`",
    "dataclass_type": "should be a mapping; write `key: value`",
    "too_short": "is empty; give at least one",
    "string_too_short": "is empty",
}
_PATTERNS = {
    alerts.ID: "is no id; up to 64 letters, digits, `-`, `_` and `.`, the first a letter or digit",
    alerts.HOUR: 'is no time of day; write it in quotes, for example "22:00"',
}


def read(tree: dict[str, Any]) -> tuple[File | None, list[Mistake]]:
    """Take the plain values into the shape; what does not fit becomes mistakes."""
    try:
        return _ADAPTER.validate_json(json.dumps(tree, default=str)), []
    except pydantic.ValidationError as error:
        return None, [mistake for each in error.errors(include_url=False) for mistake in _mistakes(each)]


def schema() -> dict[str, Any]:
    """Give the JSON Schema of the file, for editors; durations may be written `30s`, feeds may be `opml: FILE`."""
    made = _ADAPTER.json_schema()
    for name in ("Feed", "Route"):
        made["$defs"][name]["properties"]["every"]["anyOf"].insert(0, {"type": "string", "pattern": DURATION})
    for name, setting in (
        ("Fetch", "spacing"),
        ("Watched", "warmup"),
        ("Budget", "per"),
        ("Alertmanager", "lasts"),
        ("Watchdog", "stuck"),
    ):
        duration = made["$defs"][name]["properties"][setting]
        numeric = {
            key: duration.pop(key) for key in ("type", "minimum", "maximum", "exclusiveMinimum") if key in duration
        }
        duration["anyOf"] = [{"type": "string", "pattern": DURATION}, numeric]
    made["$defs"]["Watched"]["properties"]["severity"]["additionalProperties"] = {
        "anyOf": [
            {"$ref": "#/$defs/Severity"},
            {"type": "object", "additionalProperties": {"$ref": "#/$defs/Severity"}},
        ]
    }
    opml = {"type": "object", "properties": {"opml": {"type": "string"}}, "required": ["opml"]}
    made["properties"]["feeds"]["items"] = {"anyOf": [{"$ref": "#/$defs/Feed"}, opml | {"additionalProperties": False}]}

    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Kabar"} | made


def _mistakes(error: Mapping[str, Any]) -> Iterator[Mistake]:
    at: Place = error["loc"]
    match error["type"]:
        case "unexpected_keyword_argument":
            yield Mistake(at=at, what=_unknown(at))
        case "missing":
            yield Mistake(at=at, what=f"is missing; {_about(at)}")
        case "value_error":
            yield from _refusals(at, error["ctx"]["error"])
        case "too_short" if error["input"]:
            pass  # Entries with mistakes do not count, and those are told one by one.
        case "string_pattern_mismatch":
            yield Mistake(at=at, what=_PATTERNS[error["ctx"]["pattern"]])
        case kind:
            yield Mistake(at=at, what=_PHRASES.get(kind) or error["msg"].replace("Input should", "should"))


def _refusals(at: Place, refused: ValueError) -> Iterator[Mistake]:
    """Take what a room's settings say against themselves: ``key: what; key: what``."""
    for part in str(refused).split("; "):
        key, _, what = part.partition(": ")
        yield Mistake(at=(*at, key) if what else at, what=what or key)


def _around(at: Place) -> list[Field[Any]]:
    """List the settings that may stand beside a place; routes within routes are of one shape."""
    names = [each for each in at[:-1] if isinstance(each, str)]
    path = [each for position, each in enumerate(names) if position == 0 or each != "routes"]

    return list(fields(_SHAPES[tuple(path)]))


def _name(setting: Field[Any]) -> str:
    """Name a setting as the file does: `from`, `continue` and `except` cannot be names in code."""
    return str(setting.metadata.get("alias", setting.name))


def _about(at: Place) -> str:
    """Say what a missing setting would say."""
    said: str = next(each.metadata["description"] for each in _around(at) if _name(each) == at[-1])

    return f"add it ({said.rstrip('.')})"


def _unknown(at: Place) -> str:
    """Say that a key is unknown: perhaps misspelt, perhaps a secret that does not belong here."""
    key, names = str(at[-1]), [_name(each) for each in _around(at)]
    if f"{key}_file" in names:
        return f"is a secret, which has no place here; put it in a file and name that with `{key}_file`"

    return f"unknown; {nearest.hint(key, names)}"
