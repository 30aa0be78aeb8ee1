"""What reaches the standard error: one line for each record, without secrets, from us and from libraries alike."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from agents import logs

TOKEN = "a-quiet-harbour/at night"
SLACK = "https://hooks.desk.example/services/T0/B0/gullsovertheharbour"
SCRIPT = """
import logging, sys
from pathlib import Path
import structlog
from agents import logs

folder = Path(sys.argv[1])
logs.configure(sys.argv[2], [str(folder / "token"), str(folder / "slack")])
log = structlog.get_logger()
exec((folder / "said.py").read_text())
"""


@pytest.fixture
def say(tmp_path: Path) -> Any:
    """Run lines in a process with logs of its own; gives what it logged."""
    (tmp_path / "token").write_text(TOKEN + "\n")
    (tmp_path / "slack").write_text(SLACK + "\n")

    def run(lines: str, level: str = "info") -> list[dict[str, Any]]:
        (tmp_path / "said.py").write_text(lines)
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, str(tmp_path), level], capture_output=True, text=True, check=True, timeout=60
        )
        return [json.loads(line) for line in done.stderr.splitlines()]

    return run


def test_a_text_with_new_lines_is_one_line(say: Any) -> None:
    forged = 'fine\\n{\\"event\\": \\"forged\\"}\\r\\x1b[2J\\u2028\\x85'
    records = say(f'log.info("{forged}", title="{forged}"); logging.getLogger("faust").error("{forged}")')

    assert len(records) == 2
    assert {record["event"].splitlines()[0] for record in records} == {"fine"}


def test_libraries_speak_through_the_same_form(say: Any) -> None:
    lines = 'logging.getLogger("aiokafka.consumer").warning("gone %s", 3)\nlogging.getLogger("faust").info("quiet")'
    (record,) = say(lines)

    assert (record["logger"], record["level"], record["event"]) == ("aiokafka.consumer", "warning", "gone 3")
    assert "timestamp" in record


@pytest.mark.parametrize(
    "lines",
    [
        'log.info("x", header=f"Bearer {TOKEN}")',
        'log.info(f"refused {TOKEN}")',
        'log.info("x", url="https://desk.example/in?key=a-quiet-harbour%2Fat%20night&b=1")',
        'log.info("x", nested={"deep": [("a", {"b": TOKEN})]}, object=ValueError(TOKEN))',
        'log.info("x", form="key=a-quiet-harbour%2Fat+night")',
        'logging.getLogger("aiohttp").error("cannot connect to %s", SLACK)',
        'logging.getLogger("aiohttp").error("POST %s: 500", "/services/T0/B0/gullsovertheharbour")',
        "try:\n raise OSError(SLACK) from ValueError(TOKEN)\nexcept OSError:\n log.exception('bug')",
        "try:\n raise OSError(SLACK)\nexcept OSError:\n logging.getLogger('mode').exception('crashed')",
        'log.warning("x", **{TOKEN: 1}) if False else log.warning("x", m={TOKEN: 1})',
    ],
)
def test_what_stands_in_a_secret_file_never_appears(say: Any, lines: str) -> None:
    records = say(f"TOKEN, SLACK = {TOKEN!r}, {SLACK!r}\n{lines}")

    assert len(records) == 1
    assert "harbour" not in json.dumps(records)
    assert "[secret]" in json.dumps(records)


def test_a_replaced_secret_is_hidden_and_so_is_the_old_one(say: Any) -> None:
    lines = (
        f'log.info("x", key={TOKEN!r})\n'
        '(folder / "token").write_text("tide-and-harbour-2")\n'
        f'log.info("x", keys=["tide-and-harbour-2", {TOKEN!r}])'
    )

    assert "harbour" not in json.dumps(say(lines))


def test_the_level_changes_while_it_runs(say: Any) -> None:
    lines = (
        'log.debug("1")\nlogs.set_level("debug")\nlog.debug("2")\nlogging.getLogger("faust").info("3")\n'
        'logs.set_level("error")\nlog.warning("4")\nlogging.getLogger("faust").warning("5")\nlog.error("6")'
    )

    assert [record["event"] for record in say(lines)] == ["2", "3", "6"]


def test_what_looks_like_a_secret_is_hidden_though_no_file_holds_it(say: Any) -> None:
    (record,) = say('log.info("x", of=["whsec_aGFyYm91cg==", "xoxb-1234-harbour9", "https://me:harbour@db.example/"])')

    assert record["of"] == ["[secret]", "[secret]", "https://[secret]@db.example/"]


def test_a_library_that_says_the_same_a_thousand_times_is_heard_once(say: Any) -> None:
    lines = (
        'for n in range(1000):\n logging.getLogger("aiokafka").error("no node %s", n)\n'
        'logging.getLogger("aiokafka").error("another matter")\nlogging.getLogger("faust").error("no node %s", 1)'
    )

    assert [record["event"] for record in say(lines)] == ["no node 0", "another matter", "no node 1"]


def test_what_was_left_out_is_counted_when_it_is_said_again() -> None:
    now = [0.0]
    seldom = logs.Seldom(lambda: now[0])

    def said(number: int) -> str:
        record = logging.LogRecord("aiokafka", logging.ERROR, "", 0, "no node %s", (number,), None)
        return record.getMessage() if seldom.filter(record) else ""

    first = [said(number) for number in range(3)]
    now[0] = 11.0

    assert first == ["no node 0", "", ""]
    assert said(3) == "no node 3 (and 2 times before)"
    assert seldom.filter(logging.LogRecord("aiokafka", logging.INFO, "", 0, "no node", (), None))


def test_a_standard_error_that_nobody_reads_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "said.py").write_text(
        "for _ in range(3):\n    log.info('ours')\n    logging.getLogger('theirs').error('theirs')\nprint('went on')"
    )
    started = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(tmp_path), "info"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert started.stderr is not None
    started.stderr.close()
    started.stderr = None
    out, _ = started.communicate(timeout=60)

    assert out.strip() == b"went on"
