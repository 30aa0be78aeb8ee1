"""The sandbox, with real processes."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from monitor.errors import FeedUnreadable, TextUnreadable
from monitor.sandbox import Sandbox
from tests.monitor import hostile


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(workers=2, seconds=0.5, megabytes=200, preload=()) as sandbox:
        yield sandbox


async def test_a_function_runs_in_another_process(sandbox: Sandbox) -> None:
    assert await sandbox.run(hostile.double, 21, plus=1) == 43
    assert os.getpid() != await sandbox.run(hostile.worker)


@pytest.mark.parametrize(
    ("function", "why"),
    [
        (hostile.loop_for_ever, "stopped after 0.5 s"),
        (hostile.eat_memory, "out of memory"),
        (hostile.die, "the worker died"),
        (hostile.answer_much, "its answer is larger than 16000000 bytes"),
        (hostile.break_down, "ZeroDivisionError: by zero"),
        (hostile.give_what_cannot_travel, "pickle"),
    ],
)
async def test_whatever_goes_wrong_inside_is_said_and_the_next_call_is_served(
    sandbox: Sandbox, function: Callable[[], object], why: str
) -> None:
    with pytest.raises(TextUnreadable, match=why):
        await sandbox.run(function)
    assert await sandbox.run(hostile.double, 2) == 4


async def test_our_own_errors_come_back_as_they_are(sandbox: Sandbox) -> None:
    with pytest.raises(FeedUnreadable) as caught:
        await sandbox.run(hostile.refuse)
    assert (caught.value.url, caught.value.why) == ("https://example.org/feed", "no feed in it")


async def test_a_large_answer_comes_back_whole_while_the_loop_turns() -> None:
    turns = 0

    async def turn() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async with Sandbox(workers=1, seconds=30, preload=()) as patient:
        turning = asyncio.ensure_future(turn())
        answer = await patient.run(hostile.answer_many, 20_000)
        turning.cancel()
    assert (20_000, Path("/19999"), True) == (len(answer), answer[-1], turns > 10)


async def test_a_call_beside_a_hanging_one_is_served(sandbox: Sandbox) -> None:
    hanging = asyncio.ensure_future(sandbox.run(hostile.loop_for_ever))
    assert await sandbox.run(hostile.double, 2) == 4
    with pytest.raises(TextUnreadable):
        await hanging


async def test_waiting_for_a_worker_costs_no_time(sandbox: Sandbox) -> None:
    assert len(await asyncio.gather(*(sandbox.run(hostile.doze, 0.3) for _ in range(8)))) == 8


async def test_an_idle_worker_that_is_killed_is_replaced(sandbox: Sandbox) -> None:
    os.kill(await sandbox.run(hostile.worker), signal.SIGKILL)
    await asyncio.sleep(0.3)
    assert await sandbox.run(hostile.double, 2) == 4


async def test_workers_are_renewed_after_a_number_of_calls() -> None:
    async with Sandbox(workers=1, tasks=2, preload=()) as sandbox:
        assert len({await sandbox.run(hostile.worker) for _ in range(6)}) >= 3


async def test_signals_to_the_group_do_not_end_a_worker(sandbox: Sandbox) -> None:
    pid = await sandbox.run(hostile.worker)
    dozing = asyncio.ensure_future(sandbox.run(hostile.doze, 0.3))
    for number in (signal.SIGTERM, signal.SIGINT):
        os.kill(pid, number)
    await dozing
    assert _lives(pid)


async def test_a_worker_shares_no_database_with_its_parent(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "kabar.db") as database:
        database.execute("BEGIN EXCLUSIVE")
        async with Sandbox(workers=1, preload=()) as sandbox:
            assert not [path for path in await sandbox.run(hostile.open_files) if "kabar.db" in path]
    database.close()


async def test_a_closed_sandbox_leaves_no_worker() -> None:
    sandbox = Sandbox(workers=1, preload=())
    pid = await sandbox.run(hostile.worker)
    busy = asyncio.ensure_future(sandbox.run(hostile.doze, 30.0))
    await asyncio.sleep(0.1)
    await sandbox.close()
    await asyncio.wait([busy])
    assert not _lives(pid)
    with pytest.raises(TextUnreadable, match="stopped"):
        busy.result()


def _lives(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def test_a_temporary_folder_with_a_long_name_is_no_hindrance(tmp_path: Path) -> None:
    deep = tmp_path / ("deep" * 30)
    deep.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "tests.monitor.sandbox_parent", "doze"],
        cwd=Path(__file__).parents[2],
        env={"TMPDIR": str(deep)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr, len(done.stdout.split())) == (0, "", 2)


def _started(work: str) -> tuple[subprocess.Popen[str], int]:
    root = Path(__file__).parents[2]
    parent = subprocess.Popen(
        [sys.executable, "-m", "tests.monitor.sandbox_parent", work],
        cwd=root,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert parent.stdout is not None
    return parent, int(parent.stdout.readline())


def _group(leader: int) -> set[int]:
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == leader:
            found.add(int(stat.parent.name))
    return found


def _await_end(pid: int) -> bool:
    for _ in range(200):
        if not _lives(pid):
            return True
        time.sleep(0.05)
    return False


def _await_empty(leader: int) -> bool:
    for _ in range(200):
        if not _group(leader):
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("work", ["doze", "loop"])
def test_a_killed_parent_leaves_no_orphan(work: str) -> None:
    parent, worker = _started(work)
    parent.kill()
    parent.communicate()
    assert _await_end(worker)
    assert _await_empty(parent.pid)


def test_a_group_signal_lets_the_parent_drain_its_worker() -> None:
    """The parent ignores nothing itself, so only its workers are addressed; that is what a service manager does to a group."""
    parent, worker = _started("doze")
    for pid in _group(parent.pid) - {parent.pid}:
        os.kill(pid, signal.SIGTERM)
    rest, _ = parent.communicate(timeout=30)
    assert (0, str(worker)) == (parent.returncode, rest.strip())
