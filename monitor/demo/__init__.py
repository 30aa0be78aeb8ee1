"""Half a minute of invented news through the real service: a local press, the service in a process of its own, a desk."""
