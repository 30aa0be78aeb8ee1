"""Records to bytes and back: the only place that knows the wire format.

On the wire a record is JSON: ``{"record": "RawArticle", "version": 4, "body": {...}}``. A reader takes its own version and
every older one that `_UPGRADES` can lift; it refuses newer or unknown ones, which the agents' door sends to the dead letters.
Fields that this version does not know are ignored, so that a newer writer of the same version never stops an older reader.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from monitor.ailments import Health
from monitor.errors import RecordUnreadable
from monitor.lives import Order
from monitor.models import Alert, Delivery, RawArticle, Shift, TaggedArticle, UniqueArticle

Record = RawArticle | UniqueArticle | TaggedArticle | Shift | Alert | Delivery | Health | Order
R = TypeVar("R", RawArticle, UniqueArticle, TaggedArticle, Shift, Alert, Delivery, Health, Order)

VERSIONS: dict[type[Any], int] = {
    RawArticle: 4,
    UniqueArticle: 1,
    TaggedArticle: 1,
    Shift: 1,
    Alert: 2,
    Delivery: 1,
    Health: 1,
    Order: 1,
}


class _Envelope(msgspec.Struct):
    record: str
    version: int
    body: msgspec.Raw


def _raw_article_1(body: dict[str, Any]) -> dict[str, Any]:
    """Version 1 had neither `link` (the URL before canonicalisation) nor `is_baseline`."""
    return {"link": body.get("url"), "is_baseline": False} | body


def _raw_article_2(body: dict[str, Any]) -> dict[str, Any]:
    """Version 2 had no `text_source`: every text was the feed's."""
    return {"text_source": "feed"} | body


def _raw_article_3(body: dict[str, Any]) -> dict[str, Any]:
    """Version 3 had neither `updated_at` nor the hashes of the words, now and before."""
    return {"updated_at": None, "content": "", "revises": ""} | body


def _alert_1(body: dict[str, Any]) -> dict[str, Any]:
    """Version 1 did not say how well the feeds were."""
    return {"coverage": []} | body


_UPGRADES: dict[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {
    ("RawArticle", 1): _raw_article_1,
    ("RawArticle", 2): _raw_article_2,
    ("RawArticle", 3): _raw_article_3,
    ("Alert", 1): _alert_1,
}
_envelopes = msgspec.json.Decoder(_Envelope)
_encoder = msgspec.json.Encoder()
_bodies: dict[type[Any], msgspec.json.Decoder[Any]] = {kind: msgspec.json.Decoder(kind) for kind in VERSIONS}


def encode(record: Record) -> bytes:
    """Write a record as bytes, with its name and version."""
    kind = type(record)
    return _encoder.encode({"record": kind.__name__, "version": VERSIONS[kind], "body": record})


def decode(data: bytes | None, kind: type[R]) -> R:
    """Read a record of the given kind.

    Raises:
        RecordUnreadable: the bytes are no record, another record, or of a version that we do not know.
    """
    envelope = _envelope(data, kind)
    try:
        if envelope.version == VERSIONS[kind]:
            record: R = _bodies[kind].decode(envelope.body)
        else:
            record = msgspec.convert(_upgraded(envelope, kind), kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise RecordUnreadable(f"{kind.__name__}: {error}") from error

    return record


def _envelope(data: bytes | None, kind: type[Any]) -> _Envelope:
    if data is None:
        raise RecordUnreadable(f"{kind.__name__}: empty value")
    try:
        envelope = _envelopes.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise RecordUnreadable(f"{kind.__name__}: no envelope: {error}") from error
    if envelope.record != kind.__name__:
        raise RecordUnreadable(f"{kind.__name__}: the bytes hold a record named {envelope.record!r}")
    return envelope


def _upgraded(envelope: _Envelope, kind: type[Any]) -> dict[str, Any]:
    """Lift a body of an older version, step by step, to the current one."""
    body = msgspec.json.decode(envelope.body)
    for version in range(envelope.version, VERSIONS[kind]):
        upgrade = _UPGRADES.get((kind.__name__, version))
        if upgrade is None or not isinstance(body, dict):
            raise RecordUnreadable(f"{kind.__name__}: unknown version {envelope.version}")
        body = upgrade(body)
    if envelope.version > VERSIONS[kind]:
        raise RecordUnreadable(
            f"{kind.__name__}: version {envelope.version} is newer than {VERSIONS[kind]}, which is ours"
        )
    return dict(body)
