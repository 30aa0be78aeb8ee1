"""The files of the repository, as git knows them."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXTS = frozenset(
    [".py", ".md", ".yaml", ".yml", ".toml", ".txt", ".lock", ".in", ".xml", ".sh", ".json", ".cfg", ".service"]
)


@cache
def files() -> tuple[Path, ...]:
    """List every tracked file that is there."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return tuple(ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file())


def texts() -> tuple[Path, ...]:
    """List every tracked file that people read or write, scripts without an ending included."""
    return tuple(path for path in files() if path.suffix in TEXTS or not path.suffix)


def python() -> tuple[Path, ...]:
    """List every tracked Python file."""
    return tuple(path for path in files() if path.suffix == ".py")


def name(path: Path) -> str:
    """Give a path as people write it."""
    return path.relative_to(ROOT).as_posix()
