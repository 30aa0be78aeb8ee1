"""What the configuration may say about sinks."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, Literal

from monitor.alerts.settings import ID


def _says(description: str, **more: Any) -> dict[str, Any]:
    """Describe a setting, for the JSON Schema and the reference."""
    return {"description": description} | more


@dataclass(frozen=True, slots=True, kw_only=True)
class Slack:
    """A Slack channel: an incoming webhook (`url_file`), or a bot (`token_file` and `channel`)."""

    url_file: str = field(default="", metadata=_says("File that holds the URL of an incoming webhook."))
    token_file: str = field(default="", metadata=_says("File that holds a bot token; needs `channel`."))
    channel: str = field(
        default="",
        metadata=_says(
            "Channel for a bot: its id (`C0123ABCD`, spares a search), its name (`#desk`), or a person (`U0123ABCD`)."
        ),
    )
    buttons: bool = field(
        default=False, metadata=_says("Buttons for verdicts; the bot's app must know where Kabar takes presses.")
    )
    api: str = field(default="https://slack.com/api", metadata=_says("The Web API; GovSlack has its own."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """An HTTP endpoint that gets each alert revision, signed after Standard Webhooks."""

    url: str = field(metadata=_says("Where to POST; http or https."))
    secret_file: str = field(
        metadata=_says("File with one `whsec_` secret a line; all of them sign, so that keys can be rotated.")
    )
    timeout: float = field(default=20.0, metadata=_says("Seconds for the whole exchange.", gt=0, le=120))


@dataclass(frozen=True, slots=True, kw_only=True)
class PagerDuty:
    """A PagerDuty service, by Events API v2: an alert is an incident from its first revision to its end."""

    key_file: str = field(metadata=_says("File that holds the integration key of the service.", min_length=1))
    api: str = field(
        default="https://events.pagerduty.com",
        metadata=_says("The Events API; Europe: https://events.eu.pagerduty.com."),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Alertmanager:
    """A Prometheus Alertmanager, by its API v2."""

    url: str = field(metadata=_says("Its address, for example `http://127.0.0.1:9093`."))
    lasts: float = field(
        default=86_400.0,
        metadata=_says(
            "How long an alert is active after its last revision, for example `12h`; its end resolves it at once.",
            ge=60,
        ),
    )
    labels: dict[str, str] = field(default_factory=dict, metadata=_says("Labels for every alert, besides its own."))
    user: str = field(default="", metadata=_says("Name for basic authentication; needs `password_file`."))
    password_file: str = field(default="", metadata=_says("File that holds the password."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """An e-mail address, through a mail server."""

    host: str = field(metadata=_says("The mail server that sends for you.", min_length=1))
    sender: str = field(metadata=_says("Address that the mail comes from.", alias="from", min_length=3))
    to: str = field(
        metadata=_says("The one address it goes to; for more give a list's address, or more sinks.", min_length=3)
    )
    security: Literal["starttls", "tls", "none"] = field(
        default="starttls", metadata=_says("`starttls`, `tls` from the first byte, or `none` (then no password).")
    )
    port: int = field(default=0, metadata=_says("Its port; else 587, 465 or 25, as `security` says.", ge=0, le=65535))
    user: str = field(default="", metadata=_says("Name to log in with; needs `password_file`."))
    password_file: str = field(default="", metadata=_says("File that holds the password."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Apprise:
    """Any channel that Apprise knows; needs `kabar[apprise]`."""

    url_file: str = field(metadata=_says("File that holds one Apprise URL.", min_length=1))
    timeout: float = field(default=30.0, metadata=_says("Seconds after which it has failed.", gt=0, le=120))


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
    pagerduty: PagerDuty | None = field(default=None, metadata=_says("A PagerDuty service."))
    alertmanager: Alertmanager | None = field(default=None, metadata=_says("A Prometheus Alertmanager."))
    mail: Mail | None = field(default=None, metadata=_says("An e-mail address."))
    apprise: Apprise | None = field(default=None, metadata=_says("Any channel that Apprise knows."))
    stdout: Stdout | None = field(default=None, metadata=_says("JSON lines on the standard output."))
    file: File | None = field(default=None, metadata=_says("JSON lines in a file."))

    @property
    def kind(self) -> str:
        """Name the one kind that is set, or nothing."""
        return next((kind for kind in KINDS if getattr(self, kind) is not None), "")


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
