"""The commands that speak to a running service through its web port, with the token of its configuration."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from monitor.cli import options
from monitor.errors import Usage

LEVELS = ("debug", "info", "warning", "error")
SECONDS = 60.0

address = click.option("--url", default="", metavar="URL", help="Where it listens; else `web` of the configuration.")


@click.command("log")
@click.argument("level", type=click.Choice(LEVELS))
@options.config
@address
def log(level: str, path: Path, url: str) -> None:
    """Set the level of a running service's logs."""
    _posted(path, url, f"/-/log?level={level}")
    click.echo(f"logs: {level} and above")


@click.command("reload")
@options.config
@address
def reload(path: Path, url: str) -> int:
    """Have a running service take its changed configuration file in; a bad file changes nothing."""
    status, body = _answer(path, url, "/-/reload")
    if status == 200:
        click.echo(f"reloaded: {body['reloaded']}")
        return 0
    click.echo("\n".join(body.get("mistakes") or [f"kabar: {body.get('error', status)}"]), err=True)

    return 1


def health(path: Path) -> Any:
    """Give what the service says of itself; only `why` where it does not answer."""
    from monitor.config import reach

    try:
        _, body = _asked(reach.web(path), "", "GET", "/healthz", {})
    except Usage as error:
        return {"why": str(error)}

    return body


def _posted(path: Path, url: str, page: str) -> Any:
    status, body = _answer(path, url, page)
    if status != 200:
        raise Usage(body.get("error", f"the service answered {status}"))

    return body


def _answer(path: Path, url: str, page: str) -> tuple[int, Any]:
    """Ask a page of the service; gives the status and what it said."""
    from monitor import config
    from monitor.config import reach

    web = reach.web(path)
    tokens = config.tokens(web)
    if not tokens:
        raise Usage(f"{path}: `web` names no token_file, so nobody may change anything; add one and restart")

    try:
        return _asked(web, url, "POST", page, {"Authorization": f"Bearer {tokens[0]}"})
    except Usage as error:
        hint = "" if url else " Where `web` was changed after its start, say with --url where it listens still."
        raise Usage(f"{error}{hint}") from error


def _asked(web: Any, url: str, method: str, page: str, headers: dict[str, str]) -> tuple[int, Any]:
    from http.client import HTTPConnection, HTTPException, HTTPSConnection
    from urllib.parse import urlsplit

    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(web.host, web.host)  # noqa: S104  # We listen there; we do not bind.
    parts = urlsplit(url) if url else urlsplit(f"http://{f'[{host}]' if ':' in host else host}:{web.port}")
    door = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = door(parts.hostname or "", parts.port, timeout=SECONDS)
    try:
        connection.request(method, parts.path.rstrip("/") + page, headers=headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read() or b"{}")
    except (OSError, HTTPException, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise Usage(f"{parts.netloc}: the service does not answer as it should ({why}); does it run?") from error
    finally:
        connection.close()


COMMANDS = (log, reload)
