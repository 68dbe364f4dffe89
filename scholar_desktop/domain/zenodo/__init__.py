"""Zenodo records, their versions, and queries for them."""
