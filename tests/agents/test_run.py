"""What the service says before it begins."""

from __future__ import annotations

from pathlib import Path

from structlog.testing import capture_logs

from agents import run
from monitor import config as configuration
from monitor.config import Config

FILE = """
stories: [{id: reef, about: {core: [Hamas, hostage], need: 2}}]
sinks: [{id: hook, webhook: {url: "https://desk.example/", secret_file: hook}}]
routes: [{to: [hook]}]
"""


def written(folder: Path) -> Config:
    (folder / "kabar.yaml").write_text(FILE, encoding="utf-8")

    return configuration.load(folder / "kabar.yaml")


def test_a_secret_that_is_not_there_is_said_at_the_start(tmp_path: Path) -> None:
    with capture_logs() as said:
        run._warn(written(tmp_path))

    (line,) = said
    assert (line["event"], line["log_level"]) == ("files that the configuration names cannot be used", "warning")
    assert str(tmp_path / "hook") in line["mistakes"][0]


def test_of_files_that_can_be_used_nothing_is_said(tmp_path: Path) -> None:
    (tmp_path / "hook").write_text("whsec_" + "QUJD" * 8, encoding="utf-8")
    with capture_logs() as said:
        run._warn(written(tmp_path))

    assert said == []
