"""Zenodo."""
