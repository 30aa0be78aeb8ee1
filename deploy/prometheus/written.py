"""The file of rules as Prometheus loads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from deploy.prometheus import faults, objectives
from deploy.prometheus.rule import Rule, Span, as_it_is

FILE = Path(__file__).with_name("kabar.rules.yaml")
_HEAD = (
    "# Generated from objectives.py and faults.py by `python -m tests.monitor.reference`; a test fails when stale.\n"
)


class _Dumper(yaml.SafeDumper):
    """Writes expressions of several lines as they are read best."""


def _lines(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


_Dumper.add_representer(str, _lines)


def rules() -> tuple[Rule, ...]:
    """Give every alert, those of the objectives first."""
    return (*objectives.rules(), *faults.RULES)


def groups(span: Span = as_it_is, interval: str = "") -> dict[str, Any]:
    """Give the groups of rules; `interval` is how often they are evaluated, where not as often as Prometheus does."""
    often = {"interval": interval} if interval else {}
    promises = [
        *(each.written(span) for each in objectives.records()),
        *(each.written(span) for each in objectives.rules()),
    ]
    wrong = [each.written(span) for each in faults.RULES]
    return {
        "groups": [
            {"name": "kabar-objectives", **often, "rules": promises},
            {"name": "kabar-faults", **often, "rules": wrong},
        ]
    }


def text(span: Span = as_it_is, interval: str = "") -> str:
    """Write the file."""
    return _HEAD + yaml.dump(groups(span, interval), Dumper=_Dumper, sort_keys=False, width=1_000, allow_unicode=True)
