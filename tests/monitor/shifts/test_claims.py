"""What a claim says beyond its rule: whom a heading means, which link it cites, what an old name tells, whom a name hides."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.models import Claim, EntityKind, Modality, TaggedArticle
from monitor.shifts import claims, examples, packs


def _read(notation: str, language: str = "en", published: datetime | None = None) -> tuple[Claim, ...]:
    tagged = examples.tagged(notation, language, published or datetime(2025, 3, 14, tzinfo=UTC))

    return claims.Extractor(packs.load()).extract(tagged)


def _headed(notation: str, language: str) -> TaggedArticle:
    tagged = examples.tagged(notation, language)
    first, *others = tagged.sentences
    body = tuple(replace(one, position=place) for place, one in enumerate(others))

    return replace(tagged, sentences=(replace(first, position=-1, is_heading=True), *body))


def test_the_evidence_cites_the_link_as_the_feed_gave_it() -> None:
    tagged = examples.tagged("<H FARC> freed ten hostages.", "en")
    article = replace(tagged.unique.article, link="https://example.org/example?utm_source=feed")
    (claim,) = claims.Extractor(packs.load()).extract(
        replace(tagged, unique=replace(tagged.unique, article=article)),
    )

    assert claim.evidence.url == "https://example.org/example?utm_source=feed"


@pytest.mark.parametrize(
    ("notation", "language"),
    [
        ("Hostage freed in <L Cali>|Hostage <P Ann Lee> was freed by <H FARC>.", "en"),
        ("Sandera dibebaskan|Sandera <P Ann Lee> dibebaskan <H FARC>.", "id"),
    ],
)
def test_a_heading_without_a_name_means_whom_the_text_names(notation: str, language: str) -> None:
    found = claims.Extractor(packs.load()).extract(_headed(notation, language))

    assert {tuple(one.name for one in claim.who) for claim in found if claim.kind == "release"} == {("Ann Lee",)}


def test_a_heading_with_a_number_keeps_it() -> None:
    found = claims.Extractor(packs.load()).extract(
        _headed("Three hostages freed|Hostage <P Ann Lee> was freed by <H FARC>.", "en")
    )

    assert [claim.count.low for claim in found if claim.count] == [3]


@pytest.mark.parametrize(
    ("notation", "language"),
    [
        ("<G Qatar>, which mediated the January deal, is silent.", "en"),
        ("The 2019 truce, brokered by <G Qatar>, held for a year.", "en"),
        ("<G Qatar>, yang menengahi kesepakatan Januari lalu, bungkam.", "id"),
        ("Gencatan senjata 2019 yang ditengahi <G Qatar> bertahan setahun.", "id"),
    ],
)
def test_what_bears_an_old_date_in_its_name_is_background(notation: str, language: str) -> None:
    assert {claim.modality for claim in _read(notation, language) if claim.kind == "mediation"} == {Modality.BACKGROUND}


def test_a_thing_named_after_this_month_may_be_new() -> None:
    notation = "<G Qatar> mediated the January deal."
    (fresh,) = _read(notation, published=datetime(2025, 1, 20, tzinfo=UTC))
    (old,) = _read(notation)

    assert (fresh.modality, old.modality) == (Modality.OCCURRED, Modality.BACKGROUND)


@pytest.mark.parametrize(
    ("notation", "language"),
    [
        ("None of the 20 hostages has been released.", "en"),
        ("<H FARC> released no hostages.", "en"),
        ("Zero hostages were released.", "en"),
        ("Tak satu pun sandera dibebaskan.", "id"),
        ("Tidak seorang pun dari 20 sandera dibebaskan.", "id"),
        ("<H FARC> tidak membebaskan seorang pun sandera.", "id"),
    ],
)
def test_none_of_them_is_no_release(notation: str, language: str) -> None:
    found = _read(notation, language)

    assert {claim.modality for claim in found} == {Modality.DENIED}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The hostages had not yet been released by Tuesday.", "en"),
        ("The kidnapped nurse has yet to be freed as of Monday.", "en"),
        ("No truce has yet been agreed as of Wednesday.", "en"),
        ("Sandera belum juga dipulangkan hingga Selasa.", "id"),
        ("Pilot yang disandera itu belum dibebaskan pada Senin.", "id"),
        ("Guru yang diculik tak kunjung dilepas sampai Rabu.", "id"),
        ("Заложники до сих пор не были освобождены во вторник.", "ru"),
        ("Заложники не были освобождены в понедельник.", "ru"),
    ],
)
def test_a_fresh_day_makes_no_news_of_what_has_not_happened_yet(text: str, language: str) -> None:
    found = [one for one in _read(text, language, datetime(2026, 3, 4, tzinfo=UTC)) if one.kind != "captivity"]

    assert found
    assert all(one.modality is not Modality.OCCURRED for one in found)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The hostages, long held in the hills, had been released by Tuesday.", "en"),
        ("Sandera yang sebelumnya diculik sudah dipulangkan pada Selasa.", "id"),
        ("Заложники были освобождены во вторник.", "ru"),
    ],
)
def test_a_fresh_day_makes_news_of_what_is_told_as_past(text: str, language: str) -> None:
    found = [one for one in _read(text, language, datetime(2026, 3, 4, tzinfo=UTC)) if one.kind == "release"]

    assert [one.modality for one in found] == [Modality.OCCURRED]


@pytest.mark.parametrize(
    ("notation", "names"),
    [
        ("<H FARC> released <X Greta Aldermann>, an electrician.", [("Greta Aldermann",)]),
        ("<H FARC> released <X Greta Aldermann> and <P Ann Lee>.", [("Greta Aldermann", "Ann Lee")]),
        ("<O Acme> released <X Galaxy Fold>.", []),
        ("<H FARC> released <X Galaxy Fold> footage.", []),
        ("<O Acme> released <X Galaxy>, a phone.", []),
    ],
)
def test_a_name_of_which_nothing_is_known_may_be_a_captive(notation: str, names: list[tuple[str, ...]]) -> None:
    assert [tuple(one.name for one in claim.who) for claim in _read(notation)] == names


def test_who_asks_another_to_mediate_is_no_mediator() -> None:
    assert _read("<O Lazio> have asked the league to mediate in the row.") == ()


def test_an_unknown_name_of_a_person_keeps_its_kind() -> None:
    tagged = examples.tagged("<X Greta Aldermann> spoke.", "en")

    assert [(one.kind, one.id) for one in tagged.mentions] == [(EntityKind.UNKNOWN, "person:greta aldermann")]


@pytest.mark.parametrize(
    ("notation", "modality"),
    [
        ("Officials denied that any of the four nuns abducted in May had died.", Modality.DENIED),
        (
            "Families will march until every fisherman seized off the coast is freed by the pirates.",
            Modality.CONDITIONAL,
        ),
        ("The four nuns abducted in May have been freed.", Modality.OCCURRED),
        ("Troops stormed a farm before dawn and freed 12 kidnapped nuns.", Modality.OCCURRED),
        ("Rebels freed the pilot before a rescue was tried.", Modality.OCCURRED),
        ("The rebels have no intention of freeing the kidnapped pilot.", Modality.REFUSED),
        ("No hostages were freed on Friday.", Modality.DENIED),
        ("A deadline passed without the pirates releasing a single hostage.", Modality.DENIED),
        ("The rebels freed the hostages without a ransom.", Modality.OCCURRED),
        ("It was in the hills near <L Cali>, in 2016, that <H FARC> let two hostages go.", Modality.BACKGROUND),
    ],
)
def test_a_participle_ends_before_a_finite_verb_and_a_denial_reaches_what_it_denies(
    notation: str, modality: Modality
) -> None:
    assert [one.modality for one in _read(notation) if one.kind in {"release", "death"}] == [modality]


@pytest.mark.parametrize(
    ("notation", "language", "count"),
    [
        ("<H FARC> membebaskan <P Ana Ruiz>, masinis kedua kapal itu.", "id", None),
        ("<H FARC> membebaskan dua pelaut, <P Ana Ruiz> dan <P Ivan Orlov>.", "id", 2),
        ("<H FARC> freed <P Ann Lee> and two other hostages.", "en", None),
        ("<H FARC> freed two hostages, <P Ann Lee> and <P Ivan Orlov>.", "en", 2),
    ],
)
def test_only_a_number_before_a_name_counts_those_who_are_named(
    notation: str, language: str, count: int | None
) -> None:
    (claim,) = (one for one in _read(notation, language) if one.kind == "release")

    assert (claim.who[0].name[:2], claim.count and claim.count.low) == ("An", count)


@pytest.mark.parametrize(
    ("notation", "speaker"),
    [
        ("Two hostages were freed overnight, <G Israel>'s army said.", "Israel"),
        (
            "Ten sailors have been released by pirates, the <G Philippines> foreign ministry said on Monday.",
            "Philippines",
        ),
        ("The hostages were handed over at noon, a senior <H Hamas> official said.", "Hamas"),
        ("<H FARC> freed ten hostages, said <G Norway>.", "Norway"),
        ("<H FARC> freed ten hostages, which <G Norway> had long wanted, and left.", None),
        ("<H FARC> freed ten hostages, and <G Norway> paid for the flight.", None),
        ("<H FARC> freed ten hostages, but <G Norway> was not said to have paid for it, as some thought.", None),
    ],
)
def test_whoever_says_it_at_the_end_of_a_sentence_is_its_speaker(notation: str, speaker: str | None) -> None:
    found = [one for one in _read(notation) if one.kind == "release"]

    assert found
    assert {one.speaker.name if one.speaker else None for one in found} == {speaker}


@pytest.mark.parametrize(
    ("notation", "names"),
    [
        ("<G India> said <H Houthis> freed 15 <X Palk Bay> fishermen.", ("crew",)),
        ("<H Houthi> membebaskan 13 nelayan <P Selat Karang>.", ("crew",)),
        ("<H FARC> freed ten hostages, including <P Ann Lee>.", ("hostages", "Ann Lee")),
        ("<H FARC> freed two sailors, <P Ann Lee> and <P Bo Orr>.", ("Ann Lee", "Bo Orr")),
        ("<H FARC> freed the nurse <P Ann Lee>.", ("Ann Lee",)),
    ],
)
def test_one_name_in_a_phrase_for_several_says_where_they_are_from(notation: str, names: tuple[str, ...]) -> None:
    language = "id" if "nelayan" in notation else "en"
    told = claims.Extractor(packs.load()).extract(examples.tagged(notation, language))

    assert [tuple(who.name for who in one.who) for one in told if one.kind == "release"] == [names]


@pytest.mark.parametrize(
    ("written", "plain", "language"),
    [
        ("أُفرِج عن الرهينة <P آنا ويبر> بعد عام من الأسر.", "افرج عن الرهينة <P آنا ويبر> بعد عام من الاسر.", "ar"),
        ("الخاطفون يُطلقون سراح 3 رهائن", "الخاطفون يطلقون سراح 3 رهائن", "ar"),
        ("Заложник <P Иван Орлов> освобождён.", "Заложник <P Иван Орлов> освобожден.", "ru"),
        ("Зало\u0301жник <P Иван Орлов> освобождён.", "Заложник <P Иван Орлов> освобожден.", "ru"),
    ],
)
def test_signs_that_a_writer_may_leave_out_change_nothing(written: str, plain: str, language: str) -> None:
    (one,), (other,) = _read(written, language), _read(plain, language)

    assert (one.kind, one.modality, one.rule) == (other.kind, other.modality, other.rule)
    assert [who.name for who in one.who] == [who.name for who in other.who]


@pytest.mark.parametrize(
    ("notation", "language", "names"),
    [
        ("Bupati <L Asmat>, <P Ann Lee>, menengahi dua kampung.", "id", ["Ann Lee"]),
        ("Duta Besar <G Oman> di <L Aden>, <P Ann Lee>, menengahi dua suku.", "id", ["Oman", "Ann Lee"]),
        ("The mayor of <L Basra>, <P Ann Lee>, mediated between the two clans.", "en", ["Ann Lee"]),
    ],
)
def test_a_title_with_its_place_and_the_name_behind_are_one_who_acts(
    notation: str, language: str, names: list[str]
) -> None:
    (found,) = [one for one in _read(notation, language) if one.kind == "mediation"]

    assert [who.name for who in found.who] == names


@pytest.mark.parametrize(
    ("notation", "names"),
    [
        ("<G Chad> ruled out mediation by <G Kenya>, <G Ghana> or <G Togo>.", {"Kenya", "Ghana", "Togo"}),
        ("<G Chad> needs no mediators in its river dispute, including <G Ghana>, its envoy said.", {"Ghana"}),
    ],
)
def test_who_wants_no_mediator_is_none_and_all_whom_he_names_are(notation: str, names: set[str]) -> None:
    found = [one for one in _read(notation) if one.kind == "mediation"]

    assert {who.name for one in found for who in one.who} == names
    assert {one.modality for one in found} == {Modality.REFUSED}


@pytest.mark.parametrize(
    ("notation", "language", "names"),
    [
        ("<G Thailand>, <G Cambodia> agree to a ceasefire", "en", {"Thailand", "Cambodia"}),
        ("<G Chad>, <G Togo>, <G Ghana> mediate in hostage talks", "en", {"Chad", "Togo", "Ghana"}),
        ("<G India>-<G Pakistan> sepakati gencatan senjata", "id", {"India", "Pakistan"}),
        ("<G India>, <G Pakistan> sepakat gencatan senjata", "id", {"India", "Pakistan"}),
        ("<G Chad>, <G Togo> said, offered to mediate.", "en", {"Chad"}),
        ("<G Chad>, <G Togo>'s neighbour, offered to mediate.", "en", {"Chad"}),
    ],
)
def test_states_in_a_row_act_together_and_who_only_says_so_does_not(
    notation: str, language: str, names: set[str]
) -> None:
    assert {who.name for one in _read(notation, language) for who in one.who} == names


@pytest.mark.parametrize(
    ("notation", "modality"),
    [
        ("In September <G Chad> asked <G Togo> to mediate.", Modality.BACKGROUND),
        ("In September, <H ELN> promised to free two hostages.", Modality.BACKGROUND),
        ("<H ELN> promised to free two hostages in September.", Modality.PROMISED),
        ("In September <H ELN> will free two hostages.", Modality.PROMISED),
        ("On Tuesday <G Chad> asked <G Togo> to mediate.", Modality.REQUESTED),
    ],
)
def test_a_month_before_a_promise_or_a_request_is_when_that_was_made(notation: str, modality: Modality) -> None:
    assert [one.modality for one in _read(notation)] == [modality]


@pytest.mark.parametrize(
    ("notation", "language", "told"),
    [
        ("<H ELN> agreed to free two hostages next month.", "en", ("agree", Modality.PROMISED)),
        ("<H ELN> setuju membebaskan dua sandera bulan depan.", "id", ("agree", Modality.PROMISED)),
        ("<G Chad> and <G Togo> agreed to extend the truce until May.", "en", ("extend", Modality.OCCURRED)),
        ("<G Chad> dan <G Togo> memperpanjang gencatan senjata hingga Mei.", "id", ("extend", Modality.OCCURRED)),
        ("<G Chad> and <G Togo> extended the truce in May.", "en", ("extend", Modality.BACKGROUND)),
    ],
)
def test_what_is_agreed_on_may_lie_ahead_and_an_end_dates_nothing(
    notation: str, language: str, told: tuple[str, Modality]
) -> None:
    assert [(one.act, one.modality) for one in _read(notation, language)] == [told]
