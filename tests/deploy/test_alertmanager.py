"""Alertmanager takes our example, and each of our alerts goes to whom it is for."""

from __future__ import annotations

import pytest
import yaml

from deploy.prometheus import written
from deploy.prometheus.rule import CRITICAL, NONE, WARNING, Rule
from tests.deploy import promtool
from tests.house import tracked

FILE = tracked.ROOT / "deploy" / "alertmanager" / "alertmanager.yaml"
RECEIVERS = {CRITICAL: "on-call", WARNING: "tickets", NONE: "watchdog"}


def test_alertmanager_accepts_the_example() -> None:
    assert "SUCCESS" in promtool.run("amtool", "check-config", FILE)


@pytest.mark.parametrize("each", written.rules(), ids=lambda each: f"{each.name}-{each.severity}")
def test_an_alert_goes_to_whom_its_severity_is_for(each: Rule) -> None:
    labels = (f"alertname={each.name}", f"severity={each.severity}")

    assert promtool.run("amtool", "config", "routes", "test", f"--config.file={FILE}", *labels).split() == [
        RECEIVERS[each.severity]
    ]


def test_only_alerts_that_there_are_keep_others_quiet() -> None:
    names = {each.name for each in written.rules()}
    rules = yaml.safe_load(FILE.read_text(encoding="utf-8"))["inhibit_rules"]
    matchers = [matcher for each in rules for side in ("source", "target") for matcher in each[f"{side}_matchers"]]
    named = {matcher.split('"')[1] for matcher in matchers if matcher.startswith("alertname")}

    assert named
    assert named <= names


def test_every_secret_is_in_a_file() -> None:
    text = FILE.read_text(encoding="utf-8")

    assert "slack_api_url_file:" in text
    assert not any(f"{key}:" in text for key in ("slack_api_url", "api_url", "credentials", "password", "bearer_token"))
