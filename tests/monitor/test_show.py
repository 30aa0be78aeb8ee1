"""What the read commands print."""

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from agents.archive import Lag
from agents.deadletter import DeadLetter
from monitor import show
from monitor.feeds.settings import Feed
from monitor.models import Alert, Delivery
from tests.monitor.alerts import given

NOON = datetime(2024, 11, 1, 12, tzinfo=UTC)
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

    def alerts(self) -> dict[str, Alert]:
        return self.told

    def deliveries(self) -> dict[str, Delivery]:
        return {}

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
    said = json.loads(show.status(broker, as_json=True))

    assert (said["alerts"], said["dead_letters"], said["records_behind"]) == (1, 1, 5)
    assert said["behind"] == [{"topic": "shifts", "partition": 1, "records": 5}]
    assert "records behind: 5" in show.status(broker, as_json=False)


def test_a_dead_letter_that_was_put_back_is_no_longer_counted() -> None:
    broker = Broker(letters={"d1": DeadLetter(**{**_fields(LETTER), "retried": True})})

    assert json.loads(show.status(broker, as_json=True))["dead_letters"] == 0


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
