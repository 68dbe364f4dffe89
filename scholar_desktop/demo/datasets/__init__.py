"""The demo's Datasets API."""
