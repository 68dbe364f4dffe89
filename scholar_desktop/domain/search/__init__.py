"""Queries, filters, and what a search finds."""
