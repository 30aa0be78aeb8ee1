"""The configuration that one begins with: whatever was wished, it is good, and what it says is what was wished."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import config, starter
from monitor.errors import Usage
from monitor.starter import Wish


def read(wish: Wish, folder: Path) -> config.Config:
    path = folder / "kabar.yaml"
    path.write_text(starter.text(wish), encoding="utf-8")
    return config.load(path)


def test_without_wishes_it_is_an_example(tmp_path: Path) -> None:
    found = read(Wish(), tmp_path)

    assert [story.id for story in found.stories] == ["gaza-hostages"]
    assert found.stories[0].parties == ("Israel", "Hamas")
    assert [sink.kind for sink in found.sinks] == ["stdout"]
    assert found.routes[0].to == ("screen",)


def test_the_words_of_a_name_are_the_terms(tmp_path: Path) -> None:
    (story,) = read(Wish(story="Strike in the port of Tilbury, with dockers"), tmp_path).stories

    assert (story.core, story.need) == (("Strike", "port", "Tilbury", "dockers"), 2)


@settings(max_examples=40)
@given(
    name=st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=40),
    terms=st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=20), max_size=4
    ),
)
def test_any_name_and_terms_give_a_good_file(
    tmp_path_factory: pytest.TempPathFactory, name: str, terms: list[str]
) -> None:
    found = read(Wish(story=name.strip(), terms=tuple(terms)), tmp_path_factory.mktemp("wish"))

    assert len(found.stories) == 1
    if terms:
        assert found.stories[0].core == tuple(terms)


@pytest.mark.parametrize("sink", ["pigeon", "webhook", "slack"])
def test_a_sink_that_cannot_be_written_is_refused_with_what_would_do(sink: str) -> None:
    with pytest.raises(Usage, match=rf"--sink {sink}: "):
        starter.text(Wish(sinks=(sink,)))
