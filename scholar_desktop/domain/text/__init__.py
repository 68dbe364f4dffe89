"""Normalises and compares names, titles and words."""
