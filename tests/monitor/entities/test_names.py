"""Persons who are in no list, and what is no person."""

from __future__ import annotations

import pytest

from monitor.entities import gazetteer, tag
from monitor.models import EntityKind, Mention

NAMES = gazetteer.load()


def mentions(text: str, language: str) -> list[Mention]:
    return list(tag.mentions(text, language, NAMES))


def people(text: str, language: str) -> list[tuple[str, str]]:
    """The persons of a text, each with the name of whom they speak for."""
    found = [one for one in mentions(text, language) if one.kind is EntityKind.PERSON]

    return [(one.surface, one.actor.name if one.actor else "") for one in found]


@pytest.mark.parametrize(
    ("text", "person", "actor"),
    [
        ("Pertemuan dipimpin Perdana Menteri Qatar Nadim Farsakh di istana.", "Nadim Farsakh", "Qatar"),
        ("Menurut juru bicara Kremlin, Arkadi Weltzin, hal itu keliru.", "Arkadi Weltzin", "Russia"),
        ("Surat itu ditulis Mayjen Tamir Ozeri pekan lalu.", "Tamir Ozeri", ""),
        ("Kelompok itu membebaskan sandera bernama Jonas Veldkamp pagi ini.", "Jonas Veldkamp", ""),
        ("Mereka menahan warga negara Rusia Gleb Tarasenkov sejak Mei.", "Gleb Tarasenkov", ""),
        ('"Kami menunggu," kata Sutrimo.', "Sutrimo", ""),
        ("Menteri Kelautan dan Perikanan Darmono Wasis menolak usul itu.", "Darmono Wasis", ""),
        ("Mantan Presiden Mesir Hamdi Sorour hadir di sana.", "Hamdi Sorour", ""),
        ("Pelaut itu, Kaspar Lindqvist (34), terlihat kurus.", "Kaspar Lindqvist", ""),
        ("Wakil kepala biro politik Hamas Nabil Qasrawi tiba di Kairo.", "Nabil Qasrawi", "Hamas"),
        ("Wahyono menuturkan ombak setinggi rumah.", "Wahyono", ""),
        ("Kedatangan Budi Suhesti disambut warga.", "Budi Suhesti", ""),
        ("Surat dikirim Brigjen TNI (Purn) Sarwoko Tegar kemarin.", "Sarwoko Tegar", "Indonesia"),
        ("Ketua Komite Nelayan Teluk H. Darmono Wasis, S.H. hadir.", "Darmono Wasis", ""),
        ("Saksi lain ialah Ratmi Suhesti, Kuncoro Baya, dan hakim Dr. Lintang Sura.", "Kuncoro Baya", ""),
        ("Putusan dibacakan Hakim Dr. Lintang Sura hari itu.", "Lintang Sura", ""),
        ("Kapten Agung 'Si Camar' Baya pulang.", "Agung 'Si Camar' Baya", ""),
        ("Ombak tinggi, kata H.M.Sudarwo di dermaga.", "H.M.Sudarwo", ""),
        ("Saat itu Siti Maryam binti Kasan pulang.", "Siti Maryam binti Kasan", ""),
        ("Pernyataan itu dibacakan jurnalis Wim Hoekstra di depan kamera.", "Wim Hoekstra", ""),
    ],
)
def test_an_indonesian_cue_finds_a_person(text: str, person: str, actor: str) -> None:
    assert (person, actor) in people(text, "id")


@pytest.mark.parametrize(
    ("text", "language", "person"),
    [
        ("Pembebasan Kapten Veldkamp ditunda.", "id", "Veldkamp"),
        ("Penculikan Pastor Lino Tarigan dikecam.", "id", "Lino Tarigan"),
        ("Penyanderaan Pilot Veldkamp memasuki hari ke-40.", "id", "Veldkamp"),
        ("Penahanan Dr Nadim Farsakh diprotes.", "id", "Nadim Farsakh"),
        ("Jenazah Koptu Ahmad Wasis dan Praka Rudi Baya tiba.", "id", "Rudi Baya"),
        ("Freed Captain Ove Strandberg arrived.", "en", "Ove Strandberg"),
        ("Kidnapped Pastor Abel Okoro spoke.", "en", "Abel Okoro"),
        ("Staff Sergeant Dan Whitlow was captured.", "en", "Dan Whitlow"),
        ("Gunmen took Rev. Fr. Gabriel Okoro away.", "en", "Gabriel Okoro"),
        ("The group freed Letkol Sarwoko Tegar.", "en", "Sarwoko Tegar"),
        ("Leftenan Muda Ahmad Wasis dan Sarjan Mejar Rosli hilang.", "ms", "Rosli"),
        ("Polisi menemui Datuk Seri Ahmad Wasis.", "ms", "Ahmad Wasis"),
        ("Kapten Veldkamp bebas.", "und", "Veldkamp"),
        ("Tenanglah Pak Suhardi, kata dia.", "id", "Suhardi"),
        ("Kata Darmono Wasis, rapat ditunda.", "id", "Darmono Wasis"),
        ("Ujar Komisioner Darmono Wasis, rapat ditunda.", "id", "Darmono Wasis"),
        ("Deputi Bidang Perlindungan Konsumen Darmono Wasis hadir.", "id", "Darmono Wasis"),
        ("Said Khalil refused, police said.", "en", "Said Khalil"),
        ("Twelve-year-old Ingrid Aasen was missing.", "en", "Ingrid Aasen"),
        ("Ulama Habib Wasis menolak.", "id", "Habib Wasis"),
        ("Mereka membebaskan pekerja bantuan asal Norwegia Ove Strandberg.", "id", "Ove Strandberg"),
        ("Friends of Torvald Brekke wept.", "en", "Torvald Brekke"),
        ("Governor-General Ingrid Aasen agreed.", "en", "Ingrid Aasen"),
        ("Prime Minister-designate Ove Strandberg agreed.", "en", "Ove Strandberg"),
        ("Two priests, Fathers Gabriel Okoro and Paul Sanogo, were freed.", "en", "Gabriel Okoro"),
        ("Surat ditulis Pdt. Benny Wasis.", "id", "Benny Wasis"),
        ("Kapitän Veldkamp kam frei.", "de", "Veldkamp"),
        ("Le Capitaine Ibrahim Dembo est libre.", "fr", "Ibrahim Dembo"),
        ("El Capitán Juan Rivaldo fue liberado.", "es", "Juan Rivaldo"),
        ("Yüzbaşı Orhan Sarıgül serbest.", "tr", "Orhan Sarıgül"),
    ],
)
def test_a_rank_is_no_part_of_a_name(text: str, language: str, person: str) -> None:
    assert person in [surface for surface, _ in people(text, language)]


@pytest.mark.parametrize(
    "text",
    [
        "Menteri Kelautan dan Perikanan juga mengatakan itu.",
        "Direktur Pemasaran dan Niaga menolak.",
        "Tahun ini Raja Yordania tiba.",
        "Tahun ini Ratu Denmark dan Putri Swedia tiba.",
        "Sidang pengadilan HAM ditunda.",
        "Hakim menolak permohonan itu.",
        "Pangdam XVII menolak permohonan itu.",
        "Seorang Brigjen (Pol) menolak permohonan itu.",
        "Raja mengampuni 900 orang.",
    ],
)
def test_an_office_is_nobody(text: str) -> None:
    assert {one.kind for one in mentions(text, "id")} <= {EntityKind.COUNTRY, EntityKind.CONCEPT}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The governor of Wondaru denied it.", "en"),
        ("The bishop of Wondaru offered to mediate.", "en"),
        ("Uskup Agung Wondaru menawarkan mediasi.", "id"),
        ("Kapolres Wondaru membantah.", "id"),
    ],
)
def test_what_somebody_is_the_head_of_is_no_person(text: str, language: str) -> None:
    assert people(text, language) == []


@pytest.mark.parametrize(
    ("text", "language", "whole"),
    [
        ("Ryan Pastor said no.", "en", "Ryan Pastor"),
        ("Amir Hossein-Amir Karimi said no.", "en", "Amir Hossein-Amir Karimi"),
        ("The Hollywood Reporter said no.", "en", "Hollywood Reporter"),
        ("Aliansi Jurnalis Independen menolak.", "id", "Aliansi Jurnalis Independen"),
        ("Pasien dirawat di Rumah Sakit Umum Dr Wasis.", "id", "Rumah Sakit Umum Dr Wasis"),
        ("Patients lay in Hospital Dr Wasis.", "en", "Hospital Dr Wasis"),
    ],
)
def test_a_rank_within_a_name_stays(text: str, language: str, whole: str) -> None:
    assert whole in [one.surface for one in mentions(text, language)]


@pytest.mark.parametrize(
    ("text", "person", "actor"),
    [
        ("It was agreed with Foreign Minister Arvid Sandholm of Norway.", "Arvid Sandholm", "Norway"),
        ("The Hamas official Nasr Qudsi rejected the offer.", "Nasr Qudsi", "Hamas"),
        ("They met US envoy to Yemen Carl Brandt at noon.", "Carl Brandt", "United States"),
        ("The letter names hostage Tomas Elvik as its author.", "Tomas Elvik", ""),
        ("A sailor named Ruel Magbanwa was missing.", "Ruel Magbanwa", ""),
        ("The ship left without captain Ove Strandberg on board.", "Ove Strandberg", ""),
        ("“He is well,” said Birgit Aasen.", "Birgit Aasen", ""),
        ("Ingvild Aasen, 34, a nurse, waited at home.", "Ingvild Aasen", ""),
        ("Wenche Aasen, the spokeswoman of the family, wept.", "Wenche Aasen", ""),
        ("Former Egyptian president Hamdi Sorour was there.", "Hamdi Sorour", ""),
        ("It was signed by Israel's defence minister, Tamir Ozeri, last week.", "Tamir Ozeri", "Israel"),
        ("J. R. van der Meulen chaired the talks.", "J. R. van der Meulen", ""),
        ("The letter was read by Siobhan O'Dowd-Rae, a nurse.", "Siobhan O'Dowd-Rae", ""),
        ("Twins Arvid Sandholm and Ove Sandholm were freed.", "Arvid Sandholm", ""),
        ("Jordan Pickering, 31, saved twice.", "Jordan Pickering", ""),
        ("Yesterday Orit Halevi-Mor wept.", "Orit Halevi-Mor", ""),
        ('Captain Bertil "Big Bo" Aasen came home.', 'Bertil "Big Bo" Aasen', ""),
        ("Gen. (Ret.) Arvid Sandholm was asked.", "Arvid Sandholm", ""),
        ("Sheikh Nadim bin Khalaf Al Farsakh was received warmly.", "Nadim bin Khalaf Al Farsakh", ""),
    ],
)
def test_an_english_cue_finds_a_person(text: str, person: str, actor: str) -> None:
    assert (person, actor) in people(text, "en")


def test_a_russian_cue_finds_a_person() -> None:
    text = "Заложник Иван Петренко жив, заявил министр обороны Израиля Моше Коган."

    assert people(text, "ru") == [("Иван Петренко", ""), ("Моше Коган", "Israel")]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Warga Kampung Rambutan mengungsi ke Gedung Serbaguna.", "id"),
        ("Sidang digelar Pengadilan Negeri Wonorejo pada Senin.", "id"),
        ("Mereka bertolak ke Tanjung Sakti lewat Pelabuhan Merak Baru.", "id"),
        ("Kapal MV Putri Laut milik PT Samudra Jaya karam.", "id"),
        ("The Norwegian shipping company Nordvik Maritime said it would wait.", "en"),
        ("They sailed from Port Alderney to Cape Finn in June.", "en"),
        ("The Ministry of Harbour Affairs declined on Monday.", "en"),
        ("Harbour Workers Demand Better Pay After Long Winter Walkout", "en"),
        ("The Roman bridge near the old mill was closed.", "en"),
        ("Black Friday sales rose on Monday in May.", "en"),
        ("Hundreds of Christians and Muslims prayed on Sunday.", "en"),
        ("The new Lactora milk was recalled from shops.", "en"),
        ("Abu dari gunung itu menutupi sawah.", "id"),
        ("Pemerintah mengatakan harga beras turun.", "id"),
        ("Polisi mengaku tidak tahu soal itu.", "id"),
        ("HARGA IKAN NAIK TAJAM DI PELABUHAN UTARA SEJAK SENIN", "id"),
        ("Nelayan Pesisir Utara Tuntut Ganti Rugi Tumpahan Minyak", "id"),
    ],
)
def test_places_bodies_and_headlines_are_no_persons(text: str, language: str) -> None:
    assert people(text, language) == []


def test_a_heading_names_a_person_only_if_the_article_does() -> None:
    text = "Veldkamp Freed As Harbour Talks Resume\n\nThe pilot Jonas Veldkamp was freed on Monday after long talks on the coast."

    assert [surface for surface, _ in people(text, "en")] == ["Veldkamp", "Jonas Veldkamp"]


def test_an_organisation_is_known_by_its_head_word() -> None:
    found = mentions("Bantuan itu dibawa Yayasan Cahaya Pesisir kemarin.", "id")

    assert [(one.surface, one.kind) for one in found if one.kind is not EntityKind.CONCEPT] == [
        ("Yayasan Cahaya Pesisir", EntityKind.ORGANISATION)
    ]


def test_a_ministry_without_a_name_of_its_own_is_left_to_its_country() -> None:
    found = mentions("Kementerian Luar Negeri Mesir menyambut kabar itu.", "id")

    assert [one.surface for one in found] == ["Mesir"]


def test_every_mention_says_why() -> None:
    assert all(one.why for one in mentions("The Hamas official Nasr Qudsi met Nordvik Maritime in Cairo.", "en"))


def test_a_name_that_may_be_a_persons_bears_the_id_it_has_where_a_text_says_more() -> None:
    (bare,) = (one for one in mentions("Rebels released Greta Aldermann on Friday.", "en") if "Greta" in one.surface)
    (titled,) = (one for one in mentions("Rebels released hostage Greta Aldermann.", "en") if "Greta" in one.surface)

    assert (bare.kind, titled.kind) == (EntityKind.UNKNOWN, EntityKind.PERSON)
    assert bare.id == titled.id


@pytest.mark.parametrize(
    ("text", "language", "name", "kind"),
    [
        ("The National Union of Dockers walked out.", "en", "National Union of Dockers", EntityKind.ORGANISATION),
        ("She works at Nasser Hospital.", "en", "Nasser Hospital", EntityKind.ORGANISATION),
        (
            "They blamed the Association for Harbour Trade.",
            "en",
            "Association for Harbour Trade",
            EntityKind.ORGANISATION,
        ),
        ("Susu itu ditarik Badan Mutu Susu dan Keju.", "id", "Badan Mutu Susu dan Keju", EntityKind.ORGANISATION),
        ("Ia menolak usul Persatuan Nelayan Teluk.", "id", "Persatuan Nelayan Teluk", EntityKind.ORGANISATION),
        ("Warga Kabupaten Watu Ijo menolak.", "id", "Kabupaten Watu Ijo", EntityKind.PLACE),
        ("Mereka menginap di Hotel Camar Biru.", "id", "Hotel Camar Biru", EntityKind.PLACE),
        ("Ketua PLXQ menolak usul itu.", "id", "PLXQ", EntityKind.ORGANISATION),
        ("Ia menonton Piala Camar Biru.", "id", "Piala Camar Biru", EntityKind.UNKNOWN),
    ],
)
def test_a_head_word_says_what_a_name_names(text: str, language: str, name: str, kind: EntityKind) -> None:
    assert (name, kind) in [(one.surface, one.kind) for one in mentions(text, language)]


def test_an_acronym_in_brackets_is_the_body_before_it() -> None:
    text = "The National Union of Dockers (NUD) walked out on Monday. Later NUD said that it would return."
    found = [one for one in mentions(text, "en") if one.kind is EntityKind.ORGANISATION]

    assert [one.surface for one in found] == ["National Union of Dockers", "NUD", "NUD"]
    assert len({one.id for one in found}) == 1


@pytest.mark.parametrize("text", ["Norwegialah yang menengahi.", "Omanpun menengahi.", "Di Kairolah mereka bertemu."])
def test_what_is_written_together_with_a_name_is_no_name(text: str) -> None:
    assert [one.surface for one in mentions(text, "id") if one.kind is EntityKind.UNKNOWN] == []
