"""How a feed stands, in words.

Rules are looked at in their order, and the first that has something to say says it: a new ailment is one more row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from monitor.feeds import health
from monitor.feeds.state import FeedState


class Kind(StrEnum):
    """What a program looks at."""

    OK = "ok"
    NEVER_ASKED = "never asked"
    AILING = "ailing"
    FAILING = "failing"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a feed stands: a closed word for programs, a clause for people."""

    kind: Kind
    words: str


def standing(state: FeedState | None) -> Standing:
    """Say how a feed stands.

    >>> standing(None).words
    'never asked'
    >>> standing(FeedState(url="https://example.org/rss", disabled="HTTP 410 Gone")).words
    'disabled: HTTP 410 Gone'
    """
    if state is None:
        return Standing(kind=Kind.NEVER_ASKED, words="never asked")
    for kind, words in _RULES:
        if said := words(state):
            return Standing(kind=kind, words=said)

    return Standing(kind=Kind.OK, words="ok")


def _disabled(state: FeedState) -> str:
    return f"disabled: {state.disabled}" if state.disabled else ""


def _never_asked(state: FeedState) -> str:
    return "" if state.checked_at else "never asked"


def _ailing(state: FeedState) -> str:
    return "; ".join(health.words(each) for each in state.ailments)


def _failing(state: FeedState) -> str:
    if not state.errors:
        return ""
    since = f"since {_moment(state.succeeded_at)}" if state.succeeded_at else "since it was first asked"
    times = "once" if state.errors == 1 else f"{state.errors} times"

    return f"failing {since} ({times}): {state.reason or 'no reason is known'}"


_RULES: tuple[tuple[Kind, Callable[[FeedState], str]], ...] = (
    (Kind.DISABLED, _disabled),
    (Kind.NEVER_ASKED, _never_asked),
    (Kind.AILING, _ailing),
    (Kind.FAILING, _failing),
)


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
