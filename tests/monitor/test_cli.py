"""The command line: what is printed, and with which exit code it ends."""

import json
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.monitor.commands import ARTICLE, CONFIG, Run


def kabar(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own."""
    command = [sys.executable, "-m", "monitor", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=60)


def test_help_loads_neither_a_broker_nor_a_room() -> None:
    script = "import sys, monitor.cli; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()

    heavy = ("faust", "aiohttp", "numpy", "pydantic", "yaml", "rich", "msgspec", "babel", "agents", "monitor.text")
    assert [name for name in loaded if name.startswith(heavy)] == []


def test_a_good_configuration_is_said_to_be_good(run: Run, config: Path) -> None:
    code, out, _ = run("check", "-c", config)

    assert code == 0
    assert "1 feed, 1 story, 0 sinks" in out


def test_a_bad_configuration_fails_the_check_with_every_mistake(run: Run, config: Path) -> None:
    config.write_text(config.read_text() + "feedz: []\nsinks: [{id: 3}]\n", encoding="utf-8")
    code, _, err = run("check", "-c", config)

    assert code == 1
    assert len(err.splitlines()) >= 2
    assert all(line.startswith(f"{config}:") for line in err.splitlines())


def test_a_secret_that_cannot_be_read_fails_the_check(run: Run, config: Path) -> None:
    sink = "{id: hook, webhook: {url: 'https://desk.example/hook', secret_file: nowhere}}"
    web = config.read_text().replace("port: 0", "port: 0, token_file: lost")
    config.write_text(f"{web}sinks: [{sink}]\n", encoding="utf-8")
    code, _, err = run("check", "-c", config)

    assert code == 1
    assert ["nowhere" in err, "lost" in err] == [True, True]


@pytest.mark.parametrize(
    "command", ["check", "run", "replay articles.jsonl", "alerts list", "status", "feeds list", "explain x.txt"]
)
def test_a_missing_configuration_is_one_sentence_and_misuse(run: Run, tmp_path: Path, command: str) -> None:
    code, out, err = run(*command.split(), "-c", tmp_path / "nowhere.yaml")

    assert code == 2
    assert out == ""
    assert len(err.splitlines()) == 1
    assert "nowhere.yaml" in err


@pytest.mark.parametrize("arguments", [["bogus"], ["run", "--only", "poll,sing"], ["replay"], ["demo", "--port", "x"]])
def test_misuse_ends_with_code_2(run: Run, arguments: list[str]) -> None:
    code, _, err = run(*arguments)

    assert code == 2
    assert "Traceback" not in err


def test_a_broken_configuration_keeps_the_service_from_starting(run: Run, config: Path) -> None:
    config.write_text("stories: []\nfeedz: 1\n", encoding="utf-8")
    code, _, err = run("run", "-c", config)

    assert code == 2
    assert "feedz" in err


def test_an_occupied_port_is_one_sentence(config: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        config.write_text(CONFIG.format(folder=tmp_path, port=port), encoding="utf-8")
        ended = kabar("run", "-c", config, cwd=tmp_path)

    assert ended.returncode == 2
    assert f"{port}" in ended.stderr.splitlines()[-1]
    assert "Traceback" not in ended.stderr + ended.stdout


def test_a_broker_that_does_not_answer_is_one_sentence(config: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    text = config.read_text().replace(f"sqlite:///{tmp_path}/kabar.db", f"kafka://127.0.0.1:{port}")
    config.write_text(text, encoding="utf-8")
    ended = kabar("run", "-c", config, cwd=tmp_path)

    assert ended.returncode == 2
    assert ended.stderr.splitlines()[-1].startswith("kabar: ")
    assert "Traceback" not in ended.stderr + ended.stdout


def test_the_demonstration_says_that_its_port_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = kabar("demo", "--port", taken.getsockname()[1], cwd=tmp_path)

    assert ended.returncode == 2
    assert "--port" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_file_that_is_no_database_is_one_sentence(config: Path, tmp_path: Path) -> None:
    (tmp_path / "kabar.db").write_text("not a database, but long enough to be read as one" * 100, encoding="utf-8")
    ended = kabar("run", "-c", config, cwd=tmp_path)

    assert ended.returncode == 2
    assert "kabar.db" in ended.stderr.splitlines()[-1]
    assert "Traceback" not in ended.stderr + ended.stdout


def test_a_database_in_another_hand_is_one_sentence(config: Path, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "kabar.db", isolation_level=None) as database:
        database.execute("create table mine (a)")
        database.execute("begin exclusive")
        ended = kabar("run", "-c", config, cwd=tmp_path)
    database.close()

    assert ended.returncode == 2
    assert "kabar.db" in ended.stderr.splitlines()[-1]
    assert "Traceback" not in ended.stderr + ended.stdout


@pytest.mark.parametrize(
    "command", ["alerts list", "alerts show k1", "dead list", "dead show d1", "dead retry d1", "status"]
)
def test_a_service_that_never_ran_is_one_sentence(run: Run, config: Path, command: str) -> None:
    code, out, err = run(*command.split(), "-c", config)

    assert code == 2
    assert out == ""
    assert len(err.splitlines()) == 1


def test_feeds_are_listed_for_people_and_for_programs(run: Run, config: Path) -> None:
    assert "https://example.org/rss" in run("feeds", "list", "-c", config)[1]
    assert json.loads(run("feeds", "list", "--json", "-c", config)[1])["url"] == "https://example.org/rss"


def test_replay_prints_alert_revisions_in_the_promised_shape(run: Run, config: Path, tmp_path: Path) -> None:
    articles = tmp_path / "articles.jsonl"
    articles.write_text(json.dumps(ARTICLE) + "\n", encoding="utf-8")
    code, out, _ = run("replay", articles, "-c", config, "--json")
    (alert,) = (json.loads(line) for line in out.splitlines())

    assert code == 0
    promised = (
        "alert_id revision story kind subject stage modality count status headline evidence origins articles told_at"
    )
    assert set(promised.split()) <= alert.keys()
    assert tuple(alert[key] for key in ("kind", "subject", "stage", "revision")) == (
        "mediator",
        ["Norway"],
        "requested",
        1,
    )
    (evidence,) = alert["evidence"]
    assert evidence["field"] == "text"
    assert ARTICLE["text"][evidence["start"] : evidence["end"]] == evidence["quote"]


def test_what_only_the_title_says_is_told_from_the_title(run: Run, config: Path, tmp_path: Path) -> None:
    articles = tmp_path / "articles.jsonl"
    title, text = "Norway asked to mediate between Israel and Hamas", "Oslo gave no details on the hostages."
    article = ARTICLE | {"title": title, "text": text}
    articles.write_text(json.dumps(article) + "\n", encoding="utf-8")
    _, out, _ = run("replay", articles, "-c", config, "--json")
    (alert,) = (json.loads(line) for line in out.splitlines())
    (evidence,) = alert["evidence"]

    assert (alert["subject"], alert["stage"], evidence["field"]) == (["Norway"], "requested", "title")
    assert article["title"][evidence["start"] : evidence["end"]] == evidence["quote"]


def test_replay_names_the_line_that_is_no_article(run: Run, config: Path, tmp_path: Path) -> None:
    articles = tmp_path / "articles.jsonl"
    articles.write_text(json.dumps(ARTICLE) + "\n{}\n", encoding="utf-8")
    code, _, err = run("replay", articles, "-c", config)

    assert code == 2
    assert f"{articles}:2: url: is missing" in err


def test_explain_shows_what_every_stage_made_of_an_article(run: Run, config: Path, tmp_path: Path) -> None:
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE["title"] + "\n\n" + ARTICLE["text"], encoding="utf-8")
    code, out, _ = run("explain", path, "-c", config)

    assert code == 0
    assert "Story reef" in out
    assert "mediat" in out
    assert "tell" in out
    explained = json.loads(run("explain", path, "-c", config, "--json")[1])
    assert [each["story"] for each in explained["stories"]] == ["reef"]


def test_explain_says_that_an_article_is_off_every_story(run: Run, config: Path, tmp_path: Path) -> None:
    path = tmp_path / "article.txt"
    path.write_text(
        "Harvest\n\nThe apple harvest in the valley began on Monday and will take three weeks.", encoding="utf-8"
    )

    assert "No story is touched" in run("explain", path, "-c", config)[1]


def test_a_fault_of_ours_is_one_sentence_and_a_file(
    run: Run, config: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The one way to meet a fault on purpose is to break something."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("monitor.config.load", lambda _: 1 / 0)
    code, _, err = run("feeds", "list", "-c", config)

    assert code == 1
    assert len(err.splitlines()) == 1
    (log,) = tmp_path.glob("kabar-*.log")
    assert str(log) in err
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")


def test_debug_shows_the_traceback(run: Run, config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.config.load", lambda _: 1 / 0)

    assert "Traceback" in run("--debug", "feeds", "list", "-c", config)[2]
