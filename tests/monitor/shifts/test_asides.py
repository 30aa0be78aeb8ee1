"""A sentence is also read without what stands between its subject and its verb."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.models import Modality
from monitor.shifts import asides, claims, examples, lines, packs
from monitor.shifts.mask import Masked

PACKS = packs.load()


def _masked(notation: str, language: str) -> Masked:
    tagged = examples.tagged(notation, language)

    return lines.masked(PACKS.languages[language], tagged, tagged.sentences[0])


@pytest.mark.parametrize(
    ("language", "notation", "left"),
    [
        ("en", "<P Carla Ruiz>, a nurse from <L Leeds>, has come home.", "§P0 has come home ."),
        ("en", "The nun, whom raiders took in May, was set free.", "the person was set free ."),
        ("en", "Doubts grew whether the pilots seized near the dam would be freed.", "whether the pilots would be freed ."),
        ("en", "The sailor who was held in a cave has been rescued.", "the sailor has been rescued ."),
        ("id", "<P Budi Hartono>, dosen asal <L Depok>, sudah bebas.", "§P0 sudah bebas ."),
        ("id", "Empat pelaut yang diculik di lepas pantai akhirnya pulang.", "pelaut akhirnya pulang ."),
    ],
)  # fmt: skip
def test_what_is_said_by_the_way_is_left_out(language: str, notation: str, left: str) -> None:
    bare = asides.without(_masked(notation, language), PACKS.languages[language].lexis)

    assert bare is not None
    assert bare.text.endswith(left)


@pytest.mark.parametrize(
    ("language", "notation"),
    [
        ("en", "The hostages, officials denied, were freed."),
        ("en", "<G Cuba>, <G Norway> and <G Chile>, have mediated."),
        ("en", "The pilot, <P Carla Ruiz>, has been freed."),
        ("en", "On <L Crete>, the police freed two hostages."),
        ("id", "Sandera itu, menurut juru bicara, dibebaskan."),
        ("id", "Pilot itu, <P Budi Hartono>, sudah bebas."),
    ],
)
def test_what_says_who_it_was_or_weighs_it_stays(language: str, notation: str) -> None:
    assert asides.without(_masked(notation, language), PACKS.languages[language].lexis) is None


@pytest.mark.parametrize(
    ("language", "notation", "who", "modality"),
    [
        ("en", "<P Carla Ruiz>, the nurse kidnapped from her ward in May, has regained her freedom.", "Carla Ruiz", "occurred"),
        ("en", "It is unclear whether four sailors seized off <L Lome> in May will be released.", "crew", "conditional"),
        ("id", "<P Budi Hartono>, dosen yang diculik milisi pada Mei, dibebaskan penculiknya.", "Budi Hartono", "occurred"),
    ],
)  # fmt: skip
def test_the_main_clause_is_read_over_an_aside(language: str, notation: str, who: str, modality: str) -> None:
    told = claims.Extractor(PACKS).extract(examples.tagged(notation, language))
    freed = [one for one in told if one.kind == "release"]

    assert [(one.who[0].name, one.modality) for one in freed] == [(who, Modality(modality))]


@given(
    st.lists(
        st.sampled_from("the pilot , who was held in May has been freed . taken and is <P A Lee> on".split()),
        max_size=30,
    )
)
def test_what_is_left_stands_where_it_stood(words: list[str]) -> None:
    masked = _masked(" ".join(["Sailors", *words]), "en")
    bare = asides.without(masked, PACKS.languages["en"].lexis) or masked

    assert all(bare.text[at:].startswith(unit.text) for unit, at in zip(bare.units, bare.at, strict=True))
    assert all(one.start < other.start for one, other in pairwise(bare.units))
    assert set(bare.units) <= set(masked.units)
