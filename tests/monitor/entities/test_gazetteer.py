"""Known names: which words name whom, and which do not."""

from __future__ import annotations

import pytest

from monitor.entities import catalogue, gazetteer
from monitor.entities.entity import Extra
from monitor.models import EntityKind
from monitor.text import tables

NAMES = gazetteer.load()


def found(text: str, language: str = "id") -> list[tuple[str, str]]:
    return [(text[hit.start : hit.end], hit.entity.id) for hit in NAMES.find(text, language) if hit.entity.id]


def ids(text: str, language: str = "id") -> list[str]:
    return [identity for _, identity in found(text, language)]


@pytest.mark.parametrize(
    ("text", "language", "identity"),
    [
        ("Menlu Mesir tiba di sana.", "id", "country:eg"),
        ("Pejabat Qatar dan mitra", "id", "country:qa"),
        ("The Qatari side agreed.", "en", "country:qa"),
        ("U.S. officials agreed.", "en", "country:us"),
        ("delegasi UEA hadir", "id", "country:ae"),
        ("Peran Federasi Rusia disebut.", "id", "country:ru"),
        ("Der Sprecher in Ägypten", "de", "country:eg"),
        ("Переговоры в Катаре завершены", "ru", "country:qa"),
        ("وصل الوفد إلى قطر", "ar", "country:qa"),
        ("המשלחת הגיעה למצרים", "he", "country:eg"),
        ("petugas Palang Merah datang", "id", "org:icrc"),
        ("gerilyawan ELN menolak", "id", "group:eln"),
        ("Menurut laporan Haaretz kemarin", "id", "media:haaretz"),
        ("Ein norwegischer Diplomat", "de", "country:no"),
        ("le président ivoirien", "fr", "country:ci"),
        ("el canciller colombiano", "es", "country:co"),
        ("норвежского танкера", "ru", "country:no"),
        ("الرئيس النرويجي", "ar", "country:no"),
        ("משלחת נורווגית", "he", "country:no"),
        ("卡塔尔外长会见代表", "zh", "country:qa"),
        ("카타르는 말했다", "ko", "country:qa"),
        ("カタールの代表", "ja", "country:qa"),
        ("وزیر خارجه قطر", "fa", "country:qa"),
        ("Katar ve Mısır", "tr", "country:eg"),
        ("Warga Surabaya mengungsi", "id", "place:surabaya"),
        ("the Port Vila accord", "en", "place:port-vila"),
        ("a Vincentian sailor", "en", "country:vc"),
        ("Israel Defence Forces said", "en", "org:idf"),
    ],
)
def test_a_name_is_found_in_its_language(text: str, language: str, identity: str) -> None:
    assert identity in ids(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("asal mula kelas itu", "id"),
        ("sama sekali tidak as", "id"),
        ("they asked us to wait", "en"),
        ("TELL US MORE ABOUT THE OLD HARBOUR", "en"),
        ("SEPERTI AS RODA YANG PATAH DI JALAN", "id"),
        ("roast turkey for dinner", "en"),
        ("ia belajar bahasa Inggris", "id"),
        ("pulang ke Amerika Selatan", "id"),
        ("ke kali itu berkali-kali", "id"),
        ("the Malinois barked", "en"),
        ("Lima orang selamat.", "id"),
        ("Tempo hari hujan turun.", "id"),
        ("Michael Jordan retired", "en"),
        ("Jordan Pickering saved twice", "en"),
        ("Melania Trump smiled", "en"),
        ("Roman emperors ruled", "en"),
        ("The WHO asked who knew".replace("The WHO", "They"), "en"),
        ("Palu itu berat.", "id"),
        ("Beni Santoso pulang.", "id"),
        ("タイトルが決まった", "ja"),
        ("the Halevi-Mor family", "en"),
        ("Antara dua desa itu ada sungai.", "id"),
    ],
)
def test_a_word_that_only_looks_like_a_name_is_none(text: str, language: str) -> None:
    assert found(text, language) == []


def test_a_contested_word_before_a_title_is_the_country() -> None:
    assert ids("Jordan's king and Georgia President spoke; Chad said no.", "en") == [
        "country:jo",
        "country:ge",
        "country:td",
    ]


def test_a_hyphen_joins_two_names_and_hides_neither() -> None:
    assert found("antara Rusia-Ukraina") == [("Rusia", "country:ru"), ("Ukraina", "country:ua")]


def test_a_clitic_is_no_part_of_the_name() -> None:
    assert found("nasib sanderanya") == [("sandera", "concept:hostage")]
    assert found("وحماس", "ar") == [("حماس", "group:hamas")]


def test_a_clitic_of_another_language_is_a_boundary_of_nothing() -> None:
    assert found("Hamasnya", "en") == []


def test_typographic_letters_count_as_the_plain_ones() -> None:
    assert ids("di Sana’a dan Guinea‑Bissau", "id") == ["place:sanaa", "country:gw"]


def test_an_article_written_small_hides_no_name_and_is_no_part_of_it() -> None:
    text = (
        "Troops of the Philippines, The Netherlands and the Gambia met in the Hague, the Guardian said to the guardian."
    )
    found = [text[hit.start : hit.end] for hit in NAMES.find(text, "en")]

    assert found == ["Philippines", "The Netherlands", "Gambia", "Hague", "Guardian"]


def test_the_longest_name_wins() -> None:
    assert ids("Dewan Keamanan PBB bersidang") == ["org:un-security-council"]


def test_accents_may_be_missing_or_composed_otherwise() -> None:
    assert ids("Erdogan, Erdoğan, Erdog\u0306an", "en") == ["person:recep-tayyip-erdogan"] * 3


@pytest.mark.parametrize(
    ("name", "actor"),
    [
        ("Israel", "country:il"),
        ("AS", "country:us"),
        ("kremlin", "country:ru"),
        ("Moskow", "country:ru"),
        ("Mossad", "country:il"),
        ("Hamas", "group:hamas"),
        ("United Nations", "org:un"),
        ("hostage", "concept:hostage"),
        ("tawanan", "concept:hostage"),
        ("country:eg", "country:eg"),
        ("Mousa Abu Marzuk", "person:mousa-abu-marzook"),
        ("Bibi", "person:benjamin-netanyahu"),
    ],
)
def test_a_configured_name_means_the_one_that_acts(name: str, actor: str) -> None:
    resolved = NAMES.resolve(name)

    assert resolved is not None
    assert resolved.id == actor


def test_a_name_that_nobody_knows_means_nobody() -> None:
    assert NAMES.resolve("Wintertide Harbour Authority") is None
    assert NAMES.resolve("as") is None
    assert NAMES.terms("Wintertide") == frozenset()


def test_a_core_term_is_met_by_all_that_speak_for_it() -> None:
    assert {"country:ru", "org:kremlin", "place:moscow", "person:vladimir-putin"} <= NAMES.terms("Rusia")


def test_media_speak_for_nobody() -> None:
    assert NAMES.actor("media:reuters") is None


def test_own_entities_join_the_known_ones() -> None:
    extra = Extra(name="Harbour Watch", kind=EntityKind.GROUP, aliases=("Jaga Dermaga", "=HW"))
    own = gazetteer.load([extra])

    assert [hit.entity.id for hit in own.find("Jaga Dermaga dan HW, bukan hw", "id")] == ["group:harbour-watch"] * 2
    assert own.resolve("Russia") == NAMES.resolve("Russia")


def test_own_aliases_are_added_to_a_known_entity() -> None:
    own = gazetteer.load([Extra(id="group:hamas", name="Hamas", kind=EntityKind.GROUP, aliases=("Gerakan Hijau",))])

    assert [hit.entity.name for hit in own.find("Gerakan Hijau dan Hamas", "id")] == ["Hamas", "Hamas"]


def test_an_own_entity_speaks_for_whom_the_configuration_says() -> None:
    own = gazetteer.load([Extra(id="person:jane-roe", name="Jane Roe", kind=EntityKind.UNKNOWN, actor="Norway")])
    resolved = own.actor("person:jane-roe")

    assert own.by_id["person:jane-roe"].kind is EntityKind.PERSON
    assert resolved is not None
    assert resolved.id == "country:no"


def test_every_id_is_one_entity_and_every_actor_is_known() -> None:
    known = {each.id for each in catalogue.entities() if each.id}

    assert {each.actor for each in catalogue.entities() if each.actor} <= known


def test_there_is_enough_of_everything() -> None:
    kinds = [each.kind for each in NAMES.by_id.values()]

    assert kinds.count(EntityKind.PERSON) >= 150
    assert kinds.count(EntityKind.MEDIA) >= 60
    assert kinds.count(EntityKind.ORGANISATION) + kinds.count(EntityKind.GROUP) >= 100


def test_no_name_mixes_scripts_by_a_slip_of_the_hand() -> None:
    mixed = [
        name.text
        for each in catalogue.entities()
        for name in each.names
        for word in name.text.split()
        if any("а" <= letter <= "я" for letter in word.lower()) and any("a" <= letter <= "z" for letter in word.lower())
    ]

    assert mixed == []


def test_an_adjective_is_found_with_its_ending() -> None:
    assert found("Ein norwegischer Diplomat", "de") == [("norwegischer", "country:no")]


def test_every_country_has_a_name_and_an_adjective_and_every_sovereign_one_a_capital() -> None:
    rows = tables.read("monitor.entities", "countries")
    small = {
        "hk",
        "sg",
        "mc",
        "va",
        "sm",
        "mo",
        "gi",
        "bm",
        "ky",
        "fk",
        "fo",
        "gu",
        "eh",
        "cr",
        "dj",
        "ag",
        "st",
        "sc",
        "lu",
    }
    seats = {code for code, row in rows.items() if "capital" in row or "seat" in row}

    assert len(rows) >= 200
    assert set(rows) - seats <= small


def test_demonyms_are_of_known_countries_and_complete_rows() -> None:
    table = tables.read("monitor.entities", "demonyms")
    rows = [row.split() for row in table["rows"].splitlines()]

    assert {row[0].strip('"') for row in rows} <= set(tables.read("monitor.entities", "countries"))
    assert all(len(row) == 1 + len(table["order"]) for row in rows)
    assert len(rows) >= 170


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("Paus menyerukan gencatan senjata.", "id", "Paus"),
        ("Mereka bertemu Paus di Roma.", "id", "Paus"),
        ("The pope offered to mediate.", "en", "The pope"),
        ("An envoy of the Pope left.", "en", "the Pope"),
        ("Families wrote to the pontiff.", "en", "the pontiff"),
    ],
)
def test_the_pope_without_his_name_speaks_for_the_holy_see(text: str, language: str, name: str) -> None:
    assert (name, "country:va") in found(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Seekor paus terdampar di pantai.", "id"),
        ("Hiu Paus terlihat di teluk itu.", "id"),
        ("Paus Sperma itu mati.", "id"),
        ("Paus Wasisius Karim menulis surat itu.", "id"),
        ("Alexander Pope wrote it.", "en"),
        ("Nathan Pope denied it.", "en"),
        ("The Coptic Pope declined.", "en"),
    ],
)
def test_a_whale_and_a_surname_are_not_the_pope(text: str, language: str) -> None:
    assert "country:va" not in {identity for _, identity in found(text, language)}


def test_the_head_of_a_neighbourhood_is_no_broadcaster() -> None:
    assert found("Ketua RT setempat dan warga RT 03 hadir.", "id") == []
    assert found("Kanal RT menyiarkan video itu.", "id") == [("RT", "media:rt")]
