"""What lies in files of its own: the secrets that a configuration names, read when they are needed."""

from __future__ import annotations

from pathlib import Path

from monitor.alerts import links
from monitor.alerts.sinks.settings import Sink, secret_files
from monitor.config.shape import Web, WebSub
from monitor.errors import ConfigInvalid

SHORTEST_TOKEN = 16


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
            raise ConfigInvalid((f"sink {sink.id}: {name}: {file}: {why(error)}",)) from error

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
        raise ConfigInvalid((f"web.token_file: {web.token_file}: {why(error)}",)) from error
    if not found or min(map(len, found)) < SHORTEST_TOKEN:
        what = f"holds no usable token; one a line, of at least {SHORTEST_TOKEN} characters"
        raise ConfigInvalid((f"web.token_file: {what}, for example from: openssl rand -hex 32",))

    return found


def page(web: Web, alert: str) -> str:
    """Give the address of an alert's page, with its key where the newest token can be read; nothing without `web.url`."""
    return links.page(web.url, _newest(web), alert)


def feed(web: Web) -> str:
    """Give the address of the feed of alerts, as `page` does."""
    return links.feed(web.url, _newest(web))


def _newest(web: Web) -> str:
    try:
        return next(iter(tokens(web)), "")
    except ConfigInvalid:
        return ""


def signing_secret(web: Web) -> str:
    """Read the secret with which Slack signs what its buttons send.

    Raises:
        ConfigInvalid: the file cannot be read, or holds too little.
    """
    try:
        secret = Path(web.slack_signing_secret_file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        where = f"web.slack_signing_secret_file: {web.slack_signing_secret_file}"
        raise ConfigInvalid((f"{where}: {why(error)}",)) from error
    if len(secret) < SHORTEST_TOKEN:
        said = f"holds no usable secret; at least {SHORTEST_TOKEN} characters, from the app's page at Slack"
        raise ConfigInvalid((f"web.slack_signing_secret_file: {said}",))

    return secret


def push_secret(websub: WebSub) -> bytes:
    """Read the secret from which all tokens for hubs follow.

    Raises:
        ConfigInvalid: the file cannot be read, or holds too little.
    """
    try:
        secret = Path(websub.secret_file).read_bytes().strip()
    except OSError as error:
        raise ConfigInvalid((f"websub: secret_file: {websub.secret_file}: {why(error)}",)) from error
    if len(secret) < SHORTEST_TOKEN:
        said = f"holds too short a secret; at least {SHORTEST_TOKEN} characters"
        raise ConfigInvalid((f"websub: secret_file: {websub.secret_file}: {said}",))
    return secret


def why(error: Exception) -> str:
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
