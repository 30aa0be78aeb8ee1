"""A configuration, and a way to run a command on it."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor import cli
from tests.monitor.commands import CONFIG, Run
from tests.monitor.press import Press


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


@pytest.fixture
def press() -> Iterator[str]:
    """The address of a local press."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Press) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
