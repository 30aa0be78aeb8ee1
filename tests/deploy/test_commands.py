"""Every command that starts Kabar in a container, a pod or a unit, run without them: it becomes well, and stops in time."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.deploy import commands, dockerfile, outside
from tests.deploy.commands import Command

ALIKE: dict[tuple[str, ...], list[Command]] = {}
for _each in commands.every():
    ALIKE.setdefault(_each.words, []).append(_each)
EXAMPLE = outside.ROOT / "deploy" / "compose" / "minimal" / "kabar.yaml"


@pytest.mark.kafka
@pytest.mark.parametrize("alike", ALIKE.values(), ids=lambda alike: alike[0].where.replace(" ", "-"))
def test_a_command_runs_as_written_answers_what_it_is_asked_and_stops(
    alike: list[Command], tmp_path: Path, kafka_broker: str
) -> None:
    """What several files write alike is run once; only addresses, and the feeds of the world, are left out."""
    port, words = outside.free_port(), alike[0].words
    broker = f"kafka://{kafka_broker}" if "--only" in words else f"sqlite:///{tmp_path}/kabar.db"
    here = {"broker": broker, "web": {"port": port}, "feeds": [], "id": f"kabar-{port}", "kafka": {"session": 6}}
    (tmp_path / "kabar.yaml").write_text(json.dumps(yaml.safe_load(EXAMPLE.read_text()) | here))
    check = outside.mapped(dockerfile.read()[-1].check, {"127.0.0.1:6066": f"127.0.0.1:{port}"})
    with outside.running(outside.kabar(outside.mapped(words, {"/etc/kabar": tmp_path})), tmp_path) as process:
        outside.until(tmp_path, process, check)
        for page in {page for each in alike for page in each.pages}:
            outside.until_answers(tmp_path, process, f"http://127.0.0.1:{port}{page}")
        process.send_signal(signal.SIGTERM)
        assert process.wait(min(each.grace for each in alike)) == 0, (tmp_path / "said.log").read_text()


def test_commands_are_found_in_every_sort_of_file() -> None:
    assert {each.where.split()[0] for each in commands.every()} == {"compose", "kubernetes", "systemd"}
    assert len(commands.every()) == 10


def test_a_health_check_is_not_content_with_nothing(tmp_path: Path) -> None:
    port = outside.free_port()
    check = outside.mapped(dockerfile.read()[-1].check, {"127.0.0.1:6066": f"127.0.0.1:{port}"})

    assert (
        subprocess.run(check, cwd=tmp_path, capture_output=True, env=outside.environment(), check=False).returncode != 0
    )
