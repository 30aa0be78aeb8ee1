"""The compose file: right by its specification, with few rights, and every command in it does what it should."""

from __future__ import annotations

import json
import re
import shutil
import signal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from monitor import cli, config
from tests import kafka
from tests.deploy import dockerfile, outside
from tests.deploy.commands import COMPOSE

ROOT = outside.ROOT
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if "build" in service]
SCHEMA = json.loads((Path(__file__).parent / "schemas" / "compose-spec.json").read_text(encoding="utf-8"))
DEFAULT = re.compile(r"\$\{\w+:-([^}]*)\}")


def volumes(name: str) -> dict[str, str]:
    """Give what is mounted where, with defaults for what may be set: target to source."""
    mounted = (DEFAULT.sub(r"\1", volume).split(":") for volume in SERVICES[name]["volumes"])
    return {target: source for source, target, *_ in mounted}


def test_the_file_keeps_to_the_compose_specification() -> None:
    jsonschema.Draft202012Validator(SCHEMA).validate(COMPOSE)


@pytest.mark.parametrize("change", [{"comand": []}, {"mem_limit": []}, {"healthcheck": {"tests": "x"}}])
def test_the_specification_would_not_take_anything(change: dict[str, Any]) -> None:
    wrong = COMPOSE | {"services": SERVICES | {"kabar": SERVICES["kabar"] | change}}

    assert not jsonschema.Draft202012Validator(SCHEMA).is_valid(wrong)


def test_up_starts_everything_unless_another_profile_is_named() -> None:
    (line,) = [line for line in (ROOT / ".env").read_text().splitlines() if not line.startswith("#")]
    profiles = {name: service["profiles"] for name, service in SERVICES.items()}

    assert line == "COMPOSE_PROFILES=full"
    assert {name for name, of in profiles.items() if of == ["minimal"]} == {"kabar"}
    assert {name for name, of in profiles.items() if of == ["full"]} == set(SERVICES) - {"kabar"}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_has_no_more_rights_than_it_needs(name: str) -> None:
    service = SERVICES[name]

    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert re.fullmatch(r"[1-9]\d*:\d+", service["user"])
    assert service["mem_limit"]
    assert service["pids_limit"]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_says_whether_it_is_well(name: str) -> None:
    stage = dockerfile.read()[-1]

    assert stage.check if name in OURS else SERVICES[name]["healthcheck"]["test"][0] == "CMD"


@pytest.mark.parametrize("name", SERVICES)
def test_ports_are_open_to_this_machine_only(name: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name].get("ports", []))


@pytest.mark.parametrize("name", SERVICES)
def test_what_is_mounted_is_there(name: str) -> None:
    for source in volumes(name).values():
        assert (ROOT / source).exists() if source.startswith("./") else source in COMPOSE["volumes"], source


@pytest.mark.parametrize("name", ["poll", "worker"])
def test_what_is_to_be_scaled_can_be(name: str) -> None:
    """A name or a port of the host can be had by one container only."""
    assert not {"container_name", "ports", "hostname"} & SERVICES[name].keys()


def test_the_workers_share_out_every_stage() -> None:
    shared = [SERVICES[name]["command"][-1].split(",") for name in ("poll", "worker")]

    assert sorted(cli.STAGES.split(",")) == sorted(stage for stages in shared for stage in stages)


def test_every_image_is_pinned_to_a_version() -> None:
    images = [stage.image for stage in dockerfile.read()] + [service["image"] for service in SERVICES.values()]

    assert all(re.search(r":v?\d+\.\d+", image) for image in images)


def test_the_kafka_of_the_compose_file_is_the_one_that_is_tested() -> None:
    pom = (ROOT / "deploy" / "kafka" / "pom.xml").read_text(encoding="utf-8")

    assert f"<version>{SERVICES['kafka']['image'].split(':')[1]}</version>" in pom


def test_prometheus_looks_for_each_service_by_the_name_it_has_here() -> None:
    settings = yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yaml").read_text(encoding="utf-8"))
    (jobs,) = [job for job in settings["scrape_configs"] if job["job_name"] == "kabar"]
    (alertmanagers,) = settings["alerting"]["alertmanagers"]

    assert sorted(jobs["dns_sd_configs"][0]["names"]) == sorted(OURS)
    assert alertmanagers["static_configs"][0]["targets"] == ["alertmanager:9093"]


def test_grafana_finds_its_source_and_its_dashboards() -> None:
    folder, mounted = ROOT / "deploy/grafana/provisioning", volumes("grafana")
    (sources,) = [yaml.safe_load(path.read_text()) for path in (folder / "datasources").glob("*.y*ml")]
    (providers,) = [yaml.safe_load(path.read_text()) for path in (folder / "dashboards").glob("*.y*ml")]
    home = Path(SERVICES["grafana"]["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"])

    assert {source["url"] for source in sources["datasources"]} <= {
        "http://prometheus:9090",
        "http://alertmanager:9093",
    }
    assert {provider["options"]["path"] for provider in providers["providers"]} <= mounted.keys()
    assert (ROOT / mounted[str(home.parent)] / home.name).is_file()


# The commands themselves.


@pytest.mark.parametrize("name", OURS)
def test_the_configuration_of_a_service_is_good(name: str) -> None:
    found = config.load(ROOT / volumes(name)["/etc/kabar"] / "kabar.yaml")

    assert (found.web.host, found.web.port) == ("0.0.0.0", 6066)
    assert found.broker == ("sqlite:////data/kabar.db" if name == "kabar" else "kafka://kafka:9092")


def program(*names: str) -> str:
    """Find a program; Debian calls Alertmanager otherwise than its image does."""
    found = next((path for path in map(shutil.which, names) if path), None)
    assert found, f"{names[0]} is missing (Debian: apt-get install prometheus prometheus-alertmanager)"
    return found


@pytest.mark.parametrize(
    ("name", "programs", "listens"),
    [
        ("prometheus", ["prometheus"], "--web.listen-address"),
        ("alertmanager", ["prometheus-alertmanager", "alertmanager"], "--web.listen-address"),
    ],
)
def test_what_watches_starts_with_its_command_and_becomes_well(
    name: str, programs: list[str], listens: str, tmp_path: Path
) -> None:
    """The image says the rest of the command line, and its health check asks the page that is asked here."""
    port, service, mounted = outside.free_port(), SERVICES[name], volumes(name)
    places = {
        target: ROOT / source if source.startswith("./") else tmp_path / "data" for target, source in mounted.items()
    }
    words = outside.mapped(service["command"], places)
    url = service["healthcheck"]["test"][-1]
    assert service["healthcheck"]["test"][:-1] == ["CMD", "wget", "-q", "--spider"]
    with outside.running([program(*programs), *words, f"{listens}=127.0.0.1:{port}"], tmp_path) as process:
        outside.until_answers(tmp_path, process, re.sub(r"localhost:\d+", f"127.0.0.1:{port}", url))
        process.terminate()
        assert process.wait(20) in {0, -signal.SIGTERM}


@pytest.mark.kafka
def test_the_broker_starts_with_the_settings_of_the_compose_file_and_passes_its_check(tmp_path: Path) -> None:
    places = {":9092": 0, "localhost:9093": 0, "localhost:9092": 0}
    ports = {each: outside.free_port() for each in places}
    text = (ROOT / "deploy/compose/kafka/server.properties").read_text(encoding="utf-8")
    text = text.replace("kafka:9092", f"127.0.0.1:{ports[':9092']}").replace(
        "://:9092", f"://127.0.0.1:{ports[':9092']}"
    )
    text = text.replace("localhost:9093", f"127.0.0.1:{ports['localhost:9093']}")
    text = text.replace("/var/lib/kafka/data", str(tmp_path / "data"))
    settings = tmp_path / "server.properties"
    settings.write_text(text)
    cluster = SERVICES["kafka"]["environment"]["CLUSTER_ID"]
    form = ["format", "--cluster-id", cluster, "--config", str(settings)]
    kafka.run_tool("kafka-storage.sh", *form)
    check = SERVICES["kafka"]["healthcheck"]["test"]
    assert check[0] == "CMD"
    words = outside.mapped(check[1:], {"localhost:9092": f"127.0.0.1:{ports[':9092']}"})
    heap = SERVICES["kafka"]["environment"]["KAFKA_HEAP_OPTS"]
    start = [*kafka.tool("kafka-server-start.sh"), str(settings)]
    with outside.running(start, tmp_path, KAFKA_HEAP_OPTS=heap) as process:
        outside.until(tmp_path, process, kafka.tool(*words))
        process.terminate()
        process.wait(30)
