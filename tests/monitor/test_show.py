"""What the read commands print."""

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from agents.archive import Lag
from agents.deadletter import DeadLetter
from monitor import show
from monitor.alerts import outbox
from monitor.attempt import Tried, Yielded
from monitor.config import Config
from monitor.feeds.settings import Feed
from monitor.feeds.state import FeedState
from monitor.models import Alert, Delivery
from tests import builders
from tests.monitor.alerts import given

NOON = datetime(2024, 11, 1, 12, tzinfo=UTC)
RUNS: dict[str, Any] = {"alive": True, "ready": True, "why": "", "partitions": 28}
LETTER = DeadLetter(
    id="d1",
    stage="detect",
    reason="RecordUnreadable",
    text="no envelope\nsecond line",
    is_bug=False,
    topic="articles.tagged",
    partition=0,
    offset=7,
    key="reef",
    value="eA==",
    at=NOON,
)


@dataclass
class Broker:
    """What a broker holds, given by hand."""

    told: dict[str, Alert] = field(default_factory=dict)
    letters: dict[str, DeadLetter] = field(default_factory=dict)
    late: tuple[Lag, ...] = ()
    waiting: dict[str, Delivery] = field(default_factory=dict)
    states: dict[str, FeedState] = field(default_factory=dict)
    config: Config = field(default_factory=Config)

    def alerts(self) -> dict[str, Alert]:
        return self.told

    def deliveries(self) -> dict[str, Delivery]:
        return self.waiting

    def feeds(self) -> dict[str, FeedState]:
        return self.states

    def dead(self) -> dict[str, DeadLetter]:
        return self.letters

    def lags(self) -> tuple[Lag, ...]:
        return self.late


def revised(told: Alert) -> Alert:
    return replace(told, revision=told.revision + 1)


def test_alerts_come_newest_first() -> None:
    old, new = given.alert(id="k1", told_at=NOON), given.alert(id="k2", told_at=NOON.replace(hour=13))
    listed = show.alerts({"k1": old, "k2": new}, as_json=False).splitlines()

    assert [line.split()[0] for line in listed] == ["id", "k2", "k1"]


def test_nothing_told_is_said_in_words_and_is_no_line_of_json() -> None:
    assert show.alerts({}, as_json=False) == "no alerts yet"
    assert show.alerts({}, as_json=True) == ""


def test_an_alert_as_json_is_one_line() -> None:
    line = show.alert(given.alert(), "en", as_json=True)

    assert given.alert().id == json.loads(line)["alert_id"]
    assert "\n" not in line


def test_a_dead_letter_is_listed_with_the_first_line_of_its_reason() -> None:
    listed = show.letters({"d1": LETTER}, as_json=False)

    assert "no envelope" in listed
    assert "second line" not in listed
    assert json.loads(show.letters({"d1": LETTER}, as_json=True))["reason"] == "RecordUnreadable"


def test_a_dead_letter_is_shown_whole() -> None:
    assert "second line" in show.letter(LETTER, as_json=False)


def test_status_counts_what_was_told_what_is_dead_and_what_is_behind() -> None:
    broker = Broker(told={"k1": given.alert()}, letters={"d1": LETTER}, late=(Lag("shifts", 1, 5), Lag("shifts", 2, 0)))
    said = json.loads(show.status(broker, RUNS, NOON, as_json=True))

    assert (said["alerts"], said["dead_letters"], said["records_behind"]) == (1, 1, 5)
    assert said["behind"] == [{"topic": "shifts", "partition": 1, "records": 5}]
    assert "records behind: 5 (shifts 5)" in show.status(broker, RUNS, NOON, as_json=False)


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (RUNS, "runs and is ready, 28 partitions"),
        (RUNS | {"ready": False, "why": "the broker does not answer"}, "runs, but is not ready: the broker does not"),
        (RUNS | {"alive": False, "why": "tag has not moved for 70 s"}, "is stuck: tag has not moved for 70 s"),
        ({"why": "127.0.0.1:6066: the service does not answer"}, "127.0.0.1:6066: the service does not answer"),
    ],
)
def test_status_says_first_whether_the_service_runs(page: dict[str, Any], said: str) -> None:
    assert show.status(Broker(), page, NOON, as_json=False).startswith(f"service: {said}")


def test_status_shows_what_waits_which_feeds_are_not_well_and_what_was_told_last() -> None:
    waits = outbox.enqueue(None, given.alert(), "desk", now=NOON - timedelta(minutes=90))
    gone = Feed(url="https://b.example/rss")
    broker = Broker(
        told={f"k{number}": given.alert(id=f"k{number}", headline=f"No. {number}") for number in range(9)},
        waiting={"k1:desk": replace(waits, attempts=7, reason="unavailable")},
        states={gone.url: FeedState(url=gone.url, disabled="HTTP 410 Gone")},
        config=Config(feeds=(Feed(url="https://a.example/rss"), gone)),
    )
    said = show.status(broker, RUNS, NOON, as_json=False)

    assert "  desk: 1, the oldest for 1.5 h: unavailable, 7 attempts" in said
    assert "feeds: 2, 1 not well\n  https://b.example/rss: " in said
    assert said.count("No. ") == 5


def test_status_calls_an_alert_about_the_service_so() -> None:
    broker = Broker(told={"k1": given.alert(story="", headline="Coverage: 2 feeds are away")})

    assert "  service: Coverage: 2 feeds are away" in show.status(broker, RUNS, NOON, as_json=False)


def test_a_dead_letter_that_was_put_back_is_no_longer_counted() -> None:
    broker = Broker(letters={"d1": DeadLetter(**{**_fields(LETTER), "retried": True})})

    assert json.loads(show.status(broker, RUNS, NOON, as_json=True))["dead_letters"] == 0


def test_feeds_say_how_often_they_are_asked() -> None:
    listed = show.feeds(
        [Feed(url="https://a.example/rss", every=60.0), Feed(url="https://b.example/rss")], {}, as_json=False
    )

    assert "fixed, 1 min" in listed
    assert "not learned yet" in listed


def test_following_gives_only_what_is_told_from_now_on() -> None:
    first, second = given.alert(id="k1"), given.alert(id="k2")
    looks = iter([{"k1": first}, {"k1": first}, {"k1": revised(first)}, {"k1": revised(first), "k2": second}])
    following = show.following(lambda: next(looks), seconds=0)

    assert revised(first) == next(following)
    assert second == next(following)


def test_lines_pass_through_the_counter_unchanged() -> None:
    assert list(show.progress(["a", "b"])) == ["a", "b"]


def _fields(letter: DeadLetter) -> dict[str, Any]:
    return {name: getattr(letter, name) for name in letter.__struct_fields__}


def test_a_text_in_malay_says_so_though_it_is_read_as_indonesian() -> None:
    text = "Polis berkata rundingan itu ditangguhkan kerana kemalangan, selepas syarikat itu enggan hadir."
    read = [builders.article("ms", text=text, language="id"), builders.article("en", language="en")]
    yielded = tuple(Yielded(article=each, stories=(), is_teaser=False) for each in read)
    tried = Tried(url="https://example.org/feed", outcome="modified", reason="", articles=yielded)

    assert "id (ms)" in show.tried(tried, as_json=False)
    assert [each["variety"] for each in json.loads(show.tried(tried, as_json=True))["articles"]] == ["ms", ""]
