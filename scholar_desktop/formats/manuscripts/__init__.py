"""Manuscripts: the citations in their text, and their reference lists."""
