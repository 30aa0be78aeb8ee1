"""The recovery of tables, which says nothing of a stop that meets it."""

from __future__ import annotations

from contextlib import suppress

from faust.tables import TableManager
from faust.tables.recovery import Recovery, ServiceStopped


class _Recovery(Recovery):
    async def on_recovery_completed(self, generation_id: int = 0) -> None:
        """Finish. Who waits for this hears of a stop, too; Faust raises it here a second time, and nobody takes it."""
        with suppress(ServiceStopped):
            await super().on_recovery_completed(generation_id)


class Tables(TableManager):
    """Faust's tables with that recovery."""

    @property
    def recovery(self) -> Recovery:
        """The one recovery of these tables."""
        if self._recovery is None:
            self._recovery = _Recovery(self.app, self, beacon=self.beacon, loop=self.loop)

        return self._recovery
