"""From shifts to what people are told, and where."""
