"""The client of Zenodo."""
