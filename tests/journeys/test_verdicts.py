"""People judge an alert and take it back: by command, by link and by program; everybody who was told is told."""

from __future__ import annotations

import asyncio
import re
import socket
import sys
from pathlib import Path
from typing import Any

import aiohttp

from monitor.receivers import serving, slack
from tests.journeys import news, world
from tests.journeys.news import STORY
from tests.journeys.world import World

(PERSON,) = news.persons(1)
TOKEN = "canary-token-of-the-desk"
SIGNING = "canary-signing-secret"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def told(there: World) -> list[dict[str, Any]]:
    return list(there.desk.messages.values())


async def kabar(there: World, *words: str) -> str:
    """Run a command beside the service."""
    command = [sys.executable, "-m", "monitor", *words, "-c", str(there.folder / "kabar.yaml")]
    running = await asyncio.create_subprocess_exec(
        *command, cwd=world.ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, err = await running.communicate()
    assert running.returncode == 0, err.decode()
    return out.decode()


async def read(url: str, **more: Any) -> str:
    async with aiohttp.ClientSession() as session, session.request(more.pop("method", "GET"), url, **more) as answer:
        assert answer.status in {200, 202}, (answer.status, await answer.text())
        return await answer.text()


async def until(what: str, there: World, url: str, wanted: str) -> str:
    """Ask for a page until it says something."""
    for _ in range(300):
        if re.search(wanted, found := await read(url)):
            return found
        await asyncio.sleep(0.1)
    raise AssertionError(f"{what}: {wanted} is not on the page\n{found}\n{there.output()}")


async def test_verdicts_are_kept_and_a_retraction_reaches_who_was_told(broker: str, tmp_path: Path) -> None:
    port = free_port()
    (tmp_path / "tokens").write_text(TOKEN)
    web = {"port": port, "url": f"http://127.0.0.1:{port}", "token_file": "tokens"}
    async with world.world(tmp_path, broker) as there:
        # The route takes what is promised: a retraction matches it no more, and goes to the same sink all the same.
        routes = [{"match": {"life": ["open", "developing"]}, "to": ["hook"]}]
        there.configure(["morning"], [STORY], web=web, routes=routes)
        worker = there.start()
        there.press.publish("morning", news.promised(PERSON, 0, world.now()))
        await there.until("the promise is told", lambda: told(there))
        alert, page = told(there)[0]["alert_id"], told(there)[0]["page"]

        shown = await until("the page", there, page, "accepted|was taken")
        assert PERSON.name in shown
        assert "routes[0]" in await kabar(there, "routes", "test", alert)

        assert alert in await kabar(there, "alerts", "verdict", alert[:9], "false", "--by", "ana", "--note", "satire")
        await until("the verdict by command", there, page, "satire")
        judge = {"verdict": "old", "by": "budi"}
        await read(
            page.partition("?")[0] + "/verdict",
            method="POST",
            json=judge,
            headers={"Authorization": f"Bearer {TOKEN}"},
        )
        await until("the verdict by program", there, page, "budi")
        assert len(told(there)) == 1, "a verdict disturbs nobody"
        metrics = await read(f"http://127.0.0.1:{port}/metrics")
        assert re.search(r'kabar_verdicts_total\{rule="[^"]+",verdict="false"\} 1\.0', metrics)

        await kabar(there, "alerts", "retract", alert, "--by", "ana", "--note", "it was satire")
        await there.until("the retraction is told", lambda: len(told(there)) == 2)
        first, last = told(there)
        assert (last["alert_id"], last["revision"], last["life"]) == (first["alert_id"], 2, "retracted")
        assert last["headline"].startswith("RETRACTED: ")
        assert last["changed"][1:] == ["it was satire", "by ana"]

        assert await there.stop(worker) == 0, there.output()
        there.start()
        await asyncio.sleep(3)
        assert len(told(there)) == 2, "a restart tells nothing again"
        history = await kabar(there, "alerts", "show", alert)
        steps = re.findall(r"^\S+ \S+ UTC  \d +(open|verdict: false|verdict: old|retracted) ", history, re.MULTILINE)
        assert steps == ["open", "verdict: false", "verdict: old", "retracted"]
        assert "revision 2 was taken" in history
        assert re.search(r"^0 +1 +0 +1 ", await kabar(there, "alerts", "verdicts"), re.MULTILINE)
        assert TOKEN not in there.output()


async def test_in_slack_a_press_is_a_verdict_and_the_message_stays_true(tmp_path: Path) -> None:
    """One message in the channel: the denial and the retraction edit it, and each is told once in its thread."""
    port = free_port()
    for name, secret in (("tokens", TOKEN), ("signing", SIGNING), ("bot", slack.TOKEN)):
        (tmp_path / name).write_text(secret)
    web = {
        "port": port,
        "url": f"http://127.0.0.1:{port}",
        "token_file": "tokens",
        "slack_signing_secret_file": "signing",
    }
    room = slack.Slack(signing_secret=SIGNING)
    desk = room.channel()
    async with serving.serve(room.routes()) as url, world.world(tmp_path, f"sqlite:///{tmp_path}/kabar.db") as there:
        bot = {"token_file": "bot", "channel": "#desk", "buttons": True, "api": f"{url}/api"}
        routes = [{"match": {"status": "unconfirmed"}, "to": ["bot"]}]
        there.configure(["morning"], [STORY], web=web, routes=routes, sinks=[{"id": "bot", "slack": bot}])
        there.start()
        there.press.publish("morning", news.promised(PERSON, 0, world.now()))
        await there.until("the promise is told", lambda: desk.roots)
        (root,) = desk.roots
        page = next(each["url"] for each in slack.actions(root) if each["action_id"] == "kabar.why")

        assert await room.press(f"http://127.0.0.1:{port}/slack/actions", root, "kabar.verdict.true") == 200
        await until("the verdict by button", there, page, "u0editor")
        there.press.publish("morning", news.denied(PERSON, world.now()))
        await there.until("the denial edits the message", lambda: "DISPUTED" in root.content["text"])
        await there.until("it is told in the thread", lambda: len(desk.thread(root.ts)) == 2)
        await kabar(there, "alerts", "retract", page.rpartition("/")[2][:17], "--by", "ana", "--note", "withdrawn")
        await there.until("the retraction edits the message", lambda: "RETRACTED" in root.content["text"])
        await there.until("it is told in the thread", lambda: len(desk.thread(root.ts)) == 3)
        await asyncio.sleep(2)

    assert (desk.roots, len(desk.thread(root.ts))) == ([root], 3)
    assert "withdrawn; by ana" in str(desk.messages[-1].content["blocks"])
    for secret in (TOKEN, SIGNING, slack.TOKEN):
        assert secret not in there.output() + str([each.content for each in desk.messages])
