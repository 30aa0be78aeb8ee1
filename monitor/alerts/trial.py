"""An alert about nothing, to see whether a sink works: a first message, and its end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from monitor import ids
from monitor.alerts import render, templates
from monitor.lives import Life, Severity
from monitor.models import Alert, Modality, Status

KIND = "trial"


def made(language: str, now: datetime) -> Iterator[Alert]:
    """Make the trial: a message, then the revision that ends it, so that no incident stays open."""
    labels = templates.load(language).labels
    first = Alert(
        id=f"trial-{ids.digest(now.isoformat())[:12]}",
        revision=1,
        story="",
        story_name="",
        kind=KIND,
        subject=(),
        stage="open",
        side=None,
        modality=Modality.OCCURRED,
        count=None,
        status=Status.CONFIRMED,
        headline=labels["trial"],
        changed=(),
        evidence=(),
        counter=(),
        origins=0,
        articles=0,
        first_at=now,
        last_at=now,
        told_at=now,
        version=1,
        severity=Severity.LOW,
    )
    yield first
    yield replace(
        first,
        revision=2,
        life=Life.CLOSED,
        stage="closed",
        changed=(render.ended(first, Life.CLOSED, language),),
        headline=render.ended(first, Life.CLOSED, language),
    )
