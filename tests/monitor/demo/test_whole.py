"""The demonstration, from `kabar demo` to its verdict: the real service, the real agents."""

import os
import signal
import subprocess
import sys
from pathlib import Path

COMMAND = [sys.executable, "-m", "monitor", "demo"]


def test_everything_is_told_once_and_no_trap_is(tmp_path: Path) -> None:
    ended = subprocess.run(COMMAND, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "As expected" in ended.stdout
    assert "304 Not Modified" in ended.stdout
    assert ended.stderr == ""


def test_an_interrupt_ends_it_cleanly_and_the_service_with_it(tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONUNBUFFERED": "1", "TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        COMMAND, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert "mediator requested" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)

    assert process.returncode == 130
    assert err.strip() == ""
    assert list(tmp_path.glob("kabar-demo-*")) == []
