"""The tagger that learns from labelled sentences."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.entities import crf, gazetteer, iob, tag
from monitor.entities.taggers import EntityTagger, Plugged
from monitor.errors import TaggerUnusable
from monitor.models import EntityKind

PEOPLE = ("Wira Kandaga", "Lumi", "Tarno Esha Belo", "Osman", "Rinjani Sadewa")
PLACES = ("Tanjung Omar", "Belo", "Lembah Sari")
BODIES = ("Partai Ombak", "PLX", "Serikat Nelayan Timur")
FORMS = (
    "Kemarin perahu {person} pulang ke {place} .",
    "{body} memuji {person} di {place} .",
    "Anak-anak di {place} mengenal {person} dan {body} .",
    "Harga ikan naik lagi , keluh nelayan .",
)
LABELS = {"person": "PER", "place": "LOC", "body": "ORG"}


def sentence(form: str, **names: str) -> str:
    lines: list[str] = []
    for word in form.split():
        sort = word.strip("{}")
        parts = names[sort].split() if word.startswith("{") else [word]
        label = LABELS.get(sort)
        marks = [f"{'I' if place else 'B'}-{label}" if label else "O" for place in range(len(parts))]
        lines += [f"{part}\t{mark}" for part, mark in zip(parts, marks, strict=True)]
    return "\n".join(lines)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> EntityTagger:
    folder = tmp_path_factory.mktemp("crf")
    rows = [
        sentence(form, person=person, place=place, body=body)
        for form, person, place, body in product(FORMS, PEOPLE, PLACES, BODIES)
    ]
    (folder / "train.iob").write_text("\n\n".join(rows), encoding="utf-8")
    crf.train([folder / "train.iob"], folder / "names.crf", "id")

    return crf.tagger(folder / "names.crf")


def test_it_finds_names_that_it_did_not_learn(trained: EntityTagger) -> None:
    text = "Kemarin perahu Jarwo Suteng pulang ke Karang Nyiur."
    found = {text[one.start : one.end]: one.kind for one in trained(text, "id")}

    assert found == {"Jarwo Suteng": EntityKind.PERSON, "Karang Nyiur": EntityKind.PLACE}


def test_it_adds_to_what_lists_and_cues_find(trained: EntityTagger) -> None:
    text = "Kemarin perahu Jarwo Suteng pulang ke Mesir, kata Gubernur Sri Wulandari."
    plugged = Plugged(tagger=trained)
    found = {one.surface: one.kind for one in tag.mentions(text, "id", gazetteer.load(), plugged)}

    assert found == {
        "Jarwo Suteng": EntityKind.PERSON,
        "Mesir": EntityKind.COUNTRY,
        "Sri Wulandari": EntityKind.PERSON,
    }


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_it_crashes_on_no_text_and_its_spans_lie_inside(trained: EntityTagger, text: str) -> None:
    assert all(0 <= one.start < one.end <= len(text) for one in trained(text, "id"))


def test_no_model_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no model at all", encoding="utf-8")

    with pytest.raises(TaggerUnusable, match="name its model file"):
        crf.tagger(None)
    with pytest.raises(TaggerUnusable, match="no such file"):
        crf.tagger(tmp_path / "nowhere")
    with pytest.raises(TaggerUnusable, match="is no model"):
        crf.tagger(tmp_path / "text")


def test_files_without_a_sentence_teach_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty.iob").write_text("\n\n", encoding="utf-8")

    with pytest.raises(TaggerUnusable, match="nothing to learn"):
        crf.train([tmp_path / "empty.iob"], tmp_path / "m", "id")


def test_a_file_of_iob_becomes_the_text_of_a_newspaper(tmp_path: Path) -> None:
    (tmp_path / "a.iob").write_text(
        '-DOCSTART- O\n\n" PUNCT O\nYa X O\n, X O\n" X O\nkata X O\nWira X B-PER\nKandaga X I-PER\n( X O\nPLX X B-ORG\n) X O\n',
        encoding="utf-8",
    )
    ((text, spans),) = iob.texts(tmp_path / "a.iob")

    assert text.replace(" ", "") == '"Ya,"kataWiraKandaga(PLX)'
    assert [(text[one.start : one.end], one.kind) for one in spans] == [
        ("Wira Kandaga", EntityKind.PERSON),
        ("PLX", EntityKind.ORGANISATION),
    ]


@pytest.mark.parametrize(("content", "said"), [("Wira\n", "a.iob:1: a word needs its label"), (None, "cannot be read")])
def test_a_broken_file_of_iob_is_told_with_its_line(tmp_path: Path, content: str | None, said: str) -> None:
    if content is not None:
        (tmp_path / "a.iob").write_text(content, encoding="utf-8")

    with pytest.raises(TaggerUnusable, match=said):
        list(iob.texts(tmp_path / "a.iob"))


def test_training_from_the_command_line_writes_a_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.iob").write_text(sentence(FORMS[0], person=PEOPLE[0], place=PLACES[0], body=""), encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["crf", str(tmp_path / "m"), str(tmp_path / "a.iob")])
    crf.main()

    assert (tmp_path / "m").stat().st_size
    assert "learned from 1 sentences" in capsys.readouterr().out
