"""The local desk: takes what is signed, once."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
from standardwebhooks import Webhook

from monitor.demo import service
from monitor.receivers.hook import Desk

BODY = {"alert_id": "k1", "revision": 1}


@asynccontextmanager
async def serving(desk: Desk) -> AsyncIterator[tuple[str, aiohttp.ClientSession]]:
    application = web.Application()
    application.add_routes(desk.routes())
    async with TestServer(application) as server, aiohttp.ClientSession() as session:
        yield str(server.make_url("/desk")), session


def signed(secret: str, name: str) -> tuple[bytes, dict[str, str]]:
    now = datetime.now(UTC)
    body = json.dumps(BODY)
    stamp = str(int(now.timestamp()))
    signature = Webhook(secret).sign(name, now, body)
    return body.encode(), {"webhook-id": name, "webhook-timestamp": stamp, "webhook-signature": signature}


async def test_a_signed_alert_is_kept_once_however_often_it_comes() -> None:
    secret = service.new_secret()
    desk = Desk(secret)
    async with serving(desk) as (url, session):
        for _ in range(2):
            body, headers = signed(secret, "k1.1")
            async with session.post(url, data=body, headers=headers) as answer:
                assert answer.status == 204

    assert [each.body for each in desk.told] == [BODY]
    assert desk.repeated == 1


async def test_a_wrong_signature_is_refused() -> None:
    desk = Desk(service.new_secret())
    body, headers = signed(service.new_secret(), "k1.1")
    async with serving(desk) as (url, session), session.post(url, data=body, headers=headers) as answer:
        assert answer.status == 401

    assert desk.told == []
    assert desk.refused == 1
