"""MkDocs: an entry of the navigation that ends in `/` is every page of that folder, its README first."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def on_config(config: Any) -> Any:
    """Write the folders out."""
    config["nav"] = [_written(entry, Path(config["docs_dir"])) for entry in config["nav"]]
    return config


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
