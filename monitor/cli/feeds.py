"""The commands that look at feeds."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from monitor.cli import options


@click.group()
def feeds() -> None:
    """Look at feeds."""


@feeds.command("list")
@options.config
@options.json
def feeds_list(path: Path, as_json: bool) -> None:  # noqa: FBT001  # click passes flags so.
    """List the configured feeds."""
    from monitor import show

    click.echo(show.feeds(options.loaded(path).feeds, as_json=as_json))


@feeds.command("try")
@click.argument("url")
@options.config
@options.json
def feeds_try(url: str, path: Path, as_json: bool) -> int:  # noqa: FBT001  # click passes flags so.
    """Poll a feed once and show its articles and the stories they touch; nothing is kept or sent."""
    found = options.loaded(path)
    from monitor import explain, show

    tried = asyncio.run(explain.attempt(url, found, datetime.now(UTC)))
    click.echo(show.tried(tried, as_json=as_json))
    return 0 if tried.articles else 1


COMMANDS = (feeds,)
