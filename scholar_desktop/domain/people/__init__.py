"""Authors and their coauthors."""
