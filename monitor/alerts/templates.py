"""The fixed wording of alerts, one table per language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

FALLBACK = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Templates:
    """What alerts say in one language; `words` translates stages, sides and statuses, and lets others through.

    `groups` gives what those are called of whom a text says only that they are a crew or hostages, by id.
    """

    status: Mapping[str, str]
    ends: Mapping[str, str]
    headline: str
    attributed: str
    generic: str
    unnamed: str
    groups: Mapping[str, str]
    kinds: Mapping[str, Mapping[str, str]]
    changed: Mapping[str, str]
    words: Mapping[str, str]
    ailments: Mapping[str, str]
    labels: Mapping[str, str]

    def word(self, term: str) -> str:
        """Say a stage, side or status in this language."""
        return self.words.get(term, term)


@cache
def load(language: str) -> Templates:
    """Read the table of a language; English where there is none."""
    folder = resources.files("monitor.alerts") / "data" / "templates"
    known = language if language in languages() else FALLBACK

    return Templates(**yaml.safe_load((folder / f"{known}.yaml").read_text(encoding="utf-8")))


@cache
def languages() -> tuple[str, ...]:
    """List the languages that have a table.

    >>> {"en", "id"} <= set(languages())
    True
    """
    folder = resources.files("monitor.alerts") / "data" / "templates"

    return tuple(sorted(each.name.removesuffix(".yaml") for each in folder.iterdir() if each.name.endswith(".yaml")))
