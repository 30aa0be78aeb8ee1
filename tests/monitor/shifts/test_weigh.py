"""Why a claim moves its story, or why not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.models import Actor, Claim, Story, TaggedArticle
from monitor.shifts import examples, packs, weigh
from monitor.shifts.claims import Extractor
from monitor.shifts.weigh import Reason, Weighed

LOADED = packs.load()
FILLER = "It was hot all day in the long valley behind the town, and nobody but the herdsmen went out to field"
STORY = Story(
    id="s",
    name="The story",
    core=("Peru", "ELN"),
    parties=("country:peru", "group:eln"),
    sides=(Actor(id="country:peru", name="Peru"), Actor(id="group:eln", name="ELN")),
    known=(("mediator", ("country:oman",)),),
    watch=("mediator", "release", "talks", "ceasefire"),
)


def weighed(notation: str, *, is_headed: bool = False) -> list[Weighed | Reason]:
    article = examples.tagged(notation, "en")
    if is_headed:
        first, *rest = article.sentences
        article = replace(article, sentences=(replace(first, is_heading=True, position=-1), *rest))

    return [found for _, found in _of(article)]


def _of(article: TaggedArticle) -> list[tuple[Claim, Weighed | Reason]]:
    return list(weigh.claims(article, Extractor(LOADED).extract(article), STORY, LOADED.kinds))


@pytest.mark.parametrize(
    ("notation", "reason"),
    [
        ("<H ELN> freed two hostages in 2009.", Reason.BACKGROUND),
        ("<H ELN> would free the hostages if <G Peru> paid.", Reason.NO_STATE),
        ("<H ELN> kidnapped two nuns on Monday.", Reason.UNWATCHED),
        ("<G Oman> offered to mediate.", Reason.SEATED),
        ("<G Peru> offered to mediate.", Reason.SEATED),
        ("<G Chad> and <G Mali> held talks in <L Paris> on Monday.", Reason.ELSEWHERE),
        ("<G Peru> and <G Oman> held talks in <L Paris> on Monday.", Reason.COURSE),
    ],
)
def test_a_claim_that_counts_for_nothing_has_its_reason(notation: str, reason: Reason) -> None:
    assert weighed(notation) == [reason]


def test_talks_deep_in_an_article_have_theirs() -> None:
    before = " | ".join(f"{FILLER} {number}." for number in range(4))

    assert weighed(f"{before} | <G Peru> and <H ELN> held talks on Monday.") == [Reason.DEEP]


def test_talks_on_a_day_ahead_count_wherever_they_are_announced() -> None:
    before = " | ".join(f"{FILLER} {number}." for number in range(4))
    article = examples.tagged(f"{before} | <G Peru> and <H ELN> will hold talks on March 30.", "en")

    assert [found for _, found in _of(article)][-1] is not Reason.DEEP


@pytest.mark.parametrize(
    ("opening", "below", "is_led"),
    [
        ("Sentence {} says nothing.", "The gang let two nuns go.", False),
        ("Sentence {} says nothing.", "The gang let two nuns go on Monday.", True),
        ("Sentence {} of the rebels: two hostages freed.", "The gang let two nuns go.", True),
        ("Sentence {}: rebels abducted two hostages.", "The gang let two nuns go.", False),
        ("Sentence {} of the rebels: two hostages freed.", "<G Kenya> offered to mediate.", True),
        ("Sentence {}: in 2009 two hostages were freed.", "<G Kenya> offered to mediate.", False),
    ],
)
def test_what_stands_far_down_needs_a_day_or_an_opening_of_its_kind(opening: str, below: str, *, is_led: bool) -> None:
    before = " | ".join(
        [
            opening.format(1),
            *(f"{FILLER} {number}." for number in range(2, 6)),
        ]
    )
    found = weighed(f"{before} | {below}")

    assert (Reason.UNLED not in found) is is_led
    assert isinstance(found[-1], Weighed) is is_led


@pytest.mark.parametrize("act", ["suspends its mediation", "withdraws as mediator"])
def test_a_known_mediator_who_lays_down_his_role_is_news(act: str) -> None:
    (found,) = weighed(f"<G Oman> {act} between <G Peru> and <H ELN>.")

    assert isinstance(found, Weighed)
    assert [one.name for one in found.subject] == ["Oman"]


def test_a_claim_that_counts_has_its_place_and_its_subject() -> None:
    (found,) = weighed("<G Kenya> offered to mediate.")

    assert isinstance(found, Weighed)
    assert (found.placed.stage, found.subject) == ("offered", (Actor(id="country:kenya", name="Kenya"),))


@pytest.mark.parametrize(
    ("below", "is_counted"),
    [
        ("<H ELN> would free the hostages if <G Peru> paid.", False),
        ("<H ELN> said it would free <P Ann Lee> if <G Peru> paid.", False),
        ("<H ELN> denied that it would free the hostages.", False),
        ("<H ELN> denied that it would free the hostages. | <H ELN> freed two hostages in 2009.", False),
        ("<H ELN> denied that it would free <P Ann Lee>. | <H ELN> promised to free <P Ivan Orlov>.", True),
        ("<H ELN> promised to free the hostages. | <H ELN> would free the others if <G Peru> paid.", True),
        ("<H ELN> spoke to reporters.", True),
    ],
)
def test_a_heading_counts_unless_all_of_the_text_denies_it_or_makes_a_condition_of_it(
    below: str, *, is_counted: bool
) -> None:
    first, *_ = weighed(f"<H ELN> to free hostages | {below}", is_headed=True)

    assert (first is not Reason.IFFY) == is_counted


@pytest.mark.parametrize(
    ("opening", "stage"),
    [
        ("<H ELN> and <G Peru> agreed to free three hostages.", "agreed"),
        ("<H ELN> promised to free three hostages.", "promised"),
        ("In 2009 <H ELN> agreed to free three hostages.", "promised"),
    ],
)
def test_a_promise_is_a_part_of_the_agreement_that_an_article_opens_with(opening: str, stage: str) -> None:
    found = weighed(f"{opening} | <H ELN> will free <P Ann Lee> on Friday.")

    assert isinstance(found[-1], Weighed)
    assert found[-1].placed.stage == stage


@pytest.mark.parametrize(
    ("notation", "names"),
    [
        ("<G Peru> and <H ELN> sent word. | The truce was violated on Monday.", ["Peru", "ELN"]),
        ("The ceasefire was extended by a week on Monday, said <G Peru>. | <H ELN> was silent.", ["Peru", "ELN"]),
        ("<G Peru> sent word. | The truce was violated on Monday.", None),
        ("<G Peru> sent word. | The truce was extended on Monday.", ["Peru", "ELN"]),
        ("Word was sent. | The truce was extended on Monday.", None),
        ("<G Peru> and <H ELN> sent word. | <H ELN> resumed talks on Monday.", ["Peru", "ELN"]),
        ("<G Peru> and <H ELN> sent word. | The council cancelled its meeting on Monday.", None),
        ("<G Peru> and <H ELN> sent word. | <H ELN> refused to hold talks.", ["ELN"]),
        ("<G Peru> and <H ELN> sent word. | The truce in <G Mali> was violated on Monday.", None),
        (
            f"<G Peru> and <H ELN> sent word. | {FILLER} 1. | {FILLER} 2. | {FILLER} 3. | The truce was violated on Monday.",
            None,
        ),
    ],
)
def test_a_truce_of_nobody_in_an_opening_is_that_of_the_parties(notation: str, names: list[str] | None) -> None:
    found = next(reversed(weighed(notation)), None)

    assert ([one.name for one in found.subject] if isinstance(found, Weighed) else None) == names


@pytest.mark.parametrize(
    ("rule", "below", "is_guessed"),
    [
        ("en.learned", "<H ELN> agreed to free three hostages.", True),
        ("en.learned", "<H ELN> freed three hostages.", False),
        ("en.learned", "<H ELN> freed three hostages in 2009.", False),
        ("en.learned", "<H ELN> spoke to reporters.", False),
        ("en.is-released", "<H ELN> agreed to free three hostages.", False),
    ],
)
def test_what_only_the_tables_read_in_a_heading_gives_way_to_the_text(
    rule: str, below: str, *, is_guessed: bool
) -> None:
    article = examples.tagged(f"Three hostages freed | {below}", "en")
    first, *rest = article.sentences
    article = replace(article, sentences=(replace(first, is_heading=True, position=-1), *rest))
    claims = Extractor(LOADED).extract(article)
    given = [replace(one, rule=rule) if one.evidence.start == first.start else one for one in claims]
    heading, *_ = [found for _, found in weigh.claims(article, given, STORY, LOADED.kinds)]

    assert (heading is Reason.GUESSED) == is_guessed
