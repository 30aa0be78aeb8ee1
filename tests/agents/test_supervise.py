"""The parent that starts a worker again: when it does, how long it waits, and what reaches the worker."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from agents.supervise import LONGEST, Supervisor
from tests.journeys.world import ROOT

ENDS = """
import json, sys
from pathlib import Path
codes = Path(sys.argv[1])
code, *left = json.loads(codes.read_text())
codes.write_text(json.dumps(left))
sys.exit(code)
"""
WAITS = """
import os, signal, sys
from pathlib import Path
from agents.supervise import Supervisor
script = "import os, signal, sys, time; signal.signal(signal.SIGHUP, lambda *_: os.write(1, b'reload\\\\n'));" \\
    "signal.signal(signal.SIGTERM, lambda *_: sys.exit(0)); os.write(1, b'up\\\\n'); [time.sleep(1) for _ in range(60)]"
sys.exit(Supervisor(command=[sys.executable, "-c", script], say=print).run())
"""


@pytest.fixture(autouse=True)
def signals() -> object:
    """Put back what the supervisor sets."""
    before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    yield
    for each, handler in before.items():
        signal.signal(each, handler)


def supervised(folder: Path, *codes: int) -> tuple[int, list[str]]:
    """Run workers that end with these codes, in no time."""
    file, said = folder / "codes", list[str]()
    file.write_text(json.dumps(codes))
    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds

    one = Supervisor(
        command=[sys.executable, "-c", ENDS, str(file)], say=said.append, sleep=sleep, clock=lambda: now[0]
    )
    return one.run(), said


def test_a_worker_that_ended_badly_is_started_again_after_a_pause_that_doubles(tmp_path: Path) -> None:
    code, said = supervised(tmp_path, 75, 1, 75, 0)

    assert code == 0
    assert [line.rpartition(" in ")[2] for line in said] == ["1 s", "2 s", "4 s"]
    assert "code 75" in said[0]


@pytest.mark.parametrize("code", [0, 2])
def test_a_clean_stop_and_misuse_are_final(tmp_path: Path, code: int) -> None:
    assert supervised(tmp_path, code) == (code, [])


def test_the_pause_is_never_longer_than_a_minute(tmp_path: Path) -> None:
    _, said = supervised(tmp_path, *[75] * 9, 0)

    assert said[-1].endswith(f"in {LONGEST:g} s")


def test_signals_reach_the_worker_and_a_stop_is_a_stop() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WAITS], cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "up\n"
        parent.send_signal(signal.SIGHUP)
        assert parent.stdout.readline() == "reload\n"
        parent.terminate()
        assert parent.wait(30) == 0


def test_a_killed_supervisor_leaves_no_worker_behind() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WAITS], cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "up\n"
        parent.kill()
        begun = time.monotonic()
        assert parent.stdout.read() == ""  # It ends when the last one that holds it has ended.

    assert time.monotonic() - begun < 30
