"""The units: hardened, and every command in them does what it should."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from monitor import cli
from tests.deploy import outside

FOLDER = outside.ROOT / "deploy" / "systemd"
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


def settings(path: Path) -> dict[str, list[str]]:
    """Read a unit: every value of every key, in order."""
    found: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found.setdefault(key, []).append(value)
    return found


def expanded(line: str, environment: dict[str, str]) -> str:
    """Put in what systemd puts in: variables, and the two doubled signs."""
    named = re.sub(r"(?<!\$)\$\{(\w+)\}", lambda found: environment[found[1]], line)
    return named.replace("$$", "$").replace("%%", "%")


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


def stages() -> dict[str, str]:
    return {
        path.stem: dict(line.split("=", 1) for line in path.read_text().split())["STAGES"]
        for path in FOLDER.glob("*.env")
    }


def test_the_instances_share_out_every_stage() -> None:
    assert sorted(",".join(stages().values()).split(",")) == sorted(cli.STAGES.split(","))


def starts() -> Iterator[tuple[str, dict[str, str]]]:
    """Give each unit of a service with what its instance says."""
    yield "kabar.service", {}
    for path in sorted(FOLDER.glob("*.env")):
        yield "kabar@.service", dict(line.split("=", 1) for line in path.read_text().split())


@pytest.mark.parametrize(
    ("unit", "environment"), list(starts()), ids=lambda value: value if isinstance(value, str) else "-"
)
def test_the_commands_of_a_service_run(
    unit: str, environment: dict[str, str], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """`kabar check`, `kabar run`, SIGTERM: as systemd would, with the paths of this machine."""
    port = outside.free_port()
    split = bool(environment)
    broker = f"kafka://{request.getfixturevalue('kafka_broker')}" if split else f"sqlite:///{tmp_path}/kabar.db"
    example = yaml.safe_load((outside.ROOT / "deploy/compose/minimal/kabar.yaml").read_text())
    here = {"broker": broker, "web": {"port": port}, "feeds": [], "id": f"kabar-{port}"}
    (tmp_path / "kabar.yaml").write_text(json.dumps(example | here))
    found = settings(FOLDER / unit)
    check, start = (words(found[key][0], environment, tmp_path) for key in ("ExecStartPre", "ExecStart"))
    done = subprocess.run(check, cwd=tmp_path, capture_output=True, text=True, env=with_kabar(), check=False)
    assert done.returncode == 0, done.stderr
    with outside.running(start, tmp_path) as process:
        outside.until_answers(tmp_path, process, f"http://127.0.0.1:{port}/readyz")
        process.send_signal(signal.SIGTERM)
        assert process.wait(int(found["TimeoutStopSec"][0])) == 0, (tmp_path / "said.log").read_text()


def words(line: str, environment: dict[str, str], folder: Path) -> list[str]:
    split = outside.mapped(shlex.split(expanded(line, environment)), {"/etc/kabar": folder, "/var/lib/kabar": folder})
    return outside.kabar(split[1:]) if split[0] == "/opt/kabar/bin/kabar" else split


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
        outside.mapped(shlex.split(expanded(found[key][0], {})), places)
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
