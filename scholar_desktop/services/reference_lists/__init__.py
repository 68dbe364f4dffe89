"""Pasted and dropped reference lists, looked up line by line."""
