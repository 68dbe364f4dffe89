"""Zenodo records, their files, versions and communities."""
