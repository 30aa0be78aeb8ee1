"""Brokers: one SQLite file, or Kafka without losing records."""
