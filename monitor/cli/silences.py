"""The commands by which people hear nothing of some alerts for a while."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from monitor.cli import options
from monitor.errors import Usage


@click.group()
def silence() -> None:
    """Hold alerts back for a while; what is held back is told when the silence ends."""


@silence.command("add")
@click.argument("matchers", nargs=-1, metavar="NAME=VALUE[,VALUE]...")
@click.option("-d", "--duration", default="1h", show_default=True, help="For how long, for example 30m, 8h or 2d.")
@click.option("-a", "--author", default=None, help="Who says so; else the name under which you are logged in.")
@click.option("-m", "--comment", required=True, help="Why; others will ask.")
@click.option("--sink", "sinks", multiple=True, help="Only at this sink; may be given again.")
@options.config
def add(  # noqa: PLR0913, PLR0917  # click passes each option by itself.
    matchers: Sequence[str], duration: str, author: str | None, comment: str, sinks: Sequence[str], path: Path
) -> None:
    """Silence alerts: NAME is story, kind, stage, subject, severity, status, life or language, as in routes."""
    archive = options.archive(path)
    from monitor import config
    from monitor.alerts import silences
    from monitor.config import plain

    for sink in sinks:
        options.one({each.id: each for each in archive.config.sinks}, sink, "sink")
    seconds, now = plain.seconds(duration), datetime.now(UTC)
    if not seconds:
        raise Usage(f"{duration}: is no duration; write a number and s, m, h or d, for example 8h")
    match = silences.read(matchers)
    config.facts(archive.config, {name: values for name, values in asdict(match).items() if values})
    made = silences.made(
        match,
        by=(author or getpass.getuser(), comment),
        until=now + timedelta(seconds=seconds),
        now=now,
        sinks=tuple(sinks),
    )
    archive.silence(made)
    click.echo(
        f"{made.id}: {silences.said(made.match)} until {made.ends_at:%Y-%m-%d %H:%M} UTC; it counts once the service read it"
    )


@silence.command("list")
@click.option("--all", "is_all", is_flag=True, help="Also those that are over.")
@options.config
@options.json
def list_(is_all: bool, path: Path, as_json: bool) -> None:  # noqa: FBT001  # click passes flags so.
    """List the silences: until when, what, by whom and why."""
    from monitor import show

    now = datetime.now(UTC)
    found = options.archive(path).silences().values()
    options.say(show.silences([each for each in found if is_all or each.ends_at > now], now, as_json=as_json))


@silence.command("expire")
@click.argument("id")
@options.config
def expire(id: str, path: Path) -> None:  # noqa: A002  # click names it so.
    """End a silence now; what it holds back is told."""
    archive = options.archive(path)
    from monitor.alerts import silences

    found = options.one(archive.silences(), id, "silence")
    archive.silence(silences.expired(found, datetime.now(UTC)))
    click.echo(f"{found.id}: ends as soon as the service has read it")


COMMANDS = (silence,)
