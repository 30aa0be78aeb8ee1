"""What is counted is shown."""

from __future__ import annotations

from prometheus_client import CollectorRegistry

from agents.counting import Counting


def test_an_article_on_which_the_plugged_in_tagger_failed_is_counted() -> None:
    registry = CollectorRegistry()
    counting = Counting(registry, "sqlite")
    counting.tagger_failed(ZeroDivisionError())
    counting.tagger_failed(ValueError())

    assert registry.get_sample_value("kabar_tagger_failures_total") == 2
