"""The library in the window: list, tags, notes."""
