"""The YAML tables that lie beside the code of a room."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from monitor.errors import PackInvalid

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def read(package: str, name: str) -> Any:
    """Read ``data/<name>.yaml`` of a package, once.

    Raises:
        PackInvalid: the file is missing or no YAML.
    """
    try:
        text = files(package).joinpath("data", f"{name}.yaml").read_text(encoding="utf-8")
        return yaml.load(text, Loader=_Loader)  # noqa: S506  (the loader is always a safe one)
    except (OSError, yaml.YAMLError) as error:
        raise PackInvalid(f"{package}/data/{name}.yaml: {error}") from error


def languages(package: str, folder: str) -> tuple[str, ...]:
    """Name the languages that have a table in ``data/<folder>``, in alphabetical order."""
    found = (entry.name for entry in files(package).joinpath("data", folder).iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in found if name.endswith(".yaml")))
