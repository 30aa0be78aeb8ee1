"""One person has one id within an article, and two persons have two."""

from __future__ import annotations

from itertools import permutations

import pytest

from monitor.entities import gazetteer, tag, variants
from monitor.entities.entity import Extra
from monitor.entities.tag import Tagger
from monitor.models import EntityKind, Story
from tests import builders

NAMES = gazetteer.load()


def ids(text: str, language: str = "en") -> dict[str, str]:
    return {one.surface: one.id for one in tag.mentions(text, language, NAMES) if one.kind is EntityKind.PERSON}


def test_a_surname_is_the_person_named_in_full() -> None:
    found = ids("The pilot Jonas Veldkamp was seen on Monday. Veldkamp looked thin, and Mr Veldkamp said little.")

    assert found["Veldkamp"] == found["Jonas Veldkamp"]


def test_a_name_without_signs_is_the_person_whom_signs_show_later() -> None:
    text = "Wondo Veldhar: kelompok itu pergi lagi ke pulau.\nSatu perahu membawa pulang sandera Wondo Veldhar."
    found = [one for one in tag.mentions(text, "id", NAMES) if one.surface == "Wondo Veldhar"]

    assert [one.kind for one in found] == [EntityKind.PERSON, EntityKind.PERSON]


def test_a_misspelt_surname_is_still_the_person() -> None:
    text = "Wakil ketua Hamas Mousa Abu Marzook tiba. Mazrook menambahkan dua hal. Marzouk lalu pergi."
    found = ids(text, "id")

    assert set(found.values()) == {"person:mousa-abu-marzook"}
    assert {"Mazrook", "Marzouk"} <= set(found)


def test_a_surname_of_two_persons_is_neither() -> None:
    text = "Captain Tomas Elvik was taken. “He is well,” said Marit Elvik. Later the captors of Elvik wrote again."
    found = ids(text)

    assert found["Elvik"] not in {found["Tomas Elvik"], found["Marit Elvik"]}


def test_two_spellings_in_two_articles_give_one_id() -> None:
    one = ids("The hostage Yevgeny Tarasenkov was seen.")
    other = ids("The hostage Evgeni Tarasenkov was seen.")

    assert set(one.values()) == set(other.values())


def test_the_order_of_sentences_does_not_change_an_id() -> None:
    sentences = (
        "The pilot Jonas Veldkamp was seen on Monday.",
        "Qatari Prime Minister Nadim Farsakh said so.",
        "A sailor named Ruel Magbanwa was missing.",
    )
    seen = {frozenset(ids(" ".join(order)).items()) for order in permutations(sentences)}

    assert len(seen) == 1


def test_a_short_form_speaks_for_whom_the_full_name_does() -> None:
    text = "Juru bicara Kremlin, Arkadi Weltzin, menolak. Weltzin menambahkan hal lain."
    found = [one for one in tag.mentions(text, "id", NAMES) if one.surface == "Weltzin"]

    assert [one.actor.id for one in found if one.actor] == ["country:ru"]


def test_a_listed_name_in_another_spelling_is_the_listed_person() -> None:
    assert ids("The deputy leader Moussa Abu-Marzuq arrived.") == {"Moussa Abu-Marzuq": "person:mousa-abu-marzook"}


def test_a_nickname_is_the_person() -> None:
    assert ids("Pertemuan Bibi dengan Trump ditunda.", "id") == {
        "Bibi": "person:benjamin-netanyahu",
        "Trump": "person:donald-trump",
    }


def test_a_relative_with_a_known_surname_is_somebody_else() -> None:
    assert "person:donald-trump" not in ids("The guest Melania Trump said little.").values()


WATCHED = Story(id="s", name="s", core=("Norway",), need=1, known=(("release", ("Tomas Elvik", "Steve Witkoff")),))


def watched(text: str) -> dict[str, str]:
    (found,) = Tagger(NAMES, (WATCHED,)).tag(
        builders.unique(builders.article(text=f"{text} Norway said so on Monday."))
    )

    return {one.surface: one.id for one in found.mentions if one.kind is EntityKind.PERSON}


def test_a_surname_is_the_person_whom_the_story_names() -> None:
    assert watched("The captors let Mr Elvik write home.") == {"Elvik": "person:" + variants.key("Tomas Elvik")}


def test_a_surname_that_the_article_gives_to_somebody_else_is_not_the_storys_person() -> None:
    found = watched("The nurse Marit Elvik came. Later Mr Elvik wrote home.")

    assert "person:" + variants.key("Tomas Elvik") not in found.values()


def test_a_capital_alone_does_not_make_a_surname_of_the_story() -> None:
    assert watched("They met at Elvik before the storm.") == {}


def storied(name: str, spelt: str) -> bool:
    story = Story(id="s", name="s", core=("Norway",), need=1, known=(("release", (name,)),))
    article = builders.article(text=f"The engineer {spelt} went home. Norway said so on Monday.")
    (found,) = Tagger(NAMES, (story,)).tag(builders.unique(article))

    return [one.id for one in found.mentions if one.kind is EntityKind.PERSON] == [variants.person_id(name)]


@pytest.mark.parametrize(
    ("name", "spelt"),
    [
        ("Grigory Vasilchenko", "Grigorij Vasiltsjenko"),
        ("Evgeny Dorozhkin", "Yevgeni Dorozjkin"),
        ("Salim Rashid Elkhatibi", "Salim Rashid al-Khatibi"),
        ("Haitham Ghazlan Mirdawi", "Haytham Gazlan Merdawi"),
        ("Abdalla Nasruddin Farsakh", "Abdallah Nasreddin Farsakh"),
        ("Bambang Wirjosoekarto Hadinoto", "Bambang Wiryosukarto Hadinoto"),
        ("Zhao Wenqiang", "Wenqiang Zhao"),
        ("Orhan Kemaleddin Sarigul", "Orhan Kemalettin Sarıgül"),
        ("Oluwaseun Adebanjo Okonkwo", "Oluwaseun Adebanjoh Okonkwo"),
    ],
)
def test_a_person_of_the_story_is_known_in_another_spelling(name: str, spelt: str) -> None:
    assert storied(name, spelt)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Grigory Vasilchenko", "Georgy Vasilchenko"),
        ("Irina Dorozhkina", "Inna Dorozhkina"),
        ("Salim Rashid al-Khatibi", "Salem Rashad al-Katib"),
        ("Haitham Mirdawi", "Hisham Mirdawi"),
        ("Bambang Wiryosukarto", "Bambang Wiryawan"),
        ("Siti Rahmawati", "Sri Rahmawati"),
        ("Zhao Wenqiang", "Zhao Wenjing"),
        ("Kim Sang-woo", "Kim Sung-ho"),
        ("Orhan Sarigul", "Erhan Sarigul"),
        ("Orhan Kemal Sarigul", "Erhan Kemal Sarigul"),
        ("Torvald Enok Brekke", "Torvald Brekke"),
        ("Oluwaseun Okonkwo", "Oluwatobi Okonkwo"),
        ("Rodel Batungbakal", "Ruel Batungbakal"),
    ],
)
def test_a_near_name_of_a_person_of_the_story_is_somebody_else(name: str, other: str) -> None:
    assert not storied(name, other)


@pytest.mark.parametrize(
    ("spelt", "is_him"),
    [
        ("Haytham Gazlan Merdawi", True),
        ("Mirdawi Haitham Ghazlan", True),
        ("Hisham Ghazlan Mirdawi", False),
        ("Haitham Karimi", False),
    ],
)
def test_a_person_of_the_story_is_known_by_a_spelling_of_another_of_his_names(spelt: str, *, is_him: bool) -> None:
    names = gazetteer.load(
        [Extra(name="Tomas Elvik", kind=EntityKind.PERSON, aliases=("Haitham Ghazlan Mirdawi", "Abu Karim"))]
    )
    article = builders.article(text=f"The engineer {spelt} went home. Norway said so on Monday.")
    (found,) = Tagger(names, (WATCHED,)).tag(builders.unique(article))
    (who,) = (one.id for one in found.mentions if one.kind is EntityKind.PERSON)

    assert (who == "person:tomas-elvik") is is_him


def test_a_like_name_beside_the_person_of_the_story_is_somebody_else() -> None:
    story = Story(id="s", name="s", core=("Norway",), need=1, known=(("release", ("Evgeny Dorozhkin",)),))
    text = "The engineer Evgeny Dorozhkin and the pilot Dorozjkin Evgeni Pavlovich met. Norway said so on Monday."
    (found,) = Tagger(NAMES, (story,)).tag(builders.unique(builders.article(text=text)))

    assert len({one.id for one in found.mentions if one.kind is EntityKind.PERSON}) == 2


def test_what_one_article_says_of_the_storys_person_is_not_known_in_the_next() -> None:
    tagger = Tagger(NAMES, (WATCHED,))
    first = builders.unique(
        builders.article(text="Norwegian minister Tomas Elvik and Mr Elvik came to Norway on Monday.")
    )
    second = builders.unique(
        builders.article("two", text="The captors let Mr Elvik write home, Norway said on Monday.")
    )
    alone = Tagger(NAMES, (WATCHED,)).tag(second)
    tagger.tag(first)

    assert tagger.tag(second) == alone


def test_two_persons_with_one_surname_stay_apart() -> None:
    found = ids("Brothers Nir Avidan and Tal Avidan were freed. Mr Avidan, 60, their father, wept.")

    assert len({found["Nir Avidan"], found["Tal Avidan"], found["Avidan"]}) == 3


def test_an_arabic_article_and_an_old_spelling_change_no_id() -> None:
    assert len(set(ids("The aide Musa al-Farouqi came. Later the aide Moosa el Faruqi left.").values())) == 1
    assert len(set(ids("Menteri Djoko Soesilo tiba. Menteri Joko Susilo pergi.", "id").values())) == 1


def test_a_relative_with_a_longer_name_is_somebody_else() -> None:
    found = ids("The star Ramon Vega's father, Ramon Luis Vega, was freed on Monday.")

    assert found["Ramon Vega"] != found["Ramon Luis Vega"]
    assert len(set(ids("Bintang Ramon Vega tiba. Ayah Ramon Vega, Ramon Luis Vega, bebas.", "id").values())) == 2
