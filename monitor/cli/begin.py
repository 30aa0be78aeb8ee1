"""The commands one begins with: a first configuration, feeds to put in it, completion for the shell."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from monitor.cli import options
from monitor.errors import ConfigInvalid, Usage

SHELLS = ("bash", "zsh", "fish")


def add_to(group: click.Group) -> None:
    """Add the command that finds feeds to the others about feeds."""
    group.add_command(find)


@click.command("init")
@click.argument("path", default=options.DEFAULT, type=options.file, metavar="[FILE]")
@click.option("--story", default="", metavar="NAME", help="What to watch, in a few words.")
@click.option("--term", "terms", multiple=True, help="A term of the story; else the words of its name. Repeat it.")
@click.option("--party", "parties", multiple=True, help="A party to the conflict. Repeat it.")
@click.option("--feeds", multiple=True, metavar="URL|OPML", help="A feed, or a list of feeds. Repeat it.")
@click.option("--language", default="en", show_default=True, help="The wording of alerts.")
@click.option(
    "--sink", "sinks", multiple=True, metavar="KIND[=VALUE]", help="screen, file=PATH, webhook=URL, slack=FILE."
)
@click.option("--force", is_flag=True, help="Replace a file that is there.")
def init(path: Path, force: bool, **wishes: Any) -> None:  # noqa: FBT001  # click passes flags so.
    """Write a commented configuration to begin with; it passes `kabar check` as it is."""
    from monitor import config, starter

    if path.exists() and not force:
        raise Usage(f"{path}: is there already; --force replaces it")
    wish = starter.Wish(**wishes | {"sinks": wishes["sinks"] or ("screen",), "feeds": _placed(wishes["feeds"], path)})
    text, before = starter.text(wish), path.read_bytes() if path.exists() else None
    made = _secret(path.absolute().parent / "hook.secret") if starter.needs_secret(wish) else None
    path.write_text(text, encoding="utf-8")
    try:
        config.check_files(config.load(path))
    except ConfigInvalid as error:
        if before is None:
            path.unlink()
        else:
            path.write_bytes(before)
        if made:
            made.unlink()
        raise Usage("nothing was written:\n" + "\n".join(error.mistakes)) from error
    click.echo(f"{path}: written" + (f"; {made} holds the secret of the webhook" if made else ""))
    click.echo("`kabar check` checks it, `kabar run` runs it; `kabar feeds find SITE` finds more feeds")


def _placed(feeds: tuple[str, ...], path: Path) -> tuple[str, ...]:
    """Give lists of feeds as seen from the configuration, where their paths begin."""
    import os

    return tuple(
        each if "://" in each else os.path.relpath(Path(each).absolute(), path.absolute().parent) for each in feeds
    )


def _secret(path: Path) -> Path | None:
    """Make a secret for a webhook, for this user alone; one that is there is kept."""
    import base64
    import os
    import secrets

    if path.exists():
        return None
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}\n")
    return path


@click.command("find")
@click.argument("site")
@options.config_if_any
@options.json
@click.option("--opml", type=options.file, metavar="FILE", help="Write what was found as a list of feeds.")
@click.option("--yaml", "as_yaml", is_flag=True, help="Print lines for the section `feeds` of a configuration.")
@click.option("--allow-private", is_flag=True, help="Let this one call reach loopback and private networks.")
def find(site: str, path: Path | None, opml: Path | None, **how: bool) -> int:
    """Find the feeds of a SITE: what its page names, where feeds usually are, its sitemap of news.

    Each is read once; those without entries, or without new ones for two months, are refused. It takes a quarter of a minute:
    robots.txt is honoured, and there is a pause between two requests.
    """
    found = options.loaded_if_any(path)
    import asyncio

    from monitor import finding, show

    door = finding.internet(found, is_private_allowed=how["allow_private"])
    search = asyncio.run(finding.find(site, found, door, datetime.now(UTC)))
    if opml is not None:
        from monitor.feeds import opml as lists

        if opml.exists():
            raise Usage(f"{opml}: is there already; write another file, and `kabar feeds import` it")
        opml.write_bytes(lists.write(show.feeds_of(search), title=f"Feeds of {search.site}"))
    click.echo(show.search(search, as_json=how["as_json"], as_yaml=how["as_yaml"]))
    return 0 if search.found else 1


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print what has a SHELL complete commands and options; for example: eval "$(kabar completion bash)"."""
    from click.shell_completion import ShellComplete, get_completion_class

    found = get_completion_class(shell)
    if found is None:
        raise Usage(f"{shell}: no completion for it")
    command = click.get_current_context().find_root().command
    # Not the class's own `source`: bash's runs a bash to see how old it is.
    click.echo(ShellComplete.source(found(command, {}, "kabar", "_KABAR_COMPLETE")))


COMMANDS = (init, completion)
