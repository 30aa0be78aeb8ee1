"""YAML with lines."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from monitor.text import marked

TEXT = """\
# a comment
stories:
  - id: one
    about:
      core: [a,
             b]
  - id: two
port: 7
"""


def test_values_are_those_of_a_plain_reader() -> None:
    assert marked.read(TEXT).value == yaml.safe_load(TEXT)


@pytest.mark.parametrize(
    ("at", "line"),
    [
        ((), 2),
        (("stories",), 2),
        (("stories", 0), 3),
        (("stories", 0, "about", "core"), 5),
        (("stories", 0, "about", "core", 1), 6),
        (("stories", 1, "id"), 7),
        (("port",), 8),
        (("stories", 1, "missing"), 7),
        (("stories", 0, "about", "missing", "deeper"), 4),
        (("nowhere",), 2),
    ],
)
def test_a_place_has_its_line_or_that_of_what_is_around_it(at: marked.Place, line: int) -> None:
    assert marked.read(TEXT).line(at) == line


def test_a_key_that_is_given_twice_keeps_its_first_value_and_is_told() -> None:
    found = marked.read("a: 1\nb: 2\na: 3\n")

    assert found.value == {"a": 1, "b": 2}
    assert [(each.at, each.line) for each in found.mistakes] == [(("a",), 3)]


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n"])
def test_an_empty_document_is_nothing_and_no_mistake(text: str) -> None:
    found = marked.read(text)

    assert (found.value, found.mistakes) == (None, ())


@pytest.mark.parametrize("text", ["a: &a [*a]", "[" * 5000, "a: &a {b: *a}"])
def test_what_is_nested_without_end_is_one_mistake(text: str) -> None:
    assert [each.what for each in marked.read(text).mistakes] == ["is nested too deeply"]


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    found = marked.read(text)

    assert found.line(("a", 0)) >= 1
    assert all(each.what for each in found.mistakes)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=9),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=10,
    )
)
def test_whatever_a_writer_wrote_is_read_back(value: object) -> None:
    found = marked.read(yaml.safe_dump(value, allow_unicode=False))

    assert (found.value, found.mistakes) == (value, ())
