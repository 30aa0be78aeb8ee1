"""The name of a body or a place is whole; what only ends it is nobody who acts."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.entities import gazetteer, tag
from monitor.models import EntityKind, Mention

NAMES = gazetteer.load()


def named(text: str, language: str = "id") -> dict[str, Mention]:
    """Give the names of a text, without plain words."""
    found = tag.mentions(text, language, NAMES)

    return {one.surface: one for one in found if one.kind is not EntityKind.CONCEPT}


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Badan Penanggulangan Bencana Turki mengirim tenda.", "Badan Penanggulangan Bencana Turki"),
        ("Ia meneliti di Lembaga Riset Terumbu Indonesia.", "Lembaga Riset Terumbu Indonesia"),
        ("Ia diadili di Pengadilan Negeri Malang kemarin.", "Pengadilan Negeri Malang"),
        ("Tersangka dibawa ke Polda Papua pagi ini.", "Polda Papua"),
        ("Ia lulus dari Universitas Surabaya.", "Universitas Surabaya"),
    ],
)
def test_a_body_is_named_with_its_country_or_place(text: str, whole: str) -> None:
    found = named(text)

    assert list(found) == [whole]
    assert found[whole].kind is EntityKind.ORGANISATION


@pytest.mark.parametrize(
    ("text", "whole", "kind"),
    [
        ("Doctors at the University of Warsaw agreed.", "University of Warsaw", EntityKind.ORGANISATION),
        ("The Archdiocese of Kinshasa offered its hall.", "Archdiocese of Kinshasa", EntityKind.ORGANISATION),
        (
            "The Medical College of the Philippines agreed.",
            "Medical College of the Philippines",
            EntityKind.ORGANISATION,
        ),
        ("The ship sank in the Gulf of Finland.", "Gulf of Finland", EntityKind.PLACE),
        ("Shells fell on the City of Aleppo.", "City of Aleppo", EntityKind.PLACE),
    ],
)
def test_an_english_name_is_whole_behind_of(text: str, whole: str, kind: EntityKind) -> None:
    found = named(text, "en")

    assert list(found) == [whole]
    assert found[whole].kind is kind


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("The Foreign Ministry of Egypt offered to mediate.", "Egypt"),
        ("The Government of Norway offered to mediate.", "Norway"),
        ("The Embassy of Qatar offered to mediate.", "Qatar"),
        ("The Supreme Court of Israel refused.", "Israel"),
    ],
)
def test_a_state_is_still_named_behind_of(text: str, country: str) -> None:
    assert list(named(text, "en")) == [country]


@pytest.mark.parametrize(
    ("text", "language", "whole"),
    [
        ("The Episcopal Conference of Colombia offered to mediate.", "en", "Episcopal Conference of Colombia"),
        ("The Kenya Conference of Catholic Bishops stepped in.", "en", "Kenya Conference of Catholic Bishops"),
        ("Rebels listened to the High Islamic Council of Mali.", "en", "High Islamic Council of Mali"),
        ("The Christian Association of Nigeria stepped in.", "en", "Christian Association of Nigeria"),
        ("The Nigeria Labour Congress put off its strike.", "en", "Nigeria Labour Congress"),
        ("The Peruvian ombudsman stepped in.", "en", "Peruvian ombudsman"),
        ("Konferensi Waligereja Filipina turun tangan.", "id", "Konferensi Waligereja Filipina"),
        ("Dewan Gereja Nasional Kenya turun tangan.", "id", "Dewan Gereja Nasional Kenya"),
        ("Ombudsman Peru turun tangan.", "id", "Ombudsman Peru"),
    ],
)
def test_a_body_that_is_called_after_a_state_is_not_the_state(text: str, language: str, whole: str) -> None:
    found = named(text, language)

    assert list(found) == [whole]
    actor = found[whole].actor
    assert actor is not None
    assert actor.id.startswith("org:")


def test_a_state_with_a_faith_in_its_name_is_the_state() -> None:
    actor = named("The Islamic Republic of Iran offered to mediate.", "en")["Islamic Republic of Iran"].actor

    assert actor is not None
    assert actor.id == "country:ir"


def test_a_body_ends_before_a_place_and_before_a_person() -> None:
    assert list(named("Dinas Pertanian dan Perikanan di Jalan Wasis Barat tutup.")) == ["Jalan Wasis Barat"]
    assert list(named("Kepala Dinas Pertanian dan Perkebunan Diah Ratmi hadir.")) == [
        "Dinas Pertanian dan Perkebunan",
        "Diah Ratmi",
    ]
    assert list(named("Lembaga Riset Terumbu dan Karang Indonesia hadir.")) == [
        "Lembaga Riset Terumbu dan Karang Indonesia"
    ]


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Kementerian Luar Negeri Qatar menawarkan mediasi.", "Qatar"),
        ("Angkatan Bersenjata Filipina mundur.", "Filipina"),
        ("Mahkamah Agung Israel menolak.", "Israel"),
        ("Badan itu bertemu Israel.", "Israel"),
        ("Tim Mediasi, Mesir dan Qatar bertemu.", "Mesir"),
    ],
)
def test_a_state_that_acts_by_its_ministry_or_army_is_still_named(text: str, country: str) -> None:
    actor = named(text)[country].actor

    assert actor is not None
    assert actor.id == named(f"Kata {country}.")[country].id


@pytest.mark.parametrize(
    ("text", "whole", "same"),
    [
        ("Hujan lebat di Kota Ambon.", "Kota Ambon", "Ambon"),
        ("Warga Kabupaten Nduga mengungsi.", "Kabupaten Nduga", "Nduga"),
        ("Gubernur Provinsi DKI Jakarta hadir.", "Provinsi DKI Jakarta", "Jakarta"),
    ],
)
def test_a_place_with_the_word_for_it_is_the_same_place(text: str, whole: str, same: str) -> None:
    found = named(text)

    assert list(found) == [whole]
    assert found[whole].id == named(f"Hujan di {same}.")[same].id
    assert found[whole].actor is None, "a town acts for no state"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Kapal itu karam di Teluk Finlandia.", "Teluk Finlandia"),
        ("Massa berkumpul di depan Gedung DPR pagi tadi.", "Gedung DPR"),
        ("Kantornya di Jalan Merdeka Barat Nomor 6.", "Jalan Merdeka Barat"),
        ("Kantornya di Jalan Imam Wasis No 12.", "Jalan Imam Wasis"),
        ("Gempa mengguncang Distrik Kalusa.", "Distrik Kalusa"),
        ("Gempa terasa di Wondaru.", "Wondaru"),
        ("Gempa terasa sampai kota Wondaru pagi ini.", "Wondaru"),
        ("Mereka tinggal di Kalusa, Wondaru, Sulawesi Utara.", "Wondaru"),
    ],
)
def test_a_place_is_found_by_the_words_before_it(text: str, place: str) -> None:
    found = named(text)

    assert found[place].kind is EntityKind.PLACE
    assert not [one for one in found.values() if one.actor], "a place called after somebody is nobody who acts"


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Rapat di PPX ditunda.", "PPX", None),
        ("Di Jakarta, Wondaru Grup mengumumkan laba.", "Wondaru Grup", EntityKind.ORGANISATION),
        ("Setelah tiba di Jakarta, Budi Wasis menolak.", "Budi Wasis", EntityKind.PERSON),
        ("Di Jakarta, Wondaru menolak.", "Wondaru", EntityKind.UNKNOWN),
    ],
)
def test_what_stands_near_a_place_is_not_always_one(text: str, name: str, kind: EntityKind | None) -> None:
    found = named(text)

    assert (found[name].kind if name in found else None) is kind


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Warga berterima kasih kepada kepala desa Abdulloh.", "Abdulloh"),
        ("Kepala Desa Ngadimin membuka posko itu.", "Ngadimin"),
        ("Insinyur jalan Prakash memeriksa retakan itu.", "Prakash"),
        ("Sekretaris Desa Wahyudi hadir.", "Wahyudi"),
        ("Menurut kepala dusun Karsono, air surut.", "Karsono"),
        ("Ketua kampung Markus Wonda menunggu di pos.", "Markus Wonda"),
        ("Manajer bandara Hendra menolong penumpang.", "Hendra"),
    ],
)
def test_whoever_holds_a_post_with_a_word_of_place_in_it_is_a_person(text: str, name: str) -> None:
    assert named(text)[name].kind is EntityKind.PERSON


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Kepala desa Wondaru menolak.", "Wondaru"),
        ("Kepala Desa Wondaru, Hasan Karim, menolak.", "Desa Wondaru"),
        ("Warga kampung Ahmad mengungsi.", "Ahmad"),
        ("Ia tinggal di desa Hasan sejak kecil.", "Hasan"),
        ("Ia lahir di Desa Budi Luhur.", "Desa Budi Luhur"),
        ("Kapten itu tiba di Hasan pagi ini.", "Hasan"),
    ],
)
def test_a_place_that_a_post_or_its_people_are_of_is_still_one(text: str, name: str) -> None:
    assert named(text)[name].kind is EntityKind.PLACE


@given(
    st.lists(st.sampled_from("Polda Papua Kota Ambon di , dan Gedung DPR Badan Israel Barat Bank Kapten Budi".split()))
)
def test_names_lie_apart_and_are_what_the_text_says(words: list[str]) -> None:
    text = " ".join(words)
    found = [one for one in tag.mentions(text, "id", NAMES) if one.kind is not EntityKind.CONCEPT]

    assert all(text[one.start : one.end] == one.surface for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
