"""A configuration, and a way to run a command on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor import cli
from tests.monitor.commands import CONFIG, Run


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A good configuration in a folder of its own."""
    path = tmp_path / "kabar.yaml"
    path.write_text(CONFIG.format(folder=tmp_path, port=0), encoding="utf-8")
    return path


@pytest.fixture
def run(capsysbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run a command in this process: exit code, output, errors."""

    def command(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            cli.main([str(argument) for argument in arguments])
        out, err = capsysbinary.readouterr()
        return int(ended.value.code or 0), out.decode(), err.decode()

    return command
