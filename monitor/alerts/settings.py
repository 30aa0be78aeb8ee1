"""What the configuration may say about sinks and routes."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, Literal

ID = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
"""Ids are keys of topics and labels of metrics, so they are plain and short."""


def _says(description: str, **more: Any) -> dict[str, Any]:
    """Describe a setting, for the JSON Schema and the reference."""
    return {"description": description} | more


def _many(description: str) -> dict[str, Any]:
    """Describe a matcher: one value, or a list of which one must hold; the configuration makes a list of both."""
    return _says(description, json_schema_extra={"type": ["string", "array"]})


@dataclass(frozen=True, slots=True, kw_only=True)
class Slack:
    """A Slack channel: an incoming webhook (`url_file`), or a bot (`token_file` and `channel`)."""

    url_file: str = field(default="", metadata=_says("File that holds the URL of an incoming webhook."))
    token_file: str = field(default="", metadata=_says("File that holds a bot token; needs `channel`."))
    channel: str = field(default="", metadata=_says("Channel for a bot, for example `#desk`."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """An HTTP endpoint that gets each alert revision, signed after Standard Webhooks."""

    url: str = field(metadata=_says("Where to POST; http or https."))
    secret_file: str = field(
        metadata=_says("File with one `whsec_` secret a line; all of them sign, so that keys can be rotated.")
    )
    timeout: float = field(default=20.0, metadata=_says("Seconds for the whole exchange.", gt=0, le=120))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stdout:
    """The standard output, one JSON object a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that grows by one JSON object a line."""

    path: str = field(metadata=_says("The file; it is created where missing."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sink:
    """Where alerts go: an id and exactly one kind."""

    id: str = field(metadata=_says("Name of the sink; routes refer to it.", pattern=ID))
    slack: Slack | None = field(default=None, metadata=_says("A Slack channel."))
    webhook: Webhook | None = field(default=None, metadata=_says("A signed webhook."))
    stdout: Stdout | None = field(default=None, metadata=_says("JSON lines on the standard output."))
    file: File | None = field(default=None, metadata=_says("JSON lines in a file."))

    @property
    def kind(self) -> str:
        """Name the one kind that is set, or nothing."""
        return next((kind for kind in KINDS if getattr(self, kind) is not None), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Which alerts a route takes: every matcher that is set must hold; a list holds if one of it does."""

    story: tuple[str, ...] = field(default=(), metadata=_many("Story ids."))
    kind: tuple[str, ...] = field(default=(), metadata=_many("Kinds of shift."))
    stage: tuple[str, ...] = field(default=(), metadata=_many("Stages or side states."))
    status: tuple[str, ...] = field(default=(), metadata=_many("unconfirmed, confirmed, disputed or denied."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """From alerts to sinks."""

    to: tuple[str, ...] = field(metadata=_says("Ids of sinks."))
    match: Match = field(default_factory=Match, metadata={"description": "Which alerts; all of them where left out."})
    group: Literal["alert", "story"] = field(
        default="alert", metadata=_says("What belongs together. Read and kept; `every` is counted per alert today.")
    )
    every: float = field(
        default=0.0,
        metadata=_says(
            "Shortest time between two updates of one alert, for example `1m`.",
            ge=0,
            json_schema_extra={"type": ["number", "string"]},
        ),
    )


KINDS = tuple(each.name for each in fields(Sink) if each.name != "id")


def secret_files(sink: Sink) -> dict[str, str]:
    """Name the files that hold the sink's secrets, by setting.

    >>> secret_files(Sink(id="hook", webhook=Webhook(url="https://example.org", secret_file="/run/secrets/hook")))
    {'secret_file': '/run/secrets/hook'}
    """
    chosen = getattr(sink, sink.kind, None)
    if chosen is None:
        return {}
    named = {each.name: getattr(chosen, each.name) for each in fields(chosen) if each.name.endswith("_file")}

    return {name: path for name, path in named.items() if path}
