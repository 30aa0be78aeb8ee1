"""Parts of a rule's pattern, as they are written and tried."""

from __future__ import annotations

import re
from collections import Counter

from monitor.shifts import choices
from monitor.shifts.macros import Macros

_GROUP = re.compile(r"\(\?P<(\w+)>")
_INNER = re.compile(r"\([^()]*\)")
_CHOICE = re.compile(r"[|()]")  # Where one is left outside of all brackets, a part cannot be tried alone.


def apart(pattern: str) -> str:
    """Give groups of one name names of their own, so that a role may stand in several branches: `who`, `who__2`.

    >>> apart("(?P<who>a)|b (?P<who>c)")
    '(?P<who>a)|b (?P<who__2>c)'
    """
    seen: Counter[str] = Counter()

    def named(found: re.Match[str]) -> str:
        seen[found[1]] += 1

        return f"(?P<{found[1]}__{seen[found[1]]}>" if seen[found[1]] > 1 else found[0]

    return _GROUP.sub(named, pattern)


def tail(source: str, macros: Macros) -> choices.Lazy | None:
    """Give what a pattern says from its trigger on, where the trigger stands behind something and outside of all brackets."""
    place = source.find("{t=")
    if place <= 0 or any(_CHOICE.search(_flat(part)) for part in (source[:place], source[place:])):
        return None

    return choices.Lazy(rf"(?:{apart(macros[source[place:]])})(?!\S)")


def _flat(pattern: str) -> str:
    """Take all brackets with what stands in them out of a pattern.

    >>> _flat("a(?:b|(?:c))d|e")
    'ad|e'
    """
    while (shorter := _INNER.sub("", pattern)) != pattern:
        pattern = shorter

    return pattern


def optional(pattern: str | None, macros: Macros) -> choices.Lazy | None:
    """Give the words that a rule asks for beside its pattern, where it does."""
    return choices.Lazy(rf"(?<!\w)(?:{macros[pattern]})(?!\w)") if pattern else None
