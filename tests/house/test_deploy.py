"""The image and the compose file start what is there."""

import re

import pytest
import yaml

from monitor import cli
from tests.house import tracked

DOCKERFILE = (tracked.ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((tracked.ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
OURS = [name for name, service in COMPOSE["services"].items() if "build" in service]


def test_the_image_copies_what_is_there_and_what_is_not_ignored() -> None:
    ignored = (tracked.ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    copied = [word for line in re.findall(r"^COPY (?!--)(.+) \S+$", DOCKERFILE, re.MULTILINE) for word in line.split()]

    assert all((tracked.ROOT / word).exists() for word in copied)
    assert {f"!{word}" for word in copied} == {line for line in ignored if line.startswith("!")}


def test_every_image_is_pinned_to_a_version() -> None:
    images = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    images += [service["image"] for service in COMPOSE["services"].values()]

    assert all(re.search(r":\d", image) for image in images)


def test_the_kafka_of_the_compose_file_is_the_one_that_is_tested() -> None:
    pom = (tracked.ROOT / "deploy" / "kafka" / "pom.xml").read_text(encoding="utf-8")

    assert f"<version>{COMPOSE['services']['kafka']['image'].split(':')[1]}</version>" in pom


@pytest.mark.parametrize("name", OURS)
def test_a_service_runs_a_command_that_kabar_knows(name: str) -> None:
    command = COMPOSE["services"][name].get("command") or ["run", "--config", "/etc/kabar/kabar.yaml"]
    context = cli.kabar.commands[command[0]].make_context("kabar", list(command[1:]))

    assert set(context.params["only"].split(",")) <= set(cli.STAGES.split(","))


def test_the_workers_share_out_every_stage() -> None:
    shared = [service["command"][-1].split(",") for service in COMPOSE["services"].values() if "command" in service]

    assert sorted(cli.STAGES.split(",")) == sorted(stage for stages in shared for stage in stages)


@pytest.mark.parametrize("name", OURS)
def test_a_service_has_no_more_rights_than_it_needs(name: str) -> None:
    service = COMPOSE["services"][name]

    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert re.search(r"^USER \d+:\d+$", DOCKERFILE, re.MULTILINE)
