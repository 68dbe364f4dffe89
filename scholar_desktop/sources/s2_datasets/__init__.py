"""Semantic Scholar's Datasets API."""
