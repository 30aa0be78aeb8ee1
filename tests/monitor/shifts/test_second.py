"""What the second reader adds to the rules, doubts of them and leaves alone."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from monitor.errors import PackInvalid
from monitor.models import Actor, Claim, Count, Modality
from monitor.shifts import learned, packs, second
from monitor.shifts.claims import Extractor
from monitor.shifts.examples import tagged
from monitor.shifts.hits import Cast

WORDS = {"glorped": 20_000, "zibbed": 4000}
PERSON = {"<0glorped": 2000, ">0glorped": 9000}


def tables(said: Mapping[str, int], occurred: int = 9000, **changed: Any) -> learned.Learned:
    """Tables that know a few words that no rule knows."""
    sure = {value: occurred if value is Modality.OCCURRED else -9000 for value in Modality}
    row = {
        "stems": "english",
        "said": {
            "outputs": ["release"],
            "bias": [-4000],
            "rare": 300,
            "features": {word: [1000, weight] for word, weight in said.items()},
        },
        "how": {
            "outputs": [f"release {value}" for value in sure],
            "bias": list(sure.values()),
            "rare": 300,
            "features": {"!denied": [1000, *(60_000 if one is Modality.DENIED else -60_000 for one in sure)]},
        },
        "whom": {
            "outputs": ["release"],
            "bias": [-1000],
            "rare": 300,
            "features": {word: [1000, weight] for word, weight in PERSON.items()},
        },
        "acts": {"release": "release"},
        "least": {"release": 0.7},
        "firm": {"release": 0.9},
        "later": {"release": 0.9},
        "actor": 0.4,
        "hints": {"least": 1000, "features": dict.fromkeys(said, 2000)},
        "against": {"release": ["captivity", "death"]},
        "most_unlikely": {},
    }

    return learned.read(row | {"said": changed.pop("said_in", row["said"])} | changed)


def claims(notation: str, known: learned.Learned | None) -> tuple[Claim, ...]:
    loaded = packs.load()
    pack = replace(loaded.languages["en"], tables=known)

    return Extractor(replace(loaded, languages={"en": pack})).extract(tagged(notation, "en"))


def headed(title: str, text: str, known: learned.Learned | None) -> tuple[Claim, ...]:
    """Read a title with a text below it."""
    loaded = packs.load()
    pack = replace(loaded.languages["en"], tables=known)
    article = tagged(f"{title}|{text}", "en")
    first, *rest = article.sentences
    article = replace(article, sentences=(replace(first, position=-1, is_heading=True), *rest))

    return Extractor(replace(loaded, languages={"en": pack})).extract(article)


def told(notation: str, known: learned.Learned | None) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(one.kind, one.modality.value, tuple(who.name for who in one.who)) for one in claims(notation, known)]


HELD = "Rebels hold them.|"


def test_what_no_rule_knows_is_told_about_whom_it_most_likely_means() -> None:
    notation = HELD + "<P Ann Lee> glorped while <P Bo Orr> looked on from the quay."

    assert ("release", "occurred", ("Ann Lee",)) in told(notation, tables(WORDS))
    assert not [one for one in told(notation, None) if one[0] == "release"]


def test_the_claim_names_the_second_reader_where_a_rule_would_be_named() -> None:
    (claim,) = [
        one for one in claims(HELD + "<P Ann Lee> glorped on the quay at noon.", tables(WORDS)) if one.kind == "release"
    ]

    assert claim.rule == "en.learned"
    assert claim.evidence.quote == "Ann Lee glorped on the quay at noon."


def test_a_chance_below_the_least_is_not_told() -> None:
    assert not [
        one
        for one in told(HELD + "<P Ann Lee> zibbed on the quay at noon.", tables({"zibbed": 1000}))
        if one[0] == "release"
    ]


def test_more_is_needed_in_an_article_that_does_not_speak_of_captivity() -> None:
    known = tables(WORDS, least={"release": 0.5}, firm={"release": 1.1})

    assert [one for one in told(HELD + "<P Ann Lee> glorped on the quay at noon.", known) if one[0] == "release"]
    assert told("<P Ann Lee> glorped on the quay at noon.", known) == []


def test_of_a_few_words_nothing_is_made() -> None:
    assert told(HELD + "<P Ann Lee> glorped.", tables(WORDS)) == told(HELD + "<P Ann Lee> glorped.", None)


LIKELY = {"glorped": 10_500}


def test_what_opens_an_article_is_asked_about_though_no_word_hints_at_a_claim() -> None:
    unhinted: dict[str, Any] = {"hints": {"least": 9000, "features": {}}, "firm": {"release": 0.7}}
    opening = "<P Ann Lee> glorped on the wide quay at noon.|Rebels hold them."
    below = HELD + "They wait.|They sing.|<P Ann Lee> glorped on the wide quay at noon."
    sure, likely = tables(WORDS, **unhinted), tables(LIKELY, **unhinted)

    assert ("release", "occurred", ("Ann Lee",)) in told(opening, sure)
    assert not [one for one in told(below, sure) if one[0] == "release"]
    assert not [one for one in told(opening, likely) if one[0] == "release"]
    assert [one for one in told(opening, tables(LIKELY, firm={"release": 0.7})) if one[0] == "release"]


def test_of_a_title_a_claim_is_told_only_where_it_is_very_likely() -> None:
    title, text = "<P Ann Lee> glorped on the wide quay at noon.", "Rebels hold them."
    likely = tables(LIKELY, firm={"release": 0.7})

    assert [one for one in told(f"{title}|{text}", likely) if one[0] == "release"]
    assert not [one for one in headed(title, text, likely) if one.kind == "release"]
    assert [one for one in headed(title, text, tables(WORDS)) if one.kind == "release"]


def test_where_a_rival_kind_is_likely_too_nothing_is_told() -> None:
    sentence = "<P Ann Lee> glorped and flarped on the wide quay at noon.|Rebels hold them."
    rival = {
        "outputs": ["release", "captivity", "death"],
        "bias": [-4000, -4000, -4000],
        "rare": 300,
        "features": {"glorped": [1000, 22_000, 0, 0], "flarped": [1000, 0, 0, 14_000]},
    }

    assert not [one for one in told(sentence, tables(WORDS, said_in=rival)) if one[0] == "release"]
    assert [
        one for one in told(sentence.replace("flarped", "sang"), tables(WORDS, said_in=rival)) if one[0] == "release"
    ]


def test_more_is_needed_below_the_first_sentence() -> None:
    below = HELD + "They wait.|They sing.|<P Ann Lee> glorped on the wide quay at noon."
    known = tables(WORDS, later={"release": 1.1})

    assert [one for one in told(below, tables(WORDS)) if one[0] == "release"]
    assert not [one for one in told(below, known) if one[0] == "release"]


def test_below_the_first_sentence_it_must_be_said_whom_a_claim_is_about() -> None:
    lead, below = (
        "It glorped on the wide quay at noon.",
        HELD + "They wait.|They sing.|It glorped on the wide quay at noon.",
    )

    assert ("release", "occurred", ("people",)) in told(lead + "|Rebels hold them.", tables(WORDS))
    assert not [one for one in told(below, tables(WORDS)) if one[0] == "release"]


def test_of_a_kind_that_a_rule_has_told_nothing_is_added() -> None:
    found = told("<H FARC> freed <P Ann Lee>, who glorped on the quay.", tables(WORDS))

    assert [one for one in found if one[0] == "release"] == [("release", "occurred", ("Ann Lee",))]


def test_a_rule_is_not_believed_where_a_sentence_hardly_says_such_a_thing() -> None:
    notation = "<H FARC> freed <P Ann Lee> near the <L Orinoco> on the river's left bank."

    assert [one[0] for one in told(notation, tables(WORDS, most_unlikely={"release": 0.01}))] == ["release"]
    assert told(notation, tables(WORDS, most_unlikely={"release": 0.5})) == []
    denied = "<H FARC> has not freed <P Ann Lee> near the <L Orinoco> on the river's left bank."
    assert [one[:2] for one in told(denied, tables(WORDS, most_unlikely={"release": 0.5}))] == [("release", "denied")]


def test_what_is_not_believed_is_shown_to_whoever_asks_why() -> None:
    notation = "<H FARC> freed <P Ann Lee> near the <L Orinoco> on the river's left bank."
    loaded = packs.load()
    pack = replace(loaded.languages["en"], tables=tables(WORDS, most_unlikely={"release": 0.5}))
    (read,) = Extractor(replace(loaded, languages={"en": pack})).explain(tagged(notation, "en"))

    assert read.claims == ()
    assert [(one.kind, one.modality) for one in read.refuted] == [("release", Modality.OCCURRED)]


def test_a_rule_is_believed_where_captivity_is_spoken_of() -> None:
    notation = "<H FARC> freed a single hostage near the <L Orinoco> on the river's left bank."

    assert [one[0] for one in told(notation, tables(WORDS, most_unlikely={"release": 0.5}))] == ["release"]


def test_a_rule_of_a_users_own_is_always_believed() -> None:
    rule = {
        "id": "mine",
        "kind": "release",
        "act": "release",
        "pattern": "{t=UNCORKED}",
        "sure": True,
        "find": {"who": "left"},
        "yes": ["<P Ann Lee> was uncorked. => occurred"] * 2,
        "no": ["<P Ann Lee> was seen."] * 2,
    }
    loaded = packs.load([{"languages": {"en": {"macros": {"UNCORKED": "was uncorked"}, "rules": [rule]}}}])
    known = tables(WORDS, most_unlikely={"release": 0.5})
    notation = "<P Ann Lee> was uncorked near the old mill on the river's left bank."
    pack = replace(loaded.languages["en"], tables=known)
    found = Extractor(replace(loaded, languages={"en": pack})).extract(tagged(notation, "en"))

    assert [one.rule for one in found] == ["en.mine"]


def test_cues_at_its_words_say_that_it_has_not_happened() -> None:
    assert ("release", "denied", ("Ann Lee",)) in told(HELD + "<P Ann Lee> has not glorped on the quay.", tables(WORDS))


@pytest.mark.parametrize(("chance", "names"), [(0.6, {"people"}), (0.75, {"people", "Ann Lee"})])
def test_beside_a_number_of_people_a_name_must_be_likely(chance: float, names: set[str]) -> None:
    many = Cast(who=(Actor(id="group:people", name="people"),), by=(), count=Count(low=4, high=4))
    one = Cast(who=(Actor(id="person:ann-lee", name="Ann Lee"),), by=())
    cast = second._cast([(0.9, many), (chance, one)], "captives", 0.3)

    assert cast is not None
    assert {who.name for who in cast.who} == names


def test_beside_a_capture_that_a_rule_found_a_release_must_be_likelier() -> None:
    notation = "<H FARC> seized <P Bo Orr>, a nurse, while <P Ann Lee> glorped on the quay at noon."
    likely, certain = tables({"glorped": 11_000}), tables({"glorped": 20_000})

    assert [one[0] for one in told(notation, certain)] == ["captivity", "release"]
    assert [one[0] for one in told(notation, likely)] == ["captivity"]
    assert [one[0] for one in told(notation.replace("seized", "met"), replace(likely, firm=likely.least))] == [
        "release"
    ]


@pytest.mark.parametrize(
    ("least", "said"),
    [
        ({"truce": 0.5}, "en: learned: truce: only mediation, release are learned in this language"),
        ({"release": "much"}, "en: learned: release: 'much' is no chance between 0 and 1; above 1 is never"),
    ],
)
def test_a_pack_that_asks_for_what_is_not_learned_is_refused(least: dict[str, Any], said: str) -> None:
    with pytest.raises(PackInvalid) as refused:
        packs.load([{"languages": {"en": {"learned": least}}}])

    assert str(refused.value) == said


def test_a_language_without_tables_cannot_be_asked_for_chances(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learned, "load", lambda _: None)
    with pytest.raises(PackInvalid, match="ru: learned: release: nothing is learned in this language"):
        packs.load([{"languages": {"ru": {"learned": {"release": 0.9}}}}])


def test_a_pack_can_let_the_second_reader_be_silent() -> None:
    loaded = packs.load([{"languages": {"en": {"learned": {"release": 2, "mediation": 2}}}}])
    tables = loaded.languages["en"].tables

    assert tables is not None
    assert tables.least == tables.firm == tables.later == {"release": 2, "mediation": 2}


def test_what_is_taken_for_planned_is_only_an_aim() -> None:
    known = tables(WORDS, occurred=-9000)
    (claim,) = [
        one for one in claims(HELD + "<P Ann Lee> glorped on the quay at noon.", known) if one.rule == "en.learned"
    ]

    assert claim.modality is not Modality.OCCURRED
    assert (claim.act == second.AIM) is (claim.modality is Modality.PLANNED)


def acting(whom: Mapping[str, int]) -> learned.Learned:
    """Tables that know who mediates, in a sentence that certainly tells of it."""
    row = {"outputs": ["mediation"], "rare": 300}
    how = {"outputs": [f"mediation {value}" for value in Modality], "bias": [0] * len(Modality), "rare": 300}

    return tables(
        {},
        acts={"mediation": "mediate"},
        said_in=row | {"bias": [9000], "features": {"glorped": [1000, 0]}},
        how=how | {"features": {"glorped": [1000, *[0] * len(Modality)]}},
        whom=row | {"bias": [0], "features": {word: [1000, weight] for word, weight in whom.items()}},
        least={"mediation": 0.9},
        against={},
    )


@pytest.mark.parametrize(
    ("whom", "who"),
    [
        ({"glorped": 1}, [("Kenya",)]),
        ({">0mediated": -40_000, "<0as": 40_000}, [("Chad",)]),
        ({">0mediated": -40_000, "<0as": -40_000}, [("Kenya",)]),
    ],
)
def test_whom_a_rule_finds_to_act_gives_way_to_nobody_but_who_is_meant(
    whom: Mapping[str, int], who: list[tuple[str, ...]]
) -> None:
    notation = "<G Kenya> mediated in the border war as <G Chad> looked on from the hills."

    assert [one[2] for one in told(notation, acting(whom)) if one[0] == "mediation"] == who
