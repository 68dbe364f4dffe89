"""Lookups in the background: papers that became open, followed people and records."""
