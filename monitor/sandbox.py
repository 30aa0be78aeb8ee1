"""Run a function on hostile input in a process that can be killed.

Guarantees: a call ends within its seconds, with a value of bounded size or with `TextUnreadable`; a worker that loops, eats
memory or dies takes nothing with it, the next call is served; a large value is read beside the event loop. Workers come from
a fork server, so they share no file, lock or socket with the service; they outlive a SIGTERM or SIGINT sent to the whole
group (their parent decides) but not their parent.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import multiprocessing
import os
import pickle
import resource
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from functools import cache, partial
from multiprocessing import connection, context, process, util
from pathlib import Path
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar, cast

import pebble

from monitor import scratch
from monitor.errors import MonitorError, TextUnreadable

T = TypeVar("T")
P = ParamSpec("P")

WORKERS = 2
SECONDS = 10.0
MEGABYTES = 512
TASKS = 2_000
MAX_ANSWER = 16_000_000
# Larger answers are read beside the loop: 2,000 entries in 20 MB take 45 ms.
_LARGE = 262_144
# Pebble looks at its clock ten times a second and then still has to kill; past this the pool itself is broken.
_GRACE = 5.0
# The kernel takes 107 bytes for the name of a socket, and multiprocessing adds up to 40 to the temporary folder's.
_LONGEST = 64
FEEDS = ("monitor.feeds.parse",)
PAGES = (*FEEDS, "monitor.feeds.robots", "monitor.feeds.page", "trafilatura")
"""What the fork server has ready for its workers, for feeds alone or for the pages of articles too."""


class _Worker(context.ForkServerProcess):
    """A process that signals to the group do not reach, and that is killed rather than asked to stop."""

    def start(self) -> None:
        """Start with SIGTERM and SIGINT blocked: the fork server and its children inherit the mask."""
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
        try:
            super().start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def terminate(self) -> None:
        """Kill: a parser deep in a regular expression hears nothing else."""
        self.kill()


class _Context(context.ForkServerContext):
    Process = _Worker


class Sandbox:
    """A few killable workers, started at the first call; use it as an asynchronous context manager or call `close`."""

    def __init__(
        self,
        *,
        workers: int = WORKERS,
        seconds: float = SECONDS,
        megabytes: int = MEGABYTES,
        tasks: int = TASKS,
        preload: Iterable[str] = FEEDS,
    ) -> None:
        self._workers = workers
        self._seconds = seconds
        self._megabytes = megabytes
        self._tasks = tasks
        self._preload = list(preload)
        self._pool: Any = None
        self._is_closed = False
        self._starting = asyncio.Lock()
        # Only so many calls are handed to the pool as it has workers, so that waiting counts against nobody's seconds.
        self._slots = asyncio.Semaphore(workers)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def run(self, function: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
        """Call a picklable function in a worker.

        Raises:
            TextUnreadable: it took too long, too much memory, or broke.
            MonitorError: whatever the function itself raised of that tree.
        """
        work = partial(function, *args, **named)
        async with self._slots:
            answer = await self._tried(work) or await self._tried(work)
        if not answer:
            raise TextUnreadable("the sandbox was stopped")
        opened = _opened(answer) if len(answer) <= _LARGE else await asyncio.to_thread(_opened, answer)
        return cast("T", opened)

    async def close(self) -> None:
        """Stop all workers for good; what still runs in them is cut off."""
        self._is_closed = True
        await self._discard(self._pool)

    async def _tried(self, work: Callable[[], object]) -> bytes:
        """Give a worker's answer; nothing where the pool broke under the call, which is not the call's fault."""
        if self._is_closed:
            return b""
        pool = await self._started()
        try:
            return await self._answer(pool, work)
        except (concurrent.futures.BrokenExecutor, RuntimeError):
            await self._discard(pool)
            return b""

    async def _answer(self, pool: Any, work: Callable[[], object]) -> bytes:
        call = pool.schedule(_call, args=(self._seconds, work), timeout=self._seconds)
        try:
            async with asyncio.timeout(self._seconds + _GRACE):
                return bytes(await asyncio.wrap_future(call))
        except asyncio.CancelledError as error:
            if _is_cancelled_itself():
                raise
            raise TextUnreadable("the sandbox was stopped") from error
        except TimeoutError as error:
            raise TextUnreadable(f"stopped after {self._seconds:g} s") from error
        except pebble.ProcessExpired as error:
            raise TextUnreadable("the worker died") from error

    async def _started(self) -> Any:
        async with self._starting:
            if self._pool is None or not self._pool.active:
                self._pool = await asyncio.to_thread(self._start)
            return self._pool

    def _start(self) -> Any:
        _hold(_sockets())
        if self._preload:
            multiprocessing.set_forkserver_preload(self._preload)
        pool = pebble.ProcessPool(
            max_workers=self._workers,
            max_tasks=self._tasks,
            initializer=_settle,
            initargs=(self._megabytes,),
            context=_Context(),
        )
        # Pebble starts its workers at the first task; do it here, off the event loop.
        pool.schedule(os.getpid).result(timeout=60)
        return pool

    async def _discard(self, pool: Any) -> None:
        if pool is self._pool:
            self._pool = None
        if pool is not None:
            await asyncio.to_thread(_stop, pool)


def _sockets() -> Path:
    """Give the folder for the socket of the fork server; where the system's temporary folder has too long a name, in /tmp."""
    before = tempfile.tempdir
    if len(os.fsencode(tempfile.gettempdir())) > _LONGEST:
        tempfile.tempdir = "/tmp"  # noqa: S108 - what is made in it has an unguessable name and is ours alone.
    try:
        return Path(util.get_temp_dir())
    finally:
        tempfile.tempdir = before


@cache
def _hold(folder: Path) -> scratch.Hold:
    """Keep the folder with the socket of the fork server, and remove those of services that were killed."""
    scratch.sweep("pymp-", folder.parent)
    return scratch.Hold(folder)


def _is_cancelled_itself() -> bool:
    """Tell a caller that is being cancelled from a call that was cut off by `close`."""
    task = asyncio.current_task()
    return task is None or task.cancelling() > 0


def _stop(pool: Any) -> None:
    pool.stop()
    pool.join()


def _opened(answer: bytes) -> Any:
    is_good, value = pickle.loads(answer)  # noqa: S301 - written by our own worker, never by the outside.
    if is_good:
        return value
    if isinstance(value, MonitorError):
        raise value
    raise TextUnreadable(str(value))


def _settle(megabytes: int) -> None:
    """Bound a new worker, and tie its life to the life of its parent."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    ceiling = pages * resource.getpagesize() + megabytes * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    parent = process.parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent.sentinel,), daemon=True).start()


def _follow(sentinel: int) -> None:
    """End with the parent, however it ended."""
    connection.wait([sentinel])
    os._exit(1)


def _call(seconds: float, work: Callable[[], object]) -> bytes:
    """Run one call in the worker; its answer is pickled here, so that nothing unpicklable reaches the pool."""
    # The kernel's own limit: it bites even where the parent is gone and a regular expression holds the interpreter.
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time() + 2 * seconds) + 2, resource.RLIM_INFINITY))
    try:
        answer = pickle.dumps((True, work()))
        return answer if len(answer) <= MAX_ANSWER else _failed(f"its answer is larger than {MAX_ANSWER} bytes")
    except MonitorError as error:
        return _failed(error)
    except MemoryError:
        return _failed("out of memory")
    except RecursionError:
        return _failed("nested too deeply")
    except Exception as error:  # noqa: BLE001 - a parser may break in any way on hostile input; that is what this is for.
        return _failed(f"{type(error).__name__}: {error}"[:300])


def _failed(error: MonitorError | str) -> bytes:
    return pickle.dumps((False, error))
