"""Semantic Scholar's bulk datasets."""
