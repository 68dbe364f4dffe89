"""The settings page and its controls."""
