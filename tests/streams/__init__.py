"""Thirty days of invented news, with what has to be told of them and when."""
