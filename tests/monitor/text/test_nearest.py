"""What somebody may have meant."""

from __future__ import annotations

import pytest

from monitor.text import nearest


@pytest.mark.parametrize(
    ("word", "choices", "meant"),
    [
        ("evry", ["url", "every", "first"], "every"),
        ("Every", ["url", "every"], "every"),
        ("mediater", ["mediator", "release"], "mediator"),
        ("relase", ["mediator", "release"], "release"),
        ("truces", ["truce", "talks"], "truce"),
    ],
)
def test_a_slip_of_the_pen_is_understood(word: str, choices: list[str], meant: str) -> None:
    assert nearest.hint(word, choices) == f'did you mean "{meant}"?'


def test_a_word_like_none_gets_the_whole_list() -> None:
    assert nearest.hint("zzz", ["url", "every", "url"]) == "one of url, every"


def test_where_there_is_nothing_to_choose_it_says_so() -> None:
    assert nearest.hint("desk", []) == "there is none"
