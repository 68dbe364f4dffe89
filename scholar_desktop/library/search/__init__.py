"""Searches in the library."""
