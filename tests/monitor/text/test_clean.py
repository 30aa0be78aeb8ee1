"""What is kept of a page, and what is cut from it."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from monitor.text import clean

ARTICLES = Path(__file__).parents[3] / "../shared/articles"

FIRST = "Utusan Negeri Utara tiba di ibu kota pada Senin pagi untuk membicarakan nasib para pelaut yang ditahan sejak Maret."
SECOND = "Kepala kantor pelabuhan, Amir Satu, mengatakan pembicaraan itu akan berlangsung dua hari dan tidak terbuka untuk pers."
THIRD = "Menurut Amir Satu, Negeri Utara belum menjawab permintaan keluarga pelaut agar mereka diizinkan menelepon ke rumah."


def kept(text: str, language: str = "id") -> list[str]:
    return [text[span.start : span.end] for span in clean.clean(text, language).kept]


def headings(text: str, language: str = "id") -> list[str]:
    return [text[span.start : span.end] for span in clean.clean(text, language).kept if span.is_heading]


def reasons(text: str, language: str = "id") -> dict[str, str]:
    return {text[cut.start : cut.end]: cut.reason for cut in clean.clean(text, language).cuts}


def page(*lines: str) -> str:
    return "\n\n".join(lines)


def test_a_title_without_a_final_stop_is_a_heading() -> None:
    assert headings(page("Utusan Negeri Utara Tiba", FIRST)) == ["Utusan Negeri Utara Tiba"]


def test_a_subheading_between_paragraphs_stays_a_heading() -> None:
    assert headings(page(FIRST, "Nasib para pelaut", SECOND)) == ["Nasib para pelaut"]


@pytest.mark.parametrize(
    "dateline",
    [
        "WARTA.CO.ID, KOTA UTARA  -- ",
        "WARTA.CO, Jakarta - ",
        "JAKARTA, WARTA.com - ",
        "Jakarta (ANTARA) - ",
        "CAIRO (Reuters) - ",
        "GENEVA, Nov 1 (Reuters) - ",
        "MOSKOW -- ",
        "Jakarta - ",
    ],
)
def test_a_dateline_is_cut_and_its_sentence_kept(dateline: str) -> None:
    assert kept(dateline + FIRST) == [FIRST]
    assert list(reasons(dateline + FIRST).values()) == ["dateline"]


def test_a_name_before_a_dash_is_no_dateline() -> None:
    text = "UNRWA - badan bantuan itu - menolak permintaan Negeri Utara."
    assert kept(text) == [text]


def test_a_byline_block_and_its_time_are_cut() -> None:
    text = page("Utusan Tiba", "Reporter", "Budi Santoso", "Jumat, 1 November 2024 09:00 WIB", FIRST)
    assert kept(text) == ["Utusan Tiba", FIRST]


def test_the_caption_above_a_photo_credit_goes_with_it_each_time_it_is_shown() -> None:
    caption = "Seorang pelaut berdiri di dermaga, Rabu, 31 Juli 2024 ."
    text = f"Utusan Tiba\n\n{caption}\nFoto: AP Photo/Jane Roe\n{caption}\n\n{FIRST}"
    assert kept(text) == ["Utusan Tiba", FIRST]


def test_a_paragraph_above_a_photo_credit_of_its_own_is_no_caption() -> None:
    assert kept(page(FIRST, "Foto: Antara/Budi", SECOND)) == [FIRST, SECOND]


def test_a_caption_that_ends_in_a_credit_is_cut() -> None:
    text = page("Utusan Tiba", "Kepala pelabuhan Amir Satu. REUTERS", FIRST, SECOND)
    assert reasons(text) == {"Kepala pelabuhan Amir Satu. REUTERS": "caption"}


def test_the_last_paragraph_loses_its_credit_and_nothing_else() -> None:
    assert kept(page(FIRST, SECOND + " (Reuters)")) == [FIRST, SECOND]
    assert kept(page(FIRST, SECOND + " AFP")) == [FIRST, SECOND]


def test_read_also_takes_the_headline_below_it() -> None:
    assert kept(page(FIRST, "Baca Juga", "Tiga Sandera Dibebaskan di Negeri Selatan", SECOND)) == [FIRST, SECOND]


def test_read_also_leaves_the_paragraph_below_it() -> None:
    assert kept(page(FIRST, "Baca Juga", SECOND)) == [FIRST, SECOND]


def test_read_also_within_a_paragraph_is_cut_to_the_end_of_its_headline() -> None:
    assert kept(f"{FIRST} Baca juga: Tiga Sandera Dibebaskan di Negeri Selatan") == [FIRST]


def test_advertising_is_cut_in_any_language() -> None:
    assert kept(page(FIRST, "Advertisement", "Iklan", SECOND)) == [FIRST, SECOND]


def test_nothing_is_kept_after_related_news() -> None:
    teaser = page(
        "Sandera Ditemukan Tewas",
        "2 jam lalu",
        "Militer menemukan tiga jenazah sandera di terowongan.",
        "Baca Selengkapnya",
    )
    text = page(FIRST, SECOND, THIRD, "Berita Terkait", teaser, teaser.replace("Sandera", "Tawanan"))
    assert kept(text) == [FIRST, SECOND, THIRD]


def test_the_article_goes_on_after_a_block_of_links() -> None:
    text = page(
        FIRST, SECOND, "Berita Terkait", "Jembatan Desa Diresmikan", "Banjir Surut di Kota", THIRD, SECOND + " Begitu."
    )
    assert kept(text) == [FIRST, SECOND, THIRD, SECOND + " Begitu."]


def test_another_article_after_a_block_of_links_is_not_the_article() -> None:
    other = "WARTA.CO, Jakarta - " + THIRD
    assert kept(page(FIRST, SECOND, "Berita Terkait", "Jembatan Desa Diresmikan", other, SECOND + " Begitu.")) == [
        FIRST,
        SECOND,
    ]


def test_comments_never_come_back_as_article() -> None:
    text = page(FIRST, SECOND, "Leave a Reply", THIRD, SECOND + " Begitu.")
    assert kept(text) == [FIRST, SECOND]


def test_a_tail_marker_above_the_article_cuts_only_itself() -> None:
    assert kept(page("Komentar", FIRST, SECOND, THIRD)) == [FIRST, SECOND, THIRD]


def test_headlines_after_the_last_paragraph_head_nothing() -> None:
    assert kept(page(FIRST, SECOND, "Astronot Bagikan Video Badai", "Rumah Lelang Tarik Lukisan")) == [FIRST, SECOND]


def test_a_list_of_headlines_within_the_article_is_cut() -> None:
    links = ["Astronot Bagikan Video Badai", "Rumah Lelang Tarik Lukisan", "Harga Cabai Turun"]
    assert kept(page(FIRST, *links, SECOND)) == [FIRST, SECOND]


def test_a_bulleted_list_is_part_of_the_article() -> None:
    items = ["- dua pelaut dari Kota Satu", "- tiga pelaut dari Kota Dua", "- seorang juru masak"]
    assert kept(page(FIRST, *items, SECOND)) == [FIRST, *items, SECOND]


@pytest.mark.parametrize("label", ["Kabar lain hari ini", "Lainnya:", "Baca juga"])
def test_points_under_a_label_at_the_end_are_headlines_of_other_pages(label: str) -> None:
    links = ["• Tiga pelaut dibebaskan perompak", "• Harga cabai turun lagi di pasar"]
    assert kept(page(FIRST, SECOND, label, *links)) == [FIRST, SECOND]


def test_points_behind_a_teaser_are_headlines_wherever_they_stand() -> None:
    links = ["- Tiga pelaut dibebaskan perompak", "- Harga cabai turun lagi di pasar"]
    assert kept(page(FIRST, SECOND, "Baca juga", *links, THIRD)) == [FIRST, SECOND, THIRD]


@pytest.mark.parametrize(
    "lines",
    [
        ("Mereka yang bebas:", "- Ani Satu", "- Budi Dua"),
        ("Tuntutan keluarga:", "- Pembebasan semua pelaut tanpa syarat.", "- Jaminan bahwa hal itu tidak terulang."),
        (
            "Mereka mengajukan dua tuntutan yang sama seperti tahun lalu:",
            "- pembebasan semua pelaut itu",
            "- jaminan bagi keluarga mereka",
        ),
    ],
)
def test_points_of_the_article_itself_are_kept(lines: tuple[str, ...]) -> None:
    assert kept(page(FIRST, SECOND, *lines)) == [FIRST, SECOND, *lines]


def test_points_that_open_the_article_are_kept() -> None:
    points = ["• Tiga pelaut dibebaskan perompak", "• Harga cabai turun lagi di pasar"]
    assert kept(page("Baca juga", *points, FIRST, SECOND))[-4:] == [*points, FIRST, SECOND]


def test_a_quote_without_a_final_stop_is_no_headline() -> None:
    quote = "“Mereka sehat,” kata juru bicara kantor pelabuhan"
    text = page(FIRST, quote, "2 dari 3 halaman", "Nasib para pelaut", "Kronologi Penahanan", SECOND)
    assert quote in kept(text)


def test_the_profile_of_an_invented_author_is_cut() -> None:
    spam = "“Pecinta kopi lembut. Penggemar zombi. Ahli musik. Penulis amatir jahat. Ninja internet.”"
    assert reasons(page(FIRST, SECOND, THIRD, spam)) == {spam: "profile"}


def test_a_terse_paragraph_with_a_figure_is_no_profile() -> None:
    terse = "Sebanyak 1.900 orang mengungsi. Dua belas rumah roboh. Tiga sekolah tutup."
    assert kept(page(FIRST, SECOND, THIRD, terse))[-1] == terse


def test_a_terse_ending_about_the_matter_is_kept() -> None:
    ending = "Para pelaut menunggu. Keluarga menunggu. Pelabuhan menunggu."
    assert kept(page(FIRST, SECOND, THIRD, ending))[-1] == ending


def test_a_bare_address_is_cut() -> None:
    assert kept(page("https://warta.example", "Utusan Tiba", FIRST)) == ["Utusan Tiba", FIRST]


def test_a_text_of_one_title_is_kept() -> None:
    assert kept("Utusan Negeri Utara Tiba") == ["Utusan Negeri Utara Tiba"]


@pytest.mark.parametrize("head", ["Berita Terkait", "Rekomendasi:", "Video lainnya"])
def test_the_article_goes_on_after_a_block_of_links_that_is_empty(head: str) -> None:
    rest = [
        "Warga pesisir sudah berjaga di dermaga sejak subuh, sebagian membawa makanan dan selimut untuk yang menunggu.",
        "Cuaca diperkirakan memburuk pada malam hari, sehingga kapal patroli diminta tetap berada di dekat pelabuhan.",
    ]
    assert kept(page("Utusan Tiba", FIRST, SECOND, head, *rest)) == ["Utusan Tiba", FIRST, SECOND, *rest]


def test_a_block_of_related_questions_within_an_article_is_cut() -> None:
    first, second = "The envoy of Northland arrived on Monday.", "Talks will last two days, the harbour office said."
    text = page(first, "More on Northland", "Who are the sailors?", "The talks explained: what we know", second)
    assert kept(text, "en") == [first, second]


def test_english_furniture_around_an_english_article() -> None:
    first = "LONDON (Reuters) - The envoy of Northland arrived on Monday to discuss the fate of the sailors."
    second = "The talks will last two days, the head of the harbour office said, and are closed to the press."
    text = page(
        "Envoy arrives in capital",
        "By Jane Roe",
        "Published On 1 Nov 2024",
        "Sailors wait at the quay. [John Roe/Getty Images]",
        first,
        "Sign up for our daily newsletter",
        second,
        "Read more: Bridge opens after ten years",
        "Reporting by Jane Roe; Editing by John Roe",
        "Our Standards: The Roe Trust Principles.",
        "Most Read",
        "Hostage found dead in tunnel",
    )
    assert kept(text, "en") == ["Envoy arrives in capital", first.partition(" - ")[2], second]


def assert_parted(text: str, cleaned: clean.Cleaned) -> None:
    pieces = sorted([(span.start, span.end) for span in cleaned.kept] + [(cut.start, cut.end) for cut in cleaned.cuts])
    covered = "".join(text[start:end] for start, end in pieces)
    assert all(0 <= start < end <= len(text) for start, end in pieces)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(pieces))
    assert "".join(covered.split()) == "".join(text.split())
    assert list(cleaned.kept) == sorted(cleaned.kept, key=lambda span: span.start)


LINES = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["Baca Juga", "Leave a Reply", "Reporter", "Foto: AP Photo/X", "REUTERS", FIRST, SECOND, THIRD, "", " ", "\r"]
    ),
    st.sampled_from(
        ["Berita Terkait", "Kota. AFP", "MOSKOW -- A tiba. (Reuters)", "Baca juga: X Y Z", "2 jam lalu", "A. B. C. D."]
    ),
)


@given(
    st.lists(LINES, max_size=25),
    st.sampled_from(["\n", "\n\n", "\r\n", "\u2028", "\x0b"]),
    st.sampled_from(["id", "en", "und"]),
)
def test_every_character_is_kept_or_cut_exactly_once(lines: list[str], gap: str, language: str) -> None:
    text = gap.join(lines)
    assert_parted(text, clean.clean(text, language))


def test_a_teaser_with_its_own_headline_leaves_the_subheading_below_it() -> None:
    text = page(FIRST, "Baca juga: Tiga Sandera Dibebaskan di Negeri Selatan", "Apa yang diminta", SECOND)
    assert kept(text) == [FIRST, "Apa yang diminta", SECOND]


def test_a_box_is_cut_with_all_that_lies_in_it() -> None:
    inside = [
        "Sandera Ditemukan Tewas",
        "Militer menemukan tiga jenazah di terowongan.",
        "Akhir dari Paling banyak dibaca",
    ]
    text = page(FIRST, "Lewati Paling banyak dibaca dan lanjutkan membaca", *inside, SECOND)
    assert kept(text) == [FIRST, SECOND]


def test_a_box_that_is_never_shut_takes_no_paragraph() -> None:
    assert kept(page(FIRST, "Lewati Podcast dan lanjutkan membaca", SECOND, THIRD)) == [FIRST, SECOND, THIRD]


def test_a_headline_above_read_more_goes_with_it() -> None:
    assert kept(page(FIRST, "Tiga Sandera Dibebaskan", "Baca selengkapnya", SECOND)) == [FIRST, SECOND]


def test_the_author_is_cut_where_no_article_follows_and_nowhere_else() -> None:
    author = "Budi Santoso adalah jurnalis yang meliput pelabuhan sejak 2010."
    assert kept(page(FIRST, SECOND, author, "Tags: pelaut")) == [FIRST, SECOND]
    assert kept(page(FIRST, author, SECOND)) == [FIRST, author, SECOND]


def test_gambling_is_cut_at_the_end_and_kept_as_news() -> None:
    assert kept(page(FIRST, SECOND, "Situs slot gacor dengan bonus harian terpercaya")) == [FIRST, SECOND]
    news = "Polisi menutup situs judi online yang memberi bonus kepada para pelaut."
    assert kept(page(FIRST, news, SECOND)) == [FIRST, news, SECOND]


def test_a_list_of_numbers_ends_with_its_last_number() -> None:
    text = page(FIRST, "Terpopuler", "1. Sandera Ditemukan Tewas", "2. Kapal Karam", SECOND, THIRD)
    assert kept(text) == [FIRST, SECOND, THIRD]


def test_a_line_of_signs_below_a_list_of_numbers_ends_no_article() -> None:
    text = page(FIRST, SECOND, "Terpopuler", "1. Sandera Ditemukan Tewas", "2. Kapal Karam", "-----", THIRD)
    assert kept(text) == [FIRST, SECOND, THIRD]


@pytest.mark.parametrize(
    "sign", ["a", " ", "\n", ".", "\x00", "\ud800", "\u202e", "A ", "Baca juga: ", "(AFP) ", "- ", "漢"]
)
def test_a_megabyte_of_one_sign_is_parted_in_time(sign: str) -> None:
    text = sign * (1_000_000 // len(sign))
    cleaned = clean.clean(text, "id")
    assert_parted(text, cleaned)


@given(st.text(alphabet=st.characters(), max_size=400))
def test_any_unicode_is_parted(text: str) -> None:
    assert_parted(text, clean.clean(text, "id"))


@pytest.mark.skipif(not ARTICLES.is_dir(), reason="the sample articles are not part of the project")
def test_the_sample_articles_end_where_their_furniture_begins() -> None:
    for row in yaml.safe_load((ARTICLES / "manifest.yaml").read_text())["articles"]:
        text = (ARTICLES / row["file"]).read_text()
        end = text.index(row["furniture_from"]) if "furniture_from" in row else len(text)
        cleaned = clean.clean(text, "id")
        assert_parted(text, cleaned)
        assert all(span.end <= end for span in cleaned.kept), row["file"]
        body = " ".join(text[span.start : span.end] for span in cleaned.kept)
        assert all(claim["quote"] in body for claim in row["claims"]), row["file"]
