"""How fast Kabar is: figures to look at, never a test that a slow machine could fail."""
