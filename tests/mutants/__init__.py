"""Mutations of the program, each of which a test, `make torture` or `make fuzz` must find."""
