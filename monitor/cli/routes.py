"""The command that says where an alert would go."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from monitor.cli import options
from monitor.errors import Usage

FACTS = ("story", "kind", "stage", "subject", "severity", "status", "life", "language")


def _facts(command: Any) -> Any:
    """Add an option for each fact that a matcher looks at."""
    for name in reversed(FACTS):
        command = click.option(f"--{name}", name, multiple=name == "subject", help=f"The {name} of the alert.")(command)

    return command


@click.group()
def routes() -> None:
    """Look at where alerts go."""


@routes.command("test")
@click.argument("id", required=False)
@_facts
@click.option("--to", "wanted", default="", metavar="SINKS", help="Exit code 1 unless it goes to these, a,b,c.")
@options.config
@options.json
def test(id: str | None, path: Path, as_json: bool, wanted: str, **given: Any) -> int:  # noqa: A002, FBT001  # click names and passes them so.
    """Say to which sinks an alert would go, by which route, and why not to others.

    ID is an alert that was told, or a beginning of its id; without it, say what the alert is about. Nothing is sent.
    """
    asked = set(filter(None, wanted.split(",")))
    facts = {name: each if isinstance(each, tuple) else (each,) for name, each in given.items() if each}
    if bool(id) == bool(facts):
        raise Usage("give the id of an alert, or what it is about: " + ", ".join(f"--{name}" for name in FACTS))
    from monitor import config, show
    from monitor.alerts import route

    if id:
        archive = options.archive(path)
        alert, found = options.one(archive.alerts(), id, "alert"), archive.config
        known, ways = route.facts(alert), route.routed(alert, found.routes)
    else:
        found = options.loaded(path)
        known = config.facts(found, facts)
        ways = route.ways(known, found.routes)
    _known(asked, [sink.id for sink in found.sinks])
    click.echo(show.routes(known, ways, found.routes, [sink.id for sink in found.sinks], as_json=as_json))
    return _judged(asked, {each.sink for each in ways}) if asked else 0


def _known(asked: set[str], sinks: Sequence[str]) -> None:
    """Refuse a sink that nobody configured: a test of it says nothing."""
    if unknown := sorted(asked.difference(sinks)):
        raise Usage(f'--to: unknown sink "{unknown[0]}"; one of {", ".join(sinks)}')


def _judged(asked: set[str], reached: set[str]) -> int:
    """Say in what the sinks that are reached differ from those that were asked for."""
    for what, sinks in (("missing", asked - reached), ("not asked for", reached - asked)):
        if sinks:
            click.echo(f"--to: {what}: {', '.join(sorted(sinks))}", err=True)

    return 0 if asked == reached else 1


COMMANDS = (routes,)
