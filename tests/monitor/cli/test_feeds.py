"""`kabar feeds list` and `try`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.monitor.commands import Run


def test_feeds_that_were_never_asked_say_so(run: Run, config: Path) -> None:
    code, out, _ = run("feeds", "list", "-c", config)
    listed = json.loads(run("feeds", "list", "--json", "-c", config)[1])

    assert code == 0
    assert out.splitlines()[0].split("  ")[0] == "url"
    assert out.splitlines()[1].endswith("never asked")
    assert (listed["url"], listed["state"], listed["last_success"], listed["memory"]) == (
        "https://example.org/rss",
        "never asked",
        None,
        None,
    )


def test_a_feed_is_tried_without_any_configuration(
    run: Run, press: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, _ = run("feeds", "try", f"{press}/feed", "--allow-private")

    assert code == 0
    for shown in ("title: Harbour wire", "format: rss20", "asked again: after", "teaser", "2024-10-28 10:00 UTC"):
        assert shown in out


def test_private_addresses_stay_shut_unless_they_are_opened(run: Run, press: str, config: Path) -> None:
    code, out, _ = run("feeds", "try", f"{press}/feed", "-c", config)

    assert code == 1
    refused, hint = out.splitlines()
    assert refused.startswith("refused: address refused")
    assert "--allow-private" in hint
    assert "fetch.allow_networks" in hint


def test_another_failure_comes_without_a_hint_on_networks(run: Run, press: str, config: Path) -> None:
    _, out, _ = run("feeds", "try", f"{press}/nothing-here", "-c", config, "--allow-private")

    assert "allow" not in out


def test_a_configuration_adds_the_stories_that_articles_touch(run: Run, press: str, config: Path) -> None:
    tried = json.loads(run("feeds", "try", f"{press}/feed", "-c", config, "--allow-private", "--json")[1])

    assert (tried["outcome"], tried["format"], tried["title"]) == ("modified", "rss20", "Harbour wire")
    assert tried["every"] > 0
    assert [(each["stories"], each["is_teaser"], each["date_source"]) for each in tried["articles"]] == [
        (["reef"], True, "published")
    ]


def test_a_page_proposes_its_feeds_and_yields_nothing(run: Run, press: str, config: Path) -> None:
    code, out, _ = run("feeds", "try", f"{press}/page", "-c", config, "--allow-private")

    assert code == 1
    assert out.splitlines()[-2:] == ["the page names these feeds:", f"  {press}/feed"]


@pytest.mark.parametrize("url", ["example.org/rss", "ftp://example.org/", "https://me:pass@example.org/"])
def test_what_is_no_address_is_misuse(run: Run, config: Path, url: str) -> None:
    code, _, err = run("feeds", "try", url, "-c", config)

    assert code == 2
    assert len(err.splitlines()) == 1
