"""Macros: parts of patterns that have a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from monitor.errors import PackInvalid
from monitor.shifts import literals
from monitor.text import normalize

_MACRO = re.compile(r"\{(?:([a-z]+)=)?([A-Z][A-Z0-9_]*)\}")
_STRANGE = re.compile(r"\{\w+=[^}]*\}?")
_FIRST_SIGN = 0xE000  # A private character stands for each macro where a pattern is read for its words.


class Macros(dict[str, str]):
    """Patterns with their macros resolved: `{A}` by its definition, `{who=A}` as the group `who`."""

    def __init__(self, language: str, definitions: Mapping[str, str]) -> None:
        super().__init__()
        self._language = language
        self._definitions = {name: normalize.spelt(part) for name, part in definitions.items()}
        self._signs = {name: chr(_FIRST_SIGN + number) for number, name in enumerate(definitions)}
        self._parts: dict[str, literals.Ways] = {}
        self.chances = literals.Chances(definitions.get("COMMON", "").split("|"))

    def __missing__(self, pattern: str) -> str:
        """Resolve a pattern once."""
        self[pattern] = resolved = _MACRO.sub(self._resolve, normalize.spelt(pattern))
        if strange := _STRANGE.search(resolved):
            raise PackInvalid(f"{self._language}: {strange[0]!r}: a role is filled by a macro, {{who=NAME}}")

        return resolved

    def ways(self, pattern: str) -> literals.Ways:
        """Say which words a match contains, one way or another; each macro is read once, however often patterns use it."""
        pattern = normalize.spelt(pattern)
        for _, name in _MACRO.findall(pattern):
            if name in self._definitions and self._signs[name] not in self._parts:
                self._parts[self._signs[name]] = self.ways(self._definitions[name])
        signed = _MACRO.sub(lambda macro: self._signs.get(macro[2], ""), pattern)

        return literals.ways(signed, self._parts, self.chances)

    def mark(self, mark: str, patterns: Iterable[str]) -> None:
        """Say what becomes a mark: a pattern that has it needs what one of these needs."""
        ways = literals.either(map(self.ways, patterns), self.chances)
        self._parts = {mark: ways}  # The macros are read again, with the mark.

    def _resolve(self, macro: re.Match[str]) -> str:
        group, name = macro.groups()
        if name not in self._definitions:
            raise PackInvalid(f"{self._language}: no macro {name}")
        body = self[self._definitions[name]]

        return f"(?P<{group}>{body})" if group else f"(?:{body})"
