"""Looks up Zenodo records and communities, and downloads the files of records."""
