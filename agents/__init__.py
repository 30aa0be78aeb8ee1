"""The wiring: Faust, and only Faust; `app` is the composition root."""
