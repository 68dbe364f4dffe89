"""Identifiers of papers: reading them in every spelling, and the addresses that contain one."""
