"""The page of all commands, written from the commands themselves."""

from __future__ import annotations

from collections.abc import Iterator

import click

from monitor import cli

_HEAD = """\
# The command line

Generated from the commands; a test fails when this page is stale. Exit codes: 0 ok, 1 the check failed, 2 misuse. Read commands
take `--json`. Commands read `kabar.yaml` of the folder in which they are called, unless `--config` names another file.
"""


def page() -> str:
    """Write it, as Markdown."""
    return "\n".join([_HEAD, *_command(cli.kabar, click.Context(cli.kabar, info_name="kabar"))]).rstrip() + "\n"


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    if context.parent:
        words = " ".join(command.collect_usage_pieces(context)).replace("[OPTIONS] ", "").replace("[OPTIONS]", "")
        depth = context.command_path.count(" ") + 1
        yield from (f"{'#' * depth} `{context.command_path}`", "")
        yield from (_said(command), "", "```text", f"{context.command_path} {words}".rstrip(), "```", "")
        yield from _options(command, context)
    if isinstance(command, click.Group):
        for name, each in sorted(command.commands.items()):
            yield from _command(each, click.Context(each, info_name=name, parent=context))


def _said(command: click.Command) -> str:
    """Give the help; click marks where it must not wrap."""
    return (command.help or command.short_help or "").replace("\b\n", "").strip()


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    rows = [each.get_help_record(context) for each in command.params if isinstance(each, click.Option)]
    told = [row for row in rows if row]
    if told:
        yield from ("| option | |", "|---|---|")
        yield from (f"| `{names}` | {meaning.replace('|', chr(92) + '|')} |" for names, meaning in told)
        yield ""
