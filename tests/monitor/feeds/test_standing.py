"""How a feed stands, in words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from monitor.ailments import Ailment, AilmentKind
from monitor.feeds import teaser
from monitor.feeds.standing import Kind, standing
from monitor.feeds.state import FeedState

NOON = datetime(2024, 11, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "kind", "words"),
    [
        ({}, Kind.NEVER_ASKED, "never asked"),
        ({"checked_at": NOON, "succeeded_at": NOON}, Kind.OK, "ok"),
        (
            {"checked_at": NOON, "succeeded_at": NOON, "errors": 3, "reason": "HTTP 404 Not Found"},
            Kind.FAILING,
            "failing since 2024-11-01 12:00 UTC (3 times): HTTP 404 Not Found",
        ),
        (
            {"checked_at": NOON, "errors": 1, "reason": "timed out"},
            Kind.FAILING,
            "failing since it was first asked (once): timed out",
        ),
        (
            {
                "checked_at": NOON,
                "ailments": (
                    Ailment(kind=AilmentKind.STALE, since=NOON, why="3 h"),
                    Ailment(kind=AilmentKind.COLLAPSED, since=NOON, why="60 of 2400"),
                ),
            },
            Kind.AILING,
            """
            nothing new since 2024-11-01 12:00 UTC, usually within 3 h;
            texts cut short since 2024-11-01 12:00 UTC, characters: 60 of 2400
            """,
        ),
        ({"checked_at": NOON, "errors": 1, "disabled": "HTTP 410 Gone"}, Kind.DISABLED, "disabled: HTTP 410 Gone"),
    ],
)
def test_a_feed_stands_as_its_memory_says(fields: dict[str, Any], kind: Kind, words: str) -> None:
    stands = standing(FeedState(url="https://a.example/rss", **fields))

    assert (stands.kind, stands.words) == (kind, " ".join(words.split()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The quay opened on Friday after two years of work.", True),
        ("The quay opened on Friday. " * 40, False),
        ("The quay opened on Friday. " * 40 + "Then the mayor …", True),
        ("Dermaga baru dibuka. " * 40 + "Baca selengkapnya", True),
    ],
)
def test_a_teaser_is_short_or_breaks_off(text: str, expected: bool) -> None:  # noqa: FBT001  # A case of the table.
    assert teaser.is_teaser("Quay opens", text) is expected
