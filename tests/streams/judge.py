"""A stream through the whole flow, and what was told of it against its timeline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.models import Alert
from monitor.pipeline import Pipeline
from tests.streams import press
from tests.streams.press import Printed
from tests.streams.script import Gold, Script

CROWD = frozenset({"hostages", "passengers", "people"})
SHARED = frozenset({"ceasefire", "strike", "deal"})
EARLY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A shift of the timeline and when it was told: by which of the articles on it, and how long after which origin's.

    `article` counts those that had been fetched, `late` and `second` are minutes after the first and the second origin's report;
    None where it was never told or there was no second origin.
    """

    gold: Gold
    told: Alert | None
    article: int | None
    late: float | None
    second: float | None


@dataclass(kw_only=True)
class Judged:
    """What came of a stream."""

    articles: int
    told: int
    rows: list[Row] = field(default_factory=list)
    wrong: list[Alert] = field(default_factory=list)
    twice: list[tuple[Alert, Alert]] = field(default_factory=list)
    alerts: dict[str, Alert] = field(default_factory=dict)

    @property
    def missed(self) -> list[Gold]:
        """The shifts that were not told."""
        return [row.gold for row in self.rows if row.told is None]


def run(script: Script, seed: int = 1) -> Judged:
    """Print a script, take all of it through the flow, and judge."""
    printed = press.articles(script, seed)
    flow = Pipeline.of(script.config)
    told = [alert for each in printed for alert in flow.take(each.article, each.article.fetched_at)]

    return judge(script, printed, told)


def judge(script: Script, printed: Sequence[Printed], told: Sequence[Alert]) -> Judged:
    """Compare alert revisions with the timeline."""
    judged = Judged(articles=len(printed), told=len(told), alerts={alert.id: alert for alert in told})
    for gold in script.gold():
        judged.rows.append(_row(gold, printed, told))
    judged.wrong = [alert for alert in told if alert.kind not in script.may and not _is_in(alert, script)]
    first: dict[tuple[str, tuple[str, ...], int], Alert] = {}
    for alert in judged.alerts.values():
        if alert.kind not in script.may:
            key = alert.kind, alert.subject, _round(alert, script)
            if key in first:
                judged.twice.append((first[key], alert))
            first.setdefault(key, alert)

    return judged


def _round(alert: Alert, script: Script) -> int:
    """Count what had ended before an alert began: what comes after it is another."""
    return sum(
        gold.kind == alert.kind and gold.state == "ended" and gold.at <= alert.first_at for gold in script.gold()
    )


def _row(gold: Gold, printed: Sequence[Printed], told: Iterable[Alert]) -> Row:
    found = next((one for one in told if _is_told(one, gold) and one.told_at >= gold.at - EARLY), None)
    on = [each for each in printed if each.event == gold.event]
    if found is None:
        return Row(gold=gold, told=None, article=None, late=None, second=None)
    origins: dict[str, datetime] = {}
    for each in on:
        origins.setdefault(each.origin, each.article.fetched_at)
    starts = sorted(origins.values())

    return Row(
        gold=gold,
        told=found,
        article=sum(each.article.fetched_at <= found.told_at for each in on),
        late=_minutes(starts[0], found.told_at),
        second=_minutes(starts[1], found.told_at) if len(starts) > 1 else None,
    )


def _minutes(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / 60


def _is_in(alert: Alert, script: Script) -> bool:
    """Say whether everything an alert says stands in the timeline, and had happened by then."""
    past = [gold for gold in script.gold() if gold.at - EARLY <= alert.told_at and _is_about(alert, gold)]

    return any(gold.state == alert.stage for gold in past) and (
        alert.side is None or any(gold.state == alert.side for gold in past)
    )


def _is_told(alert: Alert, gold: Gold) -> bool:
    return _is_about(alert, gold) and gold.state in {alert.stage, alert.side, alert.status.value}


def _is_about(alert: Alert, gold: Gold) -> bool:
    """Say whether an alert is about whom the timeline names; a truce is one, a strike is, and a crew by any name."""
    subject = {"crew" if name in CROWD else name for name in alert.subject}

    return alert.kind == gold.kind and (gold.kind in SHARED or set(gold.subject) == subject)


def table(name: str, judged: Judged) -> list[str]:
    """Say how a stream went, a line for each shift of its timeline."""
    lines = [f"\n{name}: {judged.articles} articles, {judged.told} revisions of {len(judged.alerts)} alerts"]
    lines += [f"  {'shift':<52} {'article':>7} {'first':>8} {'second':>8}"]
    for row in judged.rows:
        what = f"{row.gold.kind}: {', '.join(row.gold.subject) or '-'}: {row.gold.state}"
        lines.append(f"  {what:<52} {_figure(row.article):>7} {_figure(row.late):>8} {_figure(row.second):>8}")
    lines += [
        f"  WRONG {one.told_at:%d %H:%M} {one.headline} ({one.evidence[-1].quote[:160]!r})" for one in judged.wrong
    ]
    lines += [f"  TWICE {one.headline} / {other.headline}" for one, other in judged.twice]

    return lines


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f}"
