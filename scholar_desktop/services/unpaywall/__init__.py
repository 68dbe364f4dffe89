"""Unpaywall answers for many DOIs, and its title search."""
