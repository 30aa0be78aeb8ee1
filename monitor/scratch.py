"""Folders for this process alone; what a killed one left behind is swept up by the next.

Guarantees: a folder whose process lives is never taken, nor one of another user or another program; the lock that says so lies
on the folder itself, so that `systemd-tmpfiles` leaves it alone as well, however old it grows.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

_OURS = "kabar"
"""The file by which we know a folder as ours: other programs use the same names and hold no locks."""


@contextmanager
def folder(prefix: str) -> Iterator[Path]:
    """Give a folder for the length of a block."""
    sweep(prefix)
    with tempfile.TemporaryDirectory(prefix=prefix) as name, closing(Hold(Path(name))):
        yield Path(name)


class Hold:
    """Keeps a folder from being swept up until it is closed or the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        fcntl.flock(self._handle, fcntl.LOCK_EX)
        (path / _OURS).touch()  # After the lock: whoever sees it can rely on that.

    def close(self) -> None:
        """Let go."""
        os.close(self._handle)


def sweep(prefix: str, within: Path | None = None) -> None:
    """Remove the folders of such names whose process is gone, in the system's temporary folder or another."""
    for mark in (within or Path(tempfile.gettempdir())).glob(f"{prefix}*/{_OURS}"):
        with suppress(OSError):  # Somebody else was faster, or it is not ours to look at.
            handle = os.open(mark.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                if os.fstat(handle).st_uid == os.getuid():
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(mark.parent)
            finally:
                os.close(handle)
