"""Formats references according to the Citation Style Language (CSL) 1.0.2."""
