"""The commands by which people say what they think of alerts, and end them."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from monitor.cli import options
from monitor.errors import Usage

VERDICTS = ("true", "false", "duplicate", "old")

_by = click.option("--by", default=None, help="Who says so; else the name under which you are logged in.")
_note = click.option("--note", default="", help="Why; people read it.")


def add_to(group: click.Group) -> None:
    """Add the commands."""
    for command in (verdict, acknowledge, close, retract, verdicts):
        group.add_command(command)


@click.command()
@click.argument("id")
@click.argument("verdict", type=click.Choice(VERDICTS))
@_by
@_note
@options.config
def verdict(id: str, verdict: str, by: str | None, note: str, path: Path) -> None:  # noqa: A002  # click names it so.
    """Say whether an alert was true, false, a duplicate or old; it is counted for the rules behind it."""
    _ordered(id, path, "verdict", by=by, note=note, verdict=verdict)


@click.command()
@click.argument("id")
@_by
@_note
@options.config
def acknowledge(id: str, by: str | None, note: str, path: Path) -> None:  # noqa: A002  # click names it so.
    """Note that somebody has an alert in hand; nobody is disturbed."""
    _ordered(id, path, "acknowledge", by=by, note=note)


@click.command()
@click.argument("id")
@_by
@_note
@options.config
def close(id: str, by: str | None, note: str, path: Path) -> None:  # noqa: A002  # click names it so.
    """Say that an alert is over; everybody who was told of it is told. News opens it again."""
    _ordered(id, path, "close", by=by, note=note)


@click.command()
@click.argument("id")
@_by
@click.option("--note", required=True, help="Why; everybody who was told of the alert reads it.")
@options.config
def retract(id: str, by: str | None, note: str, path: Path) -> None:  # noqa: A002  # click names it so.
    """Take an alert back: everybody who was told of it is told. Only new facts open it again."""
    _ordered(id, path, "retract", by=by, note=note)


@click.command()
@options.config
@options.json
def verdicts(path: Path, as_json: bool) -> None:  # noqa: FBT001  # click passes flags so.
    """Show how people judged the alerts of each rule."""
    from monitor import show

    options.say(show.verdicts(options.archive(path).alerts().values(), as_json=as_json))


def _ordered(id: str, path: Path, verb: str, *, by: str | None, note: str, verdict: str | None = None) -> None:  # noqa: A002, PLR0913  # As above; what is said, and by whom.
    archive = options.archive(path)
    from monitor.alerts import life, orders
    from monitor.lives import Verb, Verdict

    alert: Any = options.one(archive.alerts(), id, "alert")
    if not orders.takes_orders(alert):
        raise Usage(f"{alert.id}: is about Kabar itself; it ends when what it tells of is mended")
    if life.has_ended(alert, Verb(verb)):
        raise Usage(f"{alert.id}: is {alert.life.value} already; there is nothing to {verb}")
    made = orders.order(
        alert.id,
        Verb(verb),
        by=by or _login(getpass.getuser),
        via="cli",
        at=datetime.now(UTC),
        note=note,
        verdict=Verdict(verdict) if verdict else None,
    )
    archive.order(made)
    click.echo(f"{alert.id}: {verdict or verb}, by {made.by}; it counts as soon as the service has read it")


def _login(ask: Callable[[], str]) -> str:
    """Ask under which name somebody is logged in; a container may know none."""
    try:
        return ask()
    except (OSError, KeyError):
        return ""
