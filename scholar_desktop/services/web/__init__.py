"""Fetching one page or one file from the web, and reading what came."""
