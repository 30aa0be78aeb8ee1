"""Captives whom the title counts, and the text names."""

import pytest

from monitor import pipeline
from monitor.config import Config
from monitor.models import Story
from tests import builders

STORY = Story(id="captives", name="Captives", core=("Mali", "Mandera", "Basilan"), need=1)
LIST = "\n\nTwo nurses were freed in Mali on Tuesday, the army said.\n\n{}\n\nThe army has no further news."
ONE = "\n\nA pilot was freed in Mali on Tuesday, the army said.\n\n{}\n\nThe army has no further news."


def _told(title: str, text: str, language: str) -> set[str]:
    raw = builders.article(title=title, text=f"{title}{text}", language=language)

    return {name for one in pipeline.replay([raw], Config(stories=(STORY,))) for name in one.subject}


@pytest.mark.parametrize(
    "names",
    [
        "Ann Keller, 38, and Bo Lindqvist, 31, who work for a water charity, flew home.",
        "Ann Keller (38), a native of Bern, and her colleague Bo Lindqvist (31) were driven to an airfield.",
        "Dr Ann Keller, a Swiss paediatrician, and Mr Bo Lindqvist, a Swedish nutritionist, slept on the plane.",
        "They were identified as Ann Keller and Bo Lindqvist of the same clinic.",
        "The nurses – Ann Keller and Bo Lindqvist – work for a water charity.",
    ],
)
def test_a_list_of_as_many_as_are_counted_names_them(names: str) -> None:
    assert _told("Two nurses freed in Mali", LIST.format(names), "en") == {"Ann Keller", "Bo Lindqvist"}


@pytest.mark.parametrize(
    "names",
    [
        "Ann Keller and Bo Lindqvist said that they were relieved.",
        "Ann Keller, 38, Bo Lindqvist, 31, and Cy Moreno, 50, had asked for it in a letter.",
        "Ann Keller met Bo Lindqvist at the clinic in the evening.",
        "By Ann Keller and Bo Lindqvist",
        "Swiss foreign minister Ann Keller and Swedish ambassador Bo Lindqvist waited on the runway.",
    ],
)
def test_who_speaks_acts_or_writes_is_none_of_them(names: str) -> None:
    assert _told("Two nurses freed in Mali", LIST.format(names), "en") in ({"people"}, {"hostages"})


def test_who_bears_the_only_noun_of_its_kind_in_the_title_is_none_of_them() -> None:
    text = "\n\nHostages left a bank in Mali on Tuesday, freed.\n\nThe bishop, Ann Keller, 44, spoke with the gunman.\n\nDusk."

    assert "Ann Keller" not in _told("Gunman frees hostages in Mali after bishop Ann Keller steps in", text, "en")


def test_a_list_in_indonesian_names_them_too() -> None:
    text = (
        "\n\nDua perawat dibebaskan di Mali, Selasa, kata militer.\n\n"
        "Ann Keller (38) dan Bo Lindqvist (31) langsung diterbangkan pulang.\n\nTidak ada keterangan lain."
    )

    assert _told("Dua Perawat Dibebaskan di Mali", text, "id") == {"Ann Keller", "Bo Lindqvist"}


def test_whoever_tells_how_many_are_meant_is_none_of_them() -> None:
    text = (
        "\n\nJuru bicara JNIM di Mali, Bo Lindqvist, menyatakan dua perawat yang mereka sekap akan dilepas pekan depan."
        "\n\nKedua perawat itu adalah Ann Keller dan Cy Moreno.\n\nTidak ada keterangan lain."
    )

    assert _told("JNIM di Mali Janji Lepas Dua Perawat", text, "id") == {"Ann Keller", "Cy Moreno"}


@pytest.mark.parametrize(
    "name",
    ["The pilot, Ann Keller, 44, of Bern, is in good health.", "Ann Keller, a pilot from Bern, is in good health."],
)
def test_a_name_with_the_noun_of_the_title_is_meant(name: str) -> None:
    assert _told("Pilot freed in Mali", ONE.format(name), "en") == {"Ann Keller"}


@pytest.mark.parametrize(
    "name",
    [
        "The pilot's wife, Ann Keller, wept on the phone.",
        "The driver, Ann Keller, was not with him that day.",
        '"We are glad," the pilot Ann Keller told reporters.',
    ],
)
def test_a_name_with_another_noun_or_a_speaker_is_not(name: str) -> None:
    assert "Ann Keller" not in _told("Pilot freed in Mali", ONE.format(name), "en")


@pytest.mark.parametrize(
    ("title", "lead"),
    [
        ("Pupils freed in Mali", "The pupils were freed in Mali on Tuesday, the army said."),
        (
            "Dozens of nurses freed in Mali",
            "The nurses were freed in Mali on Tuesday. {} Nobody else spoke. It was hot. Dust rose.",
        ),
    ],
)
def test_a_list_further_down_names_nobody_of_whom_no_number_is_told(title: str, lead: str) -> None:
    text = f"\n\n{lead.format('All wept.')}\n\nAnn Keller, a cook, and Bo Lindqvist, a teacher, wept at the gate.\n\nThat is all."

    assert {"Ann Keller", "Bo Lindqvist"}.isdisjoint(_told(title, text, "en"))


TWO = "\n\nTwo nurses were freed in Mali on Tuesday, the army said.\n\n{}\n\nThe army has no further news."


@pytest.mark.parametrize(
    "names",
    [
        "Captain Ann Keller of Odesa and second engineer Bo Lindqvist of Iloilo were put ashore before dawn.",
        "Brig. Gen. Cy Moreno, who leads the police, identified the victims as Ann Keller, 62, a dentist, and Bo Lindqvist, 34.",
        "The ministry named them as chief nurse Ann Keller (38) and her colleague Bo Lindqvist (31).",
        "Ann Keller, 38, cried. Her mother waited. Bo Lindqvist, 31, waved to the crowd.",
    ],
)
def test_origins_ages_and_titles_are_no_bar_in_a_list(names: str) -> None:
    assert _told("Two nurses freed in Mali", TWO.format(names), "en") == {"Ann Keller", "Bo Lindqvist"}


@pytest.mark.parametrize(
    ("title", "lead", "name"),
    [
        (
            "Swiss nurse freed in Mali",
            "A Swiss nurse was freed in Mali on Tuesday, the army said.",
            "Ann Keller, 41, was left at a pump.",
        ),
        (
            "Swiss woman freed in Mali",
            "A Swiss woman was freed in Mali on Tuesday, the army said.",
            "Ann Keller (41) asked for tea.",
        ),
        (
            "Mali frees researcher",
            "Swiss historian Ann Keller flew out of Mali on Tuesday.",
            "The army has said no more.",
        ),
        (
            "Wanita Swiss dibebaskan di Mali",
            "Seorang wanita Swiss dibebaskan di Mali, Selasa.",
            "Ann Keller, 41 tahun, turun dari bus.",
        ),
    ],
)
def test_one_with_an_age_or_who_opens_the_text_is_whom_the_title_means(title: str, lead: str, name: str) -> None:
    language = "id" if "dibebaskan" in title else "en"

    assert _told(title, f"\n\n{lead}\n\n{name}\n\nThat is all for now.", language) == {"Ann Keller"}


@pytest.mark.parametrize(
    ("title", "lead", "name"),
    [
        (
            "Swiss nurse freed in Mali",
            "A Swiss nurse was freed in Mali on Tuesday, the army said.",
            '"I wept," said Ann Keller, 41, a baker.',
        ),
        (
            "Swiss nurse freed in Mali",
            "A Swiss nurse was freed in Mali on Tuesday.",
            "Ann Keller, 41, told us that she heard a shot.",
        ),
        (
            "Swiss nurse freed in Mali",
            "A Swiss nurse was freed in Mali on Tuesday.",
            "Ann Keller, 41, swept. Bo Lindqvist, 31, danced.",
        ),
        (
            "Hostages freed in Mali",
            "All hostages were freed in Mali on Tuesday.",
            "Ann Keller, 41, had taken over the bank.",
        ),
        (
            "Mali frees researcher",
            "Baker Ann Keller said on Tuesday that she had seen the car.",
            "The army has said no more.",
        ),
    ],
)
def test_a_witness_or_one_of_several_with_an_age_is_not(title: str, lead: str, name: str) -> None:
    assert "Ann Keller" not in _told(title, f"\n\n{lead}\n\n{name}\n\nThat is all for now.", "en")


@pytest.mark.parametrize(
    ("title", "text", "language"),
    [
        (
            "Six sailors freed in Mali",
            "Six sailors, including second mate Ann Keller and cook Bo Lindqvist, were freed in Mali on Tuesday.",
            "en",
        ),
        (
            "Six sailors freed in Mali",
            "Six sailors were freed in Mali on Tuesday.\n\nAmong the six are captain Ann Keller and Bo Lindqvist, the cook.",
            "en",
        ),
        (
            "Enam pelaut dibebaskan di Mali",
            "Enam pelaut dibebaskan di Mali, Selasa.\n\nDi antara mereka adalah nakhoda Ann Keller dan juru masak Bo Lindqvist.",
            "id",
        ),
        (
            "Three nurses freed in Mali",
            "Three nurses were freed in Mali.\n\nAnn Keller, Bo Lindqvist and the one who came last, Cy Moreno, were asleep.",
            "en",
        ),
    ],
)
def test_some_of_many_are_named_and_a_name_may_stand_behind_who_it_is(title: str, text: str, language: str) -> None:
    assert {"Ann Keller", "Bo Lindqvist"} <= _told(title, f"\n\n{text}\n\nIt is not known how they fare.", language)


@pytest.mark.parametrize(
    "text",
    [
        "Six sailors were freed in Mali on Tuesday.\n\nAmong those who waited on the quay was Ann Keller, a baker.",
        "Six sailors were freed in Mali on Tuesday.\n\nMany waited, including the mayor, Ann Keller.",
    ],
)
def test_who_is_one_of_others_is_none_of_them(text: str) -> None:
    assert "Ann Keller" not in _told("Six sailors freed in Mali", f"\n\n{text}\n\nThat is all.", "en")
