"""A fault fires its rule, arrives at whom it is for, and clears; and every board has something to show.

Real Prometheus and Alertmanager watch the real service, with our rules, routing and inhibitions; only their times are shorter.
"""

from __future__ import annotations

import signal
import time
from pathlib import Path

from tests.journeys import news, world
from tests.journeys.watched import free_port, watched
from tests.journeys.watched_world import configure, empty, linted, page_of, poisoned, publish


async def test_every_fault_of_a_worker_is_told_and_clears_and_the_boards_show_it(tmp_path: Path) -> None:
    """A dead letter, a stage that hangs, a failing sink, a dead feed, a bad configuration, at last no worker."""
    since, port = time.time(), free_port()
    async with (
        world.world(tmp_path, f"sqlite:///{tmp_path}/kabar.db") as there,
        watched(tmp_path, [f"127.0.0.1:{port}"]) as watch,
    ):
        configure(there, port)
        await poisoned(there)
        there.desk.is_hanging = True
        worker = there.start()
        publish(there)
        await watch.until("a dead letter is told of", lambda: watch.pager.is_firing("tickets", "KabarDeadLetters"))
        await watch.until("the hanging stage is told of", lambda: watch.pager.is_firing("on-call", "KabarStageStuck"))
        there.desk.is_hanging = False
        await there.until("everything is told", lambda: len(there.desk.messages) >= 7, 60)
        await watch.until("no stage hangs", lambda: watch.pager.is_over("on-call", "KabarStageStuck"))
        there.desk.refusals = 10_000
        there.press.down.add("evening")
        (there.folder / "kabar.yaml").write_text("feeds: none of your business")
        worker.send_signal(signal.SIGHUP)
        there.press.publish("noon", *(news.released(person, 1, world.now()) for person in news.persons(4)))
        await watch.until("the sink is told of", lambda: watch.pager.is_firing("on-call", "KabarSinkFailing"))
        await watch.until("the feed is told of", lambda: watch.pager.is_firing("tickets", "KabarFeedsStale"))
        assert not watch.pager.is_firing("on-call", "KabarBlind"), "one of four feeds"
        await watch.until("the mistake is told of", lambda: watch.pager.is_firing("tickets", "KabarConfigRefused"))
        there.desk.refusals = 0
        there.press.down.clear()
        configure(there, port)
        worker.send_signal(signal.SIGHUP)
        await watch.until("the sink is well", lambda: watch.pager.is_over("on-call", "KabarSinkFailing"))
        await watch.until("the feed is well", lambda: watch.pager.is_over("tickets", "KabarFeedsStale"))
        await watch.until("the file is good", lambda: watch.pager.is_over("tickets", "KabarConfigRefused"))
        assert await empty(watch, since) == []
        linted(await page_of(port))
        await there.kill(worker)
        await watch.until("nobody works", lambda: watch.pager.is_firing("on-call", "KabarStageUnmanned"))
        there.start()
        await watch.until("somebody works", lambda: watch.pager.is_over("on-call", "KabarStageUnmanned"))
        assert watch.pager.is_firing("watchdog", "KabarWatchdog")
    runbook = watch.pager.annotations["KabarSinkFailing"]["runbook_url"]
    assert runbook == "docs/runbooks/KabarSinkFailing.md"
    assert watch.pager.annotations["KabarSinkFailing"]["summary"] == "The sink hook takes nothing."
