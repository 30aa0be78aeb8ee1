"""YAML as plain values, with the line of everything in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

Place = tuple[str | int, ...]
"""Where something stands: the keys and positions that lead to it."""

_DEEPEST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """What is wrong, and where."""

    at: Place
    what: str
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A document: its value, the line (from 1) of each place, and what YAML itself has against it."""

    value: Any
    lines: Mapping[Place, int]
    mistakes: tuple[Mistake, ...]

    def line(self, at: Place) -> int:
        """Find the line of a place, or of the nearest place around it."""
        while at and at not in self.lines:
            at = at[:-1]

        return self.lines.get(at, 1)


def read(text: str) -> Marked:
    """Read one YAML document; keys are text, duplicate keys and unknown tags are mistakes."""
    walk = _Walk()
    loader = yaml.SafeLoader("")
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        value = None if node is None else walk.value(node, (), loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return _broken(_said(error), mark.line + 1 if mark else 1)
    except yaml.reader.ReaderError as error:
        return _broken(f"is no YAML: {error.reason}", text.count("\n", 0, error.position) + 1)
    except RecursionError:
        return _broken("is nested too deeply", 1)
    finally:
        loader.dispose()

    return Marked(value=value, lines=walk.lines, mistakes=tuple(walk.mistakes))


def _said(error: yaml.MarkedYAMLError) -> str:
    """Say what YAML has against a text, with a guess at the cause."""
    problem = error.problem or error.context or ""
    if "another document" in problem:
        return "is no YAML: a second document begins here; leave out the line `---`"
    if "'\\t'" in problem:
        return "is no YAML: a tab; indent with spaces"
    if "undefined alias" in problem or "anchor" in problem:
        return f"is no YAML: {problem}; put a value that begins with * or & in quotes"

    return f"is no YAML: {problem}; look here and just above for a missing bracket, quote, comma or indent"


def _broken(what: str, line: int) -> Marked:
    return Marked(value=None, lines={}, mistakes=(Mistake(at=(), what=what, line=line),))


@dataclass(slots=True)
class _Walk:
    lines: dict[Place, int] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    def value(self, node: yaml.Node, at: Place, loader: yaml.SafeLoader) -> Any:
        self.lines.setdefault(at, node.start_mark.line + 1)
        if len(at) > _DEEPEST:
            raise RecursionError
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, at, loader)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(each, (*at, position), loader) for position, each in enumerate(node.value)]

        return self._scalar(node, at, loader)

    def _mapping(self, node: yaml.MappingNode, at: Place, loader: yaml.SafeLoader) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                self.mistakes.append(Mistake(at=at, what="a key must be text", line=line))
            elif key.value in mapping:
                self.mistakes.append(Mistake(at=(*at, key.value), what="is given twice; keep one", line=line))
            else:
                self.lines[(*at, key.value)] = line
                mapping[key.value] = self.value(value, (*at, key.value), loader)

        return mapping

    def _scalar(self, node: yaml.Node, at: Place, loader: yaml.SafeLoader) -> Any:
        try:
            return loader.construct_object(node)
        except (yaml.YAMLError, ValueError):
            self.mistakes.append(Mistake(at=at, what="is a value that YAML cannot read; put it in quotes"))

        return None
