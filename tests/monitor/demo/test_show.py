"""What the person at the terminal sees."""

import io
from typing import Any

import pytest
from rich.console import Console

from monitor.demo.show import Show


def body(stage: str, revision: int, quote: str = "We [will] release her") -> dict[str, Any]:
    passage = {
        "quote": quote,
        "publisher": "The Harbour Post",
        "url": "http://harbour-post.localhost:1/harbour-post/she-walks",
        "published_at": "2026-01-05T12:00:00+00:00",
    }
    return {
        "alert_id": "k1",
        "revision": revision,
        "story": "reef",
        "kind": "release",
        "subject": ["Ana Lund"],
        "stage": stage,
        "side": None,
        "status": "unconfirmed",
        "headline": "Unconfirmed: Ana Lund released",
        "evidence": [passage],
        "counter": [],
        "origins": 1,
        "articles": 2,
    }


def shown(*, is_terminal: bool) -> str:
    out = io.StringIO()
    with Show(Console(file=out, force_terminal=is_terminal, width=100, no_color=True)) as show:
        show.status("12 s")
        show.alert(body("promised", 1), 9.2)
        show.alert(body("released", 2), 27.4)
        show.summary([body("promised", 1), body("released", 2)], {"metrics": "http://127.0.0.1:1/metrics"})
    return out.getvalue()


def test_an_alert_comes_with_quote_link_origins_and_revision() -> None:
    for out in (shown(is_terminal=False), shown(is_terminal=True)):
        assert "We [will] release her" in out
        assert "http://harbour-post.localhost:1/harbour-post/she-walks" in out
        assert "revision 2, unconfirmed, 1 origin, 2 articles" in out


@pytest.mark.parametrize("is_terminal", [True, False])
@pytest.mark.parametrize(
    ("quote", "is_quoted"),
    [
        ('"She is free," the captain said.', False),
        ("„Sie ist frei“, sagte er.", False),
        ("She said “soon”.", True),
    ],
)
def test_a_quote_that_brings_its_own_marks_gets_no_more(quote: str, *, is_quoted: bool, is_terminal: bool) -> None:
    out = io.StringIO()
    with Show(Console(file=out, force_terminal=is_terminal, width=100, no_color=True)) as show:
        show.alert(body("promised", 1, quote), 9.2)

    assert quote in out.getvalue()
    assert is_quoted == (f"“{quote}" in out.getvalue())


def test_the_summary_tells_the_way_of_an_alert_and_where_metrics_are() -> None:
    out = shown(is_terminal=False)

    assert "promised -> released" in out
    assert "http://127.0.0.1:1/metrics" in out


def test_plain_lines_hold_no_control_characters() -> None:
    assert "\x1b" not in shown(is_terminal=False)
