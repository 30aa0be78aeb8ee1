"""`kabar backup` and `kabar restore`, as they are typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from agents.transport.log import Log
from tests.monitor.commands import Run


@pytest.fixture
def log(config: Path) -> Path:
    """An embedded broker that has run."""
    path = config.parent / "kabar.db"
    Log(path).close()
    return path


def test_a_copy_is_taken_and_put_back(config: Path, log: Path, run: Run) -> None:
    copy = config.parent / "copy.db"
    code, said, _ = run("backup", "--config", config, copy)
    assert (code, said.startswith(f"{copy}: 0 records, 0.")) == (0, True)
    code, said, _ = run("restore", "--config", config, copy)

    assert code == 0
    assert said.startswith(f"{log}: 0 records; what was there is now kabar.db.")
    assert log.exists()


def test_a_copy_is_not_written_over_another_unless_asked(config: Path, log: Path, run: Run) -> None:
    assert run("backup", "--config", config, log.with_name("copy.db"))[0] == 0
    code, _, said = run("backup", "--config", config, log.with_name("copy.db"))

    assert (code, said.endswith("is there already; give another name, or --replace\n")) == (2, True)
    assert run("backup", "--config", config, "--replace", log.with_name("copy.db"))[0] == 0


@pytest.mark.parametrize(
    ("command", "file", "said"),
    [
        ("backup", ".", "is a folder; name a file in it"),
        ("backup", "nowhere/copy.db", "there is no such folder"),
        ("restore", "copy.db", "does not exist"),
    ],
)
@pytest.mark.usefixtures("log")
def test_a_file_that_cannot_be_used_is_named(config: Path, run: Run, command: str, file: str, said: str) -> None:
    code, _, why = run(command, "--config", config, config.parent / file)

    assert (code, why.strip().endswith(said)) == (2, True)


def test_a_service_that_never_ran_has_nothing_to_copy(config: Path, run: Run) -> None:
    code, _, why = run("backup", "--config", config, config.parent / "copy.db")

    assert (code, why) == (2, f"kabar: {config.parent}/kabar.db: does not exist\n")


def test_on_kafka_the_broker_keeps_the_copies(config: Path, run: Run) -> None:
    config.write_text(config.read_text().replace(f"sqlite:///{config.parent}/kabar.db", "kafka://127.0.0.1:1"))
    code, _, why = run("backup", "--config", config, config.parent / "copy.db")

    assert code == 2
    assert "Kafka, which keeps its own copies" in why
