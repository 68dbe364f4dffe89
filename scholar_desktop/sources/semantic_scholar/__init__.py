"""Semantic Scholar's Graph and Recommendations APIs."""
