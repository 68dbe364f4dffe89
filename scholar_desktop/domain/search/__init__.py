"""Search queries, filters and results."""
