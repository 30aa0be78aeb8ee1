"""What Kabar promises its desk, as a table, and the rules that tell when a promise is about to be broken.

Each objective has a ratio of what went wrong, recorded over several windows. People are told by burn rates, as the Site
Reliability Workbook has it: how many times faster than allowed the budget of 30 days is being used up, over a long window (so
that it matters) and a short one (so that it still goes on).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from deploy.prometheus.rule import CRITICAL, WARNING, Record, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Burn:
    """Told when the budget burns `factor` times too fast over both windows, and in the long one `least` events went wrong.

    On a quiet day one late alert would be a ratio of 1: nobody is woken for a single one.
    """

    factor: float
    long: str
    short: str
    severity: str
    least: int


FAST = (
    Burn(factor=14.4, long="1h", short="5m", severity=CRITICAL, least=3),
    Burn(factor=6, long="6h", short="30m", severity=CRITICAL, least=3),
)
SLOW = (Burn(factor=1, long="3d", short="6h", severity=WARNING, least=1),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """A promise: `target` is the part that has to go well; `bad` and `total` are rates of events over ``[WINDOW]``."""

    name: str
    target: float
    says: str
    bad: str
    total: str
    alert: str
    burns: tuple[Burn, ...]

    @property
    def budget(self) -> float:
        """The part that may go wrong."""
        return round(1 - self.target, 6)

    def ratio(self, window: str) -> str:
        """Name the recorded ratio of what went wrong."""
        return f"kabar:{self.name}:bad_ratio_rate{window}"

    def events(self, window: str) -> str:
        """Name the recorded number of events that went wrong."""
        return f"kabar:{self.name}:bad_increase{window}"


def _slower(histogram: str, seconds: float) -> tuple[str, str]:
    """Give the rates of what took longer, and of everything."""
    total = f"sum(rate(kabar_{histogram}_seconds_count[WINDOW]))"
    return f'({total} - sum(rate(kabar_{histogram}_seconds_bucket{{le="{seconds}"}}[WINDOW])))', total


_LATE, _DELIVERED = _slower("fetched_to_delivered", 60.0)
_OLD, _TOLD = _slower("published_to_alert", 900.0)
_LOST = 'sum(rate(kabar_stage_dead_total{stage="deliver"}[WINDOW]))'
_TAKEN = 'sum(rate(kabar_deliveries_total{outcome="accepted"}[WINDOW]))'

OBJECTIVES = (
    Objective(
        name="delivered_late",
        target=0.99,
        says="99 % of alerts are with their sinks within 60 s after the article was fetched",
        bad=_LATE,
        total=_DELIVERED,
        alert="KabarDeliveredLate",
        burns=(*FAST, *SLOW),
    ),
    Objective(
        name="told_late",
        target=0.9,
        says="90 % of alerts are told within 15 min after the article was published",
        bad=_OLD,
        total=_TOLD,
        alert="KabarToldLate",
        # Of a budget of 10 % nothing can burn 14.4 times too fast; and most of it is the publishers', so nobody is woken.
        burns=(Burn(factor=6, long="6h", short="30m", severity=WARNING, least=3), *SLOW),
    ),
    Objective(
        name="delivery_lost",
        target=0.999,
        says="99.9 % of deliveries are taken by their sink in the end",
        bad=_LOST,
        total=f"({_LOST} + {_TAKEN})",
        alert="KabarDeliveryLost",
        burns=(*FAST, *SLOW),
    ),
)


def records() -> Iterator[Record]:
    """Give what is recorded: ratios over every window, and numbers over the long ones."""
    for each in OBJECTIVES:
        for window in dict.fromkeys(window for burn in each.burns for window in (burn.short, burn.long)):
            bad, total = (expr.replace("WINDOW", window) for expr in (each.bad, each.total))
            yield Record(name=each.ratio(window), expr=f"{bad} / ({total} > 0)")
        for window in dict.fromkeys(burn.long for burn in each.burns):
            yield Record(
                name=each.events(window), expr=each.bad.replace("WINDOW", window).replace("rate(", "increase(")
            )


def rules() -> Iterator[Rule]:
    """Give the alerts: one for each objective and severity, which fires when any of its burns does."""
    for each in OBJECTIVES:
        for severity in (CRITICAL, WARNING):
            burns = [burn for burn in each.burns if burn.severity == severity]
            if burns:
                yield Rule(
                    name=each.alert,
                    severity=severity,
                    expr="\nor\n".join(_burning(each, burn) for burn in burns),
                    summary=f"At risk: {each.says}.",
                    description=(
                        "{{ $value | humanizePercentage }} went wrong over the long window; "
                        f"{each.budget * 100:g} % may in 30 days."
                    ),
                )


def _burning(objective: Objective, burn: Burn) -> str:
    most = f"{burn.factor:g} * {objective.budget:g}"
    # increase() rounds: three events may look like 2.9.
    return (
        f"({objective.ratio(burn.long)} > {most} and {objective.ratio(burn.short)} > {most}"
        f" and {objective.events(burn.long)} > {burn.least - 0.5:g})"
    )
