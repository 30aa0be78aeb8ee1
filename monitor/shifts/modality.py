"""How a claim is asserted: what the words around a trigger and the dates near it allow to be said."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.models import Modality
from monitor.shifts.lexis import Cue, Lexis
from monitor.shifts.mask import Masked, Unit
from monitor.text.dates import TextDate

_OLD = timedelta(days=3)
_NEAR = 4
# A date before the trigger belongs to what was said before it: "sailors kidnapped last week were freed".
_PARTED = frozenset({"over", "reduced"})
_SPENT = frozenset({Modality.DENIED, Modality.REFUSED})
_AHEAD = frozenset({Modality.PROMISED, Modality.PLANNED, Modality.OFFERED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A trigger in its sentence, and when the sentence was published."""

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
    article: str = ""

    def words(self, unit: Unit) -> str:
        """Give the words of the article behind a unit."""
        return self.article[unit.start : unit.end]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The outcome: a modality with the cue it stands on, a condition, the day of the event."""

    modality: Modality
    cue: str
    condition: tuple[int, int] | None = None
    day: date | None = None


def read(scene: Scene) -> Reading:
    """Read the modality of a trigger: the first cue in the language's order decides, then the event's date."""
    modality, cue = _cued(scene)
    dated = _event(scene)
    day = dated.day if dated else None
    age = None if dated and modality in _AHEAD and _is_loose(dated, scene) else _is_old(day, scene.today)
    if age or (age is None and modality is Modality.OCCURRED and (_is_told_again(scene) or _is_of_old(scene))):
        modality, cue = Modality.BACKGROUND, cue or "past"
    elif modality is Modality.BACKGROUND is not scene.fixed and age is False:
        modality = Modality.OCCURRED
    condition = _condition(scene)

    return Reading(
        modality=modality,
        cue=cue,
        condition=scene.masked.original(*condition) if condition else None,
        day=day.day if day else None,
    )


def clause_start(scene: Scene) -> tuple[int, str]:
    """Give where the trigger's clause starts and what sort of border stands there: "over" where what it opened has ended.

    A relative clause that has had its verb is over: in "hostages who were held have been freed" the freeing is the main clause.
    """
    found = list(scene.lexis.borders.finditer(scene.masked.text, 0, scene.start))
    if not found:
        return 0, ""
    last = found[-1]
    verb = scene.lexis.verb.search(scene.masked.text, last.end(), scene.start) if last.lastgroup == "relative" else None

    return (verb.end(), "over") if verb else (last.end(), last.lastgroup or "")


def _cued(scene: Scene) -> tuple[Modality, str]:
    start, border = clause_start(scene)
    left = scene.masked.text[start : scene.start]
    head = _head(scene) if border == "relative" else ""
    for index in scene.lexis.cued.open(scene.masked.text):
        cue = scene.lexis.cues[index]
        if cue.kinds and scene.kind not in cue.kinds:
            continue
        is_wide = cue.modality in {Modality.BACKGROUND, Modality.DENIED} and cue.where == "left"
        if found := _finds(cue, scene, head + left if is_wide else left):
            return _weighed(cue, scene), found

    return scene.fixed or Modality.OCCURRED, ""


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
    if scene.fixed is Modality.REFUSED and modality is Modality.OFFERED:
        return scene.fixed
    if cue.where == "if":
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
            hit = cue.pattern.search(_clause_rest(scene))
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


def _clause_rest(scene: Scene) -> str:
    border = scene.lexis.borders.search(scene.masked.text, scene.end)

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


def _is_loose(dated: Unit, scene: Scene) -> bool:
    """Say whether a date is a bare weekday or the like: of what lies ahead, it is the next one, not the last."""
    return not any(sign.isdigit() for sign in scene.words(dated))


def _event(scene: Scene) -> Unit | None:
    """Find the day of the event: a date in the trigger's clause, else in the opening, else in the clause it depends on."""
    text = scene.masked.text
    start, border = clause_start(scene)
    here = _dates(scene, scene.start if border in _PARTED else start, _event_end(scene, border))
    if here:
        return min(here, key=lambda unit: _distance(unit, scene))
    opening = scene.lexis.opening.match(text)
    if opening and opening.end() <= scene.start and (first := _dates(scene, 0, opening.end())):
        return first[0]
    if border == "comma" and not scene.lexis.actors.search(text, start, scene.start):
        before = Scene(masked=scene.masked, start=max(start - 3, 0), end=start, lexis=scene.lexis, today=scene.today)
        earlier = _dates(scene, clause_start(before)[0], start)
        return earlier[-1] if earlier else None

    return None


def _event_end(scene: Scene, border: str) -> int:
    """Give where a clause's dates end: a relative clause has none behind the verb of the main clause."""
    text = scene.masked.text
    stops = [scene.lexis.borders.search(text, scene.end)]
    if border == "relative":
        stops.append(scene.lexis.verb.search(text, scene.end))

    return min((one.start() for one in stops if one), default=len(text))


def _distance(unit: Unit, scene: Scene) -> int:
    span = scene.masked.original(scene.start, scene.end)

    return unit.start - span[1] if unit.start >= span[1] else 2 * (span[0] - unit.end)


def _dates(scene: Scene, start: int, end: int) -> list[Unit]:
    """Give the dates in a span, without those that name a thing ("the October 7 attack") or begin what ended ("held since May")."""
    named = {int(found["day"]) for found in scene.lexis.dated_noun.finditer(scene.masked.text, start, end)}

    units = scene.masked.within(start, end)

    return [
        unit
        for unit in units
        if unit.day
        and int(unit.text[2:]) not in named
        and not (scene.is_end and scene.lexis.since.match(scene.words(unit).lower()))
    ]


def _last_day(found: TextDate) -> date:
    match found.precision:
        case "month":
            return found.day.replace(day=calendar.monthrange(found.day.year, found.day.month)[1])
        case "year":
            return found.day.replace(month=12, day=31)
        case _:
            return found.day


def _is_old(found: TextDate | None, today: date | None) -> bool | None:
    """Say whether an event is older than three days when told; None where nothing says when it was."""
    if found is None or today is None:
        return None

    return today - _last_day(found) > _OLD


def _is_of_old(scene: Scene) -> bool:
    """Say whether what was brought about has an old date in its name: "which mediated the January deal"."""
    text = scene.masked.text
    if not scene.is_thing or scene.today is None:
        return False

    return any(
        _is_past(found, scene)
        for found in scene.lexis.old_thing.finditer(text)
        if found.start() == scene.end + 1 or _leads_to(text[found.end() : scene.start])
    )


def _leads_to(between: str) -> bool:
    return not between.strip(" ,") or (len(between.split()) <= _NEAR and "§" not in between)


def _is_past(found: re.Match[str], scene: Scene) -> bool:
    today = scene.today or date.max
    if found["year"]:
        return int(found["year"]) < today.year
    if found["month"]:
        return scene.lexis.months.index(found["month"]) + 1 != today.month
    unit = scene.masked.within(found.start("day") - len("§D"), found.end("day"))[0]

    return bool(_is_old(unit.day, today))


def _is_told_again(scene: Scene) -> bool:
    """An undated event in a clause with "since", or with "after" outside the lead, or told along with an old one."""
    border = clause_start(scene)[1]
    if (
        border == "since"
        or (border == "after" and not (scene.is_lead and scene.is_fresh))
        or (border == "relative" and not scene.is_open)
    ):
        return True

    return scene.is_inherited and bool(scene.lexis.again.search(scene.masked.text))
