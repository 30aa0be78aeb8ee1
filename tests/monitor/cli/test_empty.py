"""What commands say where there is nothing, and where a file is not what it should be."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.monitor.commands import ARTICLE, Run

BYTES = b"\xf8\xff\x00no text"
LISTS = (("alerts", "list"), ("alerts", "verdicts"), ("dead", "list"), ("silence", "list"))


@pytest.mark.parametrize("words", LISTS, ids=" ".join)
def test_an_empty_list_has_no_json_line_and_says_so_in_words(
    run: Run, config: Path, tmp_path: Path, words: tuple[str, str]
) -> None:
    article = tmp_path / "a.txt"
    article.write_text(f"{ARTICLE['title']}\n{ARTICLE['text']}", encoding="utf-8")
    assert run("ingest", article, "-c", config)[0] == 0

    assert run(*words, "-c", config, "--json") == (0, "", "")
    code, out, _ = run(*words, "-c", config)
    assert (code, bool(out.strip())) == (0, True)


@pytest.mark.parametrize(
    "words", [("check",), ("reload",), ("log", "debug"), ("feeds", "import", "feeds.opml"), ("status",)], ids=" ".join
)
def test_a_configuration_that_is_no_text_is_named_with_what_to_do(
    run: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    path = tmp_path / "kabar.yaml"
    path.write_bytes(BYTES)
    _, _, err = run(*words, "-c", path)

    assert err.removeprefix("kabar: ") == f"{path}:1: is not UTF-8 (byte 0); save it as UTF-8\n"


@pytest.mark.parametrize("words", [("check",), ("reload",)], ids=" ".join)
def test_a_folder_in_place_of_the_configuration_is_named_as_one(
    run: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    code, _, err = run(*words, "-c", tmp_path)

    assert code == 2
    assert "is a folder; give a file" in err


def test_a_scenario_that_is_no_text_is_a_mistake_with_its_place(run: Run, config: Path, tmp_path: Path) -> None:
    path = tmp_path / "first.yaml"
    path.write_bytes(BYTES)
    code, _, err = run("test", path, "-c", config)

    assert code == 2
    assert f"{path}:1: is not UTF-8" in err


def test_a_broker_that_is_no_sqlite_file_is_not_taken_for_one_that_is_missing(
    run: Run, config: Path, tmp_path: Path
) -> None:
    assert "the service has not run here yet" in run("alerts", "list", "-c", config)[2]
    (tmp_path / "kabar.db").write_bytes(BYTES * 100)
    _, _, err = run("alerts", "list", "-c", config)

    assert err == f"kabar: {tmp_path / 'kabar.db'}: is not a SQLite file\n"
