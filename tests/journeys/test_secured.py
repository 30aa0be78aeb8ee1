"""Kafka with TLS, passwords and access control: what is documented is enough, and what is missing is said."""

from __future__ import annotations

import asyncio
import json
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agents import app, brokers, grants, topics
from agents.transport import kafka
from monitor import config
from monitor.config import Config, Kafka
from monitor.errors import BrokerUnavailable
from tests import kafka as real
from tests.deploy import outside
from tests.docs import session, street
from tests.journeys import news, world
from tests.journeys.news import STORY
from tests.kafka import Secured

pytestmark = pytest.mark.kafka
PASSWORD = "correct-horse"
USERS = ("poller", "reader", "guest", "idle", "narrow", "whole")


def kabar(*words: str, code: int = 0) -> str:
    """Run a command, which ends with a code."""
    command = [sys.executable, "-m", "monitor", *words]
    done = subprocess.run(command, capture_output=True, text=True, cwd=world.ROOT, check=False)
    assert done.returncode == code, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    with real.secured(tmp_path_factory.mktemp("kafka"), **dict.fromkeys(USERS, PASSWORD)) as started:
        yield started


def shown(broker: Secured, folder: Path, name: str, **more: Any) -> Kafka:
    """Give the settings of a user with the right password."""
    (folder / "password").write_text(f"{PASSWORD}\n")
    settings: dict[str, Any] = {"security_protocol": "SASL_SSL", "username": name, "password_file": "password"}
    return config.kafka.placed(Kafka(**settings | {"ca_file": str(broker.tls / "ca.pem"), "session": 6} | more), folder)


def grant(broker: Secured, path: Path, *options: str) -> None:
    """Run what `kabar kafka acls` prints."""
    for line in kabar("kafka", "acls", "--config", str(path), *options).splitlines():
        words = shlex.split(line)
        words[words.index("admin.properties")] = str(broker.tls / "admin.properties")
        real.run_tool(*words)


def ask(broker: Secured, settings: Kafka, address: str = "") -> None:
    """Look at one topic."""
    there = Config(broker=f"kafka://{address or broker.address}", kafka=settings)
    asyncio.run(kafka.describe(brokers.server(there), ["nothing"]))


async def test_news_becomes_alerts_with_no_more_leave_than_each_process_needs(broker: Secured, tmp_path: Path) -> None:
    """A poller and the rest have a user each, granted what `kabar kafka acls --only` prints for it."""
    people = news.persons(4)
    wanted = world.expected([news.raw(news.promised(each, 0, world.now()), "morning") for each in people], STORY)
    processes = {"poller": "poll", "reader": "dedupe,tag,detect,alert,route,deliver"}
    async with world.world(tmp_path, f"kafka://{broker.address}") as there:
        for name, stages in processes.items():
            settings = shown(broker, tmp_path, name)
            plain = {key: getattr(settings, key) for key in Kafka.__dataclass_fields__ if getattr(settings, key)}
            path = there.configure(["morning"], [STORY], kafka=plain).rename(tmp_path / f"{name}.yaml")
            grant(broker, path, "--only", stages)
            there.start("--only", stages, "-c", str(path))
        there.press.publish("morning", *(news.promised(each, 0, world.now()) for each in people))
        await there.until("every promise is told", lambda: there.desk.told() == wanted)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"password_file": "wrong"}, "the user or password is refused; see `kafka.username`"),
        ({"username": "nobody"}, "the user or password is refused"),
        ({"sasl_mechanism": "PLAIN"}, "it does not take this `kafka.sasl_mechanism`"),
        ({"ca_file": "other.pem"}, "its certificate is not trusted (unable to get local issuer certificate)"),
        ({"security_protocol": "SSL", "username": "", "password_file": ""}, "Kafka cannot be reached"),
        ({"security_protocol": "PLAINTEXT", "username": "", "password_file": "", "ca_file": ""}, "cannot be reached"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, dict) else "",
)
def test_who_is_not_let_in_is_told_why(broker: Secured, tmp_path: Path, change: dict[str, str], said: str) -> None:
    (tmp_path / "wrong").write_text("guessed")
    (tmp_path / "other.pem").write_text((broker.tls / "kabar.pem").read_text())

    with pytest.raises(BrokerUnavailable) as refused:
        ask(broker, config.kafka.placed(shown(broker, tmp_path, "guest", **change), tmp_path))

    assert said in str(refused.value)
    assert "guessed" not in str(refused.value)
    assert PASSWORD not in str(refused.value)


def test_a_certificate_counts_for_a_password(broker: Secured) -> None:
    settings = Kafka(
        security_protocol="SSL",
        ca_file=str(broker.tls / "ca.pem"),
        cert_file=str(broker.tls / "kabar.pem"),
        key_file=str(broker.tls / "kabar.key"),
    )
    ask(broker, settings, broker.by_certificate)

    with pytest.raises(BrokerUnavailable):
        ask(broker, Kafka(security_protocol="SSL", ca_file=settings.ca_file), broker.by_certificate)


def test_a_service_that_may_do_nothing_says_so(broker: Secured, tmp_path: Path) -> None:
    idle = Config(id="idle", broker=f"kafka://{broker.address}", kafka=shown(broker, tmp_path, "idle"))

    with pytest.raises(
        BrokerUnavailable, match="may neither see nor create it; `kabar kafka acls` shows what to grant"
    ):
        asyncio.run(brokers.prepare(idle, app.STAGES))


def test_each_missing_leave_is_named_before_anything_is_done(broker: Secured, tmp_path: Path) -> None:
    narrow = Config(id="narrow", broker=f"kafka://{broker.address}", kafka=shown(broker, tmp_path, "narrow"))
    seen = [word for each in ("Create", "Describe", "DescribeConfigs", "Read") for word in ("--operation", each)]
    where = ["--topic", "narrow.", "--topic", "narrow-", "--resource-pattern-type", "prefixed"]
    broker.tool("kafka-acls.sh", "--add", "--allow-principal", "User:narrow", *seen, *where)

    with pytest.raises(BrokerUnavailable) as refused:
        asyncio.run(brokers.prepare(narrow, ["tag"]))

    assert str(refused.value).endswith(
        "the user may not WRITE topic narrow.alerts; WRITE topic narrow.articles.tagged; WRITE topic narrow.dead; "
        "READ group narrow. "
        "`kabar kafka acls` shows what to grant."
    )


def test_whoever_reads_beside_the_service_needs_the_same_settings(broker: Secured, tmp_path: Path) -> None:
    written = {
        "id": "whole",
        "broker": f"kafka://{broker.address}",
        "kafka": {
            "security_protocol": "SASL_SSL",
            "username": "whole",
            "password_file": "password",
            "ca_file": str(broker.tls / "ca.pem"),
        },
        "stories": [{"id": "strait", "about": {"core": ["Arda", "Belmar"]}}],
    }
    shown(broker, tmp_path, "whole")
    path = tmp_path / "kabar.yaml"
    path.write_text(json.dumps(written))
    grant(broker, path)
    asyncio.run(brokers.prepare(config.load(path), app.STAGES))
    told = kabar("status", "--json", "--config", str(path), code=1)  # No service runs.

    assert json.loads(told)["alerts"] == 0
    assert set(grants.used(config.load(path), app.STAGES)) <= {row.name for row in topics.rows("whole", 4)}


def test_the_page_about_kafka_can_be_followed_word_for_word(broker: Secured, tmp_path: Path) -> None:
    """A user is let in, what is printed is granted, and the service starts."""
    with street.opened() as world_, session.opened(tmp_path, world_, outside.free_port()) as typed:
        typed.places["broker-1.example:9093"] = broker.address
        for name in ("kafka-configs.sh", "kafka-acls.sh"):
            typed.program(name, *real.tool(name))
        (tmp_path / "secrets").mkdir()
        (tmp_path / "secrets" / "kafka-password").write_text(PASSWORD)
        (tmp_path / "secrets" / "kafka-ca.pem").write_text((broker.tls / "ca.pem").read_text())
        (tmp_path / "admin.properties").write_text((broker.tls / "admin.properties").read_text())
        typed.follow(session.page("docs/how-to/kafka.md"))
