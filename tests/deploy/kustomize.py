"""A kustomization, resolved here: as much of kustomize as ours uses. Whatever else one says is refused, not passed over."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

Object = dict[str, Any]

KNOWN = {"apiVersion", "kind", "namespace", "labels", "resources", "configMapGenerator"}
CLUSTER_WIDE = {"Namespace", "ClusterRole", "ClusterRoleBinding"}


def build(folder: Path) -> list[Object]:
    """Give every object that `kubectl apply -k` would send."""
    said = yaml.safe_load((folder / "kustomization.yaml").read_text(encoding="utf-8"))
    assert said.keys() <= KNOWN, f"{folder}: this reader does not know {sorted(said.keys() - KNOWN)}"
    objects = [each for name in said.get("resources", ()) for each in _resource(folder / name)]
    renamed = {}
    for wanted in said.get("configMapGenerator", ()):
        made = _config_map(folder, wanted)
        renamed[wanted["name"]] = made["metadata"]["name"]
        objects.append(made)
    for each in objects:
        _label(each, said.get("labels", ()))
        if "namespace" in said and each["kind"] not in CLUSTER_WIDE:
            each["metadata"]["namespace"] = said["namespace"]
        for volume in _volumes(each):
            if "configMap" in volume:
                volume["configMap"]["name"] = renamed.get(volume["configMap"]["name"], volume["configMap"]["name"])

    return objects


def _resource(path: Path) -> Iterator[Object]:
    if path.is_dir():
        yield from build(path)
    else:
        yield from (each for each in yaml.safe_load_all(path.read_text(encoding="utf-8")) if each)


def _config_map(folder: Path, wanted: Object) -> Object:
    assert wanted.keys() == {"name", "files"}
    data = {name: (folder / name).read_text(encoding="utf-8") for name in wanted["files"]}

    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": f"{wanted['name']}-{_suffix(data)}"},
        "data": data,
    }


def _suffix(data: dict[str, str]) -> str:
    """A new content has a new name, so that pods are replaced. Go escapes what HTML would read; no vowels, no bad words."""
    written = json.dumps({"data": data, "kind": "ConfigMap", "name": ""}, separators=(",", ":"), ensure_ascii=False)
    for character, escaped in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        written = written.replace(character, escaped)

    return hashlib.sha256(written.encode()).hexdigest()[:10].translate(str.maketrans("013ae", "ghkmt"))


def _label(each: Object, labels: Any) -> None:
    for label in labels:
        assert label.keys() == {"pairs"}
        each["metadata"].setdefault("labels", {}).update(label["pairs"])


def _volumes(each: Object) -> list[Object]:
    pod = each.get("spec", {}).get("template", {}).get("spec", {})

    return list(pod.get("volumes", ()))
