"""MkDocs: an entry of the navigation that ends in `/` is every page of that folder; a page that nobody placed is under More."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any


def on_config(config: Any) -> Any:
    """Write the folders out."""
    docs = Path(config["docs_dir"])
    config["nav"] = [_written(entry, docs) for entry in config["nav"]]
    placed = set(_pages(config["nav"]))
    more = [page.name for page in sorted(docs.glob("*.md")) if page.name not in placed]
    config["nav"] += [{"More": more}] if more else []
    return config


def _pages(entry: Any) -> Iterator[str]:
    match entry:
        case {**named}:
            yield from (page for each in named.values() for page in _pages(each))
        case [*entries]:
            yield from (page for each in entries for page in _pages(each))
        case str():
            yield entry


def _written(entry: Any, docs: Path) -> Any:
    match entry:
        case {**named}:
            return {name: _written(each, docs) for name, each in named.items()}
        case [*entries]:
            return [_written(each, docs) for each in entries]
        case str() if entry.endswith("/"):
            pages = sorted((docs / entry).glob("*.md"), key=lambda page: (page.name != "README.md", page.name))
            return [page.relative_to(docs).as_posix() for page in pages]
    return entry
