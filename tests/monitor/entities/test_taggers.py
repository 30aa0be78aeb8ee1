"""A tagger of the user's own: what it adds, what stays, and what comes of its mistakes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import config
from monitor.entities import gazetteer, tag, taggers
from monitor.entities.taggers import Chosen, EntityTagger, Plugged, Span
from monitor.errors import ConfigInvalid, TaggerUnusable
from monitor.models import EntityKind, Mention
from tests import builders

NAMES = gazetteer.load()
PERSON, BODY, PLACE = EntityKind.PERSON, EntityKind.ORGANISATION, EntityKind.PLACE


def finds(**found: EntityKind) -> EntityTagger:
    """Make a tagger that finds these words wherever they stand; `_` is a space."""

    def spans(text: str, _: str) -> list[Span]:
        words = {word.replace("_", " "): kind for word, kind in found.items()}
        return [
            Span(start=text.index(word), end=text.index(word) + len(word), kind=kind)
            for word, kind in words.items()
            if word in text
        ]

    return spans


def mentions(text: str, tagger: EntityTagger, language: str = "en") -> dict[str, Mention]:
    found = tag.mentions(text, language, NAMES, Plugged(tagger=tagger))

    return {one.surface: one for one in found if one.kind is not EntityKind.CONCEPT}


# What it adds


def test_a_name_that_no_list_and_no_cue_gives_away_is_added() -> None:
    text = "Yesterday the boats of Ule Skarv came home."

    assert tag.mentions(text, "en", NAMES)[0].kind is EntityKind.UNKNOWN
    assert mentions(text, finds(Ule_Skarv=PERSON))["Ule Skarv"].kind is PERSON


def test_an_added_person_has_the_id_that_cues_would_give() -> None:
    by_model = mentions("Yesterday the boats of Ule Skarv came home.", finds(Ule_Skarv=PERSON))
    by_cue = tag.mentions("The captain Ule Skarv came home.", "en", NAMES)

    assert by_model["Ule Skarv"].id == next(one.id for one in by_cue if one.surface == "Ule Skarv")


def test_a_short_form_finds_the_person_that_was_added() -> None:
    found = mentions("The boats of Ule Skarv came home. Later Skarv said no more.", finds(Ule_Skarv=PERSON))

    assert found["Skarv"].id == found["Ule Skarv"].id


@pytest.mark.parametrize("kind", [BODY, PLACE])
def test_a_body_and_a_place_are_added_with_their_kind(kind: EntityKind) -> None:
    assert mentions("They rested at Ostervik before the storm.", finds(Ostervik=kind))["Ostervik"].kind is kind


def test_the_kind_it_gives_counts_where_only_cues_speak() -> None:
    text = "It was said by Nordlys Havn on Monday."

    assert mentions(text, finds())["Nordlys Havn"].kind is PERSON
    assert mentions(text, finds(Nordlys_Havn=BODY))["Nordlys Havn"].kind is BODY


# What stays


def test_a_listed_name_stays_what_it_is() -> None:
    found = mentions("Qatar spoke with Hamas in Doha.", finds(Qatar=PERSON, Hamas_in=BODY, Doha=PERSON))

    assert {name: one.id for name, one in found.items()} == {
        "Qatar": "country:qa",
        "Hamas": "group:hamas",
        "Doha": "place:doha",
    }


def test_a_person_that_cues_give_away_stays() -> None:
    assert "Jonas Veldkamp" in mentions("The pilot Jonas Veldkamp was seen.", finds())


def test_furniture_yields_nothing_to_a_tagger_either() -> None:
    text = (
        "The road is forty kilometres long and was paid for by the province, its governor said on Monday.\n\n"
        "It was opened after years of works, and the traffic flows again as before, the drivers of the valley said.\n\n"
        "Leave a Reply\n\nYour email address will not be published.\n\nUle Skarv"
    )

    assert "Ule Skarv" not in mentions(text, finds(Ule_Skarv=PERSON))


def test_it_reads_only_the_languages_it_is_for() -> None:
    plugged = Plugged(tagger=finds(Skarv=PERSON), languages={"id"})

    assert plugged.spans("Skarv", "id")
    assert not plugged.spans("Skarv", "en")


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(-3, 90), st.integers(-3, 90), st.sampled_from(EntityKind))))
def test_whatever_it_gives_mentions_quote_the_text_and_stay_apart(
    given_spans: list[tuple[int, int, EntityKind]],
) -> None:
    text = "Qatar spoke with the pilot Jonas Veldkamp in Doha. Ule Skarv and Hamas said nothing."

    def tagger(_: str, __: str) -> Sequence[Span]:
        return [Span(start=start, end=end, kind=kind) for start, end, kind in given_spans]

    found = [
        one for one in tag.mentions(text, "en", NAMES, Plugged(tagger=tagger)) if one.kind is not EntityKind.CONCEPT
    ]

    assert all(text[one.start : one.end] == one.surface for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


# What comes of mistakes


def test_a_failure_costs_one_article_its_extra_names_and_is_told() -> None:
    failures: list[Exception] = []

    def tagger(text: str, _: str) -> Sequence[Span]:
        if "storm" in text:
            raise ZeroDivisionError
        return [Span(start=0, end=9, kind=PERSON)]

    plugged = Plugged(tagger=tagger, failed=failures.append)
    text = "The pilot Jonas Veldkamp saw the storm."

    assert tag.mentions(text, "en", NAMES, plugged) == tag.mentions(text, "en", NAMES)
    assert [type(one) for one in failures] == [ZeroDivisionError]
    assert plugged.spans("Ule Skarv rowed.", "en")


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str], None]]:
    """Install a package that offers a tagger: a module, and the metadata that an installer writes."""

    def install(name: str, code: str) -> None:
        (tmp_path / f"kabar_{name}.py").write_text(code, encoding="utf-8")
        info = tmp_path / f"kabar_{name}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: kabar-{name}\nVersion: 1.0\n", encoding="utf-8")
        (info / "entry_points.txt").write_text(f"[kabar.taggers]\n{name} = kabar_{name}:tagger\n", encoding="utf-8")
        monkeypatch.syspath_prepend(tmp_path)

    yield install
    for module in [each for each in sys.modules if each.startswith("kabar_")]:
        del sys.modules[module]


GOOD = """
from monitor.entities.taggers import Span
from monitor.models import EntityKind

def tagger(model):
    word = model.read_text() if model else "Skarv"
    return lambda text, language: [
        Span(start=text.index(word), end=text.index(word) + len(word), kind=EntityKind.PERSON)
    ] if word in text else []
"""


def test_an_installed_tagger_is_found_by_its_name(installed: Callable[[str, str], None], tmp_path: Path) -> None:
    installed("gull", GOOD)
    (tmp_path / "model").write_text("Ule Skarv", encoding="utf-8")
    plugged = taggers.load(Chosen(name="gull", model=tmp_path / "model", languages=("en",)))

    assert "gull" in taggers.names()
    assert [(one.start, one.end) for one in plugged.spans("Boats of Ule Skarv", "en")] == [(9, 18)]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("def tagger(model):\n    raise FileNotFoundError(2, 'no such model')\n", "FileNotFoundError"),
        ("import no_such_library\n", "cannot be imported: ModuleNotFoundError"),
        ("def tagger(model):\n    return None\n", "gives a NoneType, no tagger"),
        ("", "cannot be imported: AttributeError"),
    ],
)
def test_a_tagger_that_cannot_be_used_is_a_clear_error_at_the_start(
    installed: Callable[[str, str], None], code: str, said: str
) -> None:
    installed("gull", code)

    with pytest.raises(TaggerUnusable, match=said):
        taggers.load(Chosen(name="gull"))


def test_a_tagger_that_is_not_installed_is_told_with_the_nearest_name() -> None:
    with pytest.raises(TaggerUnusable, match='did you mean "crf"'):
        taggers.load(Chosen(name="cfr"))


def test_the_configuration_names_the_tagger(installed: Callable[[str, str], None], tmp_path: Path) -> None:
    installed("gull", GOOD)
    written = tmp_path / "kabar.yaml"
    written.write_text(
        "stories:\n  - {id: strait, about: {core: [Norway], need: 1}}\ntagger: {name: gull, languages: [en]}\n",
        encoding="utf-8",
    )
    found = config.load(written)
    assert found.tagger is not None
    tagger = tag.Tagger(NAMES, found.stories, taggers.load(found.tagger))
    (tagged,) = tagger.tag(builders.unique(builders.article(text="In Norway the boats of Skarv came home on Monday.")))

    assert ("Skarv", PERSON) in [(one.surface, one.kind) for one in tagged.mentions]


def test_a_model_file_that_is_missing_is_told_by_the_check(tmp_path: Path) -> None:
    written = tmp_path / "kabar.yaml"
    written.write_text(
        "stories:\n  - {id: strait, about: {core: [Norway], need: 1}}\ntagger: {name: crf, model: none.crf}\n",
        encoding="utf-8",
    )

    with pytest.raises(ConfigInvalid, match=r"none\.crf: there is no such file"):
        config.check_files(config.load(written))
