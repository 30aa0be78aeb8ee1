"""A scenario through the whole flow, and in what it came out otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from monitor.alerts import render
from monitor.config import Config
from monitor.models import Alert
from monitor.pipeline import Pipeline, Rooms
from monitor.scenarios.read import Expected, Scenario
from monitor.text import normalize


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What came of a scenario: the differences, as lines; none where it holds."""

    scenario: Scenario
    differences: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Ask whether everything came out as expected."""
        return not self.differences


def play(scenario: Scenario, config: Config, rooms: Rooms) -> Played:
    """Take the articles through the flow, in the order in which they were fetched, and compare."""
    flow = Pipeline(config=config, rooms=rooms, states=rooms.states())
    revisions = [alert for article in scenario.articles for alert in flow.take(article, article.fetched_at)]
    told = list(flow.alerts.values())

    return Played(scenario=scenario, differences=tuple(_differences(scenario, told, revisions)))


def _differences(scenario: Scenario, told: Sequence[Alert], revisions: Sequence[Alert]) -> Iterator[str]:
    missing = [each for each in scenario.expected if not any(_fits(alert, each) for alert in told)]
    for each in missing:
        yield f"- expected  {_expected(each)}"
        near = [alert for alert in told if _is_near(alert, each)]
        yield from (f"+ but told  {_told(alert)}" for alert in near)
        if not near:
            yield "+ but nothing of this kind was told"
    for forbidden in scenario.forbidden:
        wrong = next((alert for alert in revisions if _fits(alert, forbidden)), None)
        if wrong is not None:
            yield f"- not        {_expected(forbidden)}"
            yield f"+ but told  {_told(wrong)}"
    for alert in told if scenario.is_all else ():
        if not any(_fits(alert, each) or _is_near(alert, each) for each in scenario.expected):
            yield f"+ told too  {_told(alert)}"


def _is_near(alert: Alert, expected: Expected) -> bool:
    """Ask whether an alert is about the same, whatever it says of it."""
    return _fits(alert, replace(expected, stage=None, side=None, status=None, count=None)) or _fits(
        alert, Expected(story=expected.story, kind=expected.kind or "-")
    )


def _fits(alert: Alert, expected: Expected) -> bool:
    pairs = (
        (expected.story, alert.story),
        (expected.kind, alert.kind),
        (expected.stage, alert.stage),
        (expected.side, alert.side),
        (expected.status, alert.status.value),
        (expected.count, alert.count),
    )
    names = {normalize.fold(name) for name in alert.subject}
    is_subject = expected.subject is None or names == {normalize.fold(name) for name in expected.subject}

    return is_subject and all(wanted is None or wanted == found for wanted, found in pairs)


def _expected(each: Expected) -> str:
    count = f"({render.figure(each.count)})" if each.count else None
    who = None if each.subject is None else ", ".join(each.subject)
    parts = (each.story, each.kind, who, count, each.stage, each.side, each.status)

    return ": ".join(part for part in parts if part) or "anything"


def _told(alert: Alert) -> str:
    count = f" ({render.figure(alert.count)})" if alert.count else ""
    side = f", {alert.side}" if alert.side and alert.side != alert.stage else ""
    quote = " ".join(alert.evidence[0].quote.split())[:160] if alert.evidence else ""
    said = f"{alert.kind}: {', '.join(alert.subject)}{count}: {alert.stage}{side}: {alert.status.value}"

    return f'{said}, articles {alert.articles} / origins {alert.origins}: "{quote}"'
