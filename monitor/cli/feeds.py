"""The commands that look at feeds."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from monitor.cli import options


@click.group()
def feeds() -> None:
    """Look at feeds, and exchange lists of them with other readers."""


@feeds.command("list")
@options.config
@options.json
def feeds_list(path: Path, as_json: bool) -> None:  # noqa: FBT001  # click passes flags so.
    """List the configured feeds and how each of them stands."""
    archive = options.archive(path)
    from monitor import show

    options.say(show.feeds(archive.config.feeds, archive.feeds(), as_json=as_json))


@feeds.command("try")
@click.argument("url")
@options.config_if_any
@options.json
@click.option("--allow-private", is_flag=True, help="Let this one call reach loopback and private networks.")
def feeds_try(url: str, path: Path | None, as_json: bool, allow_private: bool) -> int:  # noqa: FBT001  # click passes flags so.
    """Poll a feed once and show its articles and the stories they touch; nothing is kept or sent."""
    found = options.loaded_if_any(path)
    import asyncio

    from monitor import attempt, show

    feed = attempt.named(url)
    door = attempt.internet(found, is_private_allowed=allow_private)
    tried = asyncio.run(attempt.attempt(feed, found, door, datetime.now(UTC)))
    click.echo(show.tried(tried, as_json=as_json))
    return 0 if tried.articles else 1


@feeds.command("ask")
@click.argument("url")
@options.config
def feeds_ask(url: str, path: Path) -> None:
    """Have the service ask a feed now, though it is not due, and though a 410 had disabled it."""
    options.archive(path).ask(url)
    click.echo(f"{url}: asked for; `kabar feeds list` shows what came of it")


COMMANDS = (feeds,)
