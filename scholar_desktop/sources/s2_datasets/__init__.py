"""The client of Semantic Scholar's Datasets API."""
