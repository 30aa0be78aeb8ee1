"""Choices of words are written shorter, and match the same."""

import re

from hypothesis import given
from hypothesis import strategies as st

from monitor.shifts import choices

_words = st.lists(
    st.text("ab -", min_size=1, max_size=5).filter(lambda word: word.strip(" -") == word), min_size=4, max_size=9
)
_tails = st.sampled_from(["", "a", "(?: b)?", "b$", "(?:a|b)+"])


@given(_words, _tails, st.text("ab -", max_size=14))
def test_a_factored_choice_matches_what_the_choice_matches(words: list[str], tail: str, text: str) -> None:
    pattern = f"(?P<who>{'|'.join(words)}){tail}"

    assert _spans(pattern, text) == _spans(choices.factored(pattern), text)


def test_beginnings_are_written_once() -> None:
    assert choices.factored("(?:tahanan|tawanan|awak|anak buah|anak)") == "(?:ta(?:hanan|wanan)|a(?:wak|nak(?: buah|)))"


def test_a_choice_of_more_than_words_stays_as_it_is() -> None:
    pattern = r"(?:one|two|three|\w+ four)"

    assert choices.factored(pattern) == pattern


def _spans(pattern: str, text: str) -> list[tuple[int, int]]:
    return [found.span("who") for found in re.finditer(pattern, text)]
