"""The forms of what is printed: a line of JSON, a table, named values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec


def line(body: Any) -> str:
    """Write one line of JSON."""
    return msgspec.json.encode(body).decode()


def table(names: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Set columns side by side, the last one as long as it likes; nothing where there are no rows."""
    cells = [names, *rows]
    if len(cells) == 1:
        return ""
    widths = [max(len(row[column]) for row in cells) for column in range(len(names) - 1)]

    return "\n".join("  ".join((*map(str.ljust, row, widths), row[-1])) for row in cells)


def count(number: int, noun: str) -> str:
    """Say how many there are.

    >>> count(1, "feeds"), count(0, "feeds"), count(1, "stories")
    ('1 feed', '0 feeds', '1 story')
    """
    single = f"{noun[:-3]}y" if noun.endswith("ies") else noun.removesuffix("s")

    return f"{number} {single if number == 1 else noun}"


def fields(body: Mapping[str, Any], indent: str = "") -> str:
    """Set each name before its value, nested ones indented."""
    return "\n".join(line for name, value in body.items() for line in _field(str(name), value, indent))


def _field(name: str, value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, Mapping) and value:
        yield f"{indent}{name}:"
        yield fields(value, indent + "  ")
    elif isinstance(value, list | tuple) and value:
        yield f"{indent}{name}:"
        yield from (f"{indent}  - {_inline(each)}" for each in value)
    else:
        yield f"{indent}{name}: {value if value or value == 0 else '-'}"


def _inline(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {each}" for name, each in value.items())

    return str(value)
