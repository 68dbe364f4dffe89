"""Reads and writes whole entries: every field, people with roles, keywords, notes, files and collections."""
