"""Writes what is generated from the code: ``python -m tests.monitor.reference`` refreshes the files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from deploy.grafana import written as boards
from deploy.prometheus import written
from monitor import config, metrics
from tests.monitor import commands_page

ROOT = Path(__file__).parents[2]
STALE = "stale; run: python -m tests.monitor.reference"
_MARKS = re.compile(r"(<!-- reference: begin -->\n).*(<!-- reference: end -->)", flags=re.DOTALL)
_SECTIONS = {
    "File": "The file",
    "Feed": "`feeds`",
    "Watched": "`stories`",
    "About": "`stories: about`",
    "Sink": "`sinks`",
    "Slack": "`sinks: slack`",
    "Webhook": "`sinks: webhook`",
    "PagerDuty": "`sinks: pagerduty`",
    "Alertmanager": "`sinks: alertmanager`",
    "Mail": "`sinks: mail`",
    "Apprise": "`sinks: apprise`",
    "Stdout": "`sinks: stdout`",
    "Lines": "`sinks: file`",
    "Route": "`routes`",
    "Match": "`routes: match`, `except`; `inhibit: source`, `target`",
    "QuietHours": "`routes: quiet_hours`",
    "Budget": "`routes: budget`",
    "Inhibit": "`inhibit`",
    "Entity": "`entities`",
    "Tagger": "`tagger`",
    "Fetch": "`fetch`",
    "Web": "`web`",
    "Kafka": "`kafka`",
    "WebSub": "`websub`",
    "Log": "`log`",
    "Watchdog": "`watchdog`",
    "Traces": "`traces`",
}


def schema() -> str:
    """Write the JSON Schema of the configuration."""
    return json.dumps(config.schema(), indent=2, ensure_ascii=False) + "\n"


def configuration() -> str:
    """Write the tables of all settings."""
    made = config.schema()
    parts = {_name(name): part for name, part in made["$defs"].items()} | {"File": made}

    return "\n".join(line for name, title in _SECTIONS.items() for line in _table(title, parts[name]))


def _name(name: str) -> str:
    """Two dataclasses are called File; pydantic tells them apart by their modules."""
    return "Lines" if name.endswith("File") else name


def _table(title: str, part: dict[str, Any]) -> Iterator[str]:
    yield from (f"### {title}", "", part["description"], "")
    if not part.get("properties"):
        yield from ("It has no settings.", "")
        return
    yield from ("| key | default | meaning |", "|---|---|---|")
    for key, value in part["properties"].items():
        default = "required" if key in part.get("required", ()) else _default(value)
        yield f"| `{key}` | {default} | {value['description']} |"
    yield ""


def _default(value: dict[str, Any]) -> str:
    default = value.get("default")

    return f"`{default}`" if default not in (None, "", [], {}) else "-"


def main() -> None:
    """Refresh the files."""
    (ROOT / "deploy/kabar.schema.json").write_text(schema(), encoding="utf-8")
    (ROOT / "docs/metrics.md").write_text(metrics.document(), encoding="utf-8")
    (ROOT / "docs/cli.md").write_text(commands_page.page(), encoding="utf-8")
    written.FILE.write_text(written.text(), encoding="utf-8")
    for path, text in boards.files().items():
        path.write_text(text, encoding="utf-8")
    page = ROOT / "docs/configuration.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(_MARKS.sub(lambda found: found[1] + configuration() + found[2], text), encoding="utf-8")


if __name__ == "__main__":
    main()
