"""Reads the tagged formats whose records are lines: PubMed, EndNote and Web of Science."""
