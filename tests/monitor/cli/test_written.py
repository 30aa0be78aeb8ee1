"""Commands beside what a service wrote and then stopped: digests, ended alerts, and that it does not run."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from agents import brokers, topics
from agents.records import Letter, letter
from agents.transport import sqlite
from agents.transport.log import Draft, Log
from monitor import config as configuration
from monitor.lives import Life
from monitor.models import Alert, Delivery
from tests.monitor.alerts import given
from tests.monitor.commands import Run

DIGEST = "d0123456789"


def written(path: Path, letters: Iterable[Letter]) -> None:
    """Write what a service would have written."""
    found = configuration.load(path)
    asyncio.run(brokers.prepare(found))
    log = Log(sqlite.locate(found.broker)[0])
    for each in letters:
        log.append(Draft(topics.named(found.id, each.topic), 0, 0, each.key.encode(), each.value))
    log.write(log.cut())
    log.close()


def told(path: Path, alert: Alert, *deliveries: Delivery) -> None:
    rows = (letter(topics.DELIVERIES, f"{each.alert}:{each.sink}", each) for each in deliveries)
    written(path, [letter(topics.ALERTS, alert.id, alert), *rows])


def digested(alert: Alert) -> Delivery:
    return given.delivery(
        "phone", (0, "digested", DIGEST), alert=alert.id, story=alert.story, reason="digested", digest=DIGEST
    )


def test_a_digest_is_found_by_its_id_or_a_beginning_of_it(run: Run, config: Path) -> None:
    told(config, given.told(), digested(given.told()))
    code, out, _ = run("alerts", "show", DIGEST[:5], "-c", config)

    assert code == 0
    assert out.startswith(f"digest {DIGEST}, told to phone ")
    assert given.told().headline in out
    assert json.loads(run("alerts", "show", DIGEST, "--json", "-c", config)[1])["digest"] == DIGEST
    assert run("alerts", "show", given.told().id, "-c", config)[0] == 0


def test_what_is_neither_an_alert_nor_a_digest_is_not_found(run: Run, config: Path) -> None:
    told(config, given.told(), digested(given.told()))
    code, _, err = run("alerts", "show", "nothing", "-c", config)

    assert (code, "no such alert" in err) == (2, True)


@pytest.mark.parametrize(
    ("life", "words", "said"),
    [
        (Life.RETRACTED, ("close",), "is retracted already; there is nothing to close"),
        (Life.CLOSED, ("close",), "is closed already; there is nothing to close"),
        (Life.RETRACTED, ("retract", "--note", "no"), "is retracted already; there is nothing to retract"),
    ],
)
def test_an_alert_that_has_ended_is_not_ended_again(
    run: Run, config: Path, life: Life, words: tuple[str, ...], said: str
) -> None:
    told(config, replace(given.told(), life=life))
    verb, *note = words
    code, out, err = run("alerts", verb, given.told().id, *note, "-c", config)

    assert (code, out) == (2, "")
    assert said in err


@pytest.mark.parametrize(
    ("life", "words"),
    [
        (Life.CLOSED, ("retract", "--note", "no")),
        (Life.RETRACTED, ("acknowledge",)),
        (Life.OPEN, ("close",)),
    ],
)
def test_other_orders_are_taken(run: Run, config: Path, life: Life, words: tuple[str, ...]) -> None:
    told(config, replace(given.told(), life=life))
    verb, *note = words

    assert run("alerts", verb, given.told().id, *note, "--by", "ana", "-c", config)[0] == 0


def test_status_ends_with_1_where_no_service_answers(run: Run, config: Path) -> None:
    told(config, given.told())
    code, out, _ = run("status", "-c", config)

    assert code == 1
    assert "does it run?" in out.splitlines()[0]
    assert "alerts: 1" in out
