"""Decides which rows of several services are one paper, and merges their fields."""
