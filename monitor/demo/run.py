"""The demonstration from start to end: press, service, desk; then the verdict."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from aiohttp import web
from prometheus_client.parser import text_string_to_metric_families
from rich.console import Console

from monitor import scratch
from monitor.demo import judge, script, service
from monitor.demo.press import Press
from monitor.demo.service import Service
from monitor.demo.show import Show
from monitor.errors import Usage
from monitor.receivers.hook import Desk
from monitor.receivers.slack import Slack

SETTLE_SECONDS = 3.0
LATEST_SECONDS = 48.0
BASELINE_SECONDS = 20.0


class SecondHand:
    """Tells the second of the script: 0 until it begins."""

    def __init__(self) -> None:
        """Stand still."""
        self._began: float | None = None

    def elapsed(self) -> float:
        """Tell the second."""
        return 0.0 if self._began is None else asyncio.get_running_loop().time() - self._began

    def begin(self) -> None:
        """Let the script run."""
        self._began = asyncio.get_running_loop().time()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Everything of one demonstration."""

    hand: SecondHand
    press: Press
    desk: Desk
    slack: Slack
    show: Show


async def run(console: Console, started_at: datetime, port: int, *, is_kept: bool) -> int:
    """Show it; 0 where everything that must be told was told and no trap was, otherwise 1."""
    secret = service.new_secret()
    workspace = Slack(signing_secret=secret)
    hand = SecondHand()
    press = Press(script.load(), started_at, hand.elapsed)
    stage = Stage(hand=hand, press=press, desk=Desk(secret), slack=workspace, show=Show(console))
    with scratch.folder("kabar-demo-") as folder, stage.show:
        async with _serve(stage, port), service.start(folder, stage.press, secret) as running:
            workspace.presses = f"{running.web}/slack/actions"
            await _play(stage, running)
            is_good = await _close(stage, running)
            if is_kept:
                await _keep(stage, running, folder)

    return 0 if is_good else 1


@asynccontextmanager
async def _serve(stage: Stage, port: int) -> AsyncIterator[None]:
    """Serve press, desk and Slack on one loopback port."""
    application = web.Application()
    application.add_routes([*stage.slack.routes(), *stage.press.routes(), *stage.desk.routes()])
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        await _listen(runner, port)
        stage.press.port = int(runner.addresses[0][1])
        yield
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, port: int) -> None:
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
    except OSError as error:
        raise Usage(f"127.0.0.1:{port} is taken ({error.strerror}); choose another --port") from error


async def _play(stage: Stage, running: Service) -> None:
    """Wait for the baseline, then show each alert as it arrives until the script is over."""
    show, press = stage.show, stage.press
    show.line(
        f"Feeds of {len(press.script.outlets)} invented outlets at http://127.0.0.1:{press.port}; pages at {running.web}"
    )
    show.status("the service starts")
    await running.wait_ready()
    await _baseline(stage, running)
    stage.hand.begin()
    while not _is_over(stage):
        if running.has_ended:
            raise running.failed("ended")
        show.status(
            f"{stage.hand.elapsed():.0f} s, {_printed(stage)} articles printed, {len(stage.desk.told)} alert revisions"
        )
        await _next(stage)


def _is_over(stage: Stage) -> bool:
    """Tell whether every feed was read to its end and what it caused has had time to arrive; a slow machine gets longer."""
    second = stage.hand.elapsed()
    if second < stage.press.script.seconds + SETTLE_SECONDS or second >= LATEST_SECONDS:
        return second >= LATEST_SECONDS
    told = [each.body for each in stage.desk.told]
    is_shown = not judge.untrue(stage.slack.channel(), told)

    return stage.press.all_read.is_set() and is_shown and not judge.missing(stage.press.script, told)


async def _baseline(stage: Stage, running: Service) -> None:
    """Wait until every feed has been asked once: what was there before is learned, not told."""
    stage.show.status("the service reads every feed once and learns what is old")
    try:
        await asyncio.wait_for(stage.press.all_asked.wait(), BASELINE_SECONDS)
    except TimeoutError as error:
        raise running.failed("did not ask every feed") from error


async def _next(stage: Stage) -> None:
    """Show the next alert, or come back after a moment to turn the second hand."""
    try:
        told = await asyncio.wait_for(stage.desk.news.get(), 0.2)
    except TimeoutError:
        return
    stage.show.alert(told.body, stage.hand.elapsed())


async def _close(stage: Stage, running: Service) -> bool:
    """Print the summary and the verdict."""
    told = [each.body for each in stage.desk.told]
    stage.show.summary(told, await _figures(stage, running))
    missing = judge.missing(stage.press.script, told)
    wrong = (*judge.wrong(stage.press.script, told), *judge.untrue(stage.slack.channel(), told))
    for reason in (*missing, *wrong):
        stage.show.line(f"WRONG: {reason}")
    if not missing and not wrong:
        traps = sum(bool(article.never) for article in stage.press.script.articles)
        stage.show.line(f"As expected: everything that shifted was told once, and none of {traps} traps was.")

    return not missing and not wrong


async def _figures(stage: Stage, running: Service) -> dict[str, str]:
    """Gather what it came to, from the press, the desk and the service's own metrics."""
    answers = stage.press.answers
    series = [sample for family in text_string_to_metric_families(await running.metrics()) for sample in family.samples]
    told = stage.desk.told

    return {
        "articles": f"{_printed(stage)} printed, {_polled(series)} polled by the service",
        "feed fetches": f"{answers.total()}, of which {answers[304]} were answered 304 Not Modified",
        "alerts": f"{len({each.body['alert_id'] for each in told})} in {len(told)} revisions",
        "deliveries": f"{len(told)} taken, {stage.desk.repeated} repeated, {stage.desk.refused} with a bad signature",
        "slack": _slack(stage),
        "metrics": f"{running.web}/metrics ({len(series)} series)",
    }


def _slack(stage: Stage) -> str:
    """Count what stands in the channel: a message for each alert, edited when it changed."""
    channel = stage.slack.channel()
    edits = sum(len(each.edits) for each in channel.roots)
    answers = len(channel.messages) - len(channel.roots)

    return f"{len(channel.roots)} messages, edited {edits} times, {answers} answers in threads, {stage.slack.throttled} throttled"


def _printed(stage: Stage) -> int:
    return sum(article.at <= stage.hand.elapsed() for article in stage.press.script.articles)


def _polled(series: list[Any]) -> int:
    """Count what reached the stage behind poll."""
    taken = (sample for sample in series if sample.name == "kabar_stage_in_total")

    return int(sum(sample.value for sample in taken if sample.labels["stage"] == "dedupe"))


async def _keep(stage: Stage, running: Service, folder: Path) -> None:
    """Stay until interrupted."""
    stage.show.line(f"The service stays up; its folder is {folder}. Ctrl-C ends it.")
    stage.show.line(f"The channel, with buttons that work: http://127.0.0.1:{stage.press.port}/slack")
    while not running.has_ended:
        await _next(stage)
