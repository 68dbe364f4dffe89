"""Authors in the window."""
