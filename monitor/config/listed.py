"""Which lists of feeds a configuration names, read without judging the rest of it: a list may be about to be made."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from monitor.config import plain, texts
from monitor.text import marked


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The OPML files that the section `feeds` names, and the addresses that stand in it."""

    files: tuple[Path, ...] = ()
    urls: tuple[str, ...] = ()


def listed(path: Path) -> Listed:
    """Look into a configuration file; one that is not there names nothing."""
    if not path.exists():
        return Listed()
    tree, _ = plain.plain(found) if isinstance(found := marked.read(texts.text(path)).value, dict) else ({}, 0)
    named, _ = plain.take_opml(tree)
    urls = [feed.get("url") for _, feed in plain.entries(tree, "feeds")]

    return Listed(
        files=tuple(path.absolute().parent / name for _, name in named),
        urls=tuple(url for url in urls if isinstance(url, str)),
    )
