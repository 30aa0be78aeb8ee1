"""`kabar sinks try`: does a sink work, and if not, why."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from monitor.receivers import serving, slack
from monitor.receivers.channels import Rates
from tests.monitor.commands import Run

CONFIG = """
stories:
- {{id: s, about: {{core: [Arda, Belmar]}}}}
sinks:
- {{id: desk, slack: {{token_file: token, channel: "#desk", api: "{url}/api"}}}}
- {{id: hook, webhook: {{url: "http://127.0.0.1:9/hook", secret_file: secret}}}}
- {{id: book, file: {{path: alerts.jsonl}}}}
fetch: {{allow_networks: [{networks}]}}
"""


@contextmanager
def serving_aside(taker: slack.Slack) -> Iterator[str]:
    """Serve in a thread of its own: the command blocks."""
    loop, ready, over = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    found: list[str] = []

    async def serve() -> None:
        async with serving.serve(taker.routes()) as url:
            found.append(url)
            ready.set()
            await over.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    ready.wait(30)
    yield found[0]
    loop.call_soon_threadsafe(over.set)
    thread.join()
    loop.close()


def configured(folder: Path, url: str = "http://127.0.0.1:9", networks: str = "127.0.0.0/8") -> str:
    path = folder / "kabar.yaml"
    path.write_text(CONFIG.format(url=url, networks=networks), encoding="utf-8")
    (folder / "token").write_text(slack.TOKEN, encoding="utf-8")
    (folder / "secret").write_text("whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", encoding="utf-8")
    return str(path)


def test_a_sink_that_works_takes_a_message_and_its_end(run: Run, tmp_path: Path) -> None:
    taker = slack.Slack(rates=Rates(posts_a_second=0))
    with serving_aside(taker) as url:
        code, said, _ = run("sinks", "try", "desk", "--config", configured(tmp_path, url))

    root, answer = taker.channel().messages
    assert (code, said.splitlines()) == (
        0,
        [f"desk: {what} taken as C0DESK:{root.ts}" for what in ("message", "update")],
    )
    assert root.content["text"].startswith("CLOSED: A trial")
    assert answer.thread == root.ts


def test_what_slack_refuses_is_said_in_its_words(run: Run, tmp_path: Path) -> None:
    taker = slack.Slack(errors={"chat.postMessage": "not_in_channel"})
    with serving_aside(taker) as url:
        code, said, _ = run("sinks", "try", "desk", "--config", configured(tmp_path, url))

    assert (code, said) == (1, "desk: message not taken, forbidden: Slack says not_in_channel\n")


@pytest.mark.parametrize(
    ("networks", "why"),
    [
        ("127.0.0.0/8", "unreachable: http://127.0.0.1:9: cannot connect"),
        (
            "10.0.0.0/8",
            "forbidden: http://127.0.0.1:9: private or special address; fetch.allow_networks opens one of your own",
        ),
    ],
)
def test_a_sink_that_cannot_be_reached_says_why(run: Run, tmp_path: Path, networks: str, why: str) -> None:
    code, said, _ = run("sinks", "try", "hook", "--config", configured(tmp_path, networks=networks))

    assert (code, said) == (1, f"hook: message not taken, {why}\n")


def test_a_file_that_cannot_be_written_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "alerts.jsonl").mkdir()
    code, said, _ = run("sinks", "try", "book", "--config", configured(tmp_path))

    assert (code, said) == (
        1,
        f"book: message not taken, unavailable: {tmp_path / 'alerts.jsonl'}: Is a directory\n",
    )


def test_a_secret_that_is_not_there_is_said(run: Run, tmp_path: Path) -> None:
    path = configured(tmp_path)
    (tmp_path / "secret").unlink()
    code, said, _ = run("sinks", "try", "hook", "--config", path)

    assert code == 1
    assert said.endswith(f"sink hook: secret_file: {tmp_path / 'secret'}: there is no such file\n")


def test_a_sink_that_nobody_knows_is_misuse(run: Run, tmp_path: Path) -> None:
    code, _, said = run("sinks", "try", "boook", "--config", configured(tmp_path))

    assert code == 2
    assert 'no sink is called "boook"; did you mean "book"?' in said
