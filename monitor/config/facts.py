"""An alert that might be, as somebody describes it: names that a configuration knows, and what follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from monitor.alerts import check as routes
from monitor.alerts.severity import severity
from monitor.config import check, own
from monitor.errors import Usage

if TYPE_CHECKING:
    from monitor.config import Config


def facts(config: Config, given: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Complete what is said of an alert: every fact that matchers look at; the severity follows from kind and stage.

    Raises:
        Usage: something is said that no alert of this configuration can be.
    """
    names = routes.references([story.id for story in config.stories], [], own.kinds(config.packs, check.KINDS))
    wrong = [mistake.what for mistake in routes.match({name: list(each) for name, each in given.items()}, (), names)]
    if wrong:
        raise Usage("; ".join(wrong))
    known = {name: given.get(name, ()) for name in routes.FACTS}
    if known["kind"] and not known["severity"]:
        story = next((each for each in config.stories if (each.id,) == known["story"]), None)
        stage = (*known["stage"], "")[0]
        known["severity"] = (severity(known["kind"][0], stage, None, story).value,)

    return known
