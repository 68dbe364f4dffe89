"""Semantic Scholar's bulk datasets: their releases, rows and downloads."""
