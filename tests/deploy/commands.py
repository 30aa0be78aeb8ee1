"""Every command that starts Kabar in the files of deploy/ and docker-compose.yml, wherever it stands."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tests.deploy import dockerfile, kustomize, outside

COMPOSE: dict[str, Any] = yaml.safe_load((outside.ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
KUBERNETES = outside.ROOT / "deploy" / "kubernetes"
KINDS = ("kafka", "single")
SYSTEMD = outside.ROOT / "deploy" / "systemd"


class Command(NamedTuple):
    """How something starts Kabar: the words behind `kabar`, the pages that are asked, and the seconds that it has to stop."""

    where: str
    words: tuple[str, ...]
    pages: tuple[str, ...]
    grace: int


def every() -> list[Command]:
    """List all of them."""
    return [*of_compose(), *of_kubernetes(), *of_systemd()]


def of_compose() -> Iterator[Command]:
    """The image says how it starts and how it is asked, unless a service says otherwise."""
    image = dockerfile.read()[-1]
    assert image.words("ENTRYPOINT") == ["kabar"]
    for name, service in COMPOSE["services"].items():
        if "build" in service:
            words = service.get("command") or image.words("CMD")
            yield Command(f"compose {name}", tuple(words), ("/readyz",), int(service["stop_grace_period"].rstrip("s")))


def of_kubernetes() -> Iterator[Command]:
    """The arguments stand behind the image's entry point."""
    for kind in KINDS:
        for each in kustomize.build(KUBERNETES / kind):
            pod = each.get("spec", {}).get("template", {}).get("spec")
            if pod:
                (container,) = pod["containers"]
                pages = [container[probe]["httpGet"] for probe in ("startupProbe", "livenessProbe", "readinessProbe")]
                assert {page["port"] for page in pages} == {container["ports"][0]["name"]}
                yield Command(
                    f"kubernetes {each['metadata']['name']}",
                    tuple(container["args"]),
                    tuple(page["path"] for page in pages),
                    pod["terminationGracePeriodSeconds"],
                )


def of_systemd() -> Iterator[Command]:
    """One service, and an instance of the other for each file of settings."""
    instances = [("kabar.service", {}), *(("kabar@.service", settings(path)) for path in sorted(SYSTEMD.glob("*.env")))]
    for unit, environment in instances:
        found = unit_of(SYSTEMD / unit)
        program, *words = shlex.split(expanded(found["ExecStart"][0], environment))
        assert program == "/opt/kabar/bin/kabar"
        where = f"systemd {unit} {environment.get('STAGES', '')}".rstrip()
        yield Command(where, tuple(words), ("/livez",), int(found["TimeoutStopSec"][0]))


def settings(path: Path) -> dict[str, str]:
    """Read a file of NAME=VALUE lines."""
    return dict(line.split("=", 1) for line in path.read_text(encoding="utf-8").split())


def unit_of(path: Path) -> dict[str, list[str]]:
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
