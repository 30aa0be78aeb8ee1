"""Whether the demonstration told what it must, and nothing that it must not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from monitor.demo.script import Expected, Script
from monitor.receivers.channels import Channel


def missing(script: Script, told: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    """Say in one line each what was expected and did not come as one alert with these revisions."""
    return tuple(
        f"expected {each.kind} {' -> '.join(each.stages)} of {each.subject}; {_instead(each, told)}"
        for each in script.expected
        if not any(_fits(each, stages) for stages in _stages(each, told))
    )


def wrong(script: Script, told: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    """Say in one line each which alert stands on a trap: an article that must not raise its stage, or furniture."""
    return tuple(dict.fromkeys(reason for body in told for reason in _reasons(script, body)))


def untrue(channel: Channel, told: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    """Say in one line each which alert does not stand in the channel as it was told last, once, with its changes below it."""
    last = {body["alert_id"]: body["revision"] for body in told}
    shown = [each.content["metadata"]["event_payload"] for each in channel.roots]
    found = {each["alert"]: each["revision"] for each in shown}
    doubled = [f"{len(shown) - len(found)} messages in the channel are doubled"] if len(shown) != len(found) else []
    answers = Counter(each.content["metadata"]["event_payload"]["alert"] for each in channel.messages if each.thread)
    behind = [
        f"alert {alert}: told was revision {revision}; the channel has {found.get(alert, 0)} and {answers[alert]} changes"
        for alert, revision in last.items()
        if found.get(alert) != revision or answers[alert] != revision - 1
    ]

    return (*doubled, *behind)


def _stages(expected: Expected, told: Sequence[dict[str, Any]]) -> list[list[str]]:
    """Give, for every alert of the expected story, kind and subject, the stages of its revisions."""
    alerts: dict[str, list[str]] = {}
    for body in told:
        is_ours = body["story"] == expected.story and body["kind"] == expected.kind
        if is_ours and any(expected.subject in name for name in body["subject"]):
            alerts.setdefault(body["alert_id"], []).append(body["stage"])

    return list(alerts.values())


def _fits(expected: Expected, stages: list[str]) -> bool:
    if expected.exactly:
        return list(expected.stages) == stages
    remaining = iter(stages)

    return all(stage in remaining for stage in expected.stages)


def _instead(expected: Expected, told: Sequence[dict[str, Any]]) -> str:
    found = [" -> ".join(stages) for stages in _stages(expected, told)]

    return f"came: {', '.join(found)}" if found else "nothing came"


def _reasons(script: Script, body: dict[str, Any]) -> Iterator[str]:
    name = f"{body['kind']} {body['stage']} of {', '.join(body['subject'])}"
    for passage in (*body["evidence"], *body.get("counter", ())):
        for article in script.printed(passage["url"]):
            if article.forbids(body["stage"]):
                yield f"{name} stands on {article.title!r}: {article.why}"
            elif passage["quote"] and passage["quote"] in article.furniture:
                yield f"{name} stands on furniture: {passage['quote']!r}"
