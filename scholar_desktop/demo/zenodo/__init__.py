"""The demo's Zenodo."""
