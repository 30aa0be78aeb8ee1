"""What lives as long as the service: it is set aside, so that the search for garbage does not go through it again and again."""

from __future__ import annotations

import gc


def set_aside() -> None:
    """Set aside all that is in use now; what is garbage by now goes first, also of what was set aside before.

    Names, rules and tables of letters are a million objects: to look through them takes a tenth of a second each time.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
