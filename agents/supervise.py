"""A parent that starts the worker again when it ended badly, with a pause that doubles: for where nobody else does.

Guarantees: a signal to stop or to reload reaches the worker; a worker does not outlive its parent where the system can see to
that (Linux); misuse and a clean stop are not tried again.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from agents.watchdog import NOTES
from monitor import scratch

FINAL = frozenset({0, 2})
"""Exit codes after which a worker is not started again: a clean stop, and misuse."""

FIRST, LONGEST = 1.0, 60.0
"""Seconds of the first pause, and of the longest."""

WELL = 300.0
"""Seconds after which a worker counts as well: the next pause is the first again."""

_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_PR_SET_PDEATHSIG = 1


@dataclass(kw_only=True)
class Supervisor:
    """Keeps one worker running; `command` starts it, `is_noted` says that it has a file of its own for what it was stuck over."""

    command: Sequence[str]
    say: Callable[[str], None]
    is_noted: bool = False
    sleep: Callable[[float], object] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _worker: subprocess.Popen[bytes] | None = None
    _is_stopping: bool = False
    _pause: float = field(default=FIRST)

    def run(self) -> int:
        """Run workers one after the other until one ends well or we are told to stop; gives the last one's exit code."""
        for number in _SIGNALS:
            signal.signal(number, self._hand_on)
        with scratch.folder("kabar-notes-") as folder:
            environment = ({} if self.is_noted else {NOTES: str(folder / "watchdog")}) | os.environ
            while True:
                begun = self.clock()
                code = self._once(environment)
                if code in FINAL or self._is_stopping:
                    return code
                self._pause = FIRST if self.clock() - begun > WELL else self._pause
                self.say(f"the worker ended with code {code}; it is started again in {self._pause:g} s")
                self._rest()
                self._pause = min(LONGEST, 2 * self._pause)
                if self._has_to_stop():
                    return code

    def _has_to_stop(self) -> bool:
        return self._is_stopping

    def _once(self, environment: dict[str, str]) -> int:
        with subprocess.Popen(self.command, env=environment, preexec_fn=_end_with_parent) as worker:  # noqa: PLW1509, S603  # One thread, our own command.
            self._worker = worker
            if self._is_stopping:
                worker.terminate()
            return worker.wait()

    def _rest(self) -> None:
        until = self.clock() + self._pause
        while not self._is_stopping and (left := until - self.clock()) > 0:
            self.sleep(min(left, 0.2))

    def _hand_on(self, number: int, _: object) -> None:
        self._is_stopping = self._is_stopping or number != signal.SIGHUP
        if self._worker is not None and self._worker.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self._worker.pid, number)


def _end_with_parent() -> None:
    """Have the system end this process when its parent is gone: a killed supervisor leaves no worker behind."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def supervised(arguments: Sequence[str], say: Callable[[str], None], *, is_noted: bool) -> int:
    """Run `kabar run` with these arguments under a supervisor."""
    return Supervisor(command=[sys.executable, "-m", "monitor", "run", *arguments], say=say, is_noted=is_noted).run()
