"""The pages and sections for Zenodo records and communities."""
