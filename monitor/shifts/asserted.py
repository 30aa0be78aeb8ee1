"""How what was found in a line is asserted at the words that say it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from monitor.models import Modality
from monitor.shifts import learned, modality, packs
from monitor.shifts.lines import Line
from monitor.shifts.modality import Reading
from monitor.shifts.scene import Scene

PLAIN = frozenset({Modality.OCCURRED, Modality.BACKGROUND})
_SURE = 0.9  # From this chance on what no rule says has happened is told as that,
_SURE_ACTED = 0.8  # and from this on that somebody has acted: nobody is freed by it.
_POSSIBLE = 0.2  # What has less of one is not told in its place: then nothing is promised.
_DOUBT = 0.3  # Below it what a rule says is told as what it rather is: as old, or, if promised, asked for and so on,
_LIKELY = 0.5  # where that is likely.


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was found in a sentence and by which rule, with the span of its trigger.

    `more` are all spans by which the second reader found it, the strongest first.
    """

    rule: str
    kind: str
    act: str
    span: tuple[int, int]
    fixed: Modality | None = None
    more: tuple[tuple[int, int], ...] = ()


def readings(line: Line, said: Said, claimed: packs.Claimed, *, is_past: bool) -> list[Reading]:
    """Read how something is asserted at each of its spans; `is_past` where the sentence before told of what was long ago."""
    return [
        modality.read(
            Scene(
                masked=line.masked,
                start=start,
                end=end,
                lexis=line.pack.lexis,
                today=line.today,
                kind=said.kind,
                future=claimed.future,
                fixed=said.fixed,
                is_lead=line.is_lead,
                is_inherited=is_past,
                is_open=claimed.is_open,
                is_fresh=claimed.is_fresh,
                is_thing=claimed.is_thing,
                is_end=claimed.is_end,
                is_pledge=said.act in claimed.acts,
                article=line.article.text,
                language=line.article.language,
            )
        )
        for start, end in said.more or (said.span,)
    ]


def first(found: Sequence[Reading]) -> Reading:
    """Of readings at several words take the first that says that it has not just happened."""
    return next((one for one in found if one.modality not in PLAIN), found[0])


def weighed(readings: Sequence[Reading], how: Mapping[Modality, float], *, who: str, is_guess: bool) -> Reading:
    """Weigh what the rules say of how something is asserted against the tables.

    What no rule found is asserted as is likeliest, and has occurred only where that is nearly certain. What a rule says has
    happened gives way to what is likelier, and only where it is unlikely to what is old; its other words where they are unlikely.
    """
    if not how:
        return first(readings)
    likeliest = max(how, key=how.__getitem__)
    if is_guess:
        return _guessed(readings, how, likeliest, _SURE_ACTED if who == "actors" else _SURE)
    reading = readings[0]
    own = reading.modality
    if own is Modality.OCCURRED:
        is_old = likeliest is Modality.BACKGROUND and how[own] < _DOUBT
        return _as(reading, likeliest) if is_old or likeliest not in PLAIN else reading
    if own is Modality.BACKGROUND or how[own] >= _DOUBT:
        return reading
    if how[likeliest] >= (_SURE if likeliest is Modality.OCCURRED else _LIKELY):
        return reading if likeliest is Modality.BACKGROUND else _as(reading, likeliest)

    return reading


def _guessed(readings: Sequence[Reading], how: Mapping[Modality, float], likeliest: Modality, least: float) -> Reading:
    if likeliest is Modality.OCCURRED and readings[0].modality is Modality.BACKGROUND:
        return readings[0]
    if likeliest is Modality.OCCURRED and how[likeliest] < least:
        rather = max((one for one in how if one is not Modality.OCCURRED), key=how.__getitem__)
        likeliest = rather if how[rather] >= _POSSIBLE else Modality.PLANNED

    return next((one for one in readings if one.modality is likeliest), _as(readings[0], likeliest))


def _as(reading: Reading, how: Modality) -> Reading:
    return replace(reading, modality=how, cue=learned.NAME, act=None)
