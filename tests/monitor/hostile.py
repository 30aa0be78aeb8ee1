"""Functions that misbehave, for the sandbox to run."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

from monitor.errors import FeedUnreadable


def double(number: int, *, plus: int = 0) -> int:
    return 2 * number + plus


def loop_for_ever() -> None:
    re.match(r"(a+)+$", "a" * 60 + "b")


def eat_memory() -> int:
    return len(bytearray(3_000_000_000))


def die() -> None:
    os._exit(9)


def refuse() -> None:
    raise FeedUnreadable("https://example.org/feed", "no feed in it")


def break_down() -> None:
    raise ZeroDivisionError("by zero")


def give_what_cannot_travel() -> object:
    return lambda: None


def answer_much() -> bytes:
    return bytes(17_000_000)


def answer_many(count: int) -> list[Path]:
    return [Path(f"/{number}") for number in range(count)]


def worker() -> int:
    return os.getpid()


def open_files() -> list[str]:
    found = []
    for entry in Path("/proc/self/fd").iterdir():
        try:
            found.append(str(entry.readlink()))
        except OSError:
            continue
    return found


def doze(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()
