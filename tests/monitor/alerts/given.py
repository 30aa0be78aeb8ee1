"""Shifts and alerts for the tests of the alerts room."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.alerts import decide
from monitor.alerts.decision import Tell
from monitor.alerts.sinks.settings import File, Sink, Slack, Stdout, Webhook
from monitor.lives import Happening
from monitor.models import Actor, Alert, Delivery, DeliveryState, Evidence, Modality, Shift, Status, Story

NOON = datetime(2024, 11, 1, 12, 0, tzinfo=UTC)
SECRET = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OLDER = "whsec_" + "C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
HOOK_URL = "https://hooks.slack.example/services/T000/B000/canary"
TOKEN = "xoxb-canary-token"

STORY = Story(id="strait", name="Strait hostages", core=("Arda", "Belmar"), known=(("release", ("Norland",)),))
HOOK = Sink(id="hook", webhook=Webhook(url="https://desk.example/hook", secret_file="/run/secrets/hook"))
DESK = Sink(id="desk", slack=Slack(url_file="/run/secrets/slack"))
BOT = Sink(id="bot", slack=Slack(token_file="/run/secrets/token", channel="#desk"))
SCREEN = Sink(id="screen", stdout=Stdout())
BOOK = Sink(id="book", file=File(path="/var/lib/kabar/alerts.jsonl"))
SECRETS = {"secret_file": f"{SECRET}\n{OLDER}\n", "url_file": f"{HOOK_URL}\n", "token_file": f"{TOKEN}\n"}


def later(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def evidence(**changes: Any) -> Evidence:
    base = Evidence(
        article="a1",
        url="https://kabar-utara.example/berita/1",
        publisher="Kabar Utara",
        published_at=NOON,
        language="id",
        quote="Kelompok itu akan membebaskan Mira Talsen pekan depan",
        start=10,
        end=63,
    )
    return replace(base, **changes)


def shift(**changes: Any) -> Shift:
    base = Shift(
        id="s1",
        story="strait",
        kind="release",
        subject=(Actor(id="person:mira-talsen", name="Mira Talsen"),),
        episode=1,
        stage="promised",
        side=None,
        modality=Modality.PROMISED,
        count=None,
        status=Status.UNCONFIRMED,
        evidence=(evidence(),),
        counter=(),
        origins=1,
        articles=1,
        first_at=NOON,
        last_at=NOON,
        version=1,
        is_told=True,
        speakers=("Arda Front",),
    )
    return replace(base, **changes)


def told(**changes: Any) -> Alert:
    match decide.decide(None, shift(**changes), story=STORY, language="en", now=NOON):
        case Tell(alert=alert):
            return alert
    raise AssertionError("A first shift is told.")


def alert(**changes: Any) -> Alert:
    return replace(told(), **changes)


def delivery(sink: str, *steps: tuple[float, str, str], **changes: Any) -> Delivery:
    """Give a delivery of what was told; each step is seconds after noon, what happened, why."""
    base = Delivery(
        alert=told().id,
        sink=sink,
        story="strait",
        revision=1,
        state=DeliveryState.SENT,
        attempts=0,
        next_at=None,
        first_at=NOON,
        updated_at=NOON,
        reason="accepted",
        history=tuple(Happening(at=later(at), revision=1, what=what, why=why) for at, what, why in steps),
    )
    return replace(base, **changes)
