"""A Dockerfile as far as ours goes: its stages and what they do."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]


class Instruction(NamedTuple):
    """One instruction, with its words as they stand."""

    name: str
    rest: str


@dataclass(kw_only=True)
class Stage:
    """From one FROM to the next."""

    image: str
    name: str = ""
    instructions: list[Instruction] = field(default_factory=list)

    def all(self, name: str) -> list[str]:
        """Give what stands behind each instruction of a name."""
        return [each.rest for each in self.instructions if each.name == name]

    def words(self, name: str) -> list[str]:
        """Read the one instruction in JSON form, such as CMD."""
        (rest,) = self.all(name)
        return [str(word) for word in json.loads(rest)]

    @property
    def check(self) -> list[str]:
        """The command of the health check."""
        (rest,) = self.all("HEALTHCHECK")
        return [str(word) for word in json.loads(rest.partition("CMD ")[2])]

    @property
    def copies(self) -> Iterator[tuple[list[str], str]]:
        """What is copied from the repository, and where to."""
        for rest in self.all("COPY"):
            if not rest.startswith("--"):
                *sources, target = shlex.split(rest)
                yield sources, target


def read(path: Path = ROOT / "deploy" / "Dockerfile") -> list[Stage]:
    """Read the stages."""
    text = re.sub(r"\\\n\s*", "", path.read_text(encoding="utf-8"))
    stages: list[Stage] = []
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        name, _, rest = line.partition(" ")
        if name == "FROM":
            image, _, alias = rest.partition(" AS ")
            stages.append(Stage(image=image, name=alias))
        else:
            stages[-1].instructions.append(Instruction(name, rest))

    return stages
