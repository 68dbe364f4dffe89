"""Colours by meaning, type, icons: the one place where they are defined."""
