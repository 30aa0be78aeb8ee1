"""The manifests: right by Kubernetes' schemas, restricted, and every command and probe in them does what it should."""

from __future__ import annotations

import ipaddress
import itertools
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import kubernetes_validate
import pytest
import yaml

from monitor import cli, config, metrics
from tests.deploy import kustomize
from tests.deploy.commands import KINDS
from tests.deploy.commands import KUBERNETES as FOLDER
from tests.deploy.kustomize import Object
from tests.deploy.test_compose import SERVICES

VERSIONS = ("1.29", kubernetes_validate.latest_version())
PORTS = {80, 443, 8080, 8443}


def by_kubectl(folder: Path) -> list[Object]:
    told = subprocess.run(["kubectl", "kustomize", str(folder)], capture_output=True, text=True, check=True)
    return list(yaml.safe_load_all(told.stdout))


# Our own reading of the kustomizations is what is tested everywhere; where kubectl is, it has to agree.
READERS: list[Callable[[Path], list[Object]]] = [kustomize.build, *([by_kubectl] if shutil.which("kubectl") else [])]
ALL = {kind: kustomize.build(FOLDER / kind) for kind in KINDS}


def of(kind: str, *names: str) -> list[Object]:
    return [each for each in ALL[kind] if each["kind"] in names]


def pods(kind: str) -> dict[str, Object]:
    """Give the templates of pods, by the name of what makes them."""
    return {each["metadata"]["name"]: each["spec"]["template"] for each in of(kind, "Deployment", "StatefulSet")}


def chosen(kind: str, selector: Object) -> list[str]:
    wanted = selector.get("matchLabels", selector).items()
    return [name for name, pod in pods(kind).items() if wanted <= pod["metadata"]["labels"].items()]


EVERY = [(kind, name) for kind in KINDS for name in pods(kind)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("read", READERS)
def test_both_readings_of_a_kustomization_give_the_same(read: Callable[[Path], list[Object]], kind: str) -> None:
    def ordered(objects: list[Object]) -> list[Object]:
        return sorted(objects, key=lambda each: (each["kind"], each["metadata"]["name"]))

    assert ordered(read(FOLDER / kind)) == ordered(ALL[kind])


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("kind", "number"), [(kind, number) for kind in KINDS for number in range(len(ALL[kind]))])
def test_an_object_keeps_to_the_schema_of_its_kind(kind: str, number: int, version: str) -> None:
    kubernetes_validate.validate(ALL[kind][number], version, strict=True)


def test_the_schema_would_not_take_anything() -> None:
    wrong = of("kafka", "Deployment")[0] | {"specs": {}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, VERSIONS[-1], strict=True)


@pytest.mark.parametrize(("kind", "name"), EVERY)
def test_a_pod_keeps_to_the_restricted_standard_and_a_little_more(kind: str, name: str) -> None:
    """The standard is that of https://kubernetes.io/docs/concepts/security/pod-security-standards/ ."""
    spec = pods(kind)[name]["spec"]
    (container,) = spec["containers"]
    may = container["securityContext"]

    assert spec["securityContext"]["runAsNonRoot"]
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert (
        f"{spec['securityContext']['runAsUser']}:{spec['securityContext']['runAsGroup']}" == SERVICES["kabar"]["user"]
    )
    assert (may["allowPrivilegeEscalation"], may["readOnlyRootFilesystem"]) == (False, True)
    assert may["capabilities"] == {"drop": ["ALL"]}
    assert not {"hostNetwork", "hostPID", "hostIPC"} & spec.keys()
    assert {next(iter(volume.keys() - {"name"})) for volume in spec["volumes"]} <= {"configMap", "secret", "emptyDir"}
    assert spec["automountServiceAccountToken"] is False
    assert container["resources"]["limits"]["memory"]
    assert container["image"] == SERVICES["kabar"]["image"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_pod_has_nothing_open_but_what_a_policy_opens(kind: str) -> None:
    closed = [
        policy["spec"] for policy in of(kind, "NetworkPolicy") if not {"ingress", "egress"} & policy["spec"].keys()
    ]

    assert {name for spec in closed for name in chosen(kind, spec["podSelector"])} == set(pods(kind))
    assert all(spec["policyTypes"] == ["Ingress", "Egress"] for spec in closed)


@pytest.mark.parametrize("kind", KINDS)
def test_no_policy_and_no_budget_chooses_pods_that_are_not_there(kind: str) -> None:
    selectors = [policy["spec"]["podSelector"] for policy in of(kind, "NetworkPolicy")]
    selectors += [budget["spec"]["selector"] for budget in of(kind, "PodDisruptionBudget")]
    selectors += [service["spec"]["selector"] for service in of(kind, "Service")]

    assert all(chosen(kind, selector) for selector in selectors)


def allowed(policies: list[Object], address: str) -> bool:
    """Whether an address outside the cluster may be reached."""
    blocks = [
        to["ipBlock"]
        for policy in policies
        for way in policy["spec"].get("egress", ())
        for to in way.get("to", ())
        if "ipBlock" in to
    ]
    there = ipaddress.ip_address(address)
    return any(
        there in ipaddress.ip_network(block["cidr"])
        and not any(there in ipaddress.ip_network(each) for each in block.get("except", ()))
        for block in blocks
    )


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("151.101.0.81", True),
        ("2a04:4e42::81", True),
        ("169.254.169.254", False),
        ("10.96.0.1", False),
        ("192.168.1.1", False),
        ("172.20.0.1", False),
        ("100.100.100.200", False),
        ("127.0.0.1", False),
        ("::1", False),
        ("fd00:ec2::254", False),
        ("fe80::1", False),
        ("64:ff9b::a00:1", False),
        ("224.0.0.1", False),
    ],
)
@pytest.mark.parametrize("kind", KINDS)
def test_the_world_may_be_reached_and_nothing_private(kind: str, address: str, may: bool) -> None:  # noqa: FBT001  # A parameter.
    assert allowed(of(kind, "NetworkPolicy"), address) is may


@pytest.mark.parametrize("kind", KINDS)
def test_the_world_is_open_on_the_ports_that_kabar_lets_through_and_to_those_who_need_it(kind: str) -> None:
    (world,) = [each for each in of(kind, "NetworkPolicy") if each["metadata"]["name"] == "kabar-world"]
    needing = [name for name, stages in stages_of(kind).items() if stages & {"poll", "deliver"}]

    assert {port["port"] for way in world["spec"]["egress"] for port in way["ports"]} == PORTS
    assert sorted(chosen(kind, world["spec"]["podSelector"])) == sorted(needing)


def stages_of(kind: str) -> dict[str, set[str]]:
    every = set(cli.STAGES.split(","))
    args = {name: pod["spec"]["containers"][0]["args"] for name, pod in pods(kind).items()}
    return {name: set(words[-1].split(",")) if "--only" in words else every for name, words in args.items()}


@pytest.mark.parametrize("kind", KINDS)
def test_the_deployments_share_out_every_stage(kind: str) -> None:
    assert sorted(itertools.chain(*stages_of(kind).values())) == sorted(cli.STAGES.split(","))


def test_each_group_of_agents_survives_the_loss_of_a_node() -> None:
    budgets = [
        name for each in of("kafka", "PodDisruptionBudget") for name in chosen("kafka", each["spec"]["selector"])
    ]

    assert sorted(budgets) == sorted(pods("kafka"))
    assert all(each["spec"]["replicas"] >= 2 for each in of("kafka", "Deployment"))


def test_the_scale_follows_a_metric_that_kabar_has_up_to_what_the_topics_allow() -> None:
    (scale,) = of("kafka", "HorizontalPodAutoscaler")
    names = {each["pods"]["metric"]["name"] for each in scale["spec"]["metrics"]}
    (rule,) = yaml.safe_load((FOLDER / "kafka" / "adapter.yaml").read_text())["rules"]

    assert names <= {row.name for row in metrics.TABLE}
    assert {rule["name"]["as"]} == names
    assert scale["spec"]["scaleTargetRef"]["name"] in pods("kafka")
    assert scale["spec"]["maxReplicas"] <= loaded("kafka").partitions


def loaded(kind: str) -> config.Config:
    (made,) = of(kind, "ConfigMap")
    assert made["data"].keys() == {"kabar.yaml"}
    return config.load(FOLDER / kind / "kabar.yaml")


def test_a_service_on_its_own_file_is_one_and_keeps_it() -> None:
    (alone,) = of("single", "StatefulSet")
    (container,) = alone["spec"]["template"]["spec"]["containers"]
    kept = [claim["metadata"]["name"] for claim in alone["spec"]["volumeClaimTemplates"]]
    places = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}

    assert alone["spec"]["replicas"] == 1
    assert loaded("single").broker.startswith(f"sqlite:///{places[kept[0]]}/")


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_secret_lies_in_the_files_of_the_secret(kind: str) -> None:
    """Each file that the configuration names is one that the page says to create."""
    text = (FOLDER / kind / "kabar.yaml").read_text(encoding="utf-8")
    created = {word.partition("=")[2] for word in text.split() if word.startswith("--from-file=")}
    named = {word.strip("{},") for word in text.split() if "/run/secrets/" in word}

    assert {f"/run/secrets/{name}" for name in created} == named


def test_the_port_of_the_pods_is_the_port_of_the_configuration() -> None:
    for kind, name in EVERY:
        (container,) = pods(kind)[name]["spec"]["containers"]
        assert container["ports"][0]["containerPort"] == loaded(kind).web.port
        assert loaded(kind).web.host == "0.0.0.0"
