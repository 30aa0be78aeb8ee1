"""What a page of the documentation holds that can be tried: files with a title, and what is typed at a console."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

_FENCE = re.compile(r"^( *)```(?P<info>[^\n`]*)\n(?P<body>.*?)^\1``` *$", re.MULTILINE | re.DOTALL)
_TITLE = re.compile(r'title="([^"]+)"')


class Typed(NamedTuple):
    """A command, and what the page says that it answers."""

    command: str
    answer: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Block:
    """A fenced block, with the line on which it begins."""

    language: str
    title: str
    body: str
    line: int

    def typed(self) -> Iterator[Typed]:
        """Give the commands behind the prompts; one may go on over lines that end with a backslash."""
        said = re.split(r"^\$ ", self.body.replace("\\\n", " "), flags=re.MULTILINE)
        assert not said[0].strip(), f"line {self.line}: a console begins with a prompt"
        for each in said[1:]:
            command, _, answer = each.partition("\n")
            yield Typed(
                command.split("  #")[0].strip(), tuple(line.strip() for line in answer.splitlines() if line.strip())
            )


def read(path: Path) -> list[Block]:
    """Give the blocks of a page, in order."""
    text = path.read_text(encoding="utf-8")
    return [_block(found, text) for found in _FENCE.finditer(text)]


def _block(found: re.Match[str], text: str) -> Block:
    language, _, rest = found["info"].strip().partition(" ")
    title = _TITLE.search(rest)
    indent = len(found[1])
    body = "\n".join(line[indent:] for line in found["body"].split("\n"))

    return Block(
        language=language, title=title[1] if title else "", body=body, line=text.count("\n", 0, found.start()) + 1
    )
