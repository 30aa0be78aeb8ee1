"""`kabar ingest`: all of it or, where something is wrong, nothing."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from agents import topics
from agents.transport.logfile import LogUnavailable
from agents.transport.reader import Reader
from tests.monitor.commands import ARTICLE, CONFIG, Run


def waiting(config: Path) -> int:
    """Count the letters that the service has not taken yet; none where there is no log, or one that is being made."""
    try:
        with Reader(config.parent / "kabar.db") as reader:
            return reader.letters()
    except LogUnavailable:
        return 0


def lines(path: Path, *articles: object) -> Path:
    path.write_text("\n".join(map(json.dumps, articles)), encoding="utf-8")
    return path


def test_articles_are_put_on_the_log_before_the_service_ever_ran(run: Run, config: Path, tmp_path: Path) -> None:
    code, out, err = run("ingest", lines(tmp_path / "a.jsonl", ARTICLE, ARTICLE), "-c", config)

    assert (code, err) == (0, "")
    assert "2 articles put on the log, 0 refused" in out
    assert waiting(config) == 2
    with Reader(tmp_path / "kabar.db") as reader:
        assert reader.topics().keys() == {row.name for row in topics.rows("kabar", 4)}


def test_one_mistake_keeps_all_of_it_out_and_every_one_is_told(run: Run, config: Path, tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", ARTICLE, ARTICLE | {"url": "", "title": 3}, ARTICLE | {"published_at": "soon"})
    code, out, err = run("ingest", path, "-c", config)

    assert (code, out) == (1, "")
    assert [line.partition(": ")[0] for line in err.splitlines()[:3]] == [f"{path}:2", f"{path}:2", f"{path}:3"]
    assert err.splitlines()[-1].startswith("nothing was taken, 2 are wrong")
    assert waiting(config) == 0


def test_what_is_wrong_may_be_left_out(run: Run, config: Path, tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", ARTICLE, ARTICLE | {"url": "", "title": 3})
    code, out, err = run("ingest", path, "-c", config, "--skip-bad")

    assert code == 0
    assert "1 article put on the log, 1 refused" in out
    assert len(err.splitlines()) == 2
    assert waiting(config) == 1


def test_more_than_a_batch_is_taken_from_the_standard_input(
    run: Run, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "\n".join(json.dumps(ARTICLE | {"url": f"https://example.org/{number}"}) for number in range(1_200))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(rows.encode())))
    code, out, _ = run("ingest", "-", "-c", config)

    assert (code, out) == (0, "1200 articles put on the log, 0 refused\n")
    assert waiting(config) == 1_200


def test_a_folder_without_articles_is_a_failed_check(run: Run, config: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    assert run("ingest", tmp_path / "empty", "-c", config)[:2] == (1, "0 articles put on the log, 0 refused\n")


def test_a_file_that_is_not_there_is_misuse(run: Run, config: Path, tmp_path: Path) -> None:
    code, _, err = run("ingest", tmp_path / "nowhere.jsonl", "-c", config)

    assert code == 2
    assert err == f"kabar: {tmp_path}/nowhere.jsonl: no such file or folder\n"


def test_a_log_that_cannot_be_made_is_one_sentence(run: Run, config: Path, tmp_path: Path) -> None:
    config.write_text(CONFIG.format(folder=tmp_path / "nowhere", port=0), encoding="utf-8")
    code, _, err = run("ingest", lines(tmp_path / "a.jsonl", ARTICLE), "-c", config)

    assert code == 2
    assert len(err.splitlines()) == 1
    assert "does not exist" in err


def test_replay_takes_a_folder_too(run: Run, config: Path, tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    lines(tmp_path / "articles" / "a.json", ARTICLE)
    code, out, _ = run("replay", tmp_path / "articles", "-c", config, "--json")

    assert code == 0
    assert json.loads(out)["subject"] == ["Norway"]


def test_a_file_that_is_no_text_is_no_article(run: Run, config: Path, tmp_path: Path) -> None:
    picture = tmp_path / "quay.jpg"
    picture.write_bytes(b"SQLite format 3\x00\xf8\xff" + bytes(64))
    code, _, err = run("ingest", picture, "-c", config)

    assert code == 1
    assert f"{picture}:1: is no text; give a text in UTF-8, a saved page, or JSON lines" in err
    assert "nothing was taken, 1 are wrong" in err


def test_a_pipe_that_never_ends_is_left_by_an_interrupt(config: Path) -> None:
    command = [sys.executable, "-m", "monitor", "ingest", "-", "--skip-bad", "-c", str(config)]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509  # Whoever runs the tests may ignore interrupts.
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps(ARTICLE).encode() + b"\n")
    process.stdin.flush()
    deadline = time.monotonic() + 60
    while not waiting(config) and time.monotonic() < deadline:
        time.sleep(0.1)
    os.kill(process.pid, signal.SIGINT)
    try:
        code = process.wait(30)  # The pipe is still open: the reader waits for a line.
        said = process.stderr.read() if process.stderr else b""
    finally:
        process.kill()
        process.communicate()

    assert waiting(config) == 1
    assert code == 130, said
    assert b"Traceback" not in said
    assert b"Fatal" not in said
