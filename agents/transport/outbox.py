"""What an event wants to send, held until the event is done."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from agents.transport.log import Draft

Source = tuple[str, int, int]  # Topic, partition and offset of the event.
Cell = tuple[str, int, bytes | None]  # One key of a compacted topic.


@dataclass(slots=True)
class _Writers:
    held: int = 0
    written: int = -1


class Outbox:
    """Drafts by the event they belong to.

    Events that run side by side may write the same key of a compacted topic and be done in another order than they
    wrote. The later write wins, as it did in memory: an earlier one that is released after it is dropped.
    """

    def __init__(self) -> None:
        self._drafts: dict[Source, list[tuple[int, Draft, bool]]] = defaultdict(list)
        self._writers: dict[Cell, _Writers] = {}
        self._count = 0

    def hold(self, source: Source, draft: Draft, *, compacted: bool) -> None:
        """Keep a draft until its event is released or dropped."""
        self._count += 1
        self._drafts[source].append((self._count, draft, compacted))
        if compacted:
            self._writers.setdefault(_cell(draft), _Writers()).held += 1

    def release(self, source: Source) -> list[Draft]:
        """The drafts of an event that is done, in the order in which they were sent."""
        return [draft for turn, draft, compacted in self._take(source) if self._is_latest(turn, draft, compacted)]

    def drop(self, source: Source) -> None:
        """Forget the drafts of an event that was given up."""
        for _, draft, compacted in self._take(source):
            if compacted:
                self._leave(_cell(draft))

    def _take(self, source: Source) -> list[tuple[int, Draft, bool]]:
        return self._drafts.pop(source, [])

    def _is_latest(self, turn: int, draft: Draft, compacted: bool) -> bool:  # noqa: FBT001  # As it was held.
        if not compacted:
            return True
        cell = _cell(draft)
        writers = self._writers[cell]
        is_latest = turn > writers.written
        writers.written = max(turn, writers.written)
        self._leave(cell)

        return is_latest

    def _leave(self, cell: Cell) -> None:
        writers = self._writers[cell]
        writers.held -= 1
        if not writers.held:
            del self._writers[cell]


def _cell(draft: Draft) -> Cell:
    return draft.topic, draft.partition, draft.key
