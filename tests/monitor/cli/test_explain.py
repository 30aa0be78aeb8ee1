"""`kabar explain`, as typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.monitor.commands import Run

ARTICLE = {
    "url": "https://amp.example.com/news/42/?utm_source=feed",
    "title": "Utusan Tiba",
    "publisher": "Warta",
    "published_at": "2024-11-02T10:00:00+07:00",
    "text": (
        "JAKARTA, WARTA.com - Utusan itu tiba di Doha pada Jumat (1/11) bersama 24 pelaut, lapor Reuters. Mereka lelah.\n\n"
        "Baca juga: Kapal Karam di Selat\n\nMereka akan dipulangkan melalui Oman, kata kepala pelabuhan itu kepada pers."
    ),
}
EARLIER = ARTICLE | {
    "url": "https://kabar.example/1",
    "published_at": "2024-11-02T09:00:00+07:00",
    "text": ARTICLE["text"].replace("24", "23") + " Pelaut lain masih ditahan di kapal itu sampai pekan depan.",
}


STORY = """\
stories:
  - id: reef
    about: {core: [Reef Brigade, sailor, Indonesia], need: 1}
    parties: [Reef Brigade, Indonesia]
    watch: [release, mediator]
entities:
  - {name: Reef Brigade, kind: group}
"""


def written(folder: Path, name: str, *rows: dict[str, str]) -> Path:
    path = folder / name
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")

    return path


def test_explain_shows_the_text_taken_apart(run: Run, config: Path, tmp_path: Path) -> None:
    code, out, _ = run("explain", written(tmp_path, "one.jsonl", ARTICLE), "-c", config)

    assert code == 0
    assert "link: https://example.com/news/42; host example.com for amp.example.com" in out
    assert "without utm_source=feed" in out
    assert "language: id (id by its words" in out
    assert "origin: reuters, cited in the text: 'lapor Reuters'" in out
    begins = len(ARTICLE["title"]) + 2
    assert f"title: read before the text, which lacks it and begins at {begins}" in out
    assert f"{begins}-{begins + 20} dateline: JAKARTA, WARTA.com -" in out
    assert "read-also: Baca juga: Kapal Karam di Selat" in out
    assert "Sentences: 4" in out
    assert ": 24" in out
    assert "2024-11-01 by the day" in out
    assert "Oman: Oman (country:om" in out
    assert "Kapal Karam (" not in out


def test_explain_compares_with_earlier_articles(run: Run, config: Path, tmp_path: Path) -> None:
    earlier = written(tmp_path, "earlier.jsonl", EARLIER)
    out = run("explain", written(tmp_path, "one.jsonl", ARTICLE), "-c", config, "--against", earlier)[1]

    assert "of 1 earlier articles" in out
    assert "likeness 0." in out
    repeated = run("explain", earlier, "-c", config, "--against", earlier)[1]
    assert "sameness: repeated: unchanged, of 1 earlier articles" in repeated


def test_explain_as_json_quotes_what_the_offsets_say(run: Run, config: Path, tmp_path: Path) -> None:
    path = written(tmp_path, "one.jsonl", ARTICLE)
    found = json.loads(run("explain", path, "-c", config, "--against", path, "--json")[1])

    text = f"{ARTICLE['title']}\n\n{ARTICLE['text']}"
    assert text[found["article"]["begins"] :] == ARTICLE["text"]
    placed = [each for part in ("cuts", "sentences", "numbers", "dates") for each in found[part]]
    assert all(text[each["start"] : each["end"]] == each["text"] for each in placed)
    assert all(text[each["start"] : each["end"]] == each["surface"] for each in found["mentions"])
    assert [each["low"] for each in found["numbers"]] == [24]
    assert found["sameness"]["verdict"] == "repeated: unchanged"
    assert found["sameness"]["kin"][0]["kind"] == "repeated"
    assert found["credit"] == {"agency": "reuters", "quote": "lapor Reuters", "is_line": False}


@pytest.mark.parametrize("name", ["kabar.db", "one.txt", "one.jsonl", "one.xml"])
def test_what_is_no_text_is_said_to_be_none(run: Run, config: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"SQLite format 3\x00\xf8\xff" + bytes(64))
    code, _, err = run("explain", tmp_path / name, "-c", config)

    assert code == 2
    assert err.startswith(f"kabar: {tmp_path / name}:")
    assert "fault of Kabar" not in err


def test_explain_takes_whatever_form_ingest_takes(run: Run, config: Path, tmp_path: Path) -> None:
    spread = tmp_path / "one.json"
    spread.write_text(json.dumps([ARTICLE, EARLIER], indent=2), encoding="utf-8")
    code, out, _ = run("explain", spread, "-c", config)

    assert code == 0
    assert out.startswith("Utusan Tiba")


def test_explain_shows_what_rules_see_and_why_a_claim_counts_or_not(run: Run, tmp_path: Path) -> None:
    text = (
        "Reef Brigade said on Monday that it had freed the sailor Rahmat Hidayat.\n\n"
        "It would free the cook if Indonesia paid. Norway could mediate, the brigade told reporters in the port."
    )
    path = written(tmp_path, "one.jsonl", ARTICLE | {"title": "Word from the reef", "text": text, "language": "en"})
    (tmp_path / "reef.yaml").write_text(STORY, encoding="utf-8")
    code, out, _ = run("explain", path, "-c", tmp_path / "reef.yaml")
    lines = [line.strip() for line in out.partition("Story reef")[2].splitlines()]

    assert code == 0
    assert "20-92 §H0 said §D2 that it had freed the sailor §P" in "\n".join(lines)
    assert "counts for release: Rahmat Hidayat: released" in lines
    assert lines.count("counts for nothing: said in this way, it is no state that is told") == 2
    assert any(line.startswith("shift: release released of Rahmat Hidayat; tell: ") for line in lines)


def test_explain_tells_after_earlier_articles_what_their_story_knows(run: Run, tmp_path: Path) -> None:
    text = "Reef Brigade freed the sailor Rahmat Hidayat on Monday, it said."
    one = ARTICLE | {"title": "A sailor is home", "text": text, "language": "en"}
    again = one | {"url": "https://coast.example/2", "publisher": "Coast", "text": f"{text} He slept on the boat."}
    (tmp_path / "reef.yaml").write_text(STORY, encoding="utf-8")
    earlier = written(tmp_path, "earlier.jsonl", one)
    path = written(tmp_path, "one.jsonl", again)
    alone = json.loads(run("explain", path, "-c", tmp_path / "reef.yaml", "--json")[1])
    after = json.loads(run("explain", path, "-c", tmp_path / "reef.yaml", "--json", "--against", earlier)[1])

    assert [each["decision"] for each in alone["stories"][0]["shifts"]] == ["tell: new"]
    assert "tell: new" not in [each["decision"] for each in after["stories"][0]["shifts"]]
    (told,) = (each for each in after["stories"][0]["claims"] if each["evidence"]["quote"] == text)
    assert told["states"] == ["release: Rahmat Hidayat: released"]
    assert told["because"] == ""
    assert after["stories"][0]["sentences"][0]["masked"]
