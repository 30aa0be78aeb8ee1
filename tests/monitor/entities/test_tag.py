"""Which stories an article touches, and what is mentioned in it."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.entities import gazetteer, tag
from monitor.entities.tag import Tagger
from monitor.models import EntityKind, Story
from tests import builders

NAMES = gazetteer.load()
STRAIT = Story(id="strait", name="Strait", core=("Oman", "Norway", "hostage", "MT Solveig"), need=2)
STRIKE = Story(id="strike", name="Strike", core=("strike", "Jerman", "dermaga"), need=2)
TAGGER = Tagger(NAMES, (STRAIT, STRIKE))

ODD = ("Ömer", "İstanbul", "ß", "“", "'s", "-", "\n\n", "Mr.", "A.", "عمان", "\ud800", "🜚", "al-")
BODY = (
    "Oman has offered to help free the crew of a tanker, Norwegian officials said on Tuesday in the capital.\n\n"
    "The talks on the coast resume on Thursday, and the families were told to wait for news."
)


def tagged(text: str, language: str = "en") -> list[str]:
    raw = builders.article(text=text, language=language, title="")

    return [each.story for each in TAGGER.tag(builders.unique(raw))]


def test_an_article_touches_a_story_by_enough_core_terms() -> None:
    assert tagged(BODY) == ["strait"]


def test_one_core_term_is_not_enough() -> None:
    assert tagged("Oman opened a new road through the hills on Monday, and the traffic flows again.") == []


def test_one_term_said_twice_is_one_term() -> None:
    assert tagged("Oman and the Omani port of Muscat opened a new road through the hills on Monday.") == []


def test_a_core_term_counts_in_any_language() -> None:
    assert tagged("Kesultanan Oman menawarkan diri, kata keluarga para sandera pada hari Selasa pagi.", "id") == [
        "strait"
    ]


def test_a_term_that_is_in_no_list_counts_as_written() -> None:
    assert tagged("Awak MT Solveig selamat, kata pejabat Norwegia pada hari Selasa di pelabuhan.", "id") == ["strait"]
    assert tagged("Buruh dermaga di Jerman berhenti bekerja sejak hari Senin lalu, kata mereka.", "id") == ["strike"]


def test_the_title_counts_too() -> None:
    raw = builders.article(
        text="The crew is well, the owner of the tanker wrote on Monday. Oman helped.", title="Norway thanks"
    )

    assert [each.story for each in TAGGER.tag(builders.unique(raw))] == ["strait"]


def test_one_article_may_touch_two_stories() -> None:
    assert tagged(f"{BODY}\n\nA strike in Germany went on for a third day, unions said on Tuesday.") == [
        "strait",
        "strike",
    ]


def test_furniture_opens_no_gate_and_holds_no_mention() -> None:
    text = (
        "Oman opened a new road through the hills on Monday, and the traffic flows again after years of works.\n\n"
        "The road is forty kilometres long and was paid for by the province, its governor said on Monday.\n\n"
        "Leave a Reply\n\nYour email address will not be published.\n\nNorway hostage freed at last"
    )

    assert tagged(text) == []
    assert "country:no" not in {one.id for one in tag.mentions(text, "en", NAMES)}


def test_a_core_term_inside_a_persons_name_leaves_the_person_whole() -> None:
    story = Story(id="s", name="s", core=("Veldkamp", "Papua"), need=2)
    raw = builders.article(
        text="Pilot bernama Jonas Veldkamp masih ditahan di Papua, kata polisi pada Senin.", language="id"
    )
    found = Tagger(NAMES, (story,)).tag(builders.unique(raw))[0].mentions

    assert [one.surface for one in found if one.kind is EntityKind.PERSON] == ["Jonas Veldkamp"]


def test_a_party_of_several_words_is_a_body_by_its_words_and_wins_over_a_word_of_the_story_in_it() -> None:
    story = Story(
        id="s",
        name="s",
        core=("Ambaland", "school"),
        need=1,
        parties=("Ambaland Governing Council", "separatis Ambaland"),
    )
    raw = builders.article(
        text="Ambaland Governing Council and separatis Ambaland met in Ambaland on Monday, at a school.", title=""
    )
    (found,) = Tagger(NAMES, (story,)).tag(builders.unique(raw))

    assert [(one.name, one.kind) for one in found.mentions if one.kind is not EntityKind.CONCEPT][:2] == [
        ("Ambaland Governing Council", EntityKind.ORGANISATION),
        ("separatis Ambaland", EntityKind.ORGANISATION),
    ]


def test_a_body_that_is_known_by_its_acronym_is_that_one() -> None:
    story = Story(id="s", name="s", core=("strike",), need=1, parties=("UDOK",))
    raw = builders.article(text="The United Dockers Organisation (UDOK) went on strike. UDOK won.", title="")
    (found,) = Tagger(NAMES, (story,)).tag(builders.unique(raw))

    assert len({one.id for one in found.mentions if one.kind is not EntityKind.CONCEPT}) == 1


def test_a_party_of_one_word_that_no_list_knows_is_found_by_it() -> None:
    story = Story(id="s", name="s", core=("strike",), need=1, parties=("Vestalux", "Oman"))
    raw = builders.article(text="Vestalux said on Monday that the strike went on, and the pilots of Vestalux agreed.")
    found = Tagger(NAMES, (story,)).tag(builders.unique(raw))[0].mentions

    assert {one.id for one in found if one.surface == "Vestalux"} == {"unknown:vestalux"}


def _of(term: str, text: str, language: str) -> set[EntityKind]:
    story = Story(id="s", name="s", core=(term,), need=1)
    (found,) = Tagger(NAMES, (story,)).tag(builders.unique(builders.article(text=text, language=language)))

    return {one.kind for one in found.mentions if one.surface == term}


def test_a_core_term_of_which_nothing_is_known_is_a_place_where_a_text_says_that_something_is_there() -> None:
    english = (
        "Drongen bank siege goes on. A gunman has held seven people in Drongen since noon, the police said on Monday."
    )
    indonesian = "Kantor bank Drongen dikepung. Polisi Drongen menunggu. Tujuh orang ditahan di kota Drongen, Portugal."

    assert _of("Drongen", english, "en") == {EntityKind.PLACE}
    assert EntityKind.PERSON not in _of("Drongen", indonesian, "id")
    assert _of("Drongen", "Drongen freed two nurses on Monday, said the army. Nurses from Drongen wept.", "en") == {
        EntityKind.UNKNOWN
    }


def test_what_the_text_calls_a_place_is_nobody_whatever_title_stands_before_it() -> None:
    text = "Polisi menunggu di kota Vilarinho. Kata komisaris polisi Vilarinho, Leonor Bastos, delapan masih di dalam bank."
    people = [one.surface for one in tag.mentions(text, "id", NAMES) if one.kind is EntityKind.PERSON]

    assert people == ["Leonor Bastos"]


def test_mentions_are_in_order_and_apart_but_for_plain_words() -> None:
    found = [one for one in tag.mentions(BODY, "en", NAMES) if one.kind is not EntityKind.CONCEPT]

    assert all(one.end <= other.start for one, other in pairwise(found))


def test_tagging_twice_gives_the_same() -> None:
    unique = builders.unique(builders.article(text=BODY))

    assert TAGGER.tag(unique) == TAGGER.tag(unique)


LAWFUL = Tagger(NAMES, (Story(id="any", name="any", core=("Oman", "MT Solveig", "Solveig", "Veldkamp"), need=1),))
NAMED = (
    "Solveig",
    "MT",
    "Foundation",
    "Veldkamp",
    "Jonas",
    "captain",
    "Union",
    "of",
    "Harbour",
    "Georgia",
    "Abu",
    "(NUD)",
    "dan",
    "卡塔尔",
)
TEXTS = st.lists(st.sampled_from([*BODY.split(" "), *ODD, *NAMED])).map(" ".join)
TONGUES = st.sampled_from(["en", "id", "ar", "ru", "he", "zh", "xx", ""])


@settings(max_examples=150)
@given(TEXTS, st.text(max_size=30), TONGUES)
def test_every_mention_quotes_the_text_it_points_at(words: str, noise: str, language: str) -> None:
    text = words + noise

    assert all(text[one.start : one.end] == one.surface for one in tag.mentions(text, language, NAMES))


@settings(max_examples=150)
@given(TEXTS, st.text(max_size=30), TONGUES)
def test_names_never_overlap(words: str, noise: str, language: str) -> None:
    article = builders.article(text=f"{words}{noise} Oman.", title="Oman", language=language)
    for tagged_article in LAWFUL.tag(builders.unique(article)):
        found = [one for one in tagged_article.mentions if one.kind is not EntityKind.CONCEPT]

        assert all(one.end <= other.start for one, other in pairwise(found))


@settings(max_examples=60)
@given(TEXTS, TEXTS, TONGUES)
def test_what_was_read_before_changes_no_mention(before: str, words: str, language: str) -> None:
    first = builders.unique(builders.article(text=f"{before} Oman.", title="Oman", language=language))
    second = builders.unique(builders.article("two", text=f"{words} Oman.", title="Oman", language=language))
    alone = LAWFUL.tag(second)
    LAWFUL.tag(first)

    assert LAWFUL.tag(second) == alone


@settings(max_examples=200)
@given(st.text(max_size=200), TONGUES)
def test_no_text_whatever_breaks_the_tagger(text: str, language: str) -> None:
    assert all(one.id for one in tag.mentions(text, language, NAMES))


def test_a_country_behind_a_title_of_the_clergy_is_a_given_name_and_else_a_country() -> None:
    def named(text: str, language: str) -> set[str]:
        return {one.name for one in tag.mentions(text, language, NAMES)}

    assert "Israel" not in named("Bishop Israel Bravo spoke to the men.", "en")
    assert "Bishop of Israel" in named("The bishop of Israel Bravo spoke to the men.", "en")
    assert "Israel" in named("Presiden Israel Isaac Herzog tiba di Roma.", "id")
    assert "Haiti" in named("Pendeta Haiti Joël Dorméus tiba di Roma.", "id")
    assert "Chad" in named("Father and son left for Chad on Monday.", "en")
