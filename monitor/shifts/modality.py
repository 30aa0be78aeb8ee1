"""How a claim is asserted: what the words around a trigger and the dates near it allow to be said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from monitor.models import Modality
from monitor.shifts import moment
from monitor.shifts.lexis import Cue
from monitor.shifts.mask import Unit
from monitor.shifts.scene import Scene, clause_rest, clause_start

_SPENT = frozenset({Modality.DENIED, Modality.REFUSED})
_AHEAD = frozenset({Modality.PROMISED, Modality.PLANNED, Modality.OFFERED})
_WIDE = frozenset({Modality.BACKGROUND, Modality.DENIED})
# Where no relative clause is news: "urged a deal that frees them".
_WIDER = _WIDE | {Modality.DEMANDED, Modality.REQUESTED}
_SAME = {
    Modality.REFUSED: {Modality.OFFERED, Modality.PROMISED},
    Modality.OFFERED: _AHEAD,
}  # To be about to offer, or to promise it, is to offer; to promise to refuse is to refuse.
_SAID = frozenset({Modality.PROMISED, Modality.OFFERED, Modality.REQUESTED, Modality.DEMANDED})
_OPEN = _AHEAD | {Modality.CONDITIONAL, Modality.REQUESTED, Modality.DEMANDED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The outcome: a modality with the cue it stands on, a condition, the day of the event, another act where the cue says so."""

    modality: Modality
    cue: str
    act: str | None = None
    condition: tuple[int, int] | None = None
    day: date | None = None


def read(scene: Scene) -> Reading:
    """Read the modality of a trigger: the first cue in the language's order decides, then the event's date."""
    modality, cue, sign = _cued(scene)
    dated = moment.event(scene)
    day = dated.day if dated else None
    is_next = (
        dated
        and moment.is_loose(dated, scene)
        and (
            _is_open(modality, sign, dated, scene)
            or moment.is_ahead(dated, scene)
            or moment.is_called_next(dated, scene)
        )
    )
    age = (
        None
        if is_next
        else moment.is_old(day, scene.today, is_weekday=dated is not None and moment.is_weekday(dated, scene))
    )
    if age or (age is None and modality is Modality.OCCURRED and moment.is_told_again(scene)):
        modality, cue = Modality.BACKGROUND, cue or "past"
    elif modality is Modality.BACKGROUND is not scene.fixed and age is False and not (sign and sign.is_pending):
        modality = Modality.OCCURRED
    elif modality is Modality.OCCURRED is not scene.fixed and (
        (day and scene.today and day.day > scene.today and not scene.is_pledge)
        or (dated and moment.is_coming(dated, scene))
    ):
        modality, cue = scene.future, cue or "ahead"
    condition = _condition(scene)

    return Reading(
        modality=modality,
        cue=cue,
        act=sign.act if sign and modality is sign.modality else None,
        condition=scene.masked.original(*condition) if condition else None,
        day=day.day if day else None,
    )


def _is_open(modality: Modality, sign: Cue | None, dated: Unit, scene: Scene) -> bool:
    """Say whether what a date tells of may lie ahead: a day before a promise or request, not one in it, is when that was made."""
    if modality in _SAID and not (sign and sign.is_future):
        return scene.masked.at[scene.masked.units.index(dated)] > scene.start

    return modality in _OPEN


def _cued(scene: Scene) -> tuple[Modality, str, Cue | None]:
    start, border = clause_start(scene)
    left = scene.masked.text[start : scene.start]
    head = _head(scene) if border in {"relative", "over"} else ""
    if border == "over":  # "denied that the priest who was abducted had been freed"
        left = head + left
    for index in scene.lexis.cued.open(scene.masked.text):
        cue = scene.lexis.cues[index]
        if cue.kinds and scene.kind not in cue.kinds:
            continue
        is_wide = cue.where == "left" and cue.modality in (_WIDE if scene.is_open else _WIDER)
        if found := _finds(cue, scene, head + left if is_wide else left):
            return _weighed(cue, scene), found, cue

    return scene.fixed or Modality.OCCURRED, "", None


def _head(scene: Scene) -> str:
    """Give what a relative clause depends on: "the previous deal, which Oman brokered"."""
    borders = list(scene.lexis.borders.finditer(scene.masked.text, 0, scene.start))
    start = max((one.end() for one in borders[:-1] if one.lastgroup != "comma"), default=0)

    return scene.masked.text[start : borders[-1].start()]


def _weighed(cue: Cue, scene: Scene) -> Modality:
    """A rule that fixes its modality is changed by denial, age and futurity alone: to plan to ask is not yet to ask."""
    modality = scene.future if cue.is_future else cue.modality
    if scene.fixed is None:
        return modality
    if modality in _SPENT:
        return Modality.DENIED
    if modality is Modality.OCCURRED or scene.fixed in {modality, Modality.BACKGROUND}:
        return scene.fixed
    if modality in _SAME.get(scene.fixed, ()) or cue.where == "if":
        return scene.fixed

    return Modality.PLANNED if modality in _AHEAD and scene.fixed is not Modality.PROMISED else modality


def _finds(cue: Cue, scene: Scene, left: str) -> str:
    match cue.where:
        case "if":
            found = _condition(scene, inside=True)
            return scene.masked.text[slice(*found)] if found else ""
        case "sentence":
            hit = cue.pattern.search(scene.masked.text)
        case "narrated" if _is_spoken(scene):
            return ""
        case "right" | "after":
            hit = cue.pattern.search(_right(scene))
        case "trail":
            hit = cue.pattern.search(clause_rest(scene))
        case _:
            hit = cue.pattern.search(left)

    return hit.group().strip() if hit else ""


def _is_spoken(scene: Scene) -> bool:
    """Say whether somebody is quoted: "said it had freed" is news, "had freed" in the narrator's voice is not."""
    text = scene.masked.text
    lexis = scene.lexis

    return bool(
        lexis.speaker_left.search(text) or lexis.speaker_right.search(text) or lexis.said.search(text, 0, scene.start)
    )


def _right(scene: Scene) -> str:
    border = scene.lexis.apart.search(scene.masked.text, scene.end)

    return scene.masked.text[scene.end : border.start() if border else None]


def _condition(scene: Scene, *, inside: bool = False) -> tuple[int, int] | None:
    """Give the span of a condition in the trigger's sentence; `inside` also one that holds the trigger itself."""
    text = scene.masked.text
    for found in scene.lexis.condition.finditer(text):
        between = text[min(found.end(), scene.end) : max(found.start(), scene.start)]
        if scene.lexis.apart.search(between):
            continue
        comma = text.find(" ,", found.end())
        end = comma if comma >= 0 else len(text)
        if found.start() <= scene.start < end and not inside:
            continue
        return found.start(), end

    return None
