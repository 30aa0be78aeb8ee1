"""Bodies and places that a head word gives away, each with all of its name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from monitor.entities.lexicon import Lexicon
from monitor.entities.runs import Run
from monitor.models import EntityKind, Mention

_WHERE = frozenset({EntityKind.COUNTRY, EntityKind.PLACE})
# What may end a name: a body is called after a country or place, a building after a body, too.
_ENDS = {EntityKind.ORGANISATION: _WHERE, EntityKind.PLACE: _WHERE | {EntityKind.ORGANISATION}}


class Headed(NamedTuple):
    """What a head word says: the kind, the whole run, and the known entity that it is, where it is one."""

    kind: EntityKind
    run: Run
    known: Mention | None = None


def read(text: str, run: Run, behind: Mapping[int, Mention], words: Lexicon) -> Headed | None:
    """Read a run with a head word, where it has a name: more words than any such thing has, or a name behind it.

    "Kementerian Luar Negeri" alone names nobody: whose it is stands beside it. `behind` are known names by where they start.
    """
    lowered = [word.lower() for word in run.words]
    head = _head(lowered, words)
    if not head:
        return None
    is_faith = not words.faiths.isdisjoint(lowered)
    kind = EntityKind.ORGANISATION if is_faith else _kind(head, words)
    gaps = words.faith_gaps if is_faith else words.gaps
    ends = _ends(text, run, behind, kind, gaps) if behind and kind in _ENDS else ()
    if all(word in words.org_heads or word in words.links for word in lowered):
        return _bare(text, run, kind, ends, words)

    return Headed(kind, _whole(text, run, ends))


def _kind(head: str, words: Lexicon) -> EntityKind:
    if head in words.other_heads:
        return EntityKind.UNKNOWN

    return EntityKind.PLACE if head in words.place_heads else EntityKind.ORGANISATION


def _head(names: Sequence[str], words: Lexicon) -> str:
    """Give the word that says what a name names: at an end of it or before "of"; a word for a body or place before others."""
    before_of = [one for one, other in pairwise(names) if words.joint.fullmatch(f" {other} ")]
    heads = [word for word in (*before_of[:1], names[0], names[-1]) if word in words.org_heads]

    return next((word for word in heads if word not in words.other_heads), next(iter(heads), ""))


def _bare(text: str, run: Run, kind: EntityKind, ends: Sequence[Mention], words: Lexicon) -> Headed | None:
    """Read head words alone: "Kota Ambon" is the place behind, "Polda Papua" a body; a ministry is its state."""
    if not ends or kind is EntityKind.UNKNOWN:
        return None
    if run.words[-1].lower() in words.districts and ends[0].kind in _WHERE:
        return Headed(ends[0].kind, run._replace(end=ends[0].end), ends[0])
    is_local = run.words[0].lower() in words.local_heads and ends[0].kind is EntityKind.PLACE

    return Headed(kind, _whole(text, run, ends)) if is_local or kind is EntityKind.PLACE else None


def _ends(
    text: str, run: Run, behind: Mapping[int, Mention], kind: EntityKind, gaps: Iterable[str]
) -> Sequence[Mention]:
    """Give the known names that end this one: each straight behind the last, or behind "of", as the language has it."""
    found: list[Mention] = []
    while (known := _behind(text, found[-1].end if found else run.end, behind, gaps)) and known.kind in _ENDS[kind]:
        found.append(known)

    return found


def _behind(text: str, end: int, behind: Mapping[int, Mention], gaps: Iterable[str]) -> Mention | None:
    starts = (end + len(gap) for gap in gaps if text.startswith(gap, end))

    return next((behind[start] for start in starts if start in behind), None)


def _whole(text: str, run: Run, ends: Sequence[Mention]) -> Run:
    return run._replace(end=ends[-1].end, words=tuple(text[run.start : ends[-1].end].split())) if ends else run


def same(text: str, found: Headed, known: Mention) -> Mention:
    """Give the mention of a known place with the word for it before its name: the town, not the state that it stands for."""
    actor = known.actor if known.kind is EntityKind.COUNTRY else None

    return replace(known, start=found.run.start, surface=text[found.run.start : known.end], actor=actor)
