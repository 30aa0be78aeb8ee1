"""Who silenced what, why and until when."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.alerts import silences
from monitor.alerts.settings import Match
from monitor.alerts.silences import Silence
from monitor.errors import RecordUnreadable, Usage
from tests.monitor.alerts import given


def silence(*matchers: str, seconds: float = 60, sinks: tuple[str, ...] = ()) -> Silence:
    until = given.later(seconds)
    return silences.made(silences.read(matchers), by=("mira", "known"), until=until, now=given.NOON, sinks=sinks)


def test_it_holds_what_matches_from_now_until_it_ends() -> None:
    found = silence("story=strait")

    assert silences.over(given.alert(), "desk", [found], given.NOON) is found
    assert silences.over(given.alert(), "desk", [found], given.later(60)) is None
    assert silences.over(given.alert(story="other"), "desk", [found], given.NOON) is None


def test_every_matcher_must_hold_and_of_its_values_one() -> None:
    found = silence("kind=surge,release", "story=strait")

    assert silences.over(given.alert(kind="release"), "desk", [found], given.NOON)
    assert not silences.over(given.alert(kind="death"), "desk", [found], given.NOON)


def test_one_for_a_sink_says_nothing_of_another() -> None:
    found = silence(sinks=("desk",))

    assert silences.over(given.alert(), "desk", [found], given.NOON)
    assert not silences.over(given.alert(), "pager", [found], given.NOON)


def test_of_several_the_one_that_lasts_longest_says_until_when() -> None:
    short, long = silence("story=strait"), silence("kind=release", seconds=600)

    assert silences.over(given.alert(), "desk", [short, long, short], given.NOON) is long


def test_what_is_ended_is_over_at_once_and_stays_what_it_was() -> None:
    found = silence("story=strait", seconds=600)
    over = silences.expired(found, given.later(5))

    assert (over.id, over.author, over.ends_at) == (found.id, "mira", given.later(5))
    assert not silences.is_on(over, given.later(5))
    assert silences.expired(over, given.later(50)).ends_at == given.later(5)
    assert silences.newest([over, found]) == {found.id: over}


def test_it_survives_the_log() -> None:
    found = silence("subject=Mira Talsen", "status=unconfirmed", sinks=("desk",))

    assert silences.decode(silences.encode(found)) == found
    with pytest.raises(RecordUnreadable):
        silences.decode(b"{}")


@pytest.mark.parametrize(
    ("match", "by", "seconds", "said"),
    [
        (Match(), ("mira", "known"), 60, "silence everything"),
        (Match(story=("a",)), (" ", "known"), 60, "--author"),
        (Match(story=("a",)), ("mira", ""), 60, "--comment"),
        (Match(story=("a",)), ("mira", "known"), 0, "over before it begins"),
    ],
)
def test_what_cannot_be_meant_is_refused(match: Match, by: tuple[str, str], seconds: float, said: str) -> None:
    until = given.NOON + timedelta(seconds=seconds)
    with pytest.raises(Usage, match=said):
        silences.made(match, by=by, until=until, now=given.NOON)
