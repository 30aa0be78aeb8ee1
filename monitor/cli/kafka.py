"""Commands for those who keep the Kafka broker."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.cli import options, service


@click.group()
def kafka() -> None:
    """What Kabar needs from a Kafka broker."""


@kafka.command()
@options.config
@click.option("--only", default=service.STAGES, metavar="STAGES", help="Stages of the process, joined by commas.")
@click.option("--principal", default="", metavar="USER", help="Who is granted it; else `kafka.username`.")
@click.option("--admin", default="admin.properties", show_default=True, help="Settings of who may grant.")
def acls(path: Path, only: str, principal: str, admin: str) -> None:
    """Print what a Kabar process must be allowed, as commands of Kafka's own tool."""
    found = options.loaded(path)
    from agents import brokers, grants

    stages = service.chosen(only)
    if brokers.is_embedded(found):
        raise click.UsageError(f"{path}: `broker` is no Kafka broker; nothing has to be allowed")
    who = principal or f"User:{found.kafka.username or 'kabar'}"
    for line in grants.commands(found, grants.needed(found, stages), who, admin):
        click.echo(line)


COMMANDS = (kafka,)
