"""The pages of the service: its health and metrics, what people and hubs send in, and why an alert was told."""
