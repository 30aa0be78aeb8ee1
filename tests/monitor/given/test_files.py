"""Files and folders of articles, whatever their form."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor import given, ids
from monitor.given import rows
from monitor.models import RawArticle

NOON = datetime(2024, 11, 1, 12, tzinfo=UTC)
LIVE = given.Clock(now=NOON, is_live=True)
ROW = {"url": "https://example.org/a", "title": "Talks open", "text": "Delegates met on Friday in the capital."}
RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour wire</title><link>https://example.org/</link>
<item><title>Quay opens</title><link>https://example.org/quay?utm_source=rss</link><guid>q1</guid>
<description>The new quay opened.</description></item></channel></rss>"""
PAGE = f"""<html><head><title>Bridge</title><link rel="canonical" href="https://example.org/bridge"/></head><body><article>
<h1>Bridge</h1>{"<p>The bridge over the strait was opened to lorries after two years of work on its pillars.</p>" * 6}
</article></body></html>"""


def row(name: str, **fields: object) -> dict[str, object]:
    return ROW | {"url": f"https://example.org/{name}"} | fields


def put(folder: Path, name: str, content: object) -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def names(path: Path) -> list[str]:
    """Give the last part of each article's address; what is wrong stands there in words."""
    found = given.read(path, LIVE)
    return [each.url.rpartition("/")[2] if isinstance(each, RawArticle) else str(each) for each in found]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.json", row("one"), ["one"]),
        ("a.json", json.dumps(row("one"), indent=2), ["one"]),
        ("a.json", [row("one"), row("two")], ["one", "two"]),
        ("a.json", "[]", []),
        ("a.json", f"{json.dumps(row('one'))}\n{json.dumps(row('two'))}\n", ["one", "two"]),
        ("a.ndjson", f"\ufeff{json.dumps(row('one'))}\r\n\r\n{json.dumps(row('two'))}", ["one", "two"]),
        ("a.rss", RSS, ["quay"]),
        (
            "a.json",
            {"version": "https://jsonfeed.org/version/1.1", "items": [row("one", id="1", content_text="x")]},
            ["one"],
        ),
        ("a.html", PAGE, ["bridge"]),
        ("a.txt", "Talks open\n\nDelegates met.", ["a.txt"]),
        ("articles", json.dumps(row("one")), ["one"]),
        ("feed", RSS, ["quay"]),
        ("page", "<!doctype html>" + PAGE, ["bridge"]),
        ("note", "Talks open\n\nDelegates met.", ["note"]),
    ],
)
def test_a_file_of_each_form_is_read(tmp_path: Path, name: str, content: object, expected: list[str]) -> None:
    assert names(put(tmp_path, name, content)) == expected


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        (
            "a.json",
            '[\n{"url": 1,\n "text": "x"},\n 3,]',
            ["2: url: is not a text; put it in quotes", "4: is no JSON object"],
        ),
        ("a.json", "[{}\n{}]", ["1: url: is missing", "1: text: is missing", "2: is not JSON: a comma or the end"]),
        ("a.json", "[{}] x", ["1: url: is missing", "1: text: is missing", "1: is not JSON: something follows"]),
        ("a.json", '{"url":\n', ["2: is not JSON"]),
        ("a.txt", " \n", ["1: empty"]),
        ("a.xml", "<html><body>x</body></html>", ["1: it is a web page"]),
        ("a.html", "<html></html>", ["1: no article was found on the page"]),
    ],
)
def test_a_mistake_stands_beside_its_line(tmp_path: Path, name: str, content: str, expected: list[str]) -> None:
    path = put(tmp_path, name, content)
    found = names(path)

    if content.endswith(",]"):
        assert found.pop().startswith(f"{path}:4: is not JSON: a comma before the end of the list")
    assert len(found) == len(expected)
    assert all(each.startswith(f"{path}:{wanted}") for each, wanted in zip(found, expected, strict=True))


def test_bytes_that_are_no_utf8_spoil_their_line_only(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(json.dumps(row("one")).encode() + b"\n\xff\n" + json.dumps(row("two")).encode())

    assert names(path) == ["one", f"{path}:2: is not UTF-8; save it as UTF-8", "two"]


def test_an_endless_line_is_refused_and_the_next_one_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "LONGEST", 200)
    body = b"x" * 1_000 + b"\n" + json.dumps(row("two")).encode()
    wrong, good = given.stream(io.BytesIO(body), LIVE)

    assert str(wrong) == "-:1: is longer than 200 bytes"
    assert isinstance(good, RawArticle)


def test_a_folder_is_all_files_of_a_known_form_in_it_sorted(tmp_path: Path) -> None:
    put(tmp_path, "b.json", row("b"))
    put(tmp_path, "a/z.jsonl", row("z"))
    put(tmp_path, "a.json", row("a"))
    put(tmp_path, ".hidden/c.json", row("c"))
    put(tmp_path, "notes.md", "# Notes")

    assert names(tmp_path) == ["a", "b", "z"]


def test_an_article_of_a_feed_document_has_the_id_that_polling_gives(tmp_path: Path) -> None:
    (article,) = given.read(put(tmp_path, "a.xml", RSS), LIVE)

    assert isinstance(article, RawArticle)
    assert article.id == ids.article("https://example.org/quay")
    assert (article.publisher, article.feed, article.fetched_at) == ("Harbour wire", "", NOON)
