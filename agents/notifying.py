"""The door to Apprise: a library that blocks, so it has threads of its own, and a time after which nobody waits for it."""

from __future__ import annotations

import asyncio
import logging
import threading
from concurrent.futures import Future

from monitor.errors import ConfigInvalid, FetchFailed
from monitor.ports import Notice

THREADS = 4
"""Notices on their way at once; one that hangs keeps its place until it ends by itself."""

_room = threading.BoundedSemaphore(THREADS)


async def notify(notice: Notice) -> bool:
    """Hand a notice to Apprise; says whether the channel took it.

    Raises:
        ConfigInvalid: Apprise is not there, or cannot use the URL.
        FetchFailed: it took too long, or all threads hang.
    """
    if not _room.acquire(blocking=False):
        raise FetchFailed("apprise", "too many notices hang")
    done: Future[bool] = Future()
    # A daemon: a channel that hangs does not keep the process from ending.
    threading.Thread(target=_run, args=(notice, done), name="apprise", daemon=True).start()
    try:
        async with asyncio.timeout(notice.timeout):
            return await asyncio.wrap_future(done)
    except TimeoutError as error:
        raise FetchFailed("apprise", "timed out") from error


def _run(notice: Notice, done: Future[bool]) -> None:
    try:
        result = _notified(notice)
    except BaseException as error:  # noqa: BLE001  # Whatever a plugin raises is for the waiting side.
        _tell(done, error=error if isinstance(error, ConfigInvalid) else FetchFailed("apprise", type(error).__name__))
    else:
        _tell(done, result=result)
    finally:
        _room.release()


def _tell(done: Future[bool], *, result: bool = False, error: BaseException | None = None) -> None:
    if not done.set_running_or_notify_cancel():
        return
    if error is None:
        done.set_result(result)
    else:
        done.set_exception(error)


def _notified(notice: Notice) -> bool:
    try:
        import apprise  # noqa: PLC0415  # An extra.
    except ImportError as error:
        raise ConfigInvalid(("apprise: is not installed; pip install 'kabar[apprise]'",)) from error
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)  # Its lines name addresses.
    asset = apprise.AppriseAsset(async_mode=False, interpret_escapes=False, interpret_emojis=False, secure_logging=True)
    asset.http_redirects = False
    channel = apprise.Apprise.instantiate(notice.url, asset=asset, suppress_exceptions=True)
    if channel is None:
        raise ConfigInvalid(("apprise: knows no channel for the URL in url_file, or misses a part of it",))
    carrier = apprise.Apprise(asset=asset)
    carrier.add(channel)
    return bool(carrier.notify(title=notice.title, body=notice.text, body_format=apprise.NotifyFormat.TEXT))
