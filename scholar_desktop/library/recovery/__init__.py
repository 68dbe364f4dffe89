"""Checking, repairing, rebuilding and restoring a library."""
