"""The commands that look at what the service did: alerts, dead letters, how it stands."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from monitor.cli import options, verdicts


@click.group()
def alerts() -> None:
    """Look at the alerts that the service has told."""


@alerts.command("list")
@options.config
@options.json
def alerts_list(path: Path, as_json: bool) -> None:  # noqa: FBT001  # click passes flags so.
    """List the alerts, the newest first."""
    from monitor import show

    options.say(show.alerts(options.archive(path).alerts(), as_json=as_json))


@alerts.command("show")
@click.argument("id")
@options.config
@options.json
def alerts_show(id: str, path: Path, as_json: bool) -> None:  # noqa: A002, FBT001  # click names and passes them so.
    """Show one alert: quotes and links, and its history: what was told, when, to whom, why, and why not.

    Of a digest it shows when it was told, to whom, and for which alerts it stood.
    """
    from monitor import show

    archive = options.archive(path)
    alerts, deliveries, found = archive.alerts(), archive.deliveries().values(), archive.config
    digests = show.digests(deliveries)
    if any(key.startswith(id) for key in digests) and not any(key.startswith(id) for key in alerts):
        click.echo(show.digest(options.one(digests, id, "digest"), alerts, as_json=as_json))
        return
    told = options.one(alerts, id, "alert")
    history = show.history(told, deliveries, found.routes, as_json=as_json)
    click.echo(history if as_json else f"{show.alert(told, found.language, as_json=False)}\n{history}")


@alerts.command("link")
@click.argument("id", required=False)
@options.config
def alerts_link(id: str | None, path: Path) -> None:  # noqa: A002  # click names it so.
    """Print the address of an alert's page, or of the feed of all alerts, with the key that opens it."""
    from monitor import config
    from monitor.errors import Usage

    found = options.loaded(path)
    if not found.web.url:
        raise Usage(f"{path}: web.url is not set; it is the address under which people reach the port of `web`")
    name = options.one(options.archive(path).alerts(), id, "alert").id if id else None
    click.echo(config.page(found.web, name) if name else config.feed(found.web))


@click.group()
def dead() -> None:
    """Look at what could not be processed, and put it back."""


@dead.command("list")
@options.config
@options.json
def dead_list(path: Path, as_json: bool) -> None:  # noqa: FBT001  # click passes flags so.
    """List the dead letters, the newest first."""
    from monitor import show

    options.say(show.letters(options.archive(path).dead(), as_json=as_json))


@dead.command("show")
@click.argument("id")
@options.config
@options.json
def dead_show(id: str, path: Path, as_json: bool) -> None:  # noqa: A002, FBT001  # click names and passes them so.
    """Show one dead letter with its record."""
    from monitor import show

    click.echo(show.letter(options.one(options.archive(path).dead(), id, "dead letter"), as_json=as_json))


@dead.command("retry")
@click.argument("ids", nargs=-1, metavar="ID...")
@click.option("--all", "is_all", is_flag=True, help="All that were not put back yet.")
@click.option("--stage", default="", help="With --all: only those of this stage.")
@click.option("--reason", default="", help="With --all: only those with this reason, for example exhausted.")
@options.config
def dead_retry(ids: tuple[str, ...], is_all: bool, stage: str, reason: str, path: Path) -> None:  # noqa: FBT001  # click passes flags so.
    """Put the records of dead letters back to where they came from; a delivery goes to its sink alone."""
    if is_all == bool(ids):
        raise click.UsageError("name dead letters, or say --all")
    archive = options.archive(path)
    found = archive.dead()
    chosen = [options.one(found, each, "dead letter") for each in ids] or [
        each
        for each in found.values()
        if not each.retried and stage in {"", each.stage} and reason in {"", each.reason}
    ]
    archive.retry_all(chosen)
    for letter in chosen:
        click.echo(f"{letter.id}: put back to {letter.topic}")


@click.command()
@options.config
@options.json
def status(path: Path, as_json: bool) -> int:  # noqa: FBT001  # click passes flags so.
    """Show how the service stands: whether it runs, what is behind, what waits, which feeds are not well, what was told last.

    It ends with 0 where the service runs, be it ready or not, and with 1 where none answers or it is stuck.
    """
    from monitor import show
    from monitor.cli import running

    archive, service = options.archive(path), running.health(path)
    click.echo(show.status(archive, service, datetime.now(UTC), as_json=as_json))

    return 0 if service.get("alive") else 1


@click.command()
@options.config
@options.json
@click.option(
    "--last", default=0, metavar="N", type=click.IntRange(0), help="Begin with the last N alerts as they stand."
)
def tail(path: Path, as_json: bool, last: int) -> None:  # noqa: FBT001  # click passes flags so.
    """Print each alert revision as it is told, until interrupted."""
    from monitor import show

    archive = options.archive(path)
    for alert in show.following(archive.alerts, last=last):
        click.echo(show.alert(alert, archive.config.language, as_json=as_json))


verdicts.add_to(alerts)
COMMANDS = (alerts, dead, status, tail)
