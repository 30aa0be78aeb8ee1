"""Logs: one JSON object a line for machines, readable lines on a terminal; ours and the libraries' alike.

Guarantees: one record is one line, whatever its texts hold; what stands in the configured secret files never appears, nor what
looks like a secret; a library that repeats itself is heard once in ten seconds; the level may be changed at any time; a standard
error that nobody reads any more, or that is full, stops nothing.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

import structlog

from monitor.text import hidden

LEVELS: Mapping[str, str] = {"debug": "info", "info": "warning", "warning": "warning", "error": "error"}
"""Our levels, and the one from which libraries speak up."""

QUIET = 10.0
"""Seconds for which a library's warning is not said again."""

_FORMS = 1_000
_DEEPEST = 6
_MANY_LINES = frozenset({"exception", "stack"})
_PLAIN = (bool, int, float, type(None))


class Secrets:
    """The contents of secret files, read again when a file is replaced; what they held before stays hidden."""

    def __init__(self) -> None:
        self._stamps: dict[Path, tuple[int, int] | None] = {}
        self._known: set[str] = set()
        self._pattern = hidden.matcher(())

    def watch(self, paths: Iterable[str]) -> None:
        """Hide what these files hold, now and later."""
        for path in paths:
            self._stamps.setdefault(Path(path), None)

    def hide(self, text: str) -> str:
        """Take secrets out of a text."""
        return hidden.hide(text, self._pattern)

    def refresh(self) -> None:
        """Read the files that are new or were replaced."""
        known = set(self._known)
        for path in self._stamps:
            with suppress(OSError, UnicodeDecodeError):
                stat = path.stat()
                if self._stamps[path] != (stamp := (stat.st_mtime_ns, stat.st_size)):
                    known.add(path.read_text(encoding="utf-8"))
                    self._stamps[path] = stamp
        if known != self._known:
            self._known, self._pattern = known, hidden.matcher(known)


class Seldom(logging.Filter):
    """Lets a library's warning through once in a while: clients of a broker that is away say the same for ever."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._said: dict[tuple[str, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether it is to be said, and how often it was not since the last time."""
        if record.levelno < logging.WARNING:
            return True
        key, now = (record.name, str(record.msg)[:200]), self._clock()
        at, left_out = self._said.get(key, (now - QUIET, 0))
        if now - at < QUIET:
            self._said[key] = at, left_out + 1
            return False
        if len(self._said) >= _FORMS:
            self._said.clear()
        self._said[key] = now, 0
        if left_out:
            record.msg, record.args = f"{record.getMessage()} (and {left_out} times before)", ()
        return True


class Unstoppable:
    """A stream whose failures are nobody's: a log that cannot be written must not end, or hang, what it tells of."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        """Write what can be written."""
        with suppress(OSError):
            self.stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Hand on what can be handed on."""
        with suppress(OSError):
            self.stream.flush()


secrets = Secrets()
"""Those of this process."""


def configure(level: str = "info", secret_files: Iterable[str] = ()) -> None:
    """Send every log to the standard error."""
    secrets.watch(secret_files)
    is_terminal = sys.stderr.isatty()
    stream: Any = Unstoppable(sys.stderr)
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    last: list[Any] = [structlog.processors.format_exc_info, _hidden]
    if is_terminal:
        colours = not os.environ.get("NO_COLOR")
        last += [
            _flat,
            structlog.dev.ConsoleRenderer(colors=colours, exception_formatter=structlog.dev.plain_traceback),
        ]
    else:
        last.append(structlog.processors.JSONRenderer())
    structlog.configure(
        processors=[*shared, *last],
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    handler.addFilter(Seldom())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    logging.basicConfig(handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    set_level(level)


def set_level(level: str) -> None:
    """Let logs of this level and above through, from now on."""
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(number))
    logging.getLogger().setLevel(LEVELS[level].upper())
    logging.getLogger("kabar").setLevel(number)


def _hidden(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Take secrets out of every value; what is no plain value is shown as its text."""
    secrets.refresh()
    return {str(name): _cleared(value, _DEEPEST) for name, value in event.items()}


def _cleared(value: Any, depth: int) -> Any:
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, Mapping) and depth:
        return {secrets.hide(str(name)): _cleared(each, depth - 1) for name, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset) and depth:
        return [_cleared(each, depth - 1) for each in value]

    return secrets.hide(str(value) if isinstance(value, str) else repr(value))


def _flat(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Write control characters as they are spelt: on a terminal a text could else forge a line, or move the cursor."""
    return {
        name: _spelt(value, "\n\t" if name in _MANY_LINES else "") if isinstance(value, str) else value
        for name, value in event.items()
    }


def _spelt(text: str, kept: str) -> str:
    return "".join(
        sign if sign.isprintable() or sign in kept else sign.encode("unicode_escape").decode() for sign in text
    )
