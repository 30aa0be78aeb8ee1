"""To work for something, or to talk about it, is not to promise it: no shift follows from an aim."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.models import Claim, Modality
from monitor.shifts import claims, examples, packs, story
from tests.monitor.shifts import telling

DAY = datetime(2025, 3, 14, tzinfo=UTC)


def read(notation: str, language: str) -> tuple[Claim, ...]:
    return claims.Extractor(packs.load()).extract(examples.tagged(notation, language, DAY))


def stages(notation: str, language: str) -> list[tuple[str, str | None]]:
    """Give what a story on which nothing is known makes of a sentence, but for what it says of captivity and talks."""
    state = telling.begun(watch=("release", "ceasefire"))
    _, shifts = story.advance(state, examples.tagged(notation, language, DAY), list(read(notation, language)))
    return [(each.kind, each.stage) for each in shifts]


AIMED = [
    ("Elders are working to free the four nurses who were kidnapped in <L Borno>.", "en"),
    ("The navy is trying to rescue the crew of a hijacked tanker.", "en"),
    ("Bishops flew to <L Bogota> for the release of the hostages.", "en"),
    ("Talks on freeing the eleven hostages opened in <L Muscat>.", "en"),
    ("Efforts to free the two kidnapped engineers go on.", "en"),
    ("Para tetua berupaya membebaskan empat perawat yang diculik.", "id"),
    ("Uskup terbang ke <L Bogota> untuk pembebasan para sandera.", "id"),
    ("Pembicaraan mengenai pembebasan sebelas sandera dibuka di <L Muscat>.", "id"),
    ("Keluarga menunggu pembebasan awak kapal yang disandera.", "id"),
    ("<G Peru> siap berunding untuk memastikan pembebasan sandera.", "id"),
    ("Военные пытаются освободить заложников.", "ru"),
]
AHEAD = [
    ("<H FARC> to free two hostages on Saturday", "en"),
    ("Rebels to hand over four hostages", "en"),
    ("Three hostages are to be freed on Sunday.", "en"),
    ("The kidnappers decided to free the hostages.", "en"),
    ("<H FARC> plans to release three hostages.", "en"),
    ("<H FARC> promised to free the hostages.", "en"),
    ("<H FARC> berencana membebaskan tiga sandera.", "id"),
    ("Pembebasan tiga sandera dijadwalkan pada Sabtu.", "id"),
    ("<H FARC> menjanjikan pembebasan para sandera.", "id"),
]


@pytest.mark.parametrize(("notation", "language"), AIMED)
def test_what_is_only_worked_for_is_told_of_nobody(notation: str, language: str) -> None:
    assert [each.modality for each in read(notation, language) if each.kind == "release"]
    assert stages(notation, language) == []


@pytest.mark.parametrize(("notation", "language"), AHEAD)
def test_what_is_planned_or_promised_is_told(notation: str, language: str) -> None:
    assert stages(notation, language) == [("release", "promised")]


AGREED = [
    ("<H FARC> agreed to release ten hostages.", "en", "promised", "agreed"),
    ("<H FARC> will agree to free the hostages.", "en", "promised", "promised"),
    ("<H FARC> called off the release of the hostages.", "en", "refused", "lapsed"),
    ("<G Israel> delayed the release of 600 prisoners.", "en", "refused", "lapsed"),
    ("<H Hamas> menunda pembebasan sandera.", "id", "refused", "lapsed"),
    ("<H FARC> menyetujui pembebasan sepuluh sandera.", "id", "promised", "agreed"),
    ("<H FARC> setuju membebaskan sepuluh sandera.", "id", "promised", "agreed"),
    ("<H ФАРК> согласилась освободить десять заложников.", "ru", "promised", "agreed"),
    ("وافقت <H حماس> على الإفراج عن ثلاثة رهائن.", "ar", "promised", "agreed"),
]


@pytest.mark.parametrize(("notation", "language", "modality", "stage"), AGREED)
def test_who_agrees_to_a_release_promises_it_and_who_calls_it_off_refuses_it(
    notation: str, language: str, modality: str, stage: str
) -> None:
    assert {each.modality.value for each in read(notation, language) if each.kind == "release"} == {modality}
    assert ("release", stage) in stages(notation, language)


@pytest.mark.parametrize(
    ("notation", "modality"),
    [
        ("<H FARC> denied that it had postponed the release of the hostages.", "denied"),
        ("<H FARC> has not agreed to free the hostages.", "denied"),
        ("<H FARC> refused to postpone the release of the hostages.", "refused"),
    ],
)
def test_what_was_not_agreed_or_called_off_is_no_shift(notation: str, modality: str) -> None:
    assert {one.modality.value for one in read(notation, "en") if one.kind == "release"} == {modality}
    assert stages(notation, "en") == []


def test_how_an_act_is_asserted_of_which_nothing_was_learned_the_rules_alone_say() -> None:
    notation = "<G Oman> withdrew from its role as mediator between the two armies on Sunday."
    told = [one for one in read(notation, "en") if one.kind == "mediation"]

    assert [(one.act, one.modality) for one in told] == [("withdraw", Modality.OCCURRED)]


def test_an_agreement_in_an_older_log_is_still_one() -> None:
    state = telling.begun(watch=("release",))
    notation = "<H FARC> agreed to release ten hostages."
    old = [replace(one, modality=Modality.OCCURRED) for one in read(notation, "en")]
    _, shifts = story.advance(state, examples.tagged(notation, "en", DAY), old)

    assert [(each.kind, each.stage) for each in shifts] == [("release", "agreed")]
