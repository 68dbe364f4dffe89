"""Zenodo records and communities in the window."""
