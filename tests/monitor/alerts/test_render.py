"""What an alert says."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from monitor.ailments import AilmentKind
from monitor.alerts import decide, render, templates
from monitor.alerts.decision import Tell
from monitor.alerts.sinks import lines
from monitor.lives import Item, Life, Severity
from monitor.models import LONG_AGO, Actor, Alert, Count, Shift, Status
from monitor.shifts import weigh
from tests.monitor.alerts import given

ROOT = Path(__file__).parents[3]
LANGUAGES = templates.languages()


def headline(language: str = "en", **changes: Any) -> str:
    return render.headline(given.shift(**changes), language)


def test_the_headline_says_first_how_well_it_is_supported() -> None:
    assert headline() == "UNCONFIRMED: Release promised: Mira Talsen, according to Arda Front"
    assert headline(status=Status.CONFIRMED).startswith("CONFIRMED: ")
    assert headline(status=Status.DISPUTED).startswith("DISPUTED: ")
    assert headline("id").startswith("BELUM TERKONFIRMASI: Pembebasan dijanjikan: Mira Talsen")


def test_a_promise_is_never_worded_as_a_release() -> None:
    assert "Released" not in headline()
    assert "Dibebaskan" not in headline("id")


def test_nobody_is_quoted_where_no_speaker_is_known() -> None:
    assert headline(speakers=()) == "UNCONFIRMED: Release promised: Mira Talsen"


def test_a_side_state_is_what_the_headline_says() -> None:
    assert headline(side="denied", speakers=()) == "UNCONFIRMED: Release denied: Mira Talsen"


def test_a_count_stands_behind_the_name() -> None:
    many = (Actor(id="concept:hostage", name="hostages"),)

    assert headline(subject=many, count=Count(low=3, high=5), speakers=()).endswith("hostages (3-5)")
    assert headline(subject=(), count=Count(low=4, high=4), speakers=()).endswith("not named (4)")


def test_a_group_without_a_name_is_called_in_the_language_of_the_alert() -> None:
    crew = (Actor(id="group:crew", name="crew"),)
    told = headline("id", subject=crew, stage="released", count=Count(low=12, high=14), speakers=())

    assert told == "BELUM TERKONFIRMASI: Dibebaskan: awak kapal (12-14)"
    assert headline(subject=crew, stage="released", speakers=()) == "UNCONFIRMED: Released: crew"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_a_word_for_every_group_without_a_name(language: str) -> None:
    assert templates.load(language).groups.keys() == {f"group:{name}" for name in weigh.NAMELESS}


def test_a_kind_that_no_table_knows_gets_the_generic_headline() -> None:
    assert headline(kind="recall", stage="ordered", speakers=()) == "UNCONFIRMED: Recall, ordered: Mira Talsen"


def test_a_name_with_braces_or_markup_stays_a_name() -> None:
    odd = (Actor(id="person:odd", name="{subject} <!channel> https://evil.example\u202e"),)

    assert headline(subject=odd, speakers=()).endswith("{subject} <!channel> https[:]//evil.example")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_words_the_same_kinds_states_and_labels(language: str) -> None:
    ours, english = templates.load(language), templates.load("en")

    assert {kind: set(states) for kind, states in english.kinds.items()} == {
        kind: set(states) for kind, states in ours.kinds.items()
    }
    assert set(ours.labels) == set(english.labels)
    assert set(ours.ailments) == {each.value for each in AilmentKind}
    assert set(ours.status) == {each.value for each in Status}
    assert set(ours.changed) == {"stage", "side", "status", "count", "life"}
    assert set(ours.ends) == {"closed", "retracted"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_wording_of_every_language_is_whole(language: str) -> None:
    for kind, states in templates.load(language).kinds.items():
        for state in states:
            said = headline(language, kind=kind, stage=state)
            assert "Mira Talsen" in said
            assert "{" not in said


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
def test_no_stage_is_left_in_english_in_another_language(language: str) -> None:
    table = templates.load(language)
    states = {state for states in table.kinds.values() for state in states}

    assert set() == states - set(table.words)


def test_a_language_without_a_table_falls_back_to_english() -> None:
    assert headline("xx") == headline("en")


def test_the_text_shows_quote_link_figures_and_what_was_known_before() -> None:
    said = render.text(given.told(), "en")

    assert '"Kelompok itu akan membebaskan Mira Talsen pekan depan"' in said
    assert "Kabar Utara (id), published 2024-11-01 12:00 UTC, https://kabar-utara.example/berita/1" in said
    assert "articles 1 / origins 1 (single origin)" in said
    assert "Known before: Norland" in said
    assert "Changed" not in said


def test_where_nothing_was_known_before_nothing_is_said_of_it() -> None:
    assert "Known" not in render.text(given.alert(known=()), "en")


def test_the_text_of_a_revision_shows_what_changed() -> None:
    assert "Changed: stage promised -> released" in render.text(
        given.alert(changed=("stage promised -> released",)), "en"
    )


def test_a_contradiction_is_as_visible_as_the_claim() -> None:
    said = render.text(given.alert(counter=(given.evidence(quote="Itu tidak benar"),)), "en")

    assert 'Contradicted:\n"Itu tidak benar"' in said


def test_an_unknown_time_of_publication_stays_unknown() -> None:
    undated = given.alert(evidence=(given.evidence(published_at=None),), told_at=LONG_AGO)

    for language, said in (("en", "time of publication unknown"), ("id", "waktu terbit tidak diketahui")):
        text = render.text(undated, language)
        assert said in text
        assert "1970" not in text
    assert render.wire(undated)["evidence"][0]["published_at"] is None


def test_many_quotes_are_shown_in_part_and_counted() -> None:
    assert "2 more" in render.text(given.alert(evidence=(given.evidence(),) * 5), "en")


def test_the_wire_keeps_the_quote_exactly_as_it_was() -> None:
    raw = "satu\u202e <!channel>\ndua"

    assert render.wire(given.alert(evidence=(given.evidence(quote=raw),)))["evidence"][0]["quote"] == raw


@pytest.mark.parametrize(
    ("count", "expected"), [(None, None), (Count(low=3, high=3), 3), (Count(low=3, high=5), [3, 5])]
)
def test_a_count_on_the_wire_is_null_a_number_or_a_range(count: Count | None, expected: object) -> None:
    assert render.wire(given.alert(count=count))["count"] == expected


@pytest.mark.parametrize("count", [None, Count(low=1, high=1), Count(low=1, high=9)])
@pytest.mark.parametrize("status", list(Status))
def test_the_wire_fits_its_published_schema(count: Count | None, status: Status) -> None:
    schema = json.loads((ROOT / "deploy/alert.schema.json").read_text(encoding="utf-8"))
    alert = given.alert(count=count, status=status, counter=(given.evidence(published_at=None),), side="denied")

    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(lines.line(alert)), schema, format_checker=jsonschema.FormatChecker())


def test_the_schema_names_every_key_and_no_other() -> None:
    schema = json.loads((ROOT / "deploy/alert.schema.json").read_text(encoding="utf-8"))
    record = render.wire(given.told())

    assert set(record) | {"left_out"} == set(schema["properties"])
    assert set(record) == set(schema["required"])
    assert set(record["evidence"][0]) == set(schema["$defs"]["passage"]["required"])


def test_whatever_a_shift_says_is_on_the_alert() -> None:
    same = {each.name for each in fields(Alert)} & {each.name for each in fields(Shift)} - {"id", "subject", "known"}
    shift = given.shift(count=Count(low=2, high=2), side="denied", counter=(given.evidence(),), version=9)
    decision = decide.decide(None, shift, story=given.STORY, language="en", now=given.NOON)

    assert isinstance(decision, Tell)
    assert {name: getattr(shift, name) for name in same} == {name: getattr(decision.alert, name) for name in same}


def test_what_was_known_before_is_named_as_the_configuration_names_it() -> None:
    """A shift may hold ids; people read names."""
    assert given.told(known=("country:no",)).known == ("Norland",)


# What a desk reads first


def test_the_lines_come_in_the_order_in_which_a_desk_needs_them() -> None:
    counter = (given.evidence(quote="Itu tidak benar", language="en", publisher="Harian"),)
    alert = given.alert(
        changed=("status unconfirmed -> disputed",),
        counter=counter,
        heard=("Arda",),
        silent=("Belmar",),
        page="https://kabar.example/alerts/k1?key=ab",
        published_at=given.later(-125),
    )

    assert render.text(alert, "en").splitlines() == [
        "UNCONFIRMED: Release promised: Mira Talsen, according to Arda Front",
        "high | Strait hostages | articles 1 / origins 1 (single origin)",
        "Changed: status unconfirmed -> disputed",
        '"Kelompok itu akan membebaskan Mira Talsen pekan depan"',
        "  Kabar Utara (id), published 2024-11-01 12:00 UTC, https://kabar-utara.example/berita/1",
        "Contradicted:",
        '"Itu tidak benar"',
        "  Harian, published 2024-11-01 12:00 UTC, https://kabar-utara.example/berita/1",
        "Sides heard: Arda; silent: Belmar",
        "Known before: Norland",
        f"alert {alert.id}, revision 1, told 2024-11-01 12:00 UTC, 2 min after publication",
        "Why, and verdicts: https://kabar.example/alerts/k1?key=ab",
    ]


def test_an_indonesian_desk_reads_all_of_it_in_indonesian() -> None:
    decision = decide.decide(None, given.shift(), story=given.STORY, language="id", now=given.later(7_300))
    assert isinstance(decision, Tell)
    said = render.text(replace(decision.alert, published_at=given.NOON, page="https://kabar.example/alerts/k1"), "id")

    assert said.splitlines() == [
        "BELUM TERKONFIRMASI: Pembebasan dijanjikan: Mira Talsen, menurut Arda Front",
        "tinggi | Strait hostages | artikel 1 / sumber asal 1 (satu sumber asal)",
        '"Kelompok itu akan membebaskan Mira Talsen pekan depan"',
        "  Kabar Utara, terbit 2024-11-01 12:00 UTC, https://kabar-utara.example/berita/1",
        "Diketahui sebelumnya: Norland",
        f"peringatan {decision.alert.id}, revisi 1, dikirim 2024-11-01 14:01 UTC, 2 jam setelah terbit",
        "Alasan dan penilaian: https://kabar.example/alerts/k1",
    ]


def test_no_time_is_made_up_where_that_of_publication_is_unknown_or_yet_to_come() -> None:
    assert "after publication" not in render.told(given.alert(), "en")
    assert "after publication" not in render.told(given.alert(published_at=given.later(60)), "en")
    assert render.told(given.alert(published_at=given.later(-4 * 86_400)), "en").endswith(", 4 d after publication")


def test_a_digest_lists_its_alerts_each_with_its_link_and_counts_the_rest() -> None:
    items = tuple(
        Item(headline=f"CONFIRMED: <b>{n}</b>", alert=f"k{n}", url=f"https://k.example/{n}") for n in range(40)
    )
    digest = given.alert(kind="digest", stage="due", items=items, evidence=(), articles=0, origins=0, known=())
    said = render.text(digest, "en").splitlines()

    assert said[1] == "high | Strait hostages | 40 alerts"
    assert said[2] == "- CONFIRMED: <b>0</b> https://k.example/0"
    assert said[2 + render.ITEMS] == "  10 more"
    assert len(render.wire(digest)["items"]) == 40


@pytest.mark.parametrize("language", LANGUAGES)
def test_severities_and_lives_have_words_in_every_language(language: str) -> None:
    table = templates.load(language)
    terms = {each.value for each in (*Severity, *Life)}

    assert language == "en" or set() == terms - set(table.words)
    assert all("{" not in render.brief(given.alert(severity=each), language) for each in Severity)


def test_the_day_of_the_event_is_said_and_where_no_text_has_it_that_is_said() -> None:
    dated = given.alert(rules=("r",), event_at=date(2024, 10, 31))

    assert render.event(dated, "en") == "Day of the event, as the text says: 2024-10-31"
    assert render.event(given.alert(rules=("r",)), "id") == "Hari kejadian: tidak disebut"
    assert render.event(given.alert(kind="surge"), "en") == ""
    assert render.wire(dated)["event_at"] == "2024-10-31"
