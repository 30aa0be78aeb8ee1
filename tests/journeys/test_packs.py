"""A kind of shift and a language that a user brings in a file beside the configuration."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.shifts import own

ROOT = Path(__file__).parents[2]
ARTICLES = [
    ("Acme makes heaters", "Acme has sold heaters for twenty years. Its founder recalled hard times.", "Desk One"),
    ("Fires", "Acme denied on Monday that it had recalled any heaters.", "Desk Two"),
    (
        "Acme recalls heaters",
        "Acme recalled 40 heaters on Wednesday after a fire.\n\nBuyers will be paid.",
        "Desk Three",
    ),
]
CONFIGURATION = """\
stories:
  - {id: heaters, about: {core: [Acme, heater], need: 1}, watch: [recall]}
packs: [recall.yaml]
entities:
  - {name: Acme, kind: organisation}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Put the pack of the documentation beside a configuration and three articles."""
    blocks: list[str] = re.findall(r"```\n(shifts:.*?)```", (ROOT / "docs/packs.md").read_text("utf-8"), re.DOTALL)
    (tmp_path / "recall.yaml").write_text(blocks[0], encoding="utf-8")
    (tmp_path / "kabar.yaml").write_text(CONFIGURATION, encoding="utf-8")
    lines = [
        {
            "url": f"https://{publisher.replace(' ', '')}.example/{number}",
            "title": title,
            "text": text,
            "published_at": f"2026-03-1{number}T10:00:00+00:00",
            "publisher": publisher,
        }
        for number, (title, text, publisher) in enumerate(ARTICLES)
    ]
    (tmp_path / "articles.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")

    return tmp_path


def _kabar(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "monitor", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_kind_from_a_file_is_told_by_a_replay(folder: Path) -> None:
    done = _kabar(folder, "replay", "articles.jsonl", "--json")
    alerts = [json.loads(line) for line in done.stdout.splitlines()]

    assert [(each["kind"], each["subject"], each["stage"]) for each in alerts] == [("recall", ["Acme"], "made")], (
        done.stderr
    )


def test_a_kind_without_wording_of_its_own_is_told_in_general_words(folder: Path) -> None:
    assert "Recall, made: Acme" in _kabar(folder, "replay", "articles.jsonl").stdout


def test_check_names_file_and_rule_of_a_mistake(folder: Path) -> None:
    pack = folder / "recall.yaml"
    pack.write_text(pack.read_text("utf-8").replace("{t=RECALLS}", "{t=RECALL}"), encoding="utf-8")
    done = _kabar(folder, "check")

    assert (done.returncode, done.stderr) == (
        1,
        "kabar.yaml:3: packs[0]: recall.yaml: en.recalls: en: no macro RECALL\n",
    )


@pytest.mark.parametrize(
    ("pack", "said"),
    [
        ({"rules": []}, 'unknown part "rules"; a pack has shifts, claims, languages'),
        (
            {"languages": {"en": []}},
            "languages: en: should be a mapping of macros, words, nouns, cues, rules, vetoes, learned",
        ),
        ({"languages": {"en": {"rules": ["x"]}}}, "languages: en: rules[0]: should be a mapping"),
        ({"languages": {"en": {"rules": [{"id": 7}]}}}, "languages: en: rules[0]: id: is of the wrong sort"),
        ({"languages": {"en": {"macros": {"X": ["y"]}}}}, "languages: en: macros: X: should be text"),
        ({"shifts": {"recall": "made"}}, "shifts: recall: should be a mapping"),
        ({"claims": {"recall": {"who": "things"}}}, "claims: recall: who must be one of actors, captives, parties"),
        ({"claims": {"recall": {"future": "soon"}}}, "claims: recall: 'soon' is no modality"),
    ],
)
def test_a_pack_of_another_shape_is_refused_with_the_place(pack: object, said: str) -> None:
    assert own.mistakes(pack) == (said,)


def test_a_language_without_words_says_which_it_needs() -> None:
    (said,) = own.mistakes({"languages": {"fr": {"rules": []}}})

    assert said.startswith("fr: words: no actors, again, ahead, apart")
