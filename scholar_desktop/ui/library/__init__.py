"""The library in the window: its list, collections, tags and notes."""
