"""The units: hardened, and every command in them does what it should."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from monitor import cli
from tests.deploy import commands, outside
from tests.deploy.commands import SYSTEMD as FOLDER
from tests.deploy.commands import unit_of as settings

UNITS = sorted(FOLDER.glob("*.service"))
HARDENED = {
    "CapabilityBoundingSet": "",
    "DynamicUser": "yes",
    "LockPersonality": "yes",
    "MemoryDenyWriteExecute": "yes",
    "NoNewPrivileges": "yes",
    "PrivateDevices": "yes",
    "PrivateTmp": "yes",
    "PrivateUsers": "yes",
    "ProtectHome": "yes",
    "ProtectProc": "invisible",
    "ProtectSystem": "strict",
    "RestrictNamespaces": "yes",
    "RestrictSUIDSGID": "yes",
    "SystemCallArchitectures": "native",
    "UMask": "0077",
}
MOST_EXPOSED = 20
"""Tenths of systemd's own figure, of 100."""


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_may_do_nothing_that_it_need_not(path: Path) -> None:
    found = settings(path)

    assert {key: found[key][-1] for key in HARDENED} == HARDENED
    assert found["SystemCallFilter"][0] == "@system-service"
    assert "~@privileged" in found["SystemCallFilter"]


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_itself_finds_a_unit_hardly_exposed(path: Path) -> None:
    """Where systemd is not, the settings above are what its figure comes from."""
    if shutil.which("systemd-analyze") is None:
        assert {key: settings(path)[key][-1] for key in HARDENED} == HARDENED
        return
    measure = ["systemd-analyze", "security", "--offline=true", f"--threshold={MOST_EXPOSED}", "--no-pager", str(path)]
    done = subprocess.run(measure, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout[-500:] + done.stderr


@pytest.mark.parametrize("path", sorted(FOLDER.glob("kabar*")), ids=lambda path: path.name)
def test_systemd_has_nothing_to_say_against_a_unit_but_that_kabar_is_not_here(path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        assert set(re.findall(r"^\[(\w+)\]", path.read_text(), re.MULTILINE)) <= {"Unit", "Service", "Timer", "Install"}
        return
    done = subprocess.run(["systemd-analyze", "verify", str(path)], capture_output=True, text=True, check=False)
    ours = [line for line in done.stderr.splitlines() if line.startswith("kabar")]

    assert [line for line in ours if "Command /opt/kabar/bin/kabar is not executable" not in line] == []


@pytest.mark.parametrize("path", [path for path in UNITS if "AF_INET" in path.read_text()], ids=lambda path: path.name)
def test_a_service_comes_back_and_stops_in_time(path: Path) -> None:
    found = settings(path)

    assert found["Restart"] == ["always"]
    assert int(found["TimeoutStopSec"][0]) > 10
    assert found["ExecReload"] == ["/bin/kill -HUP $MAINPID"]


def test_the_instances_share_out_every_stage() -> None:
    stages = [commands.settings(path)["STAGES"] for path in FOLDER.glob("*.env")]

    assert sorted(",".join(stages).split(",")) == sorted(cli.STAGES.split(","))


@pytest.mark.parametrize("unit", ["kabar.service", "kabar@.service"])
def test_a_unit_checks_the_configuration_that_it_starts_with(unit: str, tmp_path: Path) -> None:
    found, environment = settings(FOLDER / unit), commands.settings(FOLDER / "poll.env")
    (tmp_path / "kabar.yaml").write_text((outside.ROOT / "deploy/compose/minimal/kabar.yaml").read_text())
    lines = [shlex.split(commands.expanded(found[key][0], environment)) for key in ("ExecStartPre", "ExecStart")]
    check = outside.kabar(outside.mapped(lines[0][1:], {"/etc/kabar": tmp_path}))
    done = subprocess.run(check, cwd=tmp_path, capture_output=True, text=True, env=with_kabar(), check=False)

    assert done.stdout.startswith(f"{tmp_path}/kabar.yaml: good")
    assert lines[0][1:] == ["check", *lines[1][2:4]]


def with_kabar() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(outside.ROOT)}


def test_the_nightly_copy_is_taken_and_old_ones_go(tmp_path: Path) -> None:
    found = settings(FOLDER / "kabar-backup.service")
    example = (outside.ROOT / "deploy/compose/minimal/kabar.yaml").read_text()
    (tmp_path / "kabar.yaml").write_text(example.replace("sqlite:////data/kabar.db", f"sqlite:///{tmp_path}/kabar.db"))
    ingest = outside.kabar(["ingest", "--config", str(tmp_path / "kabar.yaml"), os.devnull])
    subprocess.run(ingest, cwd=tmp_path, capture_output=True, env=with_kabar(), check=False)
    program = tmp_path / "kabar"
    program.write_text(f'#!/bin/sh\nexec {shlex.join(outside.kabar([]))} "$@"\n')
    program.chmod(0o755)
    places = {"/opt/kabar/bin/kabar": program, "/etc/kabar": tmp_path, "/var/lib/kabar": tmp_path}
    first, copy, last = (
        outside.mapped(shlex.split(commands.expanded(found[key][0], {})), places)
        for key in ("ExecStartPre", "ExecStart", "ExecStartPost")
    )
    for command in (first, copy):
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=with_kabar(), check=False)
        assert done.returncode == 0, done.stderr
    (taken,) = (tmp_path / "copies").iterdir()
    old = taken.with_name("kabar-2001-01-01.db")
    old.touch()
    os.utime(old, (0, 0))
    subprocess.run(last, cwd=tmp_path, check=True)

    assert list((tmp_path / "copies").iterdir()) == [taken]
    assert re.fullmatch(r"kabar-\d{4}-\d\d-\d\d\.db", taken.name)
