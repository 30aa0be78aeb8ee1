"""The text of a file that a user named."""

from __future__ import annotations

from pathlib import Path

from monitor.config.secret import why
from monitor.errors import ConfigInvalid


def text(path: Path) -> str:
    """Read a file as UTF-8; a mark at its beginning is left out.

    Raises:
        ConfigInvalid: it cannot be read, and why.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigInvalid((f"{path}:1: {why(error)}",)) from error
