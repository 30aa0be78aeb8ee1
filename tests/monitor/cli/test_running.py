"""`kabar log` and `reload`: what they ask of the service, and what they say when it cannot be asked."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest

from tests.journeys.world import free_port
from tests.monitor.commands import Run

TOKEN = "a-token-for-the-harbour-desk"


class Service(http.server.BaseHTTPRequestHandler):
    """Answers as it is told, and keeps what it was asked."""

    asked: ClassVar[list[tuple[str, str | None]]] = []
    answer: ClassVar[tuple[int, Any]] = (200, {})

    def do_POST(self) -> None:  # The server's name.
        self.asked.append((self.path, self.headers["Authorization"]))
        status, said = self.answer
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Serve it where a configuration says; the rest of that need not be good."""
    Service.asked.clear()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "token").write_text(TOKEN)
    path = tmp_path / "kabar.yaml"
    path.write_text(f"web: {{host: 0.0.0.0, port: {server.server_port}, token_file: token}}\nfeedz: [\n  x]\n")
    yield path
    server.shutdown()
    server.server_close()


def test_the_level_is_set_with_the_token(run: Run, service: Path) -> None:
    Service.answer = 200, {"level": "debug"}

    assert run("log", "debug", "-c", service)[:2] == (0, "logs: debug and above\n")
    assert Service.asked == [("/-/log?level=debug", f"Bearer {TOKEN}")]


def test_a_reload_prints_what_is_another_or_every_mistake(run: Run, service: Path) -> None:
    Service.answer = 200, {"reloaded": "feeds: 1 new"}
    assert run("reload", "-c", service)[:2] == (0, "reloaded: feeds: 1 new\n")
    Service.answer = 422, {"error": "nothing was changed", "mistakes": ["kabar.yaml:2: feedz: unknown", "x"]}
    assert run("reload", "-c", service) == (1, "", "kabar.yaml:2: feedz: unknown\nx\n")


def test_another_address_may_be_given(run: Run, service: Path) -> None:
    Service.answer = 200, {"level": "info"}
    port = service.read_text().split("port: ")[1].split(",")[0]
    service.write_text(service.read_text().replace(f"port: {port}", f"port: {free_port()}"))

    assert run("log", "info", "--url", f"http://127.0.0.1:{port}/behind/")[0] == 0
    assert Service.asked[0][0] == "/behind/-/log?level=info"


@pytest.mark.parametrize(
    ("web", "said"),
    [
        ("{port: PORT, token_file: token}", "does it run?"),
        ("{port: PORT}", "names no token_file"),
        ("{port: PORT, token_file: lost}", "there is no such file"),
        ("[", "kabar.yaml:"),
    ],
)
def test_a_service_that_cannot_be_asked_is_one_sentence(run: Run, service: Path, web: str, said: str) -> None:
    service.write_text(f"web: {web.replace('PORT', str(free_port()))}\n")
    code, out, err = run("reload")

    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


def test_a_service_that_moved_is_looked_for_with_a_hint_unless_its_address_was_given(run: Run, service: Path) -> None:
    service.write_text(f"web: {{port: {free_port()}, token_file: token}}\n")

    assert "--url" in run("reload")[2]
    assert "--url" not in run("reload", "--url", f"http://127.0.0.1:{free_port()}")[2]


def test_who_is_turned_away_is_told_why(run: Run, service: Path) -> None:
    Service.answer = 401, {"error": "a token is needed: Authorization: Bearer ..."}

    assert run("reload", "-c", service)[0] == 1
    assert run("log", "info", "-c", service)[0] == 2


def test_a_level_that_is_none_is_misuse(run: Run, service: Path) -> None:
    assert run("log", "loud", "-c", service)[0] == 2
    assert Service.asked == []
