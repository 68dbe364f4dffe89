"""Checks PDF files: whether a file is complete, whether it opens, and whether it is the requested paper."""
