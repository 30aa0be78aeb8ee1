"""The body of a request as articles."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from monitor import given

NOON = datetime(2024, 11, 1, 12, tzinfo=UTC)
LIVE = given.Clock(now=NOON, is_live=True)
ROW = {"url": "https://example.org/a", "title": "Talks open", "text": "Delegates met on Friday in the capital."}


def posted(body: object, *, is_lines: bool = False) -> given.Posted:
    text = body if isinstance(body, str) else json.dumps(body)
    return given.posted(text.encode(), LIVE, is_lines=is_lines)


def test_one_object_a_list_and_lines_give_the_same_articles() -> None:
    (article,) = posted(ROW).articles

    assert (article,) == posted([ROW]).articles == posted(json.dumps(ROW), is_lines=True).articles


def test_one_mistake_keeps_all_articles_out_and_names_the_place() -> None:
    found = posted([ROW, ROW | {"url": "x", "title": 3}])

    assert found.articles == ()
    assert [(each.index, each.field) for each in found.mistakes] == [(1, "title"), (1, "url")]
    assert [each.line for each in posted(json.dumps(ROW) + "\n?", is_lines=True).mistakes] == [2]


def test_nothing_is_a_mistake_too() -> None:
    assert [each.what for body in ("[]", "") for each in posted(body, is_lines=not body).mistakes] == [
        "holds no article",
        "holds no article",
    ]


def test_a_request_holds_only_so_many() -> None:
    assert posted([ROW] * (given.MOST_ARTICLES + 1)).is_too_much
    assert len(posted([ROW] * given.MOST_ARTICLES).articles) == given.MOST_ARTICLES
