"""The command line: parse arguments, call one function, print. Exit codes: 0 ok, 1 the check failed, 2 misuse.

A module for each group of commands. They import what they need when they are called, so that help is quick.
"""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from collections.abc import Sequence

import click

from monitor.cli import (
    articles,
    begin,
    feeds,
    kafka,
    keep,
    lists,
    routes,
    running,
    service,
    silences,
    sinks,
    stories,
    told,
    trials,
)
from monitor.errors import MonitorError

INTERRUPTED = 130
STAGES = service.STAGES


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit; whatever goes wrong is said in one sentence."""
    sys.exit(_guarded(list(sys.argv[1:] if arguments is None else arguments)))


def _guarded(arguments: list[str]) -> int:
    """Run a command; every way in which it can end is an exit code."""
    try:
        return int(kabar.main(arguments, prog_name="kabar", standalone_mode=False) or 0)
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except BrokenPipeError:  # The reader of a pipe has enough: `kabar tail | head`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (click.ClickException, MonitorError, OSError) as error:
        return _refuse(error)
    except Exception:  # noqa: BLE001  # A user never sees a traceback: this is the last guard.
        return _apologise(is_shown="--debug" in arguments)


def _refuse(error: Exception) -> int:
    match error:
        case click.ClickException():
            error.show()
        case OSError(filename=str() as name, strerror=str() as why):
            click.echo(f"kabar: {name}: {why}", err=True)
        case OSError(strerror=str() as why):
            click.echo(f"kabar: {why}", err=True)
        case _:
            click.echo(f"kabar: {error}", err=True)

    return 2


def _apologise(*, is_shown: bool) -> int:
    """Keep the traceback of an unexpected error in a file, and say where."""
    what = traceback.format_exc()
    if is_shown:
        click.echo(what, err=True)
        return 1
    with tempfile.NamedTemporaryFile("w", prefix="kabar-", suffix=".log", delete=False, encoding="utf-8") as log:
        log.write(what)
    click.echo(f"kabar: this is a fault of Kabar: {what.splitlines()[-1]}; the details are in {log.name}", err=True)

    return 1


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show the traceback of an unexpected error.")
@click.option("--no-color", is_flag=True, help="Plain text on a terminal, too; so does the variable NO_COLOR.")
@click.version_option(package_name="kabar", message="kabar %(version)s")
def kabar(debug: bool, no_color: bool) -> None:  # noqa: FBT001  # click passes flags so.
    """Watch the news and tell when a story stops being what it was."""
    del debug  # _guarded reads it.
    if no_color:
        os.environ["NO_COLOR"] = "1"


lists.add_to(feeds.feeds)
begin.add_to(feeds.feeds)
for _module in (begin, service, running, trials, articles, told, stories, feeds, kafka, keep, routes, silences, sinks):
    for _command in _module.COMMANDS:
        kabar.add_command(_command)
