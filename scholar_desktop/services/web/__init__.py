"""Fetches a page or a file from the web, and interprets the response."""
