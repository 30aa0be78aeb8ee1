"""The thread that ends a stuck worker, and what it leaves behind."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from agents.vigil import Stuck, Vigil
from agents.watchdog import ENDED, MOST, Notes, Watchdog
from tests import fakes

ITEM = replace(fakes.item(b"x", offset=7), topic="kabar.articles.raw")


@dataclass
class Worker:
    """A watchdog with short patience, and the codes with which it ended the process."""

    folder: Path
    codes: list[int] = field(default_factory=list)
    is_down: bool = False
    is_blind: bool = False

    def __post_init__(self) -> None:
        self.vigil = Vigil(stuck=0.4, readers={ITEM.topic: "dedupe"})
        self.notes = Notes(self.folder / "notes")
        self.dog = Watchdog(
            vigil=self.vigil, notes=self.notes, ask=self.ask, ready=str, look=self.look, end=self.codes.append
        )

    async def ask(self) -> dict[tuple[str, int], tuple[int, int]]:
        if self.is_down:
            raise OSError("no broker")
        return {}

    def look(self, topic: str) -> dict[str, int]:
        if self.is_blind:
            raise KeyError(topic)
        return {"generation": 3}

    async def noted(self, stage: str) -> bool:
        """Wait until it has noted that a stage is stuck."""
        for _ in range(500):
            if stage in {each for each, _ in self.notes.read()}:
                return True
            await asyncio.sleep(0.02)
        return False


@pytest.fixture
async def worker(tmp_path: Path) -> AsyncIterator[Worker]:
    made = Worker(tmp_path)
    made.dog.start()
    yield made
    made.dog.stop()


@pytest.mark.parametrize(("is_blind", "seen"), [(False, "generation"), (True, "unknown")])
async def test_a_stage_that_waits_for_ever_ends_the_worker_and_is_noted(
    worker: Worker, capsys: pytest.CaptureFixture[str], *, is_blind: bool, seen: str
) -> None:
    worker.is_blind = is_blind

    async def for_ever() -> None:
        with worker.vigil.over("dedupe", ITEM) as noting:
            await noting(hung())

    async def hung() -> None:
        await asyncio.Event().wait()

    task = asyncio.create_task(for_ever())
    assert await worker.noted("dedupe")
    worker.dog.stop()
    task.cancel()

    assert set(worker.codes) == {ENDED}
    assert ("dedupe", (ITEM.topic, ITEM.partition, 7)) in worker.notes.read()
    said = "".join(capsys.readouterr())
    assert all(word in said for word in ("stuck", "dedupe", ITEM.topic, "hung", seen, str(ENDED)))


async def test_code_that_never_gives_the_loop_back_ends_the_worker_too(worker: Worker) -> None:
    await asyncio.sleep(0.05)
    time.sleep(1.5)  # noqa: ASYNC251  # This is what is tested.

    assert await worker.noted("loop")


async def test_whether_the_broker_answers_is_asked_for(tmp_path: Path) -> None:
    worker = Worker(tmp_path, is_down=True)
    await worker.dog.probe()
    assert not worker.vigil.is_reachable

    worker.is_down = False
    await worker.dog.probe()
    assert worker.vigil.is_reachable


def test_an_item_is_given_up_after_it_ended_the_worker_often_and_others_are_not(tmp_path: Path) -> None:
    notes = Notes(tmp_path / "notes")
    for _ in range(MOST):
        notes.add(Stuck("tag", ("t", 0, 5), 60.0))
        notes.add(Stuck("loop", ("", -1, -1), 60.0))
    notes.add(Stuck("tag", ("t", 0, 6), 60.0))
    with (tmp_path / "notes").open("a") as file:
        file.write('torn {"stage"')

    assert notes.given_up() == {("t", 0, 5)}
    assert len(notes.read()) == 2 * MOST + 1


def test_without_a_file_nothing_is_kept() -> None:
    Notes().add(Stuck("tag", ("t", 0, 5), 60.0))

    assert Notes().given_up() == frozenset()
