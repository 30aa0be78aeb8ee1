"""A trigger in its sentence, and the clause it stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from monitor.models import Modality
from monitor.shifts.lexis import Lexis
from monitor.shifts.mask import Masked, Unit

_LOOSE = frozenset({"since", "after"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A trigger in its sentence, and when the sentence was published; what a pledge is about may lie ahead of it."""

    masked: Masked
    start: int
    end: int
    lexis: Lexis
    today: date | None
    kind: str = ""
    future: Modality = Modality.PROMISED
    fixed: Modality | None = None
    is_lead: bool = False
    is_inherited: bool = False
    is_open: bool = False
    is_fresh: bool = True
    is_thing: bool = False
    is_end: bool = False
    is_pledge: bool = False
    article: str = ""
    language: str = ""

    def words(self, unit: Unit) -> str:
        """Give the words of the article behind a unit."""
        return self.article[unit.start : unit.end]


def clause_start(scene: Scene) -> tuple[int, str]:
    """Give where the trigger's clause starts and what sort of border stands there: "over" where what it opened has ended.

    A relative clause that has had its verb is over: in "hostages who were held have been freed" the freeing is the main clause.
    So is a participle's before a finite verb: "the nuns abducted in May have died".
    """
    found = list(scene.lexis.borders.finditer(scene.masked.text, 0, scene.start))
    if not found:
        return 0, ""
    last = found[-1]
    if last.lastgroup in _LOOSE and _is_subject(scene, found):
        return 0, "over"
    ended = {"relative": scene.lexis.verb, "reduced": scene.lexis.finite}.get(last.lastgroup or "")
    stop = scene.start if last.lastgroup == "relative" else scene.end
    verb = ended.search(scene.masked.text, last.end(), stop) if ended else None
    if verb is None:
        return last.end(), last.lastgroup or ""

    return (verb.end() if last.lastgroup == "relative" else min(verb.start(), scene.start)), "over"


def outer(scene: Scene) -> str:
    """Give the sort of border at the clause around a trigger; one that a participle opened lies in it."""
    found = list(scene.lexis.borders.finditer(scene.masked.text, 0, scene.start))
    is_inside = len(found) > 1 and found[-1].lastgroup == "reduced"
    while len(found) > 1 and found[-1].lastgroup == "reduced":
        found.pop()

    return found[-1].lastgroup or "" if is_inside and found[-1].lastgroup in _LOOSE else clause_start(scene)[1]


def _is_subject(scene: Scene, borders: list[re.Match[str]]) -> bool:
    """Say whether a subject waits for its verb before a clause: "a man missing since May is free"."""
    text = scene.masked.text
    before = text[: borders[-1].start()]

    return len(borders) == 1 and bool(before.strip()) and bool(scene.lexis.bare.fullmatch(before))


def clause_rest(scene: Scene) -> str:
    """Give what follows the trigger in its clause."""
    border = scene.lexis.borders.search(scene.masked.text, scene.end)

    return scene.masked.text[scene.end : border.start() if border else None]
