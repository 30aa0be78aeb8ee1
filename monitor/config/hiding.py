"""Which files of a configuration hold secrets: all that are named by a setting that ends in `_file`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any


def files(settings: Any) -> Iterator[str]:
    """Name them, wherever in the settings they stand.

    >>> from monitor.config import Config, Web
    >>> list(files(Config(web=Web(token_file="/run/secrets/token"))))
    ['/run/secrets/token']
    """
    if isinstance(settings, list | tuple):
        for each in settings:
            yield from files(each)
    elif is_dataclass(settings):
        for each in fields(settings):
            value = getattr(settings, each.name)
            if each.name.endswith("_file") and isinstance(value, str) and value:
                yield value
            else:
                yield from files(value)
