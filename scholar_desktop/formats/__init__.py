"""Reads and writes the file formats for references, records and lists.

Functions take text and return domain objects, or the reverse.
"""
