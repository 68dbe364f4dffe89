"""Zenodo records."""
