"""What is wanted, waited for, still to come or long past is not told as done, and whoever does it is told himself."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.models import Claim, Modality
from monitor.shifts import claims, examples, packs

KNOWN = packs.load()
RULES = replace(KNOWN, languages={"en": replace(KNOWN.languages["en"], tables=None)})
DAY = datetime(2026, 3, 4, tzinfo=UTC)  # A Wednesday.


def _read(notation: str, kind: str) -> list[Claim]:
    told = claims.Extractor(RULES).extract(examples.tagged(notation, "en", DAY))

    return [one for one in told if one.kind == kind]


def _modalities(notation: str, kind: str) -> set[Modality]:
    return {one.modality for one in _read(notation, kind)}


def _names(notation: str, kind: str = "mediation") -> set[str]:
    return {actor.name for one in _read(notation, kind) for actor in one.who}


@pytest.mark.parametrize(
    ("notation", "modality"),
    [
        ("<G Peru> insists that <G Chile>, and no other neighbour, serve as mediator.", Modality.DEMANDED),
        ("The guerrillas demanded on Monday that only <O Vatican> arbitrate.", Modality.DEMANDED),
        ("Its one condition is that <G Kenya>, and <G Kenya> alone, lead the mediation effort.", Modality.CONDITIONAL),
        ("The clans would rather have <P Ann Lee> mediate in the feud.", Modality.REQUESTED),
        ("<G Niger> asked <G Togo>, but not <G Benin>, to mediate in the conflict.", Modality.REQUESTED),
        ("<G Norway> stood by to act as a go-between of the two armies.", Modality.OFFERED),
        ("<G Norway> is on standby to mediate between the two armies.", Modality.OFFERED),
        ("<G Fiji> volunteered itself as the seat and referee of talks between the two armies.", Modality.OFFERED),
        ("The rebels do not want <G Chad> as a mediator.", Modality.REFUSED),
        ("<G Chad> is no longer trusted as a mediator in the war.", Modality.REFUSED),
        ("Doors are shut to <G Chad> as a mediator, the rebels said.", Modality.REFUSED),
        ("<G Malta> has not the least wish to mediate in the conflict.", Modality.REFUSED),
        ("<G Togo> will once more bring the two armies together for peace talks.", Modality.PROMISED),
        ("<G Togo> will not allow <G Benin>, <G Niger> or the bishops to act as a mediator.", Modality.REFUSED),
        ("The clans said they will no longer accept <G Chad> as a mediator.", Modality.REFUSED),
        ("<G Malta> does not exclude serving as a mediator in the conflict.", Modality.CONDITIONAL),
        ("<G Malta> denied that it had tried to mediate between the armies.", Modality.DENIED),
        ("<P Ann Lee> was the union's favourite as mediator.", Modality.PLANNED),
    ],
)
def test_who_is_only_wanted_or_ready_has_not_mediated(notation: str, modality: Modality) -> None:
    assert _modalities(notation, "mediation") == {modality}


@pytest.mark.parametrize(
    "notation",
    [
        "<G Chile>, and no other neighbour, mediated between the two armies.",
        "<G Kenya> says that it mediated between the two armies.",
        "<G Togo>, but not <G Benin>, has mediated between the two armies.",
        "The rebels trust <G Chad>, which mediated between the two armies.",
        "<G Norway> stood by the accord and mediated between the two armies.",
        "Mediation by <G Oman> led to a truce of 20 days.",
        "<P Ann Lee> tried to mediate between the two armies and gave up.",
        "<P Ann Lee> rode a mule over the pass to bring the rebels' reply to the army.",
        "<G Malta>, which declined to say who had asked it, mediated between the two armies.",
        "<G Togo> is trying to mediate between the two armies.",
        "<G Togo> and <G Kenya> are still working to mediate a truce.",
    ],
)
def test_who_did_has(notation: str) -> None:
    assert _modalities(notation, "mediation") == {Modality.OCCURRED}


@pytest.mark.parametrize(
    ("notation", "kind", "modality"),
    [
        ("Only after the blockade ends will <H FARC> release the hostages.", "release", Modality.CONDITIONAL),
        ("Only if the army withdraws can the hostages be freed.", "release", Modality.CONDITIONAL),
        ("<H FARC> will free the hostages only when the army withdraws.", "release", Modality.CONDITIONAL),
        ("None of its hostages will go home, <H FARC> said.", "release", Modality.REFUSED),
        ("Monitors are to watch over the bridge when the prisoners are exchanged.", "release", Modality.PLANNED),
        ("Hopes that the two captives had been freed were crushed within the hour.", "release", Modality.DENIED),
        ("The army denied that a fourth hostage, a cook, had been set free.", "release", Modality.DENIED),
        ("<H FARC> and <G Chile> will each release ten prisoners.", "release", Modality.PROMISED),
        ("Ransomed with a Dane, the sailor <P Ivan Orlov> is a baker six years later.", "release", Modality.BACKGROUND),
        ("Once <G Chad> and <G Niger> cease fire, monitors may come.", "ceasefire", Modality.CONDITIONAL),
        ("<G Togo> will be trying to mediate between the two armies.", "mediation", Modality.PLANNED),
        ("<G Togo> is trying to free the hostages.", "release", Modality.PLANNED),
        ("Kidnappers backed out of a promise to free the two nuns.", "release", Modality.REFUSED),
        ("The handover of the hostages, set for Monday, was called off after a storm.", "release", Modality.DENIED),
        ("The colonel quashed rumours that the hostages had been freed.", "release", Modality.DENIED),
        ("The kidnapped divers would be let go once the ransom has been paid.", "release", Modality.CONDITIONAL),
        ("The navy's attempt to free the hostages failed when a dog barked.", "release", Modality.DENIED),
        ("Forty years ago on Sunday the pirates freed the hostages.", "release", Modality.BACKGROUND),
        ("In the exchange of 2011, <G Chad> freed 27 prisoners.", "release", Modality.BACKGROUND),
    ],
)
def test_what_hangs_on_something_has_not_happened(notation: str, kind: str, modality: Modality) -> None:
    assert _modalities(notation, kind) <= {modality}


@pytest.mark.parametrize(
    "notation",
    [
        "Crowds wept when the hostages were freed on Tuesday.",
        "Only three of the ten hostages were freed.",
        "Three teachers marched out of a church by <H FARC> in May were freed on Tuesday.",
        "Two hostages were freed on Tuesday, and hopes for the others rose.",
        "The kidnapped divers were let go once the ransom had been paid.",
        "The bishop pleaded with the gang until the two hostages were let go.",
        "The release of the hostages went ahead after the strike was called off.",
    ],
)
def test_what_hangs_on_nothing_has(notation: str) -> None:
    assert Modality.OCCURRED in _modalities(notation, "release")


@pytest.mark.parametrize(
    "notation",
    [
        "Envoys of <G Chad> and <G Niger> meet for peace talks in <L Accra> on Friday.",
        "Peace talks between <G Chad> and <G Niger> open in <L Accra> on Monday.",
    ],
)
def test_the_present_with_the_name_of_a_day_is_to_come(notation: str) -> None:
    assert _modalities(notation, "talks") == {Modality.PLANNED}


@pytest.mark.parametrize(
    "notation",
    [
        "Envoys of <G Chad> and <G Niger> met for peace talks in <L Accra> on Monday.",
        "Peace talks between <G Chad> and <G Niger> opened in <L Accra> on Monday.",
        "Heads of the armies of <G Chad> and <G Niger> held peace talks on Monday.",
    ],
)
def test_the_past_with_the_name_of_a_day_is_not(notation: str) -> None:
    assert _modalities(notation, "talks") == {Modality.OCCURRED}


@pytest.mark.parametrize(
    "notation",
    [
        "In the 1980s it was <G Peru> that brokered a truce between the two armies.",
        "<G Kenya> has acted as a go-between in three earlier strikes.",
        "Mediation by <G Togo> led to the 2004 truce that both armies marked on Monday.",
        "<G Malta>, whose emir once spent a year shuttling between the two armies, is silent.",
    ],
)
def test_what_is_told_of_old_times_is_old(notation: str) -> None:
    assert _modalities(notation, "mediation") == {Modality.BACKGROUND}


@pytest.mark.parametrize(
    ("notation", "names"),
    [
        ("Talks mediated by the <G Swiss> foundation <X Kestrel Peace> resumed.", {"Kestrel Peace"}),
        ("The truce was brokered by a <G Kenya> businessman, <P Ann Lee>.", {"Ann Lee"}),
        ("The truce was brokered by <G Kenya> envoys.", {"Kenya"}),
        ("<P Ann Lee>, a former <G Spain> minister who has mediated between the armies, spoke.", {"Ann Lee"}),
        ("The union turned down <P Ann Lee>, a lawyer from <G Kenya>, as mediator.", {"Ann Lee"}),
        ("<G Peru> pushed the rebels and the <G Chile> army towards a truce, brokering the deal.", {"Peru"}),
        ("<P Ann Lee> drove past the <G Chile> post at dawn, carrying letters between the rebels and the army.", {"Ann Lee"}),
        ("<G Peru> kept out of it, but <G Oman> pressed on by day and night, mediating between the armies.", {"Oman"}),
        ("<G Peru>'s minister said he would not, as a friend of <G Chile>, be a suitable mediator.", {"Peru"}),
        ("<G Chad>'s rebels want <G Togo>, and no longer <G Benin>, to mediate.", {"Togo"}),
        ("Without <G Togo>, the armies of <G Chad> and <G Niger> would still be at war.", {"Togo"}),
        ("<G Chad> and <G Niger> settled the border conflict without <G Togo>, in a day.", set()),
        ("<G Togo> sent a delegation to <L Juba=South Sudan> to mediate between the two armies.", {"Togo"}),
        ("<G Togo> and the bishop <P Ann Lee> mediated between the two armies.", {"Togo", "Ann Lee"}),
        ("<P Bo Ode> and the <G Kenya> elder <P Ann Lee> mediated between the two armies.", {"Bo Ode", "Ann Lee"}),
        ("An envoy flew to <L Nairobi=Kenya> in an effort to defuse the war.", set()),
    ],
)  # fmt: skip
def test_whoever_does_it_is_told_himself(notation: str, names: set[str]) -> None:
    assert _names(notation) == names


@pytest.mark.parametrize(
    "notation",
    [
        "<G Oman> withdrew from its role as mediator between the two armies on Sunday.",
        "<G Angola> has walked away from its role as a facilitator of the peace talks.",
        "<P Ann Lee> stepped down from her role as chief mediator in the strike.",
        "<G Norway> pulled out as mediator.",
    ],
)
def test_who_lays_down_the_role_is_not_told_to_play_it(notation: str) -> None:
    assert [one.act for one in _read(notation, "mediation")] == ["withdraw"]


@pytest.mark.parametrize(
    ("notation", "kind", "modality"),
    [
        (
            "The governor said it was untrue that the 12 kidnapped farmers were back in their villages.",
            "release",
            Modality.DENIED,
        ),
        (
            "The governor said it was true that the 12 kidnapped farmers were back in their villages.",
            "release",
            Modality.OCCURRED,
        ),
        ("The rebels set a deadline of noon or the hostages die.", "death", Modality.CONDITIONAL),
        ("Eight hours later two hostages died.", "death", Modality.OCCURRED),
    ],
)
def test_what_is_called_untrue_or_threatened_has_not_happened(notation: str, kind: str, modality: Modality) -> None:
    assert _modalities(notation, kind) == {modality}


@pytest.mark.parametrize(
    ("notation", "names"),
    [
        ("Sergeant <P Bo Ode> and corporal <P Ann Lee> were freed by <H FARC>.", {"Bo Ode", "Ann Lee"}),
        ("<H FARC> freed the nurse <P Ann Lee>, 34, and her <G Niger> colleague <P Bo Ode>.", {"Ann Lee", "Bo Ode"}),
        ("<H FARC> freed <P Ann Lee> and kept the driver <P Bo Ode>.", {"Ann Lee"}),
        ("<H FARC> freed <P Ann Lee>, and the bishop <P Bo Ode> thanked it.", {"Ann Lee"}),
        ("Pirates freed the crew of the <P Ocean Grace>.", {"crew"}),
        ("<H FARC> freed the late <P Ann Lee>'s brother, <P Bo Ode>.", {"Bo Ode"}),
    ],
)
def test_all_who_are_freed_are_named_and_no_thing_is(notation: str, names: set[str]) -> None:
    assert _names(notation, "release") == names
