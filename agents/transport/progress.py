"""How far one group has come in one partition."""

from __future__ import annotations

from collections.abc import Iterable


class Progress:
    """Everything below `base` is done; `done` holds what is done above it; `position` is what to read next.

    `base` is the smallest offset handed out and not yet done, so an offset that retention or compaction took away
    is never waited for.
    """

    __slots__ = ("_handed", "base", "done", "position")

    def __init__(self, base: int, done: Iterable[int] = ()) -> None:
        self.base = base
        self.done = set(done)
        self.position = base
        self._handed: dict[int, None] = {}

    def hand_out(self, offset: int) -> bool:
        """Move past `offset`; False where it was done before and must not be handed out again."""
        self.position = offset + 1
        if offset in self.done:
            self._settle()
            return False

        self._handed[offset] = None
        return True

    def finish(self, offset: int) -> bool:
        """Note that `offset` is done; False where that is no news."""
        if offset < self.base or offset in self.done:
            return False

        self._handed.pop(offset, None)
        self.done.add(offset)
        self._settle()
        return True

    def rewind(self) -> None:
        """Read again from the first offset that is not done."""
        self.position = self.base
        self._handed.clear()

    def seek(self, offset: int) -> None:
        """Read again from `offset`, whatever was done."""
        self.base = self.position = offset
        self.done.clear()
        self._handed.clear()

    def _settle(self) -> None:
        base = next(iter(self._handed), self.position)
        if base != self.base:
            self.base = base
            self.done = {offset for offset in self.done if offset >= base}
