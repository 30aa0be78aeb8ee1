"""Articles that somebody gives us, put on the log beside the service: all of them or, where one is wrong, none.

Guarantees: nothing is put on the log before everything was read, unless what is wrong may be left out; what was read waits in
a file, not in memory. The ids are those of the articles' addresses, so that giving twice is harmless.
"""

from __future__ import annotations

import queue
import struct
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import IO, Protocol

from agents import records, topics
from agents.records import Letter
from monitor.given import MOST, Mistake
from monitor.models import RawArticle

BATCH = 500
"""Letters of one transaction, or of one wait for receipts."""
SOON = 0.2
"""Seconds for which the first letter of a batch waits for others, where they are not all there."""

_IN_MEMORY = 16_000_000
_SIZES = struct.Struct(">II")


class Log(Protocol):
    """Takes batches of letters, each durable before the next is asked for; `agents.archive` is one."""

    def append_all(self, batches: Iterable[Sequence[Letter]]) -> int:
        """Put them on the log, and count them."""


@dataclass(slots=True, kw_only=True)
class Result:
    """What became of the articles; `mistakes` are the first of `wrong` ones, which were made in `refused` articles."""

    put: int = 0
    refused: int = 0
    wrong: int = 0
    mistakes: list[Mistake] = field(default_factory=list)


def letter(article: RawArticle) -> Letter:
    """Address an article as a poll does."""
    return records.letter(topics.RAW, article.language, article)


def ingest(found: Iterable[RawArticle | Mistake], log: Log, *, skips_bad: bool) -> Result:
    """Put articles on the log; where there are mistakes, none of them unless those are skipped."""
    result = Result()
    letters = _letters(found, result)
    if skips_bad:
        result.put = log.append_all(_prompt(letters))
        return result
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as file:
        for each in letters:
            _write(file, each)
        if not result.wrong:
            file.seek(0)
            result.put = log.append_all(_batches(_written(file)))

    return result


def _letters(found: Iterable[RawArticle | Mistake], result: Result) -> Iterator[Letter]:
    last: tuple[str, int, int] | None = None
    for each in found:
        if isinstance(each, RawArticle):
            yield letter(each)
        else:
            place = each.source, each.line, each.index
            result.refused += place != last
            last = place
            result.wrong += 1
            result.mistakes += [each] if result.wrong <= MOST else []


def _prompt(letters: Iterator[Letter]) -> Iterator[list[Letter]]:
    """Make batches of what is there: from a pipe that never ends, nothing waits for long until others come."""
    waiting: queue.Queue[Letter | BaseException | None] = queue.Queue(BATCH)
    threading.Thread(target=_pour, args=(letters, waiting), daemon=True).start()
    last: Letter | BaseException | None = waiting.get()
    while isinstance(last, Letter):
        batch, until = [last], time.monotonic() + SOON
        with suppress(queue.Empty):
            while len(batch) < BATCH and isinstance(
                last := waiting.get(timeout=max(until - time.monotonic(), 0)), Letter
            ):
                batch.append(last)
        yield batch
        last = waiting.get() if isinstance(last, Letter) else last
    if last is not None:
        raise last


def _pour(letters: Iterator[Letter], waiting: queue.Queue[Letter | BaseException | None]) -> None:
    try:
        for each in letters:
            waiting.put(each)
    except BaseException as error:  # noqa: BLE001  # It is raised where the letters are taken.
        waiting.put(error)
    else:
        waiting.put(None)


def _batches(letters: Iterator[Letter]) -> Iterator[list[Letter]]:
    while batch := list(islice(letters, BATCH)):
        yield batch


def _write(file: IO[bytes], letter: Letter) -> None:
    key = letter.key.encode()
    file.write(_SIZES.pack(len(key), len(letter.value)) + key + letter.value)


def _written(file: IO[bytes]) -> Iterator[Letter]:
    while head := file.read(_SIZES.size):
        key, value = _SIZES.unpack(head)
        yield Letter(topic=topics.RAW, key=file.read(key).decode(), value=file.read(value))
