"""Articles that are given: all of them or none, in batches, and promptly where they come one by one."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import BinaryIO

import pytest

from agents import ingest, topics
from agents.records import Letter
from monitor import codec, given
from monitor.given import Mistake
from monitor.models import RawArticle
from tests import builders
from tests.builders import NOON


@dataclass
class Log:
    """Keeps what it is given, batch by batch."""

    batches: list[Sequence[Letter]] = field(default_factory=list)

    def append_all(self, batches: Iterable[Sequence[Letter]]) -> int:
        self.batches += batches
        return sum(map(len, self.batches))

    def articles(self) -> list[RawArticle]:
        return [codec.decode(letter.value, RawArticle) for batch in self.batches for letter in batch]


def some(number: int) -> Iterator[RawArticle]:
    return (builders.article(f"n{each}") for each in range(number))


@pytest.mark.parametrize("skips_bad", [True, False])
def test_articles_arrive_as_they_were_given_under_their_language(skips_bad: bool) -> None:  # noqa: FBT001  # A case.
    log = Log()
    result = ingest.ingest(some(1_203), log, skips_bad=skips_bad)

    assert (result.put, result.refused) == (1_203, 0)
    assert log.articles() == list(some(1_203))
    assert max(map(len, log.batches)) <= ingest.BATCH
    assert {(letter.topic, letter.key) for batch in log.batches for letter in batch} == {(topics.RAW, "en")}


def test_one_mistake_at_the_very_end_keeps_everything_out() -> None:
    log = Log()
    result = ingest.ingest([*some(1_203), Mistake(what="is wrong", line=9)], log, skips_bad=False)

    assert (result.put, result.refused, log.batches) == (0, 1, [])


def test_refused_articles_are_counted_once_however_much_is_wrong_with_them() -> None:
    wrong = [Mistake(what=what, source="a", line=line) for line in range(1, 101) for what in ("one", "two")]
    result = ingest.ingest([*wrong, *some(1)], Log(), skips_bad=True)

    assert (result.put, result.refused, result.wrong, len(result.mistakes)) == (1, 100, 200, given.MOST)


def test_what_comes_through_an_open_pipe_is_taken_before_the_next_comes() -> None:
    """The log itself writes the next line once it has the last: whoever waits for more waits for ever."""
    reading, writing = os.pipe()
    numbers = count()

    @dataclass
    class Asking(Log):
        def append_all(self, batches: Iterable[Sequence[Letter]]) -> int:
            for batch in batches:
                self.batches.append(batch)
                self.ask()
            return len(self.batches)

        def ask(self) -> None:
            if (number := next(numbers)) < 3:
                os.write(writing, b'{"url": "https://example.org/%d", "text": "The quay opened."}\n' % number)
            else:
                os.close(writing)

    log = Asking()
    log.ask()
    file: BinaryIO
    with os.fdopen(reading, "rb") as file:
        result = ingest.ingest(given.stream(file, given.Clock(now=NOON, is_live=True)), log, skips_bad=True)

    assert result.put == 3
    assert [len(batch) for batch in log.batches] == [1, 1, 1]


def test_what_breaks_while_reading_is_raised() -> None:
    def breaking() -> Iterator[RawArticle]:
        yield builders.article()
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        ingest.ingest(breaking(), Log(), skips_bad=True)
