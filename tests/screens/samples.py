"""Alerts to be looked at: a promise, its denial, its confirmation, a retraction, a digest, and feeds that went silent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from monitor.ailments import Ailment, AilmentKind, Health
from monitor.alerts import blocks, coverage, decide, life, orders
from monitor.alerts.coverage import Seen
from monitor.alerts.decision import Keep, Tell
from monitor.lives import Happening, Item, Severity, Verb, Verdict
from monitor.models import Alert, Delivery, DeliveryState, Modality, Status
from tests.monitor.alerts import given

BASE = "https://kabar.example/alerts/k3c1fbe286fef5ae7"
FIRST = given.evidence(
    quote="Kelompok itu akan membebaskan Mira Talsen dalam waktu 48 jam, kata juru bicaranya kepada wartawan di Teluk Sena.",
    publisher="Kabar Utara",
    url="https://kabar-utara.example/berita/mira-talsen",
)
SECOND = given.evidence(
    article="a2",
    quote="Arda Front promised to hand over the nurse Mira Talsen to mediators from Norland, two officials said.",
    publisher="Strait Times of Belmar",
    language="en",
    url="https://strait.example/world/talsen",
    published_at=given.later(2_400),
)
DENIAL = given.evidence(
    article="a3",
    quote="“There is no agreement on any release,” the front’s political office said in a statement.",
    publisher="Belmar Post",
    language="en",
    url="https://belmar.example/front-denies",
    published_at=given.later(5_400),
)


def told(before: Alert | None, language: str, minutes: float, **changes: Any) -> Alert:
    """Tell the next revision."""
    now = given.later(60 * minutes)
    last = changes.pop("published_at", now - timedelta(seconds=95))
    shift = given.shift(heard=("Arda",), silent=("Belmar",), rules=("r",), published_at=last, **changes)
    decision = decide.decide(before, shift, story=given.STORY, language=language, now=now)
    assert isinstance(decision, Tell)
    return replace(decision.alert, page=BASE)


def promise(language: str) -> tuple[Alert, Alert, Alert]:
    """Give a promise, its confirmation and its denial."""
    first = told(None, language, 2, evidence=(FIRST,))
    second = told(
        first, language, 42, version=2, evidence=(FIRST, SECOND), origins=2, articles=5, status=Status.CONFIRMED
    )
    third = told(
        second,
        language,
        92,
        version=3,
        evidence=(FIRST, SECOND),
        counter=(DENIAL,),
        origins=2,
        articles=7,
        status=Status.DISPUTED,
    )
    return first, second, third


def retracted(alert: Alert, language: str) -> Alert:
    """Take an alert back."""
    made = orders.order(
        alert.id, Verb.RETRACT, by="ana", via="cli", at=given.later(9_000), note="Kabar Utara menarik beritanya"
    )
    decision = life.obey(alert, made, language, None)
    assert isinstance(decision, Tell)
    return decision.alert


def digest(language: str) -> Alert:
    """Give a digest of what a budget did not cover."""
    heads = (
        "CONFIRMED: Ceasefire violated: Arda, Belmar",
        "UNCONFIRMED: Talks announced: Arda, Belmar",
        "DISPUTED: Held captive: crew (3-5)",
    )
    items = tuple(
        Item(headline=head, alert=f"k{n}", url=f"https://kabar.example/alerts/k{n}") for n, head in enumerate(heads * 2)
    )
    return replace(
        told(None, language, 120),
        kind="digest",
        stage="due",
        story="",
        story_name="",
        severity=Severity.NORMAL,
        headline="Digest: 6 alerts since 13:00 UTC",
        evidence=(),
        articles=0,
        origins=0,
        known=(),
        heard=(),
        silent=(),
        rules=(),
        items=items,
        page="",
        published_at=None,
        modality=Modality.OCCURRED,
    )


def silent(language: str) -> Alert:
    """Give the alert about feeds."""
    ailing = tuple(
        Health(
            feed=f"https://{n}.example/rss",
            publisher=name,
            ailments=(Ailment(kind=kind, since=given.NOON, why=why),),
            at=given.NOON,
        )
        for n, (name, kind, why) in enumerate(
            [
                ("Belmar Post", AilmentKind.FAILING, "HTTP 503 Service Unavailable"),
                ("Kabar Utara", AilmentKind.STALE, "40 min"),
            ]
        )
    )
    return coverage.tell(None, Seen(ailing=ailing, feeds=120), language, given.later(7_300))[0].alert


def channel(language: str) -> list[tuple[str, Mapping[str, Any], bool]]:
    """Give what a channel shows, the root message of the promise as it was before each of its changes."""
    first, second, third = promise(language)
    return [
        ("12:02", blocks.message(first, language, has_buttons=True), False),
        ("13:32", blocks.message(third, language, has_buttons=True), False),
        ("12:42", blocks.change(second, language), True),
        ("13:32", blocks.change(third, language), True),
        ("14:30", blocks.message(retracted(third, language), language), False),
        ("14:00", blocks.message(digest(language), language), False),
        ("14:01", blocks.message(silent(language), language), False),
    ]


def judged(language: str) -> tuple[Alert, list[Delivery]]:
    """Give an alert with a history, and its deliveries, for its page."""
    alert = promise(language)[2]
    made = orders.order(
        alert.id, Verb.VERDICT, by="budi", via="slack", at=given.later(5_700), note="", verdict=Verdict.TRUE
    )
    decision = life.obey(alert, made, language, None)
    assert isinstance(decision, Keep)
    alert = decision.alert
    base = Delivery(
        alert=alert.id,
        sink="desk",
        story=alert.story,
        revision=3,
        state=DeliveryState.SENT,
        attempts=0,
        next_at=None,
        first_at=given.NOON,
        updated_at=given.later(5_522),
        reason="accepted",
        history=tuple(
            Happening(at=given.later(at), revision=n, what="sent") for n, at in ((1, 121), (2, 2_521), (3, 5_522))
        ),
    )
    held = replace(
        base,
        sink="phone",
        revision=0,
        state=DeliveryState.PENDING,
        next_at=given.later(23_400),
        held="quiet",
        waiting=(alert,),
        history=(Happening(at=given.later(122), revision=1, what="quiet", why="until 2024-11-01 18:30 UTC"),),
    )
    return alert, [base, held]
