"""When the event of a trigger was: the dates near it, and signs that it is an old one told again."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from itertools import pairwise

from monitor.shifts.mask import Unit
from monitor.shifts.scene import Scene, clause_rest, clause_start, outer
from monitor.text import calendar as names_of_days
from monitor.text.dates import TextDate

_OLD = timedelta(days=3)
_WEEK = timedelta(days=6)
_FAR = timedelta(days=7)
_NEAR = 4
_PLACE = re.compile(r"§[LC]\d+")  # Where it was done is no party to it.
# A year that no date was read from: "in the spring of 2014", not "the 2014 deal".
_YEAR = re.compile(r"(?<!\S)((?:19|20)\d\d)(?= [^\w§]|\s*$)")
# A date before the trigger belongs to what was said before it: "sailors kidnapped last week were freed".
_PARTED = frozenset({"over", "reduced"})
# A clause that only says who somebody is: "the nurse, who was taken in April, has died".
_ASIDE = frozenset({"relative", "over"})


def is_loose(dated: Unit, scene: Scene) -> bool:
    """Say whether a date is a bare weekday or the like: of what lies ahead, it is the next one, not the last."""
    return not any(sign.isdigit() for sign in scene.words(dated))


def is_ahead(dated: Unit, scene: Scene) -> bool:
    """Say whether a date begins what is to come: "from Saturday"."""
    return scene.lexis.ahead.match(scene.words(dated).lower()) is not None


def is_called_next(dated: Unit, scene: Scene) -> bool:
    """Say whether a date says itself that it is yet to come: "next month", "bulan depan"."""
    names = names_of_days.of(scene.language)
    said = scene.words(dated).lower()
    _, away = names.relative.get(said, ("", 0))

    return away > 0 or not names.next.isdisjoint(said.split())


def is_coming(dated: Unit, scene: Scene) -> bool:
    """Say whether a verb in the present makes the name of a day one to come: "the envoys meet on Friday"."""
    if not is_weekday(dated, scene):
        return False
    start, _ = clause_start(scene)
    place = scene.masked.at[scene.masked.units.index(dated)]

    return place > scene.start and scene.lexis.present.search(scene.masked.text, start, place) is not None


def event(scene: Scene) -> Unit | None:
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
        begin, sort = clause_start(before)
        earlier = [] if scene.is_end and sort in _ASIDE else _dates(scene, begin, start)
        return earlier[-1] if earlier else None
    if border == "relative" and scene.is_open:  # What was mended in 2023 in talks that Oman brokered was brokered then.
        main = _dates(scene, 0, start)
        return main[-1] if main else None

    return None


def _event_end(scene: Scene, border: str) -> int:
    """Give where a clause's dates end: a relative clause has none behind a comma or the verb of the main clause."""
    text = scene.masked.text
    stops = [scene.lexis.borders.search(text, scene.end)]
    ends = [one.start() for one in stops if one]
    if border == "relative":
        verb = scene.lexis.verb.search(text, scene.end)
        ends += [verb.start()] if verb else []
        ends += [comma] if (comma := text.find(" ,", scene.end)) >= 0 else []

    return min(ends, default=len(text))


def _distance(unit: Unit, scene: Scene) -> int:
    span = scene.masked.original(scene.start, scene.end)

    return unit.start - span[1] if unit.start >= span[1] else 2 * (span[0] - unit.end)


def _dates(scene: Scene, start: int, end: int) -> list[Unit]:
    """Give the dates in a span, without those that name a thing, begin what ended or end something: "the October 7 attack"."""
    named = {int(found["day"]) for found in scene.lexis.dated_noun.finditer(scene.masked.text, start, end)}
    units = scene.masked.within(start, end)

    return [
        unit
        for before, unit in pairwise((None, *units))
        if unit
        and unit.day
        and int(unit.text[2:]) not in named
        and not (before and before.day and before.day.precision == "year")  # "Ten years ago on Sunday" is long ago.
        and not (scene.is_end and scene.lexis.since.match(scene.words(unit).lower()))
        and not scene.lexis.until.match(scene.words(unit).lower())
    ]


def _last_day(found: TextDate) -> date:
    match found.precision:
        case "month":
            return found.day.replace(day=calendar.monthrange(found.day.year, found.day.month)[1])
        case "year":
            return found.day.replace(month=12, day=31)
        case _:
            return found.day


def is_old(found: TextDate | None, today: date | None, *, is_weekday: bool = False) -> bool | None:
    """Say whether an event is older than three days when told; None where nothing says when it was.

    Who writes "on Monday" tells news of this week.
    A month that is yet to come is last year's: "kidnapped in April", told in March.
    """
    if found is None or today is None:
        return None
    if found.precision == "month" and found.day - today > _FAR:
        return True

    return today - _last_day(found) > (_WEEK if is_weekday else _OLD)


def is_weekday(dated: Unit, scene: Scene) -> bool:
    """Say whether a date is no more than the name of a day."""
    names = names_of_days.of(scene.language).weekdays

    return is_loose(dated, scene) and any(word in names for word in scene.words(dated).lower().split())


def _is_of_old(scene: Scene) -> bool:
    """Say whether a past year ends the clause, or what was brought about has an old date in its name: "the January deal"."""
    text = scene.masked.text
    if scene.today is None:
        return False
    start, border = clause_start(scene)
    if border == "comma" and not scene.lexis.actors.search(text, 0, start):
        start = 0  # "In the exchange of 2011, Israel freed them."
    before = scene.lexis.in_year.finditer(text, start, scene.start)
    if any(int(one[1]) < scene.today.year for one in (*_YEAR.finditer(clause_rest(scene)), *before)):
        return True
    if not scene.is_thing:
        return False

    return any(
        _is_past(found, scene)
        for found in scene.lexis.old_thing.finditer(text)
        if found.start() == scene.end + 1 or _leads_to(text[found.end() : scene.start])
    )


def _leads_to(between: str) -> bool:
    plain = _PLACE.sub("", between)

    return not plain.strip(" ,") or (len(plain.split()) <= _NEAR and "§" not in plain)


def _is_past(found: re.Match[str], scene: Scene) -> bool:
    today = scene.today or date.max
    if found["year"]:
        return int(found["year"]) < today.year
    if found["month"]:
        return scene.lexis.months.index(found["month"]) + 1 != today.month
    unit = scene.masked.within(found.start("day") - len("§D"), found.end("day"))[0]

    return bool(is_old(unit.day, today))


def is_told_again(scene: Scene) -> bool:
    """Say whether an undated event is an old one.

    It stands in a clause with "since", or with "after" outside the lead, has an old date in its name, or is told along with an
    old one.
    """
    border = outer(scene)
    if (
        border == "since"
        or (border == "after" and not (scene.is_lead and scene.is_fresh))
        or (border == "relative" and not scene.is_open)
    ):
        return True

    return _is_of_old(scene) or (scene.is_inherited and bool(scene.lexis.again.search(scene.masked.text)))
