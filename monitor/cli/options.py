"""What commands share: options, and the configuration and archive behind them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from monitor.errors import Usage

DEFAULT = "kabar.yaml"

file = click.Path(path_type=Path)
config = click.option("-c", "--config", "path", default=DEFAULT, show_default=True, type=file, help="What to do.")
config_if_any = click.option(
    "-c", "--config", "path", default=None, type=file, help=f"What to do; {DEFAULT} where there is one."
)
json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")


def say(text: str) -> None:
    """Print a text; of nothing not even an empty line, which would be no JSON."""
    if text:
        click.echo(text)


def loaded(path: Path) -> Any:
    """Load the configuration: before anything heavier, so that a mistake in it is told at once."""
    from monitor import config

    return config.load(path)


def loaded_if_any(path: Path | None) -> Any:
    """Load the configuration that was named, else the usual one, else the default settings and no story."""
    from monitor import config

    if path is None and not Path(DEFAULT).exists():
        return config.Config()

    return config.load(path or Path(DEFAULT))


def archive(path: Path) -> Any:
    """Open what the service has written, to read beside it."""
    found = loaded(path)
    from agents.archive import Archive

    return Archive(found)


def one(found: Any, id: str, noun: str) -> Any:  # noqa: A002  # An id is an id.
    """Pick one by its id, or by a beginning of it that fits only one."""
    fitting = [key for key in found if key.startswith(id)]
    if len(fitting) != 1:
        raise Usage(f"{id}: " + (f"{len(fitting)} {noun}s begin with it" if fitting else f"no such {noun}"))
    return found[fitting[0]]
