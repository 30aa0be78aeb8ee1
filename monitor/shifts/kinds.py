"""Which claim is which stage or side state of which kind of shift: data/kinds.yaml as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from monitor.errors import PackInvalid
from monitor.models import Modality

_STAGES = frozenset(
    {
        "stages",
        "sides",
        "passing",
        "closing",
        "contrary",
        "means",
        "subject",
        "claims",
        "grouping",
        "at_least",
        "lead_only",
        "led_by",
        "lifts",
        "between_parties",
        "one_sided",
        "parties",
        "episode_days",
    }
)
STATUSES = ("held", "promised", "released", "dead")
"""How a person is, each further than the one before; of the last two the later one counts."""

_GROUPINGS = ("each", "together", "shared")
_PARTIES = ("may", "never", "must")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where a claim stands in its kind of shift.

    A claim with neither stage nor side speaks against the shift: a denial of something that has no state of its own. `denies`
    is the state that is denied.
    """

    shift_kind: str
    stage: str | None
    side: str | None
    denies: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of shift: its stages, rising, its side states, and the role of a claim that is its subject.

    `grouping` says whether each actor of a claim is a subject of its own (a mediator), all of them together are one (who
    talks with whom), or all claims of a story share one (a truce, whoever speaks of it). `at_least` actors make a subject;
    `lead_only` kinds count only in the heading or the first sentences, or for a day ahead, those `led_by` kinds of claim
    elsewhere only with a day or where a claim of these stands there; a stage that `lifts` names is the higher one where an
    article opens with that; what is `between_parties` is told of those of the story where an article opens with it and does
    not say whose it is, of a state that is `one_sided` only where it names them there; `parties` to the conflict may, must or
    can never be in the subject; after `episode_days` of silence the same thing is news again. Side states that are `passing`
    end when the stage is told again; after one that is
    `closing` a stage begins a new episode. `means` gives the stages that say how a person is (held, promised, released,
    dead); `contrary` lists the stages of other kinds that cannot be true of the same
    subject afterwards.
    """

    name: str
    stages: tuple[str, ...]
    sides: tuple[str, ...]
    subject: str
    grouping: str = "each"
    at_least: int = 1
    lead_only: bool = False
    led_by: tuple[str, ...] = ()
    lifts: Mapping[str, str] = field(default_factory=dict)
    between_parties: bool = False
    one_sided: tuple[str, ...] = ()
    parties: str = "may"
    episode_days: float = 90.0
    passing: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    contrary: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    means: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinds:
    """All kinds of shift, and the table from (claim kind, act, modality) to a place in one of them."""

    kinds: Mapping[str, Kind]
    table: Mapping[tuple[str, str, Modality], Placed]

    def stage(self, kind: str, act: str, modality: Modality) -> Placed | None:
        """Place a claim, or None where it shifts nothing."""
        return self.table.get((kind, act, modality))

    def meaning(self, kind: str, act: str, modality: Modality) -> str | None:
        """Say how a person is of whom this is claimed: dead, whether a death is reported or confirmed."""
        placed = self.stage(kind, act, modality)

        return self.kinds[placed.shift_kind].means.get(placed.stage) if placed and placed.stage else None

    def rank(self, shift_kind: str, stage: str | None) -> int:
        """Say how far a stage is; higher is further, -1 is no stage of the kind."""
        stages = self.kinds[shift_kind].stages if shift_kind in self.kinds else ()

        return stages.index(stage) if stage in stages else -1

    def touched(self, shift_kind: str) -> tuple[str, ...]:
        """List the kinds that a cell of this kind can change: its own, and those that it can contradict."""
        return (shift_kind, *(name for name, row in self.kinds.items() if shift_kind in row.contrary))

    def subject_of(self, shift_kind: str) -> str:
        """Name the role of a claim (`who` or `by`) that is the subject of the shift."""
        return self.kinds[shift_kind].subject


def load(rows: Mapping[str, Mapping[str, object]]) -> Kinds:
    """Build the table from rows as they stand in kinds.yaml.

    >>> load({"recall": {"stages": ["made"], "claims": {"recall": {"recall": {"occurred": "made"}}}}}).rank("recall", "made")
    0
    """
    kinds: dict[str, Kind] = {}
    table: dict[tuple[str, str, Modality], Placed] = {}
    for name, row in rows.items():
        kind = _kind(name, row)
        kinds[name] = kind
        table.update(_places(kind, row.get("claims")))

    return Kinds(kinds=kinds, table=table)


def _kind(name: str, row: Mapping[str, object]) -> Kind:
    if unknown := set(row) - _STAGES:
        raise PackInvalid(f"kinds: {name}: unknown key {min(unknown)!r}")
    subject = str(row.get("subject", "who"))
    if subject not in {"who", "by"}:
        raise PackInvalid(f"kinds: {name}: subject must be who or by, not {subject!r}")

    return Kind(
        name=name,
        stages=_names(row.get("stages")),
        sides=_names(row.get("sides")),
        subject=subject,
        grouping=_one_of(name, "grouping", row, _GROUPINGS),
        at_least=int(_number(name, "at_least", row, 1)),
        lead_only=row.get("lead_only", False) is True,
        led_by=_names(row.get("led_by")),
        lifts=_lifts(name, row.get("lifts"), _names(row.get("stages"))),
        between_parties=row.get("between_parties", False) is True,
        one_sided=_names(row.get("one_sided")),
        parties=_one_of(name, "parties", row, _PARTIES),
        episode_days=_number(name, "episode_days", row, 90),
        passing=_names(row.get("passing")),
        closing=_names(row.get("closing")),
        contrary=_contrary(name, row.get("contrary")),
        means=_means(name, row.get("means")),
    )


def _one_of(kind: str, key: str, row: Mapping[str, object], choices: tuple[str, ...]) -> str:
    value = row.get(key, choices[0])
    if value not in choices:
        raise PackInvalid(f"kinds: {kind}: {key} must be one of {', '.join(choices)}, not {value!r}")

    return str(value)


def _number(kind: str, key: str, row: Mapping[str, object], default: float) -> float:
    value = row.get(key, default)
    if not isinstance(value, int | float) or value <= 0:
        raise PackInvalid(f"kinds: {kind}: {key} must be a number above 0, not {value!r}")

    return float(value)


def _names(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else ()


def _means(kind: str, value: object) -> dict[str, str]:
    found = value or {}
    if not isinstance(found, Mapping) or not set(found.values()) <= set(STATUSES):
        raise PackInvalid(f"kinds: {kind}: means must give stages one of {', '.join(STATUSES)}, not {value!r}")

    return {str(stage): str(status) for stage, status in found.items()}


def _lifts(kind: str, value: object, stages: tuple[str, ...]) -> dict[str, str]:
    found = value or {}
    if not isinstance(found, Mapping) or not {*found, *found.values()} <= set(stages):
        raise PackInvalid(f"kinds: {kind}: lifts must give a stage for a stage, not {value!r}")

    return {str(stage): str(higher) for stage, higher in found.items()}


def _contrary(kind: str, value: object) -> dict[str, tuple[str, ...]]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise PackInvalid(f"kinds: {kind}: contrary must be a mapping of kinds to stages, not {value!r}")

    return {str(other): _names(stages) for other, stages in value.items()}


def _places(kind: Kind, claims: object) -> dict[tuple[str, str, Modality], Placed]:
    found: dict[tuple[str, str, Modality], Placed] = {}
    for claim, acts in _mapping(kind, claims).items():
        for act, cells in _mapping(kind, acts).items():
            states = {_modality(kind, name): str(state) for name, state in _mapping(kind, cells).items()}
            for modality, state in states.items():
                denied = states.get(Modality.OCCURRED) if modality is Modality.DENIED else None
                found[claim, act, modality] = replace(_placed(kind, state), denies=denied)

    return found


def _mapping(kind: Kind, value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise PackInvalid(f"kinds: {kind.name}: expected a mapping, found {value!r}")

    return value


def _modality(kind: Kind, name: str) -> Modality:
    try:
        return Modality(name)
    except ValueError as error:
        raise PackInvalid(f"kinds: {kind.name}: {name!r} is no modality") from error


def _placed(kind: Kind, state: str) -> Placed:
    if state in kind.stages:
        return Placed(shift_kind=kind.name, stage=state, side=None)
    if state in kind.sides:
        return Placed(shift_kind=kind.name, stage=None, side=state)
    if state == "against":
        return Placed(shift_kind=kind.name, stage=None, side=None)
    raise PackInvalid(f"kinds: {kind.name}: {state!r} is neither a stage nor a side state")
