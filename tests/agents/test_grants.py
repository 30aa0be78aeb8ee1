"""What each stage may do on a broker, held against what the composition does there."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from agents import app, grants, topics
from agents.app import Doors
from agents.grants import Grant
from monitor.config import Config, Kafka, Web, WebSub

KAFKA = Config(broker="kafka://127.0.0.1:1")


async def _nothing(*_: Any, **__: Any) -> Any:
    return None


@pytest.mark.parametrize("stage", app.STAGES)
def test_a_stage_may_read_what_it_listens_to_and_change_its_own_tables(stage: str, tmp_path: Path) -> None:
    doors: Any = Doors(
        http=_nothing,  # Nothing is asked: the service does not start.
        parse=_nothing,
        judge=_nothing,
        extract=_nothing,
        clock=lambda: datetime.now(UTC),
        chance=random.random,
    )
    service = app.create(Config(broker=f"sqlite:///{tmp_path}/kabar.db"), doors, [stage])
    agents: Any = service.app.agents
    heard = {topic for agent in agents.values() for topic in agent.channel.topics}

    assert set(grants.KEEPS[stage]) == set(service.memories)
    assert {topics.plain("kabar", topic) for topic in heard} == set(grants.READS[stage])


def test_every_topic_is_written_by_somebody_and_every_table_kept() -> None:
    done = [grants.used(KAFKA, [stage]) for stage in app.STAGES]
    pushed = grants.used(Config(websub=WebSub(callback="https://a.example/p", secret_file="s")), ["poll"])
    written = {name for each in [*done, pushed] for name, operations in each.items() if "WRITE" in operations}

    assert {row.name for row in topics.rows("kabar", 1)} == written | set(grants.TYPED)


def test_one_stage_alone_gets_no_leave_to_write_elsewhere() -> None:
    used = grants.used(KAFKA, ["tag"])

    assert used == {
        "kabar.articles.unique": {"READ"},
        "kabar.articles.tagged": {"WRITE"},
        "kabar.dead": {"WRITE"},
        "kabar.alerts": {"WRITE"},
    }


def test_a_process_that_takes_posted_articles_may_write_them() -> None:
    posted = grants.used(Config(web=Web(token_file="tokens")), ["deliver"])

    assert posted["kabar.articles.raw"] == {"WRITE"}


def test_a_process_that_tells_reads_what_its_pages_show_and_takes_verdicts_where_somebody_may_judge() -> None:
    alone, judged = (grants.used(Config(web=web), ["alert"]) for web in (Web(), Web(slack_signing_secret_file="s")))

    assert alone["kabar.deliveries"] == {"READ"}
    assert alone["kabar.alerts"] == {"READ", "WRITE"}
    assert judged["kabar.orders"] == {"READ", "WRITE"}


def test_a_whole_service_gets_two_prefixes_and_its_group() -> None:
    assert [(grant.kind, grant.name, grant.is_prefix) for grant in grants.needed(KAFKA, app.STAGES)] == [
        ("group", "kabar", False),
        ("topic", "kabar.", True),
        ("topic", "kabar-", True),
    ]


def test_grants_of_a_sort_are_one_command_of_kafkas_own_tool() -> None:
    desk = Config(broker="kafka://a:9092,kafka://b:9092", kafka=Kafka(), id="desk")
    done = ("READ", "DESCRIBE_CONFIGS")
    given = [Grant(kind="topic", name=name, operations=done, is_prefix=True) for name in ("desk.", "desk-")]
    (line,) = grants.commands(desk, given, "User:desk", "admin.properties")

    assert line.split() == [
        *("kafka-acls.sh", "--bootstrap-server", "a:9092,b:9092", "--command-config", "admin.properties", "--add"),
        *("--allow-principal", "User:desk", "--operation", "Read", "--operation", "DescribeConfigs"),
        *("--topic", "desk.", "--topic", "desk-", "--resource-pattern-type", "prefixed"),
    ]
